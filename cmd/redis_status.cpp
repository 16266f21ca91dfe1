#include "cmd/redis_health.hpp"
#include "cmd/redis_target.hpp"
#include "cmd/status_words.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::cmd {

namespace {

using keyspace::Info;
using Level = StatusLine::Level;

struct RedisStatusOptions {
    bool ping = false;
};

constexpr int k_pings = 20;
constexpr double k_slow_ping = 0.1;  // seconds, the median
struct Latency {
    double median_s = 0, most_s = 0;
};

Latency ping_often(Session &session)
{
    auto const &clock = session.context().clock;
    std::array<double, k_pings> spent{};
    for (auto &one : spent) {
        auto const began = clock.ticks();
        session.redis().call({"PING"});
        one = std::chrono::duration<double>(clock.ticks() - began).count();
    }
    std::ranges::sort(spent);
    return {spent[k_pings / 2], spent.back()};
}

StatusLine judge_latency(Latency const &latency)
{
    bool const slow = latency.median_s > k_slow_ping;
    return {slow ? Level::warn : Level::ok, "latency",
            fmt::format("PING takes {:.2f} ms, at most {:.2f} ms", latency.median_s * 1'000, latency.most_s * 1'000),
            slow ? "omactl redis slowlog" : ""};
}

/// The newest entry of the slow log; nullopt: there is none, or it may not be read.
std::optional<StatusLine> newest_slow(Session &session)
try {
    auto const log = session.redis().call({"SLOWLOG", "GET", "1"});
    if (log.size() == 0) return std::nullopt;
    auto const command = log[0][3].size() > 0 ? printable(log[0][3][0].text()) : "?";
    auto const at = Instant{std::chrono::seconds{log[0][1].integer()}};
    return StatusLine{Level::ok, "slow log",
                      fmt::format("the newest: {} took {:.1f} ms, {} ago", command,
                                  static_cast<double>(log[0][2].integer()) / 1'000,
                                  human_duration(std::max(Millis{0}, session.context().clock.now() - at))),
                      "omactl redis slowlog"};
} catch (redis::Refused const &) {
    return std::nullopt;
}

cli::Json replicas_json(Info const &info)
{
    auto all = cli::Json::array();
    for (auto const &replica : replicas_in(info))
        all.push_back({{"address", replica.address},
                       {"state", replica.state},
                       {"lag_s", replica.lag},
                       {"behind_bytes", replica.bytes_behind}});
    return all;
}

cli::Json saved_json(Info const &info)
{
    return {{"last_save", rfc3339(Instant{std::chrono::seconds{info.number("rdb_last_save_time")}})},
            {"last_save_ok", info.text("rdb_last_bgsave_status") != "err"},
            {"saving", info.number("rdb_bgsave_in_progress") == 1},
            {"changes_since", info.number("rdb_changes_since_last_save")},
            {"aof", info.number("aof_enabled") == 1},
            {"aof_rewriting", info.number("aof_rewrite_in_progress") == 1},
            {"aof_ok", info.text("aof_last_write_status") != "err" && info.text("aof_last_bgrewrite_status") != "err"}};
}

cli::Json figures(Info const &info, Server const &server)
{
    auto const ratio = fragmentation_of(info);
    return {{"address", server.address},
            {"version", info.text("redis_version")},
            {"role", server.role},
            {"run_id", server.run_id},
            {"uptime_s", info.number("uptime_in_seconds")},
            {"loading", is_loading(info)},
            {"memory",
             {{"used_bytes", info.size("used_memory")},
              {"limit_bytes", info.size("maxmemory") > 0 ? cli::Json(info.size("maxmemory")) : cli::Json{}},
              {"rss_bytes", info.size("used_memory_rss")},
              {"fragmentation", ratio > 0 ? cli::Json(ratio) : cli::Json{}},
              {"policy", info.text("maxmemory_policy")},
              {"evicted_keys", info.number("evicted_keys")}}},
            {"persistence", saved_json(info)},
            {"clients", {{"connected", info.number("connected_clients")}, {"blocked", info.number("blocked_clients")}}},
            {"replicas", replicas_json(info)}};
}

/// One screen of it.
cli::Report report_of(cli::Json data, std::string const &head, std::vector<StatusLine> lines, Session &session)
{
    std::stable_sort(lines.begin(), lines.end(), [](auto const &a, auto const &b) { return a.level < b.level; });
    data["findings"] = cli::Json::array();
    cli::Report report{std::move(data), {}, Fault::ok};
    cli::Table table{{{""}, {""}, {"", false, true}, {"", false, true}}, {}};
    std::int64_t trouble = 0;
    for (auto const &line : lines) {
        auto const &words = words_of(line.level);
        trouble += line.level <= Level::warn ? 1 : 0;
        report.data["findings"].push_back({{"status", words.name},
                                           {"what", line.service},
                                           {"message", line.text},
                                           {"mend", line.next.empty() ? cli::Json{} : cli::Json(line.next)}});
        if (session.context().globals.quiet && line.level > Level::warn) continue;
        table.rows.push_back({{std::string(words.shown), words.tone}, line.service, line.text, line.next});
    }
    if (session.context().globals.quiet && trouble == 0) return report;
    report.blocks.emplace_back(head + "\n");
    report.blocks.emplace_back(std::move(table));
    if (trouble == 0) return report;
    report.fault = Fault::found;
    report.blocks.emplace_back(fmt::format("{} need{} attention\n", trouble, trouble == 1 ? "s" : ""));
    return report;
}

bool is_ours(Fault fault)
{
    return fault == Fault::usage || fault == Fault::interrupted || fault == Fault::terminated;
}

cli::Report dead_report(Error const &why, Session &session)
{
    auto const next = why.hint().substr(0, why.hint().find('\n'));
    return report_of({{"answers", false}, {"error", why.message()}}, "Redis does not answer",
                     {{Level::fail, "redis", printable(why.message()), printable(next)}}, session);
}

/// Which sentinel led here, and what is wrong with those that were asked before.
void tell_way(redis::Connection const &redis, cli::Json &data, std::vector<StatusLine> &lines)
{
    auto const &way = redis.way();
    if (way.sentinel.empty()) return;
    data["sentinel"] = {{"master", redis.address().master}, {"asked", way.sentinel}, {"trouble", way.trouble}};
    lines.push_back(
        {Level::ok, "sentinel",
         fmt::format("{} says that this is the master of {}", way.sentinel, printable(redis.address().master)), ""});
    for (auto const &trouble : way.trouble)
        lines.push_back({Level::warn, "sentinel", trouble, "a failover needs most of them: look at that one"});
}

cli::Report look(Session &session)
{
    auto &redis = session.redis();
    auto const info = Info::ask(redis);
    auto const server = ask_server(redis);
    auto data = figures(info, server);
    data["answers"] = !is_loading(info);
    auto const head = fmt::format(
        "{}, {} {}, up {}", server.describe(), info.has("valkey_version") ? "Valkey" : "Redis",
        printable(info.text("redis_version")), human_duration(std::chrono::seconds{info.number("uptime_in_seconds")}));
    if (is_loading(info))
        return report_of(
            std::move(data), head,
            {{Level::fail, "loading", loading_text(info), "omactl redis status --ping    (until it says yes)"}},
            session);
    auto lines = judge_redis(info, redis.address(), session.context().clock.now());
    auto const latency = ping_often(session);
    data["latency"] = {{"median_s", latency.median_s}, {"most_s", latency.most_s}};
    lines.push_back(judge_latency(latency));
    tell_way(redis, data, lines);
    if (auto slow = newest_slow(session)) lines.push_back(*std::move(slow));
    return report_of(std::move(data), head, std::move(lines), session);
}

// A predicate: whatever keeps it from taking commands is a no.
cli::Report ping(Session &session)
{
    cli::Report report{cli::Json::object(), {}, Fault::ok};
    try {
        auto &redis = session.redis();
        redis.call({"PING"});
        auto const server = ask_server(redis);
        // PING is answered while it loads, under some versions.
        if (auto const info = Info::ask(redis, "persistence"); is_loading(info))
            throw Error{Fault::unreachable, fmt::format("redis {}: {}", server.address, loading_text(info))};
        report.data = {{"answers", true}, {"role", server.role}, {"run_id", server.run_id}};
        report.blocks.emplace_back(server.describe() + " takes commands.\n");
    } catch (Error const &e) {
        if (is_ours(e.fault())) throw;
        report.data = {{"answers", false}, {"error", e.message()}};
        report.blocks.emplace_back(printable(e.message()) + "\n");
        report.fault = Fault::found;
    }
    return report;
}

cli::Report status(RedisStatusOptions const &o, Session &session)
{
    if (o.ping) return ping(session);
    try {
        return look(session);
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable) throw;
        return dead_report(e, session);
    }
}

constexpr cli::Param k_params[] = {
    cli::param<&RedisStatusOptions::ping>("--ping", "", "Only whether it takes commands: 0 yes, 3 no (also: loading)"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis status", "memory, saving, replicas, clients, latency: trouble first"},
    {"omactl redis status --ping", "for a script or a page: does it take commands?"},
};
Verb<RedisStatusOptions> const g_status{
    {.path = "redis status",
     .kind = cli::Kind::predicate,
     .summary = "Show how Redis is, and what deals with it",
     .details =
         "Status 3 when something needs attention, also when it does not answer or loads its data. Where memory\n"
         "is fragmented, what defragments comes before a restart.",
     .params = k_params,
     .examples = k_examples},
    status};

}  // namespace

}  // namespace omactl::cmd
