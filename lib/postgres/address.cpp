#include "lib/postgres/address.hpp"

#include "lib/core/error.hpp"
#include "lib/core/percent.hpp"
#include "lib/core/text.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace omactl::postgres {

namespace {

/// libpq's words that say something about the target or how it is reached. Others of libpq's are ours to
/// decide (deadlines, keepalives, encoding) or would bring in what the URL does not say (service, passfile).
constexpr std::array k_parameters = std::to_array<std::string_view>({
    "channel_binding",
    "gssencmode",
    "gsslib",
    "krbsrvname",
    "options",
    "requirepeer",
    "sslcert",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "target_session_attrs",
});

/// What frameworks write into a DATABASE_URL for themselves, and libpq's words for what we decide.
constexpr std::array k_ignored = std::to_array<std::string_view>({
    "advisory_locks",
    "application_name",
    "checkout_timeout",
    "client_encoding",
    "connect_timeout",
    "connection_limit",
    "encoding",
    "fallback_application_name",
    "idle_timeout",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "pgbouncer",
    "pool",
    "pool_timeout",
    "prepared_statements",
    "reaping_frequency",
    "schema",
    "tcp_user_timeout",
    "timeout",
});

bool is_among(std::string_view word, auto const &words)
{
    return std::ranges::find(words, word) != words.end();
}

[[noreturn]] void refuse(std::string_view what)
{
    throw Error{Fault::usage, fmt::format("postgres address: {}", what),
                "accepted: postgresql://[user[:password]@]host[:port][/database][?sslmode=require], "
                "postgresql://user@/database?host=/run/postgresql"};
}

std::string decoded(std::string_view text)
{
    auto plain = percent_decoded(text);
    if (!plain) refuse("a '%' must be followed by two hex digits ('%25' is a '%')");
    if (plain->find('\0') != std::string::npos) refuse("'%00' stands for nothing");
    return *plain;
}

void take_port(Address &address, std::string_view text)
{
    if (text.empty()) return;
    unsigned value = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value == 0 || value > 65'535)
        refuse("the port must be a number from 1 to 65535");
    address.port = static_cast<std::uint16_t>(value);
}

void take_host(Address &address, std::string host)
{
    if (host.find(',') != std::string::npos) refuse("one host only: give the one that is meant");
    if (host.find_first_of(" \t\r\n\"'<>{}") != std::string::npos) refuse("not a host name");
    if (host.starts_with('@')) refuse("a socket is given by its folder: ?host=/run/postgresql");
    if (!host.empty()) address.host = std::move(host);
}

/// "host:port", "[::1]:port", "%2Frun%2Fpostgresql" or nothing.
void take_place(Address &address, std::string_view text)
{
    if (!text.starts_with('[')) {
        auto const colon = std::min(text.find(':'), text.size());
        take_host(address, decoded(text.substr(0, colon)));
        return take_port(address, text.substr(std::min(colon + 1, text.size())));
    }
    auto const close = text.find(']');
    if (close == std::string_view::npos) refuse("an IPv6 host needs its ']'");
    auto const host = decoded(text.substr(1, close - 1));
    in6_addr ignored;
    if (::inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &ignored) != 1)
        refuse("not an IPv6 address between '[' and ']'");
    address.host = host;
    auto const behind = text.substr(close + 1);
    if (!behind.empty() && behind.front() != ':') refuse("only ':PORT' may follow the host");
    if (!behind.empty()) take_port(address, behind.substr(1));
}

void take_user(Address &address, std::string_view who)
{
    auto const colon = who.find(':');
    address.user = decoded(who.substr(0, colon));
    if (colon != std::string_view::npos) address.password = Secret{decoded(who.substr(colon + 1))};
}

void take_parameter(Address &address, std::string const &name, std::string value)
{
    if (name == "host") return take_host(address, std::move(value));
    if (name == "port") return take_port(address, value);
    if (name == "user") return static_cast<void>(address.user = std::move(value));
    if (name == "password") return static_cast<void>(address.password = Secret{std::move(value)});
    if (name == "dbname") return static_cast<void>(address.database = std::move(value));
    if (name == "ssl" && value == "true")
        return static_cast<void>(address.parameters.emplace_back("sslmode", "require"));
    if (is_among(name, k_parameters)) return static_cast<void>(address.parameters.emplace_back(name, std::move(value)));
    if (!is_among(name, k_ignored)) refuse(fmt::format("unknown parameter '{}'", printable(name)));
}

void take_query(Address &address, std::string_view query)
{
    if (query.empty()) return;
    for (auto const pair : split(query, '&')) {
        auto const equals = pair.find('=');
        if (equals == std::string_view::npos) refuse("each parameter needs a value: ?sslmode=require");
        take_parameter(address, decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1)));
    }
}

std::string_view without_scheme(std::string_view text)
{
    for (std::string_view const scheme : {"postgresql://", "postgres://"})
        if (text.starts_with(scheme)) return text.substr(scheme.size());
    refuse("it must begin with postgresql:// or postgres://");
}

}  // namespace

Address Address::parse(std::string_view url)
{
    auto const rest = without_scheme(trim(url));
    auto const path = std::min(rest.find_first_of("/?"), rest.size());
    auto const authority = rest.substr(0, path);
    auto const behind = rest.substr(path);
    auto const query = std::min(behind.find('?'), behind.size());
    auto const at = authority.rfind('@');
    if (at == std::string_view::npos && behind.substr(0, query).find('@') != std::string_view::npos)
        refuse("a '/' or '?' in the password must be percent-encoded ('%2F', '%3F')");
    Address address;
    if (at != std::string_view::npos) take_user(address, authority.substr(0, at));
    take_place(address, authority.substr(at == std::string_view::npos ? 0 : at + 1));
    if (query > 1) address.database = decoded(behind.substr(1, query - 1));
    take_query(address, behind.substr(std::min(query + 1, behind.size())));
    return address;
}

std::string Address::server() const
{
    bool const v6 = host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::string Address::describe() const
{
    auto const &name = database.empty() ? user : database;
    return name.empty() ? server() : fmt::format("{}/{}", server(), printable(name));
}

bool Address::is_loopback() const
{
    return host.starts_with('/') || host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace omactl::postgres
