#include "lib/process/spawn.hpp"

#include "lib/core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace omactl::process {

namespace {

struct Actions {
    posix_spawn_file_actions_t value;
    Actions() { ::posix_spawn_file_actions_init(&value); }
    ~Actions() { ::posix_spawn_file_actions_destroy(&value); }
    Actions(Actions const &) = delete;
    Actions &operator=(Actions const &) = delete;

    void give(int fd, int as, int flags)
    {
        if (fd < 0) {
            ::posix_spawn_file_actions_addopen(&value, as, "/dev/null", flags, 0);
        } else {
            ::posix_spawn_file_actions_adddup2(&value, fd, as);
        }
    }
};

struct Attributes {
    posix_spawnattr_t value;
    explicit Attributes(bool own_group)
    {
        ::posix_spawnattr_init(&value);
        sigset_t none, pipe;
        ::sigemptyset(&none);
        ::sigemptyset(&pipe);
        ::sigaddset(&pipe, SIGPIPE);  // we ignore it, and ignored signals stay ignored across exec
        ::posix_spawnattr_setsigmask(&value, &none);
        ::posix_spawnattr_setsigdefault(&value, &pipe);
        int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        if (own_group) flags |= POSIX_SPAWN_SETPGROUP;
        ::posix_spawnattr_setflags(&value, static_cast<short>(flags));
    }
    ~Attributes() { ::posix_spawnattr_destroy(&value); }
    Attributes(Attributes const &) = delete;
    Attributes &operator=(Attributes const &) = delete;
};

std::vector<char *> pointers(std::vector<std::string> const &words)
{
    std::vector<char *> all;
    for (auto const &word : words) all.push_back(const_cast<char *>(word.c_str()));
    all.push_back(nullptr);
    return all;
}

std::string_view path_of(Start const &start)
{
    if (!start.environment) return own_variable("PATH");
    for (auto const &entry : *start.environment) {
        if (entry.starts_with("PATH=")) return std::string_view{entry}.substr(5);
    }
    return {};
}

}  // namespace

pid_t spawn(Start const &start, Streams streams)
{
    if (start.argv.empty()) throw Error{Fault::internal, "no program to start"};
    auto const program = find_program(start.argv.front(), path_of(start));
    if (!program) throw Error{Fault::not_found, fmt::format("{}: no such program", start.argv.front())};

    Actions actions;
    actions.give(streams.in, STDIN_FILENO, O_RDONLY);
    actions.give(streams.out, STDOUT_FILENO, O_WRONLY);
    actions.give(streams.err, STDERR_FILENO, O_WRONLY);
    if (start.also >= 0) actions.give(start.also, start.also, 0);
    Attributes const attributes{start.own_group};
    auto const argv = pointers(start.argv);
    auto const environment = start.environment ? pointers(*start.environment) : std::vector<char *>{};
    pid_t pid = -1;
    int const reason = ::posix_spawn(&pid, program->c_str(), &actions.value, &attributes.value, argv.data(),
                                     start.environment ? environment.data() : environ);
    if (reason != 0) throw Error{Fault::failed, fmt::format("{}: {}", *program, std::strerror(reason))};
    return pid;
}

Fd memory_file(std::string_view bytes)
{
    Fd file{::memfd_create("stdin", MFD_CLOEXEC)};
    if (!file) throw Error{Fault::failed, fmt::format("memfd_create: {}", std::strerror(errno))};
    write_all(file.get(), bytes, "stdin");
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

std::optional<int> reap(pid_t pid, bool block)
{
    int status = 0;
    pid_t got = -1;
    do {
        got = ::waitpid(pid, &status, block ? 0 : WNOHANG);
    } while (got < 0 && errno == EINTR);
    if (got == 0) return std::nullopt;
    if (got < 0) return 127;  // somebody ignores SIGCHLD: it has ended, how is not known
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Fd end_of(pid_t pid)
{
    // Not pidfd_open(): glibc 2.36 declares it without C linkage.
    return Fd{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
}

void await_end(pid_t pid, Millis limit)
{
    SystemClock const clock;
    auto const deadline = clock.ticks() + limit;
    auto const end = end_of(pid);
    for (;;) {
        siginfo_t info = {};
        bool const ended =
            ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid;
        auto const left = std::chrono::ceil<Millis>(deadline - clock.ticks());
        if (ended || left <= Millis{0}) return;
        pollfd watched = {end.get(), POLLIN, 0};
        ::poll(&watched, 1, static_cast<int>(std::min(left, end ? Millis{60'000} : Millis{10}).count()));
    }
}

void send_signal(pid_t pid, bool own_group, int number)
{
    ::kill(own_group ? -pid : pid, number);
}

}  // namespace omactl::process
