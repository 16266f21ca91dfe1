#include "cmd/redis_health.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::cmd {

namespace {

using keyspace::Info;
using Level = StatusLine::Level;
using Lines = std::vector<StatusLine>;

constexpr double k_nearly_full = 0.9, k_many_clients = 0.9;
constexpr double k_fragmented = 1.5;
constexpr std::uint64_t k_fragmented_from = 100 * 1024 * 1024;  // below that the ratio says nothing
constexpr std::int64_t k_lagging = 10;                          // seconds
constexpr std::int64_t k_far_behind = 64 * 1024 * 1024;

std::string memory_text(Info const &info, std::string_view what)
{
    return fmt::format("{}: {} used of {}", what, human_bytes(info.size("used_memory")),
                       human_bytes(info.size("maxmemory")));
}

bool is_full(Info const &info)
{
    return info.size("maxmemory") > 0 && info.size("used_memory") >= info.size("maxmemory");
}

StatusLine full_line(Info const &info)
{
    auto const policy = info.text("maxmemory_policy");
    auto text = memory_text(info, "full");
    if (!policy.empty() && policy != "noeviction") text += fmt::format(", so it evicts keys ({})", printable(policy));
    return {Level::fail, "memory", std::move(text), "omactl redis relief    (a queue clear still works, too)"};
}

void judge_memory(Info const &info, Lines &lines)
{
    if (is_full(info)) return lines.push_back(full_line(info));
    auto const used = info.size("used_memory"), limit = info.size("maxmemory");
    if (limit > 0 && static_cast<double>(used) >= k_nearly_full * static_cast<double>(limit))
        return lines.push_back({Level::warn, "memory", memory_text(info, "nearly full"), "omactl redis relief"});
    lines.push_back({Level::ok, "memory",
                     fmt::format("{} used{}, RSS {}, peak {}", human_bytes(used),
                                 limit > 0 ? " of " + human_bytes(limit) : ", no limit set",
                                 human_bytes(info.size("used_memory_rss")), human_bytes(info.size("used_memory_peak"))),
                     ""});
}

/// What to try before a restart.
std::string defragmentation(Info const &info)
{
    if (info.number("active_defrag_running") > 0) return "it defragments already: wait, and look again";
    if (!info.text("mem_allocator").starts_with("jemalloc")) return "its allocator can't defragment: a restart would";
    // Pages that are half used can only be emptied by moving what is in them; free ones are given back at once.
    if (info.number("allocator_frag_bytes") > info.number("allocator_rss_bytes"))
        return "omactl redis defrag --for 30m    (a restart is the second choice)";
    return "omactl redis relief --purge    (then redis defrag; a restart is the second choice)";
}

void judge_fragmentation(Info const &info, Lines &lines)
{
    auto const ratio = fragmentation_of(info);
    if (ratio <= k_fragmented) return;
    lines.push_back({Level::warn, "fragmentation",
                     fmt::format("fragmentation {:.1f}, RSS {} for {}", ratio,
                                 human_bytes(info.size("used_memory_rss")), human_bytes(info.size("used_memory"))),
                     defragmentation(info)});
}

void judge_failed_saves(Info const &info, redis::Address const &address, Lines &lines)
{
    if (info.text("rdb_last_bgsave_status") == "err")
        lines.push_back({Level::fail, "saving", "its last save to disk failed; it may refuse every write (MISCONF)",
                         redis::redis_cli(address) + " CONFIG SET stop-writes-on-bgsave-error no"});
    if (info.text("aof_last_write_status") == "err")
        lines.push_back({Level::fail, "saving", "its last write to the AOF failed", "look at its disk"});
    if (info.text("aof_last_bgrewrite_status") == "err")
        lines.push_back({Level::warn, "saving", "its last rewrite of the AOF failed: the file only grows",
                         "look at its disk, then " + redis::redis_cli(address) + " BGREWRITEAOF"});
}

std::string saving_text(Info const &info, Instant now)
{
    auto const aof = info.number("aof_enabled") == 1;
    std::string text;
    if (info.number("rdb_bgsave_in_progress") == 1)
        text = fmt::format("saving since {}, {} copied for it",
                           human_duration(std::chrono::seconds{info.number("rdb_current_bgsave_time_sec")}),
                           human_bytes(info.size("current_cow_size")));
    else
        text = fmt::format("last saved (or started) {} ago",
                           human_duration(now - Instant{std::chrono::seconds{info.number("rdb_last_save_time")}}));
    auto const changes = info.number("rdb_changes_since_last_save");
    if (aof) return text + (info.number("aof_rewrite_in_progress") == 1 ? "; AOF on, being rewritten" : "; AOF on");
    return text + fmt::format("; AOF off: a crash loses {}", counted(changes, "change"));
}

void judge_saving(Info const &info, redis::Address const &address, Instant now, Lines &lines)
{
    auto const before = lines.size();
    judge_failed_saves(info, address, lines);
    if (lines.size() == before) lines.push_back({Level::ok, "saving", saving_text(info, now), ""});
}

void judge_role(Info const &info, Lines &lines)
{
    if (info.text("role") != "slave") return;
    bool const alone = info.text("master_link_status") == "down";
    lines.push_back(
        {Level::warn, "role",
         std::string("this is a replica: it takes no writes") + (alone ? ", and its master is out of reach" : ""),
         "point the environment's redis url at the master"});
}

void judge_evictions(Info const &info, Lines &lines)
{
    auto const evicted = info.number("evicted_keys");
    if (evicted == 0) return;
    lines.push_back({Level::warn, "evictions",
                     fmt::format("{} evicted since it started ({}): jobs and settings may be among them",
                                 counted(evicted, "key"), printable(info.text("maxmemory_policy"))),
                     "omactl redis bigkeys --by-prefix"});
}

void judge_clients(Info const &info, redis::Address const &address, Lines &lines)
{
    auto const clients = info.number("connected_clients"), most = info.number("maxclients");
    auto text = fmt::format("{}{}, {} blocked (a worker that waits for jobs is)", counted(clients, "client"),
                            most > 0 ? " of " + with_commas(most) : "", with_commas(info.number("blocked_clients")));
    bool const many = most > 0 && static_cast<double>(clients) >= k_many_clients * static_cast<double>(most);
    if (auto const refused = info.number("rejected_connections"); refused > 0)
        text += fmt::format("; {} refused since it started", counted(refused, "connection"));
    lines.push_back({many ? Level::warn : Level::ok, "clients", std::move(text),
                     many ? redis::redis_cli(address) + " CLIENT LIST" : ""});
}

void judge_replicas(Info const &info, Lines &lines)
{
    auto const replicas = replicas_in(info);
    if (replicas.empty()) return;
    std::int64_t lag = 0;
    for (auto const &replica : replicas) {
        lag = std::max(lag, replica.lag);
        bool const late = replica.lag > k_lagging || replica.bytes_behind > k_far_behind;
        if (replica.state == "online" && !late) continue;
        lines.push_back({Level::warn, "replica " + printable(replica.address),
                         fmt::format("{}, {} behind, last heard of {} s ago", printable(replica.state),
                                     human_bytes(static_cast<std::uint64_t>(replica.bytes_behind)), replica.lag),
                         "its own log says why"});
    }
    lines.push_back({Level::ok, "replicas",
                     fmt::format("{}, heard of {} s ago at most", counted(std::ssize(replicas), "replica"), lag), ""});
}

Replica replica_in(std::string_view text)
{
    Replica replica;
    std::string host, port;
    for (auto const field : split(text, ',')) {
        auto const equals = field.find('=');
        if (equals == std::string_view::npos) continue;
        auto const name = field.substr(0, equals), value = field.substr(equals + 1);
        if (name == "ip") host = value;
        if (name == "port") port = value;
        if (name == "state") replica.state = value;
        if (name == "lag") std::from_chars(value.data(), value.data() + value.size(), replica.lag);
        if (name == "offset") std::from_chars(value.data(), value.data() + value.size(), replica.bytes_behind);
    }
    replica.address = host + ":" + port;
    return replica;
}

}  // namespace

