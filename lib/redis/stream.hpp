#pragma once

#include "lib/core/deadline.hpp"
#include "lib/core/file.hpp"
#include "lib/openssl/module.hpp"
#include "lib/redis/address.hpp"
#include "lib/redis/connection.hpp"

#include <memory>
#include <string_view>

namespace omactl::redis {

/// A connected non-blocking socket, with TLS when the address asks for it. Throws Broken.
class Stream {
public:
    struct Moved {
        std::size_t bytes = 0;
        short wait = 0;  ///< poll for these events, then try again
        bool closed = false;
    };

    /// Resolves, connects (each address in turn) and shakes hands. Besides Broken it throws Error:
    /// denied when the certificate is not trusted or the socket not ours to open.
    static Stream open(Address const &address, TlsSettings const &tls, Deadline const &deadline);
    Moved read(char *to, std::size_t size);
    Moved write(std::string_view bytes);
    int fd() const { return m_fd.get(); }

private:
    explicit Stream(Fd fd) : m_fd(std::move(fd)) {}
    void start_tls(Address const &address, TlsSettings const &tls, Deadline const &deadline);

    Fd m_fd;
    std::unique_ptr<openssl::Tls> m_tls;
};

}  // namespace omactl::redis
