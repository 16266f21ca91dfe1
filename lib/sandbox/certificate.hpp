#pragma once

#include <string>

namespace omactl::sandbox {

/// Makes ca.crt, server.crt and server.key in `folder`: a server certificate for localhost and
/// 127.0.0.1, signed by a CA that nobody else knows. Uses the openssl program.
void make_certificates(std::string const &folder);

}  // namespace omactl::sandbox