double fragmentation_of(Info const &info)
{
    auto const used = info.size("used_memory");
    return used <= k_fragmented_from ? 0
                                     : static_cast<double>(info.size("used_memory_rss")) / static_cast<double>(used);
}

bool is_loading(Info const &info)
{
    return info.number("loading") == 1;
}

std::string loading_text(Info const &info)
{
    return fmt::format("loading its data: {} % done, about {} s left", printable(info.text("loading_loaded_perc")),
                       printable(info.text("loading_eta_seconds")));
}

std::vector<Replica> replicas_in(Info const &info)
{
    std::vector<Replica> replicas;
    for (auto const &[name, value] : info.fields()) {
        if (!name.starts_with("slave") || !value.starts_with("ip=")) continue;
        replicas.push_back(replica_in(value));
        replicas.back().bytes_behind =
            std::max<std::int64_t>(0, info.number("master_repl_offset") - replicas.back().bytes_behind);
    }
    return replicas;
}

std::vector<StatusLine> judge_writes(Info const &info, redis::Address const &address)
{
    Lines lines;
    if (is_full(info)) lines.push_back(full_line(info));
    judge_failed_saves(info, address, lines);
    judge_role(info, lines);
    return lines;
}

std::vector<StatusLine> judge_redis(Info const &info, redis::Address const &address, Instant now)
{
    Lines lines;
    judge_memory(info, lines);
    judge_fragmentation(info, lines);
    judge_evictions(info, lines);
    judge_saving(info, address, now, lines);
    judge_role(info, lines);
    judge_replicas(info, lines);
    judge_clients(info, address, lines);
    return lines;
}

}  // namespace omactl::cmd
