#include "lib/core/file.hpp"

#include "lib/core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace omactl {

namespace {

[[noreturn]] void refuse(std::string_view call, std::string_view path, int error)
{
    auto const fault = error == ENOENT ? Fault::not_found : Fault::failed;
    throw Error{fault, fmt::format("{} {}: {}", call, path, system_message(error))};
}

std::string folder_of(std::string const &path)
{
    auto const slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

void sync_folder(std::string const &folder)
{
    auto fd = open_file(folder, O_RDONLY | O_DIRECTORY);
    sync_file(fd.get(), folder);
}

bool is_folder(std::string const &path)
{
    struct stat facts = {};
    return stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

std::string read_all(int fd, std::string const &path)
{
    std::string text;
    std::array<char, 65536> block;
    for (;;) {
        auto const n = read(fd, block.data(), block.size());
        if (n == 0) return text;
        if (n > 0)
            text.append(block.data(), static_cast<std::size_t>(n));
        else if (errno != EINTR)
            refuse("read", path, errno);
    }
}

}  // namespace

Fd::~Fd()
{
    if (m_fd >= 0) ::close(m_fd);
}

Fd::Fd(Fd &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

Fd &Fd::operator=(Fd &&other) noexcept
{
    if (this == &other) return *this;
    if (m_fd >= 0) ::close(m_fd);
    m_fd = std::exchange(other.m_fd, -1);
    return *this;
}

void Fd::close()
{
    if (m_fd < 0) return;
    // Linux has let go of the descriptor whatever close says, so EINTR is no reason to repeat.
    if (::close(std::exchange(m_fd, -1)) != 0 && errno != EINTR)
        throw Error{Fault::failed, fmt::format("close: {}", system_message(errno))};
}

Fd open_file(std::string const &path, int flags, unsigned mode)
{
    int fd = -1;
    do {
        fd = open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) refuse("open", path, errno);
    return Fd{fd};
}

void write_all(int fd, std::string_view bytes, std::string const &path)
{
    while (!bytes.empty()) {
        auto const n = write(fd, bytes.data(), bytes.size());
        if (n >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EINTR)
            throw Error{Fault::failed, fmt::format("write {}: {}", path, system_message(errno))};
    }
}

void sync_file(int fd, std::string const &path)
{
    // EINVAL: a pipe or a terminal, which has nothing to keep.
    while (fsync(fd) != 0 && errno != EINVAL)
        if (errno != EINTR) throw Error{Fault::failed, fmt::format("fsync {}: {}", path, system_message(errno))};
}

void rename_durably(std::string const &from, std::string const &to)
{
    if (rename(from.c_str(), to.c_str()) != 0) refuse("rename", fmt::format("{} to {}", from, to), errno);
    sync_folder(folder_of(to));
}

void make_folders(std::string const &path)
{
    if (is_folder(path)) return;
    auto const parent = folder_of(path);
    if (parent != path && parent != ".") make_folders(parent);
    if (mkdir(path.c_str(), 0700) == 0) {
        sync_folder(parent);
        return;
    }
    int const error = errno;
    if (error != EEXIST || !is_folder(path)) refuse("mkdir", path, error);
}

std::string read_file(std::string const &path)
{
    auto const fd = open_file(path, O_RDONLY);
    return read_all(fd.get(), path);
}

std::optional<std::string> read_if_there(std::string const &path)
{
    try {
        return read_file(path);
    } catch (Error const &e) {
        if (e.fault() == Fault::not_found) return std::nullopt;
        throw;
    }
}

bool is_there(std::string const &path)
{
    struct stat facts = {};
    if (lstat(path.c_str(), &facts) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    refuse("stat", path, errno);
}

void remove_if_there(std::string const &path)
{
    if (unlink(path.c_str()) != 0 && errno != ENOENT) refuse("unlink", path, errno);
}

std::uint64_t free_space(std::string const &path)
{
    struct statvfs facts = {};
    auto place = path.empty() ? std::string{"."} : path;
    while (statvfs(place.c_str(), &facts) != 0) {
        if (errno == EINTR) continue;
        if (errno != ENOENT || place == "/" || place == ".") refuse("statvfs", place, errno);
        place = folder_of(place);
    }
    return static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize;
}

}  // namespace omactl
