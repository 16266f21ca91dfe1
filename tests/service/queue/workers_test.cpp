#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/queue/orphans.hpp"

#include <fmt/format.h>

#include <map>

#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::queue;

namespace {

constexpr char k_old[] = "2001-01-01T00:00:00Z";

std::string entry_of(int n, std::string const &queue = "sites")
{
    return fmt::format(R"({{"queue":"{}","run_at":"{}","payload":{{"class":"A", "args":[{}]}}}})", queue, k_old, n);
}

Orphan orphan_of(std::string const &id, std::int64_t number, std::string const &entry)
{
    auto const held = read_held(entry);
    Orphan orphan{number, {}, hex(openssl::module().sha1(entry)), held.at, held.size, {}, held.queue};
    read_worker_id(orphan.worker, id);
    orphan.worker.beat_bytes = k_old;
    return orphan;
}

struct Dead {
    Stand stand;
    std::vector<Orphan> orphans;

    explicit Dead(int count)
    {
        for (int n = 0; n < count; ++n) {
            auto const id = fmt::format("w:{}:sites", n);
            stand.redis.call({"SADD", stand.layout.workers(), id});
            stand.redis.call({"HSET", heartbeats(stand.layout), id, k_old});
            stand.redis.call({"SET", stand.layout.worker(id), entry_of(n)});
            orphans.push_back(orphan_of(id, n, entry_of(n)));
        }
    }
    std::int64_t requeue()
    {
        auto const guard = stand.leased();
        auto const done =
            requeue_orphans(*guard, stand.layout, op_id(), orphans, std::ssize(orphans), {"requeue", true});
        guard->release();
        return done;
    }
};

}  // namespace

