#include "cmd/status_checks.hpp"

#include "cmd/archives_out.hpp"
#include "cmd/queue_look.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/workers_status.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

#include <set>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;

constexpr double k_nearly_full = 0.9;
constexpr double k_fragmented = 1.5;
constexpr double k_fragmented_from = 100.0 * 1024 * 1024;  // below that the ratio says nothing
constexpr std::int64_t k_stuck_from = 100;                 // jobs: a few may wait for a moment
constexpr std::int64_t k_many_failures = 100;

double number(Info const &info, std::string_view name)
{
    auto const found = info.find(name);
    return found == info.end() ? 0 : std::atof(found->second.c_str());
}

std::string word(Info const &info, std::string_view name)
{
    auto const found = info.find(name);
    return found == info.end() ? std::string{} : found->second;
}

std::string memory_text(Info const &info, std::string_view what)
{
    return fmt::format("{}: {} used of {}", what, human_bytes(static_cast<std::uint64_t>(number(info, "used_memory"))),
                       human_bytes(static_cast<std::uint64_t>(number(info, "maxmemory"))));
}

void check_room(Info const &info, std::vector<StatusLine> &lines)
{
    auto const used = number(info, "used_memory"), limit = number(info, "maxmemory"),
               rss = number(info, "used_memory_rss");
    if (limit > 0 && used >= limit * k_nearly_full && used < limit)
        lines.push_back({Level::warn, "redis", memory_text(info, "nearly full"), "omactl queue ls"});
    if (used > k_fragmented_from && rss / used > k_fragmented)
        lines.push_back(
            {Level::warn, "redis",
             fmt::format("fragmentation {:.1f}, RSS {} for {}", rss / used,
                         human_bytes(static_cast<std::uint64_t>(rss)), human_bytes(static_cast<std::uint64_t>(used))),
             ""});
}

void check_redis(Session &session, std::vector<StatusLine> &lines)
{
    auto const info = ask_info(session.redis());
    auto const before = lines.size();
    check_full(info, lines);
    check_room(info, lines);
    check_persistence(info, lines);
    check_role(info, lines);
    if (lines.size() > before) return;
    lines.push_back({Level::ok, "redis",
                     fmt::format("{}, {}, {} used, {}", word(info, "redis_version"), word(info, "role"),
                                 human_bytes(static_cast<std::uint64_t>(number(info, "used_memory"))),
                                 counted(std::atoll(word(info, "connected_clients").c_str()), "client")),
                     ""});
}

std::string flow(QueueLook const &look)
{
    auto const at_least = [](double rate) { return human_rate(std::max(rate, 0.0)); };
    if (look.out_per_s) return fmt::format(", +{} in, {} out", at_least(*look.in_per_s), at_least(*look.out_per_s));
    if (look.net_per_s)
        return fmt::format(", {}{} net", *look.net_per_s < 0 ? "-" : "+", at_least(std::abs(*look.net_per_s)));
    return {};
}

