#include "cmd/status_redis.hpp"

#include "cmd/archives_out.hpp"
#include "cmd/queue_look.hpp"
#include "cmd/redis_health.hpp"
#include "cmd/workers_status.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;
using Entries = std::vector<op::Entry>;

void check_redis(Session &session, std::vector<StatusLine> &lines)
{
    auto &redis = session.redis();
    auto const info = keyspace::Info::ask(redis);
    auto const before = lines.size();
    for (auto &line : judge_redis(info, redis.address(), session.context().clock.now()))
        if (line.level <= Level::warn) lines.push_back({line.level, "redis", line.text, line.next});
    if (lines.size() > before) return;
    lines.push_back(
        {Level::ok, "redis",
         fmt::format("{}, {}, {} used, {}", info.text("redis_version"), info.text("role"),
                     human_bytes(info.size("used_memory")), counted(info.number("connected_clients"), "client")),
         ""});
}

// What clears, and the ends of workers, took away, and nobody put back since.
void check_archives(Session &session, Entries const &entries, std::vector<StatusLine> &lines)
{
    for (auto const &[entry, left] : archives_out(entries, session))
        lines.push_back(open_archive(*entry, left, entries));
}

}  // namespace

void look_at_redis(Session &session, StatusLook &look)
{
    check_redis(session, look.lines);
    auto const crew = queue::read_crew(session.redis(), session.queue_layout(), queue::Detail::signs);
    auto const looks = look_at_queues(session, look.interval, &crew);
    look.told = check_queues(looks, look.entries, look.lines);
    check_workers(session, looks, crew, look.lines);
    check_archives(session, look.entries, look.lines);
    look.answered = true;
}

}  // namespace omactl::cmd
