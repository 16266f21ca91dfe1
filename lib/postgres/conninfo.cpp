#include "lib/postgres/conninfo.hpp"

#include <pwd.h>
#include <unistd.h>

#include <map>
#include <vector>

namespace omactl::postgres {

namespace {

std::string in_quotes(std::string const &value)
{
    std::string text = "'";
    for (char const c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "'";
}

/// Without these libpq looks at PG* variables: an empty value in the string counts as given.
std::map<std::string, std::string> defaults()
{
    return {
        {"options", ""},
        {"channel_binding", "prefer"},
        {"sslmode", "prefer"},
        {"sslcompression", "0"},
        {"sslcert", ""},
        {"sslkey", ""},
        {"sslrootcert", ""},
        {"sslcrl", ""},
        {"sslcrldir", ""},
        {"sslsni", "1"},
        {"ssl_min_protocol_version", "TLSv1.2"},
        {"ssl_max_protocol_version", ""},
        {"requirepeer", ""},
        {"gssencmode", "disable"},  // it asks the network, under no deadline
        {"krbsrvname", "postgres"},
        {"gsslib", ""},
        {"target_session_attrs", "any"},
    };
}

/// What is not for the URL to say.
std::map<std::string, std::string> ours()
{
    return {
        {"passfile", "/dev/null/none"},  // empty stands for ~/.pgpass, and a file that is none earns a warning
        {"client_encoding", "UTF8"},    {"connect_timeout", "0"},      {"keepalives", "1"},
        {"keepalives_idle", "30"},      {"keepalives_interval", "10"}, {"keepalives_count", "3"},
        {"tcp_user_timeout", "30000"},
    };
}

}  // namespace

std::string own_account()
{
    constexpr std::size_t k_room = 16 * 1024;
    std::vector<char> room(k_room);
    struct passwd entry = {};
    struct passwd *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &found) != 0 || !found) return "";
    return entry.pw_name;
}

namespace {

using Values = std::map<std::string, std::string>;

/// All but the password.
Values values_of(Address const &address)
{
    auto values = defaults();
    for (auto const &[name, value] : address.parameters) values[name] = value;
    for (auto const &[name, value] : ours()) values[name] = value;
    values["host"] = address.host;
    values["port"] = std::to_string(address.port);
    values["user"] = address.user.empty() ? own_account() : address.user;
    values["dbname"] = address.database.empty() ? values["user"] : address.database;
    return values;
}

std::string text_of(Values const &values)
{
    std::string text;
    for (auto const &[name, value] : values) text += name + '=' + in_quotes(value) + ' ';
    return text;
}

}  // namespace

std::string conninfo(Address const &address, Settings const &settings, std::string const &numeric)
{
    auto values = values_of(address);
    values["hostaddr"] = numeric;
    values["password"] = address.password.reveal();
    values["application_name"] = settings.application_name;
    return text_of(values);
}

std::string conninfo_for_psql(Address const &address, bool reads_only)
{
    auto values = values_of(address);
    values["hostaddr"] = "";
    values["connect_timeout"] = "10";
    values.erase("sslpassword");
    if (reads_only) values["options"] += " -c default_transaction_read_only=on";
    return text_of(values);
}

}  // namespace omactl::postgres
