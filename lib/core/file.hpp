#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omactl {

/// Owns a file descriptor.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : m_fd(fd) {}
    ~Fd();
    Fd(Fd &&other) noexcept;
    Fd &operator=(Fd &&other) noexcept;
    int get() const noexcept { return m_fd; }
    explicit operator bool() const noexcept { return m_fd >= 0; }
    void close();  ///< throws Fault::failed when the kernel reports a late write error

private:
    int m_fd = -1;
};

/// All of these throw Fault::failed naming path and system message (ENOENT on open: not_found).
Fd open_file(std::string const &path, int flags, unsigned mode = 0600);
void write_all(int fd, std::string_view bytes, std::string const &path);
void sync_file(int fd, std::string const &path);
/// rename(2), then fsync of the folder, so that the new name survives a power cut.
void rename_durably(std::string const &from, std::string const &to);
void make_folders(std::string const &path);  ///< mode 0700 for those it makes
std::string read_file(std::string const &path);
std::optional<std::string> read_if_there(std::string const &path);
bool is_there(std::string const &path);
void remove_if_there(std::string const &path);
/// Bytes that an ordinary user may still write on the file system of `path` (or its nearest
/// existing parent).
std::uint64_t free_space(std::string const &path);

}  // namespace omactl
