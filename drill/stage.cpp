#include "drill/stage.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/played.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace omactl::drill {

namespace {

constexpr Millis k_line_limit{600'000};
constexpr Millis k_ask_limit{60'000};
constexpr Millis k_look{20};

}  // namespace

std::string line_of(std::vector<std::string> const &words)
{
    std::string line = "omactl";
    for (auto const &word : words) line += " " + shell_quoted(word);
    return line;
}

void Stage::tell(std::string const &text)
{
    if (m_order.quiet) return;
    m_order.json ? m_io.err(text) : m_io.out(text);
    m_io.finish();
}

int Stage::play(std::vector<std::string> const &words, Person const &person)
{
    tell(fmt::format("\n$ {}\n", line_of(words)));
    auto start = m_site.omactl(words);
    start.argv.insert(start.argv.begin(), "setsid");  // no terminal of its own: it asks nobody
    if (m_order.quiet)
        start.log = "/dev/null";
    else
        start.share = m_order.json ? process::Start::Share::talk : process::Start::Share::both;
    process::Child child{start};
    SystemClock const clock;
    auto const end = clock.ticks() + k_line_limit;
    while (!child.ends_within(k_look)) {
        throw_if_interrupted();
        if (clock.ticks() >= end)
            throw Error{Fault::unverified,
                        fmt::format("'{}' has not ended within {}", line_of(words), human_duration(k_line_limit))};
        if (auto const step = runbook::asked_person(m_site.folder()))
            runbook::answer_for_person(m_site.folder(), person ? person(*step) : "");
    }
    throw_if_interrupted();
    return *child.status();
}

int Stage::ask(std::vector<std::string> const &words) const
{
    auto const ended = process::run(m_site.omactl(words), k_ask_limit);
    throw_if_interrupted();
    return ended.status;
}

void Stage::open_shell()
{
    auto const rc = m_site.folder() + "/shell.rc";
    auto const file = open_file(rc, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    write_all(file.get(), "PS1='(drill) $ '\n", rc);
    process::Start start;
    start.argv = process::find_program("bash") ? std::vector<std::string>{"bash", "--noprofile", "--rcfile", rc, "-i"}
                                               : std::vector<std::string>{"sh", "-i"};
    start.environment = m_site.variables();
    start.environment->push_back("ENV=" + rc);
    start.share = process::Start::Share::both;
    start.own_input = false;
    process::Child shell{start};
    while (shell.running()) shell.ends_within(k_line_limit);
    set_interrupt_signal(0);  // a Ctrl-C in the shell was for the shell
}

}  // namespace omactl::drill
