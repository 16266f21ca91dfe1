#include "cmd/redis_fence.hpp"

#include "cmd/session.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace omactl::cmd {

namespace {

constexpr Millis k_lasts{8'000}, k_renew_after{2'000};
constexpr char k_told[] = "writes held", k_refused[] = "refused";

/// Besides what only reads: what changes no key.
constexpr std::array k_harmless = std::to_array<std::string_view>(
    {"ACL",        "ASKING",   "AUTH",     "BGREWRITEAOF", "BGSAVE",   "CLIENT",      "CLUSTER", "COMMAND", "CONFIG",
     "DISCARD",    "EXEC",     "FAILOVER", "HELLO",        "LATENCY",  "MEMORY",      "MONITOR", "MULTI",   "PING",
     "PSUBSCRIBE", "PSYNC",    "PUBLISH",  "QUIT",         "READONLY", "REPLCONF",    "RESET",   "SAVE",    "SCRIPT",
     "SELECT",     "SHUTDOWN", "SLOWLOG",  "SUBSCRIBE",    "SYNC",     "UNSUBSCRIBE", "UNWATCH", "WAIT",    "WATCH"});

/// "CONFIG GET" of "cmdstat_config|get".
std::string command_of(std::string_view field)
{
    std::string name{field.substr(field.find('_') + 1)};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return c == '|' ? ' ' : static_cast<char>(std::toupper(c)); });
    return name;
}

bool may_write(std::string const &command)
{
    auto const group = std::string_view{command}.substr(0, command.find(' '));
    return !redis::is_read(command) && std::ranges::find(k_harmless, group) == k_harmless.end();
}

/// Of "calls=12,usec=…,rejected_calls=0".
std::int64_t calls_in(std::string_view value)
{
    std::int64_t calls = 0;
    if (value.starts_with("calls=")) std::from_chars(value.data() + 6, value.data() + value.size(), calls);
    return calls;
}

bool is_fresh(op::Run &run, Ticks now)
{
    auto const told = run.scratch.find(k_told);
    if (told == run.scratch.end()) return false;
    Ticks::rep at = 0;
    std::from_chars(told->second.data(), told->second.data() + told->second.size(), at);
    return now - Ticks{Ticks::duration{at}} < k_renew_after;
}

}  // namespace

bool hold_writes(op::Run &run)
{
    auto const now = run.world.context().clock.ticks();
    if (run.scratch.contains(k_told) && run.scratch[k_told] == k_refused) return false;
    if (is_fresh(run, now)) return true;
    try {
        session_of(run.world).redis().call({"CLIENT", "PAUSE", std::to_string(k_lasts.count()), "WRITE"});
    } catch (redis::Refused const &e) {
        if (e.fault() == Fault::unreachable) throw;
        run.scratch[k_told] = k_refused;
        return false;
    }
    run.scratch[k_told] = std::to_string(now.time_since_epoch().count());
    return true;
}

void forget_held_writes(op::Run &run)
{
    run.scratch.erase(k_told);
}

void let_writes(op::Run &run) noexcept
{
    try {
        bool const refused = run.scratch.contains(k_told) && run.scratch[k_told] == k_refused;
        run.scratch.erase(k_told);
        if (!refused) session_of(run.world).redis().call({"CLIENT", "UNPAUSE"});
    } catch (std::exception const &) {
        // The server's own limit ends it.
    }
}

std::optional<std::int64_t> write_calls(redis::Connection &redis)
try {
    std::int64_t all = 0;
    auto const info = keyspace::Info::ask(redis, "commandstats");
    for (auto const &[field, value] : info.fields())
        if (may_write(command_of(field))) all += calls_in(value);
    return info.fields().empty() ? std::nullopt : std::optional{all};
} catch (redis::Refused const &) {
    return std::nullopt;
}

}  // namespace omactl::cmd
