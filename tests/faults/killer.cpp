// A library for LD_PRELOAD that stands between the shipped program and libc at the calls by which
// it changes the world: writes to sockets and files, fsync, rename, unlink, truncation. It kills the
// process before or after the n-th of them (or sends it another signal there), or lets calls fail as
// a full disk would. fault.hpp has the settings. Only libc is used here: the program's own C++ library is not to be
// disturbed.

#include "tests/faults/watch.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace {

using namespace omactl::faults;

/// The function of this name that we stand in front of.
template <class Function> Function *real(char const *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

/// Does the call unless it is to fail; dies before or after it when its turn has come.
template <class Call> auto watched(char const *name, Target const &target, Call const &call) -> decltype(call())
{
    if (!target.counts) return call();
    if (int const error = failure_of(name, target)) {
        errno = error;
        return -1;
    }
    Turn const turn{name, target};
    auto const result = call();
    int const error = errno;
    turn.over();
    errno = error;
    return result;
}

}  // namespace

extern "C" {

ssize_t write(int fd, void const *bytes, size_t size)
{
    static auto *const next = real<ssize_t(int, void const *, size_t)>("write");
    return watched("write", target_of(fd, bytes, size), [&] { return next(fd, bytes, size); });
}

ssize_t writev(int fd, iovec const *parts, int count)
{
    static auto *const next = real<ssize_t(int, iovec const *, int)>("writev");
    return watched("writev", target_of(fd), [&] { return next(fd, parts, count); });
}

ssize_t pwrite(int fd, void const *bytes, size_t size, off_t at)
{
    static auto *const next = real<ssize_t(int, void const *, size_t, off_t)>("pwrite");
    return watched("pwrite", target_of(fd), [&] { return next(fd, bytes, size, at); });
}

ssize_t send(int fd, void const *bytes, size_t size, int flags)
{
    static auto *const next = real<ssize_t(int, void const *, size_t, int)>("send");
    return watched("send", target_of(fd, bytes, size), [&] { return next(fd, bytes, size, flags); });
}

ssize_t sendto(int fd, void const *bytes, size_t size, int flags, sockaddr const *to, socklen_t length)
{
    static auto *const next = real<ssize_t(int, void const *, size_t, int, sockaddr const *, socklen_t)>("sendto");
    return watched("sendto", target_of(fd), [&] { return next(fd, bytes, size, flags, to, length); });
}

ssize_t sendmsg(int fd, msghdr const *message, int flags)
{
    static auto *const next = real<ssize_t(int, msghdr const *, int)>("sendmsg");
    return watched("sendmsg", target_of(fd), [&] { return next(fd, message, flags); });
}

int fsync(int fd)
{
    static auto *const next = real<int(int)>("fsync");
    return watched("fsync", target_of(fd), [&] { return next(fd); });
}

int fdatasync(int fd)
{
    static auto *const next = real<int(int)>("fdatasync");
    return watched("fdatasync", target_of(fd), [&] { return next(fd); });
}

int ftruncate(int fd, off_t length) noexcept
{
    static auto *const next = real<int(int, off_t)>("ftruncate");
    return watched("ftruncate", target_of(fd), [&] { return next(fd, length); });
}

int ftruncate64(int fd, off64_t length) noexcept
{
    static auto *const next = real<int(int, off64_t)>("ftruncate64");
    return watched("ftruncate", target_of(fd), [&] { return next(fd, length); });
}

int rename(char const *from, char const *to) noexcept
{
    static auto *const next = real<int(char const *, char const *)>("rename");
    return watched("rename", target_named(to), [&] { return next(from, to); });
}

int renameat(int from_folder, char const *from, int to_folder, char const *to) noexcept
{
    static auto *const next = real<int(int, char const *, int, char const *)>("renameat");
    return watched("rename", target_named(to), [&] { return next(from_folder, from, to_folder, to); });
}

int renameat2(int from_folder, char const *from, int to_folder, char const *to, unsigned flags) noexcept
{
    static auto *const next = real<int(int, char const *, int, char const *, unsigned)>("renameat2");
    return watched("rename", target_named(to), [&] { return next(from_folder, from, to_folder, to, flags); });
}

int unlink(char const *path) noexcept
{
    static auto *const next = real<int(char const *)>("unlink");
    return watched("unlink", target_named(path), [&] { return next(path); });
}

int unlinkat(int folder, char const *path, int flags) noexcept
{
    static auto *const next = real<int(int, char const *, int)>("unlinkat");
    return watched("unlink", target_named(path), [&] { return next(folder, path, flags); });
}

int remove(char const *path) noexcept
{
    static auto *const next = real<int(char const *)>("remove");
    return watched("unlink", target_named(path), [&] { return next(path); });
}

void _exit(int status)
{
    report_count();
    static auto *const next = real<void(int)>("_exit");
    next(status);
    __builtin_unreachable();
}

}  // extern "C"
