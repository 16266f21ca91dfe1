#pragma once

#include "lib/core/deadline.hpp"

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

namespace omactl {

struct Endpoint {
    sockaddr_storage address = {};
    socklen_t size = 0;
};

/// All addresses of a host, in the resolver's order. Throws Broken.
std::vector<Endpoint> resolve(std::string const &host, std::uint16_t port, Deadline const &deadline);
/// "10.0.0.12", "fe80::1%eth0"
std::string numeric_host(Endpoint const &endpoint);

}  // namespace omactl
