#pragma once

#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <string>
#include <vector>

namespace omactl::tests {

/// Somebody's machine, to see what a drill leaves behind on it.
class World {
public:
    World();
    /// What runs this omactl in it; a configuration names `pages` as the folder of runbooks.
    std::vector<std::string> environment() const;
    process::Start omactl(std::vector<std::string> words) const;
    process::Ended run(std::vector<std::string> words) const;
    /// Files where drills make theirs, and processes with that folder on their command line or as theirs.
    std::vector<std::string> left_behind() const;
    /// The same once they had `limit` to go.
    std::vector<std::string> left_behind_after(Millis limit) const;
    /// A PATH with these alone.
    std::string folder_of_programs(std::vector<std::string> const &names) const;
    std::string state_folder() const { return m_home.path() + "/state/omactl"; }

private:
    sandbox::Folder m_home, m_temporary;
};

}  // namespace omactl::tests
