#include "lib/redis/address.hpp"

#include "lib/core/error.hpp"
#include "lib/core/percent.hpp"
#include "lib/core/text.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>

namespace omactl::redis {

namespace {

constexpr std::string_view k_forms = "redis://[user:password@]host[:port][/db], rediss://… (TLS), "
                                     "unix:///path[?db=N], host[:port][:db][/namespace], "
                                     "redis+sentinel://host:26379[,host…]/MASTER[/db]";

[[noreturn]] void refuse(std::string_view what)
{
    throw Error{Fault::usage, fmt::format("redis address: {}", what), fmt::format("accepted: {}", k_forms)};
}

std::string decoded(std::string_view text)
{
    auto plain = percent_decoded(text);
    if (!plain) refuse("a '%' must be followed by two hex digits ('%25' is a '%')");
    return *plain;
}

int number(std::string_view text, std::string_view what, int most)
{
    int value = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value < 0 || value > most) {
        refuse(fmt::format("{} must be a number from 0 to {}", what, most));
    }
    return value;
}

void take_db(Address &address, std::string_view text)
{
    address.db = number(text, "the database", 1'000'000);
}

void take_port(Address &address, std::string_view text)
{
    address.port = static_cast<std::uint16_t>(number(text, "the port", 65'535));
    if (address.port == 0) refuse("the port must not be 0");
}

/// `text` begins with a host; what stands behind it is returned.
std::string_view take_host(Address &address, std::string_view text)
{
    if (text.starts_with('[')) {
        auto const close = text.find(']');
        if (close == std::string_view::npos) refuse("an IPv6 host needs its ']'");
        address.host = text.substr(1, close - 1);
        in6_addr ignored;
        auto const bare = address.host.substr(0, address.host.find('%'));
        if (::inet_pton(AF_INET6, bare.c_str(), &ignored) != 1) refuse("not an IPv6 address between '[' and ']'");
        return text.substr(close + 1);
    }
    auto const end = std::min(text.find(':'), text.size());
    if (end > 0) address.host = decoded(text.substr(0, end));
    if (address.host.find_first_of(" \t\r\n\"'<>{}") != std::string::npos) refuse("not a host name");
    return text.substr(end);
}

/// Cuts "user:password@" off; the last '@' counts, as passwords contain some.
std::string_view take_user(Address &address, std::string_view authority)
{
    auto const at = authority.rfind('@');
    if (at == std::string_view::npos) return authority;
    auto const who = authority.substr(0, at);
    auto const colon = who.find(':');
    address.user = decoded(who.substr(0, colon));
    if (colon != std::string_view::npos) address.password = Secret{decoded(who.substr(colon + 1))};
    return authority.substr(at + 1);
}

void take_query(Address &address, std::string_view query)
{
    if (query.empty()) return;
    for (auto const pair : split(query, '&')) {
        auto const equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) != "db") {
            refuse(fmt::format("unknown parameter '{}' (only db=N is known)", printable(pair.substr(0, equals))));
        }
        take_db(address, pair.substr(std::min(equals + 1, pair.size())));
    }
}

struct Parts {
    std::string_view authority, path, query;
};

Parts parts_of(std::string_view rest)
{
    Parts parts;
    auto const path = std::min(rest.find_first_of("/?#"), rest.size());
    parts.authority = rest.substr(0, path);
    rest.remove_prefix(path);
    if (parts.authority.find('@') == std::string_view::npos && rest.find('@') != std::string_view::npos) {
        refuse("a '/', '?' or '#' in the password must be percent-encoded ('%2F', '%3F', '%23')");
    }
    auto const query = std::min(rest.find('?'), rest.size());
    parts.path = rest.substr(0, query);
    parts.query = rest.substr(std::min(query + 1, rest.size()));
    return parts;
}

Address parse_socket(std::string_view rest)
{
    Address address;
    address.kind = Address::Kind::unix_socket;
    auto const parts = parts_of(rest);
    if (!take_user(address, parts.authority).empty()) {
        refuse("a socket needs an absolute path, with three slashes: unix:///run/redis.sock");
    }
    address.path = decoded(parts.path);
    if (address.path.size() < 2) refuse("a socket needs its path: unix:///run/redis.sock");
    if (address.path.size() >= sizeof(sockaddr_un::sun_path)) {
        refuse(fmt::format("the socket's path is longer than the {} bytes that Linux takes",
                           sizeof(sockaddr_un::sun_path) - 1));
    }
    take_query(address, parts.query);
    return address;
}

Address parse_tcp(std::string_view rest, Address::Kind kind)
{
    Address address;
    address.kind = kind;
    auto const parts = parts_of(rest);
    auto const port = take_host(address, take_user(address, parts.authority));
    if (!port.empty()) {
        if (port.front() != ':') refuse("only ':PORT' may follow the host");
        take_port(address, port.substr(1));
    }
    if (parts.path.size() > 1) take_db(address, parts.path.substr(1));
    take_query(address, parts.query);
    return address;
}

/// "/MASTER/3" or "/MASTER"
void take_master(Address &address, std::string_view path)
{
    auto const name = path.substr(std::min<std::size_t>(1, path.size()));
    auto const slash = std::min(name.find('/'), name.size());
    address.master = decoded(name.substr(0, slash));
    if (address.master.empty()) refuse("behind the sentinels stands the master's name: redis+sentinel://host/shop");
    if (slash + 1 < name.size()) take_db(address, name.substr(slash + 1));
}

Address parse_sentinels(std::string_view rest, Address::Kind kind)
{
    Address address;
    address.kind = kind;
    auto const parts = parts_of(rest);
    for (auto const one : split(take_user(address, parts.authority), ',')) {
        Address place;
        place.port = Address::Place{}.port;
        auto const port = take_host(place, one);
        if (one.empty() || one.front() == ':')
            refuse("between the commas stand hosts: redis+sentinel://host,host/shop");
        if (!port.empty() && port.front() != ':') refuse("only ':PORT' may follow the host");
        if (!port.empty()) take_port(place, port.substr(1));
        address.sentinels.push_back({place.host, place.port});
    }
    address.host.clear();
    take_master(address, parts.path);
    take_query(address, parts.query);
    return address;
}

Address parse_resque(std::string_view text)
{
    Address address;
    if (text.find('@') != std::string_view::npos) refuse("with a password it must begin with redis:// or rediss://");
    auto const slash = std::min(text.find('/'), text.size());
    if (slash == 0) refuse("a socket is written unix:///path");
    auto const behind = take_host(address, text.substr(0, slash));
    if (!behind.empty()) {
        if (behind.front() != ':') refuse("only ':PORT' may follow the host");
        auto const fields = split(behind.substr(1), ':');
        if (fields.size() > 2) refuse("an IPv6 host stands in brackets: [::1]:6379");
        take_port(address, fields[0]);
        if (fields.size() == 2) take_db(address, fields[1]);
    }
    if (slash + 1 < text.size()) address.nspace = text.substr(slash + 1);
    return address;
}

std::string host_and_port(std::string const &host, std::uint16_t port)
{
    bool const v6 = host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

bool is_loopback_host(std::string const &host)
{
    if (host == "localhost") return true;
    in_addr v4;
    if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
    in6_addr v6;
    if (::inet_pton(AF_INET6, host.c_str(), &v6) != 1) return false;
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

}  // namespace

std::string Address::Place::describe() const
{
    return printable(host_and_port(host, port));
}

Address Address::parse(std::string_view url)
{
    auto const text = trim(url);
    if (text.empty()) refuse("it is empty");
    auto const scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return parse_resque(text);
    auto const scheme = text.substr(0, scheme_end);
    auto const rest = text.substr(scheme_end + 3);
    if (scheme == "redis") return parse_tcp(rest, Kind::tcp);
    if (scheme == "rediss") return parse_tcp(rest, Kind::tls);
    if (scheme == "redis+sentinel") return parse_sentinels(rest, Kind::tcp);
    if (scheme == "rediss+sentinel") return parse_sentinels(rest, Kind::tls);
    if (scheme == "unix" || scheme == "redis+unix" || scheme == "redis+socket") return parse_socket(rest);
    refuse(fmt::format("unknown scheme '{}://'", printable(scheme)));
}

std::string Address::server() const
{
    if (kind == Kind::unix_socket) return printable(path);
    if (host.empty() && !sentinels.empty()) return fmt::format("{}@{}", printable(master), sentinels[0].describe());
    return printable(host_and_port(host, port));
}

std::string Address::describe() const
{
    return fmt::format("{}/{}", server(), db);
}

bool Address::is_loopback() const
{
    if (kind == Kind::unix_socket) return true;
    if (!host.empty()) return is_loopback_host(host);
    return std::ranges::all_of(sentinels, [](Place const &place) { return is_loopback_host(place.host); });
}

}  // namespace omactl::redis
