#include "cmd/redis_health.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace omactl;
using namespace omactl::cmd;
using Level = StatusLine::Level;

namespace {

redis::Address const g_address = redis::Address::parse("redis://10.0.0.12:6379/0");
Instant const g_now{Millis{1'800'000'000'000}};

std::vector<StatusLine> judged(std::string const &info)
{
    return judge_redis(keyspace::Info{info}, g_address, g_now);
}

StatusLine line_about(std::vector<StatusLine> const &lines, std::string const &what)
{
    auto const found = std::ranges::find(lines, what, &StatusLine::service);
    return found == lines.end() ? StatusLine{} : *found;
}

std::string const g_fragmented = "used_memory:400000000\r\nused_memory_rss:1200000000\r\n";

}  // namespace

TEST_CASE("fragmented memory: what defragments comes before a restart")
{
    auto const purge =
        line_about(judged(g_fragmented + "mem_allocator:jemalloc-5.2.1\r\nallocator_frag_bytes:9000000\r\n"
                                         "allocator_rss_bytes:700000000\r\n"),
                   "fragmentation");
    CHECK(purge.level == Level::warn);
    CHECK(purge.text == "fragmentation 3.0, RSS 1.1 GiB for 381.5 MiB");
    CHECK(purge.next.starts_with("omactl redis relief --purge"));
    auto const defrag = line_about(
        judged(g_fragmented + "mem_allocator:jemalloc-5.2.1\r\nallocator_frag_bytes:700000000\r\n"), "fragmentation");
    CHECK(defrag.next.starts_with("omactl redis defrag --for 30m"));
    auto const running = line_about(
        judged(g_fragmented + "mem_allocator:jemalloc-5.2.1\r\nactive_defrag_running:12\r\n"), "fragmentation");
    CHECK(running.next.starts_with("it defragments already"));
    auto const libc = line_about(judged(g_fragmented + "mem_allocator:libc\r\n"), "fragmentation");
    CHECK(libc.next == "its allocator can't defragment: a restart would");
}

TEST_CASE("a small Redis is not called fragmented")
{
    auto const lines = judged("used_memory:1000000\r\nused_memory_rss:12000000\r\n");
    CHECK(line_about(lines, "fragmentation").service.empty());
    CHECK(fragmentation_of(keyspace::Info{"used_memory:1000000\r\nused_memory_rss:12000000\r\n"}) == 0);
}

TEST_CASE("nearly full, full, and full where keys are evicted")
{
    auto const nearly = line_about(judged("used_memory:950\r\nmaxmemory:1000\r\n"), "memory");
    CHECK(nearly.level == Level::warn);
    CHECK(nearly.text == "nearly full: 950 B used of 1000 B");
    auto const full =
        line_about(judged("used_memory:1000\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\n"), "memory");
    CHECK(full.level == Level::fail);
    CHECK(full.text == "full: 1000 B used of 1000 B");
    auto const evicts =
        line_about(judged("used_memory:1000\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru\r\n"), "memory");
    CHECK(evicts.text == "full: 1000 B used of 1000 B, so it evicts keys (allkeys-lru)");
    CHECK(line_about(judged("used_memory:899\r\nmaxmemory:1000\r\n"), "memory").level == Level::ok);
}

TEST_CASE("replicas: one that is late, one that is not online, one that is well")
{
    std::string const info = "role:master\r\nmaster_repl_offset:200000000\r\n"
                             "slave0:ip=10.0.0.2,port=6379,state=online,offset=200000000,lag=1\r\n"
                             "slave1:ip=10.0.0.3,port=6379,state=online,offset=100000000,lag=0\r\n"
                             "slave2:ip=10.0.0.4,port=6380,state=wait_bgsave,offset=0,lag=0\r\n"
                             "slave3:ip=10.0.0.5,port=6380,state=online,offset=200000000,lag=40\r\n";
    auto const lines = judged(info);
    CHECK(line_about(lines, "replica 10.0.0.2:6379").service.empty());
    CHECK(line_about(lines, "replica 10.0.0.3:6379").text == "online, 95.4 MiB behind, last heard of 0 s ago");
    CHECK(line_about(lines, "replica 10.0.0.4:6380").level == Level::warn);
    CHECK(line_about(lines, "replica 10.0.0.5:6380").text == "online, 0 B behind, last heard of 40 s ago");
    CHECK(line_about(lines, "replicas").text == "4 replicas, heard of 40 s ago at most");
    CHECK(replicas_in(keyspace::Info{info}).size() == 4);
}

TEST_CASE("saving: what was lost by a crash, what failed")
{
    auto const saved = line_about(judged("rdb_last_save_time:1799999400\r\nrdb_changes_since_last_save:7\r\n"
                                         "rdb_last_bgsave_status:ok\r\naof_enabled:0\r\n"),
                                  "saving");
    CHECK(saved.level == Level::ok);
    CHECK(saved.text == "last saved (or started) 10 min ago; AOF off: a crash loses 7 changes");
    auto const saving = line_about(judged("rdb_bgsave_in_progress:1\r\nrdb_current_bgsave_time_sec:20\r\n"
                                          "current_cow_size:2097152\r\naof_enabled:1\r\n"),
                                   "saving");
    CHECK(saving.text == "saving since 20 s, 2 MiB copied for it; AOF on");
    CHECK(line_about(judged("rdb_last_bgsave_status:err\r\n"), "saving").level == Level::fail);
    CHECK(line_about(judged("aof_last_write_status:err\r\n"), "saving").level == Level::fail);
    CHECK(line_about(judged("aof_last_bgrewrite_status:err\r\n"), "saving").level == Level::warn);
}

TEST_CASE("nearly no connection left is said, blocked workers are not complained about")
{
    auto const many = line_about(judged("connected_clients:95\r\nmaxclients:100\r\nblocked_clients:40\r\n"), "clients");
    CHECK(many.level == Level::warn);
    auto const few = line_about(judged("connected_clients:50\r\nmaxclients:100\r\nblocked_clients:49\r\n"), "clients");
    CHECK(few.level == Level::ok);
}