std::string age(QueueLook const &look)
{
    if (!look.latency_s) return {};
    return ", the oldest " + human_duration(Millis{static_cast<std::int64_t>(*look.latency_s * 1'000)});
}

using Entries = std::vector<op::Entry>;

void check_queue(QueueLook const &look, QueuesLook const &all, Entries const &entries, std::vector<StatusLine> &lines)
{
    auto const service = "queue " + look.name;
    auto const name = shell_quoted(look.name);
    if (!look.held_by.empty()) {
        auto const id = op::Journal::shortest(look.held_by, entries);
        lines.push_back({Level::open, service,
                         fmt::format("{} held by {}, which is not finished", counted(look.held, "job"), id),
                         fmt::format("omactl resume {0} · omactl undo {0}", id)});
    }
    if (look.length < k_stuck_from) return;
    bool const stuck =
        look.out_per_s ? *look.out_per_s <= 0 : look.net_per_s && *look.net_per_s >= 0 && all.working == 0;
    auto const text =
        fmt::format("{} waiting{}{}{}", with_commas(look.length), age(look), flow(look), stuck ? ": not moving" : "");
    if (stuck)
        lines.push_back({Level::fail, service, text, "omactl queue why " + name});
    else if (look.net_per_s && *look.net_per_s > 0)
        lines.push_back({Level::warn, service, text + ": growing", "omactl queue top " + name});
    else
        lines.push_back({Level::ok, service, text, ""});
}

// The ids of operations that hold jobs.
std::set<std::string> check_queues(QueuesLook const &looks, Entries const &entries, std::vector<StatusLine> &lines)
{
    std::set<std::string> holders;
    for (auto const &look : looks.queues) {
        check_queue(look, looks, entries, lines);
        holders.insert(look.held_by);
    }
    if (looks.failed >= k_many_failures)
        lines.push_back(
            {Level::warn, "failed",
             looks.layout.kind == queue::Kind::sidekiq ? looks.failures() : with_commas(looks.failed) + " failed jobs",
             "omactl queue top failed --by error"});
    lines.push_back({Level::ok, "queues",
                     fmt::format("{} in {}, {}, {}", counted(looks.total, "job"),
                                 counted(std::ssize(looks.queues), "queue"), looks.failures(), looks.workforce()),
                     ""});
    return holders;
}

void check_unfinished(Session &session, Entries const &entries, std::set<std::string> const &holders,
                      std::vector<StatusLine> &lines)
{
    for (auto const &entry : entries) {
        if (entry.plan.env != session.env_name() || !is_unfinished(entry) || holders.contains(entry.id)) continue;
        auto const id = op::Journal::shortest(entry.id, entries);
        lines.push_back({Level::open, entry.plan.command + " " + entry.plan.target,
                         fmt::format("{} has no verdict yet ({})", id, name_of(entry.state)),
                         fmt::format("omactl resume {0} · omactl undo {0}", id)});
    }
}

// Where they came from: of a clear its target, of ended workers the first one's queue.
std::string home_of(op::Plan const &plan)
{
    return plan.operation == "queue.clear" ? plan.target
                                           : plan.detail.at("orphans").at(0).at("queue").get<std::string>();
}

// What clears, and the ends of workers, took away, and nobody put back since.
void check_archives(Session &session, Entries const &entries, std::vector<StatusLine> &lines)
{
    for (auto const &[entry, left] : archives_out(entries, session))
        lines.push_back(open_archive(*entry, left, entries));
}

// `answers`: the service can say whether somebody ended them from another machine.
void check_holds(Session &session, Entries const &entries, bool answers, std::vector<StatusLine> &lines)
{
    auto const now = session.context().clock.now();
    for (auto const &hold : op::open_holds(entries, now)) {
        if (hold.env != session.env_name() || (answers && op::ended_elsewhere(hold, session))) continue;
        auto const until = parse_time(hold.until);
        bool const overdue = until && *until < now;
        auto text = fmt::format("since {} by {}{}", human_time(parse_time(hold.began).value_or(now)), hold.who,
                                hold.reason.empty() ? "" : ", \"" + hold.reason + "\"");
        if (overdue)
            text += ", overdue " + human_duration(now - *until);
        else if (until)
            text += ", ends in " + human_duration(*until - now);
        lines.push_back({overdue ? Level::warn : Level::hold, hold.command + " " + hold.target, text,
                         "omactl holds release " + op::Journal::shortest(hold.id, entries)});
    }
}

template <class Check> void guarded(std::string const &service, std::vector<StatusLine> &lines, Check const &check)
{
    try {
        check();
    } catch (Error const &e) {
        if (e.fault() == Fault::interrupted || e.fault() == Fault::terminated) throw;
        auto const hint = e.hint().substr(0, e.hint().find('\n'));
        lines.push_back({Level::fail, service, e.message(), hint});
    }
}

}  // namespace

bool is_unfinished(op::Entry const &entry)
{
    if (entry.state == op::State::partial) return entry.plan.undoes.empty();  // an undo that could not bring all back
    return entry.state == op::State::open || entry.state == op::State::unknown;
}

StatusLine open_archive(op::Entry const &entry, std::int64_t left, std::vector<op::Entry> const &entries)
{
    auto const id = op::Journal::shortest(entry.id, entries);
    bool const cleared = entry.plan.operation == "queue.clear";
    auto const noun = cleared ? noun_of(entry.plan) : "job";
    bool const killed = entry.plan.operation == "workers.kill";
    auto hint = fmt::format("{}omactl journal close {}", killed ? "" : "omactl undo " + id + " · ", id);
    if (killed || (cleared && noun == "job"))
        hint =
            fmt::format("omactl queue requeue {} --from archive:{} · {}", shell_quoted(home_of(entry.plan)), id, hint);
    return {Level::open, id,
            fmt::format("{} of {} archived since {}, not decided", counted(left, noun), entry.plan.target,
                        entry.began.substr(0, 10)),
            hint};
}

Info ask_info(redis::Connection &redis)
{
    Info info;
    auto const text = redis.call({"INFO"});
    for (auto const line : split(text.text(), '\n'))
        if (auto const colon = line.find(':'); colon != std::string_view::npos)
            info.emplace(line.substr(0, colon), trim(line.substr(colon + 1)));
    return info;
}

void check_full(Info const &info, std::vector<StatusLine> &lines)
{
    auto const limit = number(info, "maxmemory");
    if (limit > 0 && number(info, "used_memory") >= limit)
        lines.push_back({Level::fail, "redis", memory_text(info, "full"), "omactl queue ls    (a clear still works)"});
}

void check_persistence(Info const &info, std::vector<StatusLine> &lines)
{
    if (word(info, "rdb_last_bgsave_status") == "err")
        lines.push_back({Level::fail, "redis", "its last save to disk failed; it may refuse every write (MISCONF)",
                         "redis-cli CONFIG SET stop-writes-on-bgsave-error no"});
    if (word(info, "aof_last_write_status") == "err")
        lines.push_back({Level::fail, "redis", "its last write to the AOF failed", "look at its disk"});
}

void check_role(Info const &info, std::vector<StatusLine> &lines)
{
    if (word(info, "role") != "slave") return;
    bool const alone = word(info, "master_link_status") == "down";
    lines.push_back(
        {Level::warn, "redis",
         std::string("this is a replica: it takes no writes") + (alone ? ", and its master is out of reach" : ""),
         "point the environment's redis url at the master"});
}

std::vector<StatusLine> look_at_all(Session &session, Millis interval)
{
    std::vector<StatusLine> lines;
    session.environment();
    if (!session.has_redis())
        throw Error{Fault::usage, fmt::format("environment '{}' has no service to look at", session.env_name()),
                    "set REDIS_URL, or write a configuration: omactl config init"};
    Entries entries;
    std::set<std::string> holders;
    bool answers = false;
    guarded("journal", lines, [&] { entries = session.journal().entries(); });
    guarded("redis", lines, [&] {
        check_redis(session, lines);
        auto const crew = queue::read_crew(session.redis(), session.queue_layout(), queue::Detail::signs);
        auto const looks = look_at_queues(session, interval, &crew);
        holders = check_queues(looks, entries, lines);
        check_workers(session, looks, crew, lines);
        check_archives(session, entries, lines);
        answers = true;
    });
    check_unfinished(session, entries, holders, lines);
    check_holds(session, entries, answers, lines);
    return lines;
}

}  // namespace omactl::cmd
