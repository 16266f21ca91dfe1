#pragma once

#include "lib/openssl/module.hpp"

#include <memory>

namespace omactl::openssl {

/// `fd` is connected and non-blocking, and outlives the session.
std::unique_ptr<Tls> open_tls(int fd, TlsTarget const &target);

}  // namespace omactl::openssl
