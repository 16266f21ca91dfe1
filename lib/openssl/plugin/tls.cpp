#include "lib/openssl/plugin/tls.hpp"

#include "lib/core/error.hpp"
#include "lib/openssl/plugin/digest.hpp"
#include "lib/openssl/plugin/quiet_socket.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

namespace omactl::openssl {

namespace {

template <auto function> struct Free {
    template <class T> void operator()(T *object) const noexcept { function(object); }
};
using Context = std::unique_ptr<SSL_CTX, Free<::SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<::SSL_free>>;
using Certificate = std::unique_ptr<X509, Free<::X509_free>>;

/// Takes what OpenSSL complains about, most useful first, and forgets it.
std::string complaint()
{
    int const reason = errno;
    auto const code = ::ERR_get_error();
    ::ERR_clear_error();
    if (char const *text = code != 0 ? ::ERR_reason_error_string(code) : nullptr) return text;
    if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
    return reason != 0 ? std::strerror(reason) : "the connection was closed";
}

bool is_number(std::string const &host)
{
    std::array<unsigned char, sizeof(in6_addr)> ignored;
    return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

/// Base64 of SHA-256 of the public key, as in curl's --pinnedpubkey.
std::string pin_of(X509 *certificate)
{
    unsigned char *der = nullptr;
    int const size = ::i2d_X509_PUBKEY(::X509_get_X509_PUBKEY(certificate), &der);
    if (size < 0) throw Error{Fault::internal, "openssl: i2d_X509_PUBKEY failed"};
    auto const hash = sha256_of({reinterpret_cast<char const *>(der), static_cast<std::size_t>(size)});
    ::OPENSSL_free(der);
    std::array<unsigned char, 64> text;
    int const length = ::EVP_EncodeBlock(text.data(), reinterpret_cast<unsigned char const *>(hash.data()),
                                         static_cast<int>(hash.size()));
    return {reinterpret_cast<char const *>(text.data()), static_cast<std::size_t>(length)};
}

Context make_context(TlsTarget const &target)
{
    Context context{::SSL_CTX_new(::TLS_client_method())};
    if (!context) throw Error{Fault::internal, fmt::format("openssl: {}", complaint())};
    ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    // Our writes may be repeated from another place in memory, and may be taken in parts.
    ::SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // The protocols above mark their own ends; a missing close_notify cuts nothing unseen.
    ::SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (!target.ca) {
        ::SSL_CTX_set_default_verify_paths(context.get());
    } else if (::SSL_CTX_load_verify_file(context.get(), target.ca->c_str()) != 1) {
        throw Error{Fault::usage, fmt::format("CA file {}: {}", *target.ca, complaint())};
    }
    return context;
}

class OpenSslTls final : public Tls {
public:
    OpenSslTls(int fd, TlsTarget const &target)
        : m_target(target), m_context(make_context(target)), m_session(::SSL_new(m_context.get()))
    {
        BIO *const bio = m_session ? quiet_socket(fd) : nullptr;
        if (!bio) throw Error{Fault::internal, fmt::format("openssl: {}", complaint())};
        ::SSL_set_bio(m_session.get(), bio, bio);
        ::SSL_set_connect_state(m_session.get());
        // The chain is judged after the handshake, when the certificate can be shown to the user.
        ::SSL_set_verify(m_session.get(), SSL_VERIFY_NONE, nullptr);
        expect_name();
    }

    Want handshake() override
    {
        ::ERR_clear_error();
        errno = 0;
        int const done = ::SSL_do_handshake(m_session.get());
        if (done == 1) {
            judge();
            return Want::nothing;
        }
        switch (::SSL_get_error(m_session.get(), done)) {
        case SSL_ERROR_WANT_READ: return Want::read;
        case SSL_ERROR_WANT_WRITE: return Want::write;
        default:
            throw Error{Fault::unreachable, fmt::format("no TLS there: {}", complaint()),
                        "without TLS the address begins with redis://"};
        }
    }

    Moved read(char *to, std::size_t size) override
    {
        ::ERR_clear_error();
        errno = 0;
        int const got = ::SSL_read(m_session.get(), to, clamped(size));
        return got > 0 ? Moved{static_cast<std::size_t>(got)} : stopped(got);
    }

    Moved write(std::string_view bytes) override
    {
        ::ERR_clear_error();
        errno = 0;
        int const put = ::SSL_write(m_session.get(), bytes.data(), clamped(bytes.size()));
        return put > 0 ? Moved{static_cast<std::size_t>(put)} : stopped(put);
    }

private:
    static int clamped(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

    void expect_name()
    {
        auto *const session = m_session.get();
        if (is_number(m_target.host)) {
            ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(session), m_target.host.c_str());
            return;
        }
        ::SSL_set_tlsext_host_name(session, m_target.host.c_str());
        ::SSL_set1_host(session, m_target.host.c_str());
    }

    void judge() const
    {
        if (!m_target.verify && !m_target.pin_sha256) return;
        Certificate const shown{::SSL_get1_peer_certificate(m_session.get())};
        if (!shown) throw Error{Fault::denied, "the server shows no certificate"};
        auto const pin = pin_of(shown.get());
        if (m_target.pin_sha256) {
            if (*m_target.pin_sha256 == pin) return;
            distrust("its public key is not the pinned one", pin);
        }
        auto const result = ::SSL_get_verify_result(m_session.get());
        if (result != X509_V_OK) distrust(::X509_verify_cert_error_string(result), pin);
    }

    [[noreturn]] static void distrust(std::string const &why, std::string const &pin)
    {
        throw Error{Fault::denied, fmt::format("certificate not trusted: {}", why),
                    fmt::format("if that server is the right one, tell the configuration so:\n"
                                "tls = {{ pin_sha256 = \"{}\" }}",
                                pin)};
    }

    Moved stopped(int result) const
    {
        switch (::SSL_get_error(m_session.get(), result)) {
        case SSL_ERROR_WANT_READ: return {0, Want::read};
        case SSL_ERROR_WANT_WRITE: return {0, Want::write};
        case SSL_ERROR_ZERO_RETURN: return {0, Want::nothing, true};
        default: throw Error{Fault::unreachable, fmt::format("TLS: {}", complaint())};
        }
    }

    TlsTarget m_target;
    Context m_context;
    Session m_session;
};

}  // namespace

std::unique_ptr<Tls> open_tls(int fd, TlsTarget const &target)
{
    return std::make_unique<OpenSslTls>(fd, target);
}

}  // namespace omactl::openssl
