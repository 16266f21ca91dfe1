#include "lib/runbook/played.hpp"

#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"

#include <fcntl.h>

namespace omactl::runbook {

namespace {

constexpr Millis k_look{10};

std::string question(std::string const &folder)
{
    return folder + "/person.asked";
}
std::string answer(std::string const &folder)
{
    return folder + "/person.answered";
}

/// There at once and whole.
void leave(std::string const &path, std::string const &text)
{
    auto const draft = path + ".new";
    write_all(open_file(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC).get(), text, draft);
    rename_durably(draft, path);
}

std::optional<std::string> take(std::string const &path)
{
    auto text = read_if_there(path);
    if (text) remove_if_there(path);
    return text;
}

}  // namespace

std::string ask_player(std::string const &folder, std::string const &step, Clock &clock)
{
    leave(question(folder), step);
    for (;;) {
        if (auto said = take(answer(folder))) return std::move(*said);
        throw_if_interrupted();
        clock.sleep(k_look);
    }
}

std::optional<std::string> asked_person(std::string const &folder)
{
    return take(question(folder));
}

void answer_for_person(std::string const &folder, std::string const &seen)
{
    leave(answer(folder), seen);
}

}  // namespace omactl::runbook
