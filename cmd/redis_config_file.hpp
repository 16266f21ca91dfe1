#pragma once

#include "cmd/session.hpp"
#include "lib/keyspace/info.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// Does a server come up again with what it runs with? Its configuration file says where it will look for its data.
struct ConfigFileLook {
    std::vector<std::string> differs;  ///< "dir: it runs with /data, /etc/redis.conf says /var/lib/redis"
    std::string not_known;             ///< why it could not be looked into; "" when it could
};
ConfigFileLook look_at_config_file(redis::Connection &redis, keyspace::Info const &info);

}  // namespace omactl::cmd
