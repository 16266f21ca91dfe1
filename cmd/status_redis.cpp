#include "cmd/status_redis.hpp"

#include "cmd/archives_out.hpp"
#include "cmd/queue_look.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/workers_status.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;
using Entries = std::vector<op::Entry>;

constexpr double k_nearly_full = 0.9;
constexpr double k_fragmented = 1.5;
constexpr double k_fragmented_from = 100.0 * 1024 * 1024;  // below that the ratio says nothing

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

// What clears, and the ends of workers, took away, and nobody put back since.
void check_archives(Session &session, Entries const &entries, std::vector<StatusLine> &lines)
{
    for (auto const &[entry, left] : archives_out(entries, session))
        lines.push_back(open_archive(*entry, left, entries));
}

}  // namespace

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