TEST_CASE("ten thousand workers are read, those that work with their entries")
{
    Stand stand;
    stand.redis.call({"EVAL", R"(
for n = 0, 9999 do
  local id = 'host:' .. n .. ':sites'
  redis.call('SADD', 'resque:workers', id)
  redis.call('HSET', 'resque:workers:heartbeat', id, '2001-01-01T00:00:00Z')
  if n % 10 == 0 then
    redis.call('SET', 'resque:worker:' .. id, '{"queue":"sites","payload":{"class":"A","args":[' .. n .. ']}}')
  end
end)",
                      "0"});
    std::map<std::string, std::string> entries;
    int seen = 0;
    auto const crew = read_crew(stand.redis, stand.layout, Detail::jobs, [&](Worker &worker, Instant now) {
        ++seen;
        CHECK(life_of(worker, now, Millis{1}) == Life::gone);
        for (auto &held : worker.works) entries[worker.id] = held.job();
    });
    CHECK(seen == 10'000);
    CHECK(crew.workers.size() == 10'000);
    REQUIRE(entries.size() == 1'000);
    CHECK(entries["host:4710:sites"] == R"({"class":"A","args":[4710]})");
    auto const signs = read_crew(stand.redis, stand.layout, Detail::signs);
    std::int64_t busy = 0;
    for (auto const &worker : signs.workers) busy += worker.busy;
    CHECK(busy == 1'000);
}

TEST_CASE("entries of several megabytes come whole, one after the other")
{
    Stand stand;
    std::string const filling(5'000'000, 'x');
    for (int n = 0; n < 8; ++n) {
        auto const id = fmt::format("host:{}:sites", n);
        stand.redis.call({"SADD", stand.layout.workers(), id});
        stand.redis.call({"SET", stand.layout.worker(id),
                          fmt::format(R"({{"queue":"sites","payload":{{"class":"A","args":["{}"]}}}})", filling)});
    }
    int whole = 0;
    read_crew(stand.redis, stand.layout, Detail::jobs, [&](Worker &worker, Instant) {
        whole += worker.works.at(0).size > filling.size() ? 1 : 0;
        worker.works.clear();
    });
    CHECK(whole == 8);
}

TEST_CASE("ages go by the server's clock, and heartbeats by whoever wrote them")
{
    Stand stand;
    stand.redis.call({"SADD", stand.layout.workers(), "own name:a,b", "h:1:q", "silent:2:q"});
    stand.redis.call({"SET", "resque:worker:ping:own name", R"({"time":978307200,"name":"own name","queues":"a,b"})"});
    stand.redis.call({"SET", "resque:worker:ping:h:1", R"({"time":978307201,"name":"h:1","queues":"q"})"});
    stand.redis.call({"SET", "resque:worker:ping:silent", R"({"time":978307202,"name":"silent","queues":"other"})"});
    auto const crew = read_crew(stand.redis, stand.layout, Detail::jobs);
    auto const time = stand.redis.call({"TIME"});
    CHECK(time[0].integer() - crew.now.time_since_epoch().count() / 1000 <= 2);
    REQUIRE(crew.workers.size() == 3);
    CHECK(crew.workers[0].ping == "h:1");
    CHECK(crew.workers[1].ping == "own name");
    CHECK(crew.workers[1].queues == Strings{"a", "b"});
    CHECK(crew.workers[1].pid.empty());
    CHECK_FALSE(crew.workers[2].beat);  // that ping is another worker's
}

TEST_CASE("Sidekiq's processes with their threads' jobs")
{
    Stand stand{false, ""};
    stand.layout.kind = Kind::sidekiq;
    stand.redis.call({"SADD", "processes", "web:1:aa", "web:2:bb"});
    stand.redis.call({"HSET", "web:1:aa", "info", R"({"hostname":"web","pid":1,"queues":["default"]})", "busy", "2",
                      "beat", "978307200.5", "quiet", "false"});
    stand.redis.call({"HSET", "web:1:aa:work", "t1",
                      R"({"queue":"default","payload":"{\"class\":\"A\",\"args\":[\"\\u00e9\"]}","run_at":978307205})",
                      "t2", R"({"queue":"default","payload":"{\"class\":\"B\",\"args\":[]}","run_at":978307200})"});
    auto const crew = read_crew(stand.redis, stand.layout, Detail::jobs);
    REQUIRE(crew.workers.size() == 2);
    auto const &first = crew.workers[0];
    REQUIRE(first.works.size() == 2);
    CHECK(first.works[0].thread == "t2");  // the longest
    CHECK(first.works[1].job() == R"({"class":"A","args":["\u00e9"]})");
    CHECK(life_of(first, crew.now, Millis{60'000}) == Life::gone);
    CHECK(crew.workers[1].entry_gone);
}

TEST_CASE("orphans go home; the one that has changed, or has given a sign, stays")
{
    Dead dead{5};
    auto &redis = dead.stand.redis;
    redis.call({"SET", dead.stand.layout.worker("w:1:sites"), entry_of(99)});
    redis.call({"HSET", heartbeats(dead.stand.layout), "w:2:sites", "2001-01-01T00:00:01Z"});
    redis.call({"DEL", dead.stand.layout.worker("w:3:sites")});
    CHECK(dead.requeue() == 2);
    CHECK(dead.stand.jobs() == Strings{R"({"class":"A", "args":[0]})", R"({"class":"A", "args":[4]})"});
    CHECK(redis.call({"SCARD", dead.stand.layout.workers()}).integer() == 3);
    CHECK(dead.stand.bits(dead.stand.layout.pushed(op_id()), 5) == "10001");
    CHECK_FALSE(dead.stand.is_open());
}

TEST_CASE("orphans go home when Redis is full")
{
    Dead dead{3};
    dead.stand.make_full();
    CHECK(dead.requeue() == 3);
    CHECK(dead.stand.jobs().size() == 3);
}

TEST_CASE("a queue that is no list: nothing is changed")
{
    Dead dead{2};
    dead.stand.redis.call({"SET", dead.stand.list, "x"});
    auto const before = dead.stand.data();
    auto const error = thrown([&] { dead.requeue(); });
    CHECK(error.fault() == Fault::failed);
    CHECK(contains(error.message(), "a destination is no list"));
    CHECK(dead.stand.data() == before);
}

TEST_CASE("the reverse leaves everything as it was, byte for byte")
{
    Dead dead{4};
    auto &stand = dead.stand;
    stand.redis.call({"SET", stand.layout.worker("w:0:sites") + ":started", "then"});
    stand.redis.call({"SET", "resque:stat:failed:w:0:sites", "3"});
    stand.push(stand.list, {"waiting"});
    stand.redis.call({"SADD", stand.layout.queues(), "sites"});
    auto const sorted_members = [&](std::string const &key) {
        auto const reply = stand.redis.call({"SORT_RO", key, "ALPHA"});
        Strings all;
        for (std::size_t i = 0; i < reply.size(); ++i) all.emplace_back(reply[i].text());
        return all;
    };
    auto const workers = sorted_members(stand.layout.workers());
    CHECK(dead.requeue() == 4);
    CHECK(stand.length(stand.list) == 5);
    CHECK(stand.pop(stand.list) == "waiting");
    CHECK(stand.pop(stand.list) == R"({"class":"A", "args":[0]})");  // a worker has it now
    auto const guard = stand.guard('B', stand.layout.record(op_id()));
    guard->take(Millis{0});
    CHECK(restore_orphans(*guard, stand.layout, op_id(), dead.orphans, {true, true, false, false}, 4,
                          {"restore", true}) == 3);
    CHECK(stand.length(stand.list) == 0);
    CHECK(stand.bits(stand.layout.pushed(op_id()), 4) == "1000");
    CHECK(sorted_members(stand.layout.workers()) == Strings(workers.begin() + 1, workers.end()));
    CHECK(stand.redis.call({"GET", stand.layout.worker("w:3:sites")}).text() == entry_of(3));
    CHECK(stand.redis.call({"HGET", heartbeats(stand.layout), "w:3:sites"}).text() == k_old);
    CHECK(stand.field("undone") == "1");
}
