#include "drill/lair.hpp"

#include "lib/core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace omactl::drill {

namespace {

constexpr int k_tries = 25;
constexpr Millis k_between{200};  // what was killed may still write for a moment

std::pair<Fd, Fd> make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw Error{Fault::failed, fmt::format("sandbox: pipe: {}", std::strerror(errno))};
    return {Fd{ends[0]}, Fd{ends[1]}};
}

}  // namespace

Lair::Lair()
{
    std::filesystem::permissions(m_folder.path(), std::filesystem::perms{0711});  // servers have their own account
    auto [read_end, write_end] = make_pipe();
    m_alive = std::move(write_end);
    process::Start janitor;
    janitor.argv = {"setsid", std::filesystem::read_symlink("/proc/self/exe").string(), "janitor", m_folder.path(),
                    std::to_string(read_end.get())};
    janitor.also = read_end.get();
    m_janitor.emplace(janitor);
}

Lair::~Lair()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_folder.path(), ignored);
    m_alive = Fd{};
    m_janitor->ends_within(Millis{5'000});
}

int clean_behind(std::string const &folder, int pipe)
{
    char byte;
    while (::read(pipe, &byte, 1) < 0 && errno == EINTR) continue;
    SystemClock clock;
    for (int gone = 0, tries = 0; gone < 3 && tries < k_tries; ++tries) {
        std::error_code ignored;
        auto const removed = std::filesystem::remove_all(folder, ignored);
        gone = removed == 0 ? gone + 1 : 0;
        if (removed == 0 && tries == 0) break;  // its owner has seen to it
        clock.sleep(k_between);
    }
    return 0;
}

}  // namespace omactl::drill
