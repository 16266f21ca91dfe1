#pragma once

#include "lib/redis/deadline.hpp"

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::redis {

struct Endpoint {
    sockaddr_storage address = {};
    socklen_t size = 0;
};

/// All addresses of a host, in the resolver's order. Throws Broken.
std::vector<Endpoint> resolve(std::string const &host, std::uint16_t port, Deadline const &deadline);

}  // namespace omactl::redis
