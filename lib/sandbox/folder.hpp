#pragma once

#include <cstdint>
#include <string>

namespace omactl::sandbox {

/// Where folders are made (/tmp unless told), and whether they stay for a look ($TMPDIR and
/// OMACTL_KEEP=1, read by the program's main: nothing here reads the environment).
void set_root(std::string path);
void keep_folders(bool keep);

/// A private folder, removed with all that is in it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(Folder &&) noexcept;
    Folder &operator=(Folder &&) = delete;
    std::string const &path() const { return m_path; }

private:
    std::string m_path;
};

/// A free TCP port of 127.0.0.1 below 32768 (an ephemeral port can be some client's source port).
std::uint16_t free_port();

}  // namespace omactl::sandbox
