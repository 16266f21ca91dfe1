#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::openssl {

/// What a TLS client needs to know. Errors are thrown as omactl::Error (denied: the certificate is
/// not trusted, with the pin line to paste as hint; unreachable: no TLS there).
struct TlsTarget {
    std::string host;               ///< for SNI and the name check
    std::optional<std::string> ca;  ///< file; else the system's
    std::optional<std::string>
        pin_sha256;  ///< base64 of SHA-256 of the public key (SubjectPublicKeyInfo); replaces the chain check
    bool verify = true;
};

/// A TLS session over a non-blocking socket that the caller owns and polls.
class Tls {
public:
    enum class Want { nothing, read, write };
    struct Moved {
        std::size_t bytes = 0;
        Want want = Want::nothing;  ///< poll for this, then call again
        bool closed = false;
    };
    virtual ~Tls() = default;
    virtual Want handshake() = 0;  ///< nothing: done
    virtual Moved read(char *to, std::size_t size) = 0;
    virtual Moved write(std::string_view bytes) = 0;
};

class Digest {
public:
    virtual ~Digest() = default;
    virtual void add(std::string_view bytes) = 0;
    virtual std::string finish() = 0;  ///< raw bytes
};

/// OpenSSL costs several ms to load, so it lives in a private module opened when first used.
class Module {
public:
    virtual ~Module() = default;
    virtual std::unique_ptr<Tls> connect(int fd, TlsTarget const &target) = 0;
    virtual std::unique_ptr<Digest> sha256() = 0;
    virtual std::string sha1(std::string_view bytes) = 0;  ///< raw, 20 bytes (Redis' redis.sha1hex)
};

/// dlopens the module beside the program or in its install place. Throws Fault::internal with the
/// path that it tried.
Module &module();

}  // namespace omactl::openssl
