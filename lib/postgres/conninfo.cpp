#include "lib/postgres/conninfo.hpp"

#include <pwd.h>
#include <unistd.h>

#include <map>

namespace omactl::postgres {

namespace {

std::string quoted(std::string const &value)
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
    auto const *const entry = ::getpwuid(::geteuid());
    return entry ? entry->pw_name : "";
}

std::string conninfo(Address const &address, Settings const &settings, std::string const &numeric)
{
    auto values = defaults();
    for (auto const &[name, value] : address.parameters) values[name] = value;
    for (auto const &[name, value] : ours()) values[name] = value;
    values["host"] = address.host;
    values["hostaddr"] = numeric;
    values["port"] = std::to_string(address.port);
    values["user"] = address.user.empty() ? own_account() : address.user;
    values["password"] = address.password.reveal();
    values["dbname"] = address.database.empty() ? values["user"] : address.database;
    values["application_name"] = settings.application_name;
    std::string text;
    for (auto const &[name, value] : values) text += name + '=' + quoted(value) + ' ';
    return text;
}

}  // namespace omactl::postgres
