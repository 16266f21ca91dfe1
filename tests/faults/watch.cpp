#include "tests/faults/watch.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace omactl::faults {

namespace {

/// OMACTL_FAIL_AT: "write:ENOSPC:3,fsync:EIO:1"; each from its n-th call on.
struct Failing {
    char call[16] = {};
    int error = 0;
    int from = 0;
    std::atomic<int> seen = 0;
};

constexpr int k_most_failing = 8;

struct Watch {
    int kill_at = 0;
    int signal = SIGKILL;
    char const *count_file = nullptr;
    char const *trace_file = nullptr;
    char const *fail_under = "/";
    Failing failing[k_most_failing];
    int failing_count = 0;
    std::atomic<int> calls = 0;
};

Watch watch;

int error_named(char const *name)
{
    if (std::strcmp(name, "ENOSPC") == 0) return ENOSPC;
    if (std::strcmp(name, "EIO") == 0) return EIO;
    if (std::strcmp(name, "EDQUOT") == 0) return EDQUOT;
    if (std::strcmp(name, "EROFS") == 0) return EROFS;
    if (std::strcmp(name, "EACCES") == 0) return EACCES;
    std::fprintf(stderr, "killer: OMACTL_FAIL_AT: no such error here: %s\n", name);
    std::abort();
}

void read_failing(char const *text)
{
    while (text != nullptr && *text != '\0') {
        char error[16] = {};
        if (watch.failing_count == k_most_failing) std::abort();
        Failing &one = watch.failing[watch.failing_count++];
        if (std::sscanf(text, "%15[^:]:%15[^:]:%d", one.call, error, &one.from) != 3) {
            std::fprintf(stderr, "killer: OMACTL_FAIL_AT wants CALL:ERROR:N, not %s\n", text);
            std::abort();
        }
        one.error = error_named(error);
        text = std::strchr(text, ',');
        if (text != nullptr) ++text;
    }
}

/// The program's own children are not ours: they would count, and die, on their own.
[[gnu::constructor]] void read_settings()
{
    if (char const *at = std::getenv("OMACTL_KILL_AT")) watch.kill_at = std::atoi(at);
    if (char const *signal = std::getenv("OMACTL_KILL_SIGNAL")) watch.signal = std::atoi(signal);
    if (char const *under = std::getenv("OMACTL_FAIL_UNDER")) watch.fail_under = ::strdup(under);
    if (char const *file = std::getenv("OMACTL_KILL_COUNT")) watch.count_file = ::strdup(file);
    if (char const *file = std::getenv("OMACTL_KILL_TRACE")) watch.trace_file = ::strdup(file);
    read_failing(std::getenv("OMACTL_FAIL_AT"));
    for (char const *name : {"LD_PRELOAD", "OMACTL_KILL_AT", "OMACTL_KILL_SIGNAL", "OMACTL_FAIL_UNDER",
                             "OMACTL_KILL_COUNT", "OMACTL_KILL_TRACE", "OMACTL_FAIL_AT"})
        ::unsetenv(name);
}

[[gnu::destructor]] void report_at_exit()
{
    report_count();
}

/// Straight to the kernel: these lines are no calls of the program.
void put(char const *file, int flags, char const *text)
{
    auto const fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | flags, 0600));
    if (fd < 0) return;
    ::syscall(SYS_write, fd, text, std::strlen(text));
    ::syscall(SYS_close, fd);
}

void strike()
{
    ::syscall(SYS_kill, ::syscall(SYS_getpid), watch.signal);
    while (watch.signal == SIGKILL) ::pause();
}

}  // namespace

Target target_of(int fd)
{
    int const before = errno;
    Target target;
    struct stat about = {};
    if (fd > STDERR_FILENO && ::fstat(fd, &about) == 0) {
        sockaddr_storage peer = {};
        socklen_t length = sizeof peer;
        if (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)) {
            char link[64];
            std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            target.counts = ::readlink(link, target.name, sizeof target.name - 1) > 0;
        } else if (S_ISSOCK(about.st_mode) && ::getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &length) == 0) {
            target.counts = peer.ss_family == AF_UNIX || peer.ss_family == AF_INET || peer.ss_family == AF_INET6;
            std::strcpy(target.name, "socket");
        }
    }
    errno = before;
    return target;
}

// "*3\r\n$7\r\nEVALSHA\r\n…"
Target target_of(int fd, void const *bytes, size_t size)
{
    auto target = target_of(fd);
    char head[64] = {}, word[32] = {};
    std::memcpy(head, bytes, size < sizeof head ? size : sizeof head - 1);
    bool const sent = target.counts && std::strcmp(target.name, "socket") == 0;
    if (sent && std::sscanf(head, "*%*d\r\n$%*d\r\n%31[A-Za-z]", word) == 1)
        std::snprintf(target.name, sizeof target.name, "socket %s", word);
    return target;
}

Target target_named(char const *path)
{
    Target target;
    target.counts = true;
    std::strncpy(target.name, path, sizeof target.name - 1);
    return target;
}

int failure_of(char const *call, Target const &target)
{
    if (std::strncmp(target.name, watch.fail_under, std::strlen(watch.fail_under)) != 0) return 0;
    for (int i = 0; i < watch.failing_count; ++i) {
        Failing &one = watch.failing[i];
        if (std::strcmp(one.call, call) == 0 && ++one.seen >= one.from) return one.error;
    }
    return 0;
}

Turn::Turn(char const *call, Target const &target) : m_number(++watch.calls)
{
    if (watch.trace_file != nullptr) {
        char line[600];
        std::snprintf(line, sizeof line, "%d %s %s\n", m_number, call, target.name);
        put(watch.trace_file, O_APPEND, line);
    }
    if (watch.kill_at == 2 * m_number - 1) strike();
}

void Turn::over() const
{
    if (watch.kill_at == 2 * m_number) strike();
}

void report_count()
{
    if (watch.count_file == nullptr) return;
    char line[32];
    std::snprintf(line, sizeof line, "%d\n", watch.calls.load());
    put(watch.count_file, O_TRUNC, line);
}

}  // namespace omactl::faults
