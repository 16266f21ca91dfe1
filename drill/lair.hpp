#pragma once

#include "lib/core/file.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <optional>
#include <string>

namespace omactl::drill {

/// A private folder that goes when its owner does, however that ends: a process of its own waits for the
/// end and removes what is left.
class Lair {
public:
    Lair();
    ~Lair();
    std::string const &path() const { return m_folder.path(); }

private:
    sandbox::Folder m_folder;
    Fd m_alive;  ///< the pipe whose other end the janitor reads
    std::optional<process::Child> m_janitor;
};
/// What that process does: waits until nobody holds the pipe's other end, then removes the folder.
int clean_behind(std::string const &folder, int pipe);

}  // namespace omactl::drill
