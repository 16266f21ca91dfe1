#include "lib/sandbox/folder.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace omactl::sandbox {

namespace {

struct Place {
    std::string root = "/tmp";
    bool keep = false;
};

Place &place()
{
    static Place one;
    return one;
}

}  // namespace

void set_root(std::string path)
{
    place().root = std::move(path);
}

void keep_folders(bool keep)
{
    place().keep = keep;
}

Folder::Folder() : m_path(place().root + "/omactl-XXXXXX")
{
    if (!::mkdtemp(m_path.data())) {
        throw Error{Fault::failed, fmt::format("sandbox: mkdtemp {}: {}", m_path, std::strerror(errno))};
    }
}

Folder::~Folder()
{
    if (m_path.empty() || place().keep) return;
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

Folder::Folder(Folder &&other) noexcept : m_path(std::exchange(other.m_path, {})) {}

}  // namespace omactl::sandbox
