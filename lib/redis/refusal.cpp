#include "lib/redis/refusal.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <array>

namespace omactl::redis {

namespace {

struct Advice {
    std::string_view code;
    Fault fault;
    std::string_view hint;  ///< "{}" stands for redis-cli with its address
};

constexpr std::array k_advice = std::to_array<Advice>({
    {"BUSY", Fault::failed, "a script has run for too long: wait, or, if it has written nothing, {} SCRIPT KILL"},
    {"CLUSTERDOWN", Fault::failed, "the cluster misses slots: {} CLUSTER INFO"},
    {"DENIED", Fault::denied,
     "protected mode: connect from the machine itself, or give Redis a password or a bind address"},
    {"LOADING", Fault::unreachable,
     "it reads its data from disk: wait and repeat, nothing was changed\n{} INFO persistence"},
    {"MASTERDOWN", Fault::failed, "this replica has lost its master: {} INFO replication"},
    {"MISCONF", Fault::failed,
     "its last save to disk failed, so it takes no writes; until the disk is mended:\n"
     "{} CONFIG SET stop-writes-on-bgsave-error no"},
    {"MOVED", Fault::failed, "this is a cluster, and another node holds that key: give that node's address"},
    {"NOAUTH", Fault::denied, "it wants a password: put it into the URL, redis://:PASSWORD@host:port"},
    {"NOPERM", Fault::denied, "this user's ACL does not allow it: {} ACL WHOAMI, then ACL GETUSER"},
    {"NOREPLICAS", Fault::failed, "too few replicas are in step (min-replicas-to-write): {} INFO replication"},
    {"OOM", Fault::failed,
     "Redis is full: reading, LPOP, LTRIM, RENAME and UNLINK still work; where memory is left:\n"
     "{} CONFIG SET maxmemory SIZE"},
    {"READONLY", Fault::failed, "it is a replica: write to its master, which this names:\n{} INFO replication"},
    {"WRONGPASS", Fault::denied, "user or password of the URL are wrong"},
    {"WRONGTYPE", Fault::failed, "that key holds another type: {} TYPE KEY"},
});

/// Before Redis 7 an error inside a script was wrapped: "ERR Error running script …: -OOM command …".
std::string_view unwrapped(std::string_view answer)
{
    if (!answer.starts_with("ERR Error running script")) return answer;
    auto const inner = answer.rfind(": -");
    return inner == std::string_view::npos ? answer : answer.substr(inner + 3);
}

/// Redis 7 tells where in the script it was: "… 'maxmemory'. script: 2c92…, on @user_script:26."
std::string_view without_place(std::string_view answer)
{
    return answer.find("@user_script") == std::string_view::npos ? answer : answer.substr(0, answer.find(" script: "));
}

Advice advice_for(std::string_view code, std::string_view answer)
{
    for (auto const &advice : k_advice) {
        if (advice.code == code) return advice;
    }
    auto const says = [answer](std::string_view words) { return answer.find(words) != std::string_view::npos; };
    if (says("max number of clients")) {
        return {code, Fault::failed, "all its connections are taken (maxclients): {} CLIENT LIST"};
    }
    if (says("invalid password")) return {code, Fault::denied, "the password of the URL is wrong"};
    if (says("without any password configured") || says("no password is set")) {
        return {code, Fault::denied, "it has no password: leave it out of the URL"};
    }
    return {code, Fault::failed, {}};
}

}  // namespace

Refused::Refused(Fault fault, std::string code, std::string message, std::string hint)
    : Error(fault, std::move(message), std::move(hint)), m_code(std::move(code))
{
}

std::string redis_cli(Address const &address)
{
    std::string line = "redis-cli";
    if (address.kind == Address::Kind::unix_socket) {
        line += " -s " + shell_quoted(address.path);
    } else {
        line += " -h " + shell_quoted(address.host);
        if (address.port != 6379) line += fmt::format(" -p {}", address.port);
        if (address.kind == Address::Kind::tls) line += " --tls";
    }
    if (!address.user.empty()) line += " --user " + shell_quoted(address.user);
    if (address.db != 0) line += fmt::format(" -n {}", address.db);
    return line;
}

std::string call_name(Address const &address, std::string_view command)
{
    return fmt::format("redis {}: {}", address.server(), command);
}

Refused refusal(Address const &address, std::string_view command, std::string_view answer)
{
    auto text = without_place(unwrapped(answer));
    std::string code{text.substr(0, text.find(' '))};
    auto const advice = advice_for(code, text);
    if (!advice.hint.empty()) text = text.substr(0, text.find(". "));  // its advice is replaced by ours
    while (text.ends_with('.')) text.remove_suffix(1);
    constexpr std::size_t k_most = 300;
    auto message = fmt::format("{}: {}", call_name(address, command), printable(text.substr(0, k_most)));
    std::string hint{advice.hint};
    if (auto const at = hint.find("{}"); at != std::string::npos) hint.replace(at, 2, redis_cli(address));
    return {advice.fault, std::move(code), std::move(message), std::move(hint)};
}

}  // namespace omactl::redis
