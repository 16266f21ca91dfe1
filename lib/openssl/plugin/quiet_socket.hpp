#pragma once

#include <openssl/bio.h>

namespace omactl::openssl {

/// A BIO over a non-blocking socket that it does not own. OpenSSL's own raises SIGPIPE when the
/// other side has closed; this one doesn't.
BIO *quiet_socket(int fd);

}  // namespace omactl::openssl
