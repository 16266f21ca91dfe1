#include "lib/postgres/refusal.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace omactl::postgres {

namespace {

struct Advice {
    std::string_view sqlstate;
    Fault fault;
    std::string_view hint;  ///< "{}" stands for psql with its address
};

constexpr std::array k_advice = std::to_array<Advice>({
    {"28000", Fault::denied,
     "the server's pg_hba.conf lets nobody in from here as this user, or only with TLS (?sslmode=require); what it "
     "has:\n"
     "select line_number, type, database, user_name, address, auth_method from pg_hba_file_rules"},
    {"28P01", Fault::denied, "user or password of the URL are wrong; by hand: {}"},
    {"3D000", Fault::not_found, "which there are: {} -l"},
    {"42501", Fault::denied,
     "the role of the URL may not do this; what helps most, as a superuser:\ngrant pg_monitor, pg_signal_backend to "
     "ROLE"},
    {"53300", Fault::unreachable,
     "all its connection slots are taken; a superuser may find a reserved one: {}\n"
     "select pid, usename, application_name, state, state_change from pg_stat_activity order by state_change"},
    {"55P03", Fault::failed, "somebody holds a lock that this needs, and it did not wait: omactl pg locks"},
    {"57014", Fault::failed, "it took longer than it may, and the server ended it"},
    {"57P03", Fault::unreachable, "it starts, stops or recovers: wait and repeat, nothing was changed"},
});

/// A name of the server's in a hint would be run with what is in it.
std::string filled(std::string_view hint, Address const &address)
{
    std::string text{hint};
    if (auto const at = text.find("{}"); at != std::string::npos) text.replace(at, 2, psql(address));
    return text;
}

Fault fault_of(std::string_view sqlstate)
{
    return sqlstate.starts_with("28") ? Fault::denied : Fault::failed;
}

Refused refused(Address const &address, std::string const &sqlstate, std::string_view message, std::string hint)
{
    constexpr std::size_t k_most = 300;
    auto const text = fmt::format("{}: {}", server_name(address), printable(message.substr(0, k_most)));
    for (auto const &advice : k_advice) {
        if (advice.sqlstate == sqlstate) return {advice.fault, sqlstate, text, filled(advice.hint, address)};
    }
    return {fault_of(sqlstate), sqlstate, text, std::move(hint)};
}

struct Complaint {
    std::string sqlstate, message;
};

bool is_sqlstate(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

/// "FATAL:  53300: sorry, too many clients already" in one line of libpq's; the first word may be in any language.
std::optional<Complaint> complaint_in(std::string_view line)
{
    constexpr std::string_view k_mark = ":  ";
    auto const at = line.find(k_mark);
    if (at == std::string_view::npos) return std::nullopt;
    auto const rest = line.substr(at + k_mark.size());
    if (rest.size() < 7 || rest.substr(5, 2) != ": " || !is_sqlstate(rest.substr(0, 5))) return std::nullopt;
    return Complaint{std::string{rest.substr(0, 5)}, std::string{rest.substr(7)}};
}

/// With sslmode=prefer libpq tries with TLS and without: of two refusals the one that is not about TLS says more.
std::optional<Complaint> server_complaint(std::string_view text)
{
    std::optional<Complaint> best;
    for (auto const line : split(text, '\n')) {
        auto const found = complaint_in(line);
        if (found && (!best || best->sqlstate == "28000")) best = found;
    }
    return best;
}

/// The first line without "connection to server at …, port 5432 failed: ".
std::string own_words(std::string_view text)
{
    constexpr std::string_view k_mark = " failed: ";
    auto line = trim(text.substr(0, text.find('\n')));
    if (auto const at = line.find(k_mark); line.starts_with("connection to server") && at != std::string_view::npos)
        line.remove_prefix(at + k_mark.size());
    std::string words = printable(line);
    bool const word = words.size() > 1 && words[1] >= 'a' && words[1] <= 'z';
    if (word && words[0] >= 'A' && words[0] <= 'Z') words[0] = static_cast<char>(words[0] - 'A' + 'a');
    return words.empty() ? "the server closed the connection" : words;
}

/// libpq gives the words of the system's error, not its number.
bool nobody_listens(std::string_view complaint)
{
    return std::ranges::any_of(std::array{ECONNREFUSED, ENOENT},
                               [&](int code) { return complaint.find(std::strerror(code)) != std::string_view::npos; });
}

struct Meaning {
    std::string_view says;  ///< words of libpq's own
    Fault fault;
    std::string_view hint;
};

constexpr std::array k_meanings = std::to_array<Meaning>({
    {"no password supplied", Fault::denied,
     "it wants a password: put it into the URL, postgresql://USER:PASSWORD@host/database"},
    {"does not support SSL", Fault::unreachable, "without TLS the URL ends in ?sslmode=disable"},
    {"root certificate file", Fault::usage,
     "sslrootcert in the URL names the file of the CA that signed the server's certificate"},
    {"certificate verify failed", Fault::denied,
     "if that server is the right one, name its CA's file in the URL: ?sslmode=verify-full&sslrootcert=FILE"},
    {"does not match host name", Fault::denied,
     "the certificate is another server's: use the name that is in it, or ?sslmode=verify-ca"},
    {"certificate file", Fault::usage, "sslcert and sslkey in the URL name files that this user can read"},
    {"private key file", Fault::usage, "sslkey in the URL names a file that only this user can read: chmod 600"},
    {"invalid ", Fault::usage, "the words behind '?' in the URL are libpq's: sslmode=require, sslrootcert=FILE …"},
    {"Permission denied", Fault::denied, "ls -l shows who may write to its socket; or use a host and a password"},
});

}  // namespace

Refused::Refused(Fault fault, std::string sqlstate, std::string message, std::string hint)
    : Error(fault, std::move(message), std::move(hint)), m_sqlstate(std::move(sqlstate))
{
}

Lost::Lost(Fault fault, std::string message, std::string hint, bool nobody_listens)
    : Error(fault, std::move(message), std::move(hint)), m_nobody_listens(nobody_listens)
{
}

std::string server_name(Address const &address)
{
    return "postgres " + address.describe();
}

std::string psql(Address const &address)
{
    auto line = "psql -h " + shell_quoted(address.host);
    if (address.port != 5432) line += fmt::format(" -p {}", address.port);
    if (!address.user.empty()) line += " -U " + shell_quoted(address.user);
    if (!address.database.empty()) line += " " + shell_quoted(address.database);
    return line;
}

Refused refusal(Address const &address, Outcome const &outcome, bool reads)
{
    auto found = refused(address, outcome.sqlstate, outcome.message, printable(outcome.advice));
    if (outcome.sqlstate != "57014" || !reads) return found;
    return {Fault::unreachable, found.sqlstate(), found.message(), found.hint()};
}

void throw_unconnected(Address const &address, std::string_view complaint)
{
    if (auto const said = server_complaint(complaint)) throw refused(address, said->sqlstate, said->message, {});
    auto const text = fmt::format("{}: {}", server_name(address), own_words(complaint));
    for (auto const &meaning : k_meanings) {
        if (complaint.find(meaning.says) == std::string_view::npos) continue;
        if (meaning.fault == Fault::unreachable) throw Lost{meaning.fault, text, std::string{meaning.hint}};
        throw Error{meaning.fault, text, std::string{meaning.hint}};
    }
    throw Lost{Fault::unreachable, text, fmt::format("is it running? {}", psql(address)), nobody_listens(complaint)};
}

}  // namespace omactl::postgres
