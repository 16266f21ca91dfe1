#include "lib/queue/workers.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::queue;

namespace {

using Names = std::vector<std::string>;

Worker worker_named(std::string_view id)
{
    Worker worker;
    read_worker_id(worker, id);
    return worker;
}

std::string time_of(std::string_view text)
{
    auto const at = lenient_time(text);
    return at ? rfc3339(*at) : "";
}

}  // namespace

TEST_CASE("a worker's id has a host, a pid and queues, whose names may hold colons")
{
    auto const plain = worker_named("web-1:4711:high,low");
    CHECK(plain.host == "web-1");
    CHECK(plain.pid == "4711");
    CHECK(plain.queues == Names{"high", "low"});
    CHECK(worker_named("h:1:mail:eu, *,!slow").queues == Names{"mail:eu", "*", "!slow"});
    CHECK(worker_named("alone").host == "alone");
    CHECK(worker_named("alone").queues.empty());
    auto const short_id = worker_named("name:sites");
    CHECK(short_id.pid == "sites");
    CHECK(short_id.queues.empty());
}

TEST_CASE("times in all the forms that frameworks write")
{
    CHECK(time_of("2026-11-23T10:00:00Z") == "2026-11-23T10:00:00.000Z");
    CHECK(time_of("2026-11-23T10:00:00+01:00") == "2026-11-23T09:00:00.000Z");
    CHECK(time_of("2026-11-23 10:00:00 +0000") == "2026-11-23T10:00:00.000Z");
    CHECK(time_of("2026-11-23 10:00:00 UTC") == "2026-11-23T10:00:00.000Z");
    CHECK(time_of("Mon Nov 23 10:00:00 +0100 2026") == "2026-11-23T09:00:00.000Z");
    CHECK(time_of("Mon Nov 23 10:00:00 UTC 2026") == "2026-11-23T10:00:00.000Z");
    CHECK(time_of("Mon Nov 23 10:00:00 CET 2026").empty());
    CHECK(time_of("Mon Nov 23 2026 10:00:00 GMT+0000 (Coordinated Universal Time)") == "2026-11-23T10:00:00.000Z");
    CHECK(time_of("1795428000") == "2026-11-23T10:00:00.000Z");
    CHECK(time_of("1795428000.25") == "2026-11-23T10:00:00.250Z");
    CHECK(time_of("1795428000250") == "2026-11-23T10:00:00.250Z");
    CHECK(time_of("\"2026-11-23T10:00:00Z\"") == "2026-11-23T10:00:00.000Z");
    for (auto const *bad : {"", "soon", "-5", "1e99", "nan", "2026-13-23T10:00:00Z", "\""}) CHECK(time_of(bad).empty());
}

TEST_CASE("Resque's entry holds the payload byte for byte")
{
    std::string const payload = R"({"class":"A", "args":[1.0,"\u00e9",12345678901234567890]})";
    auto const held = read_held(R"({"queue":"mail:eu","run_at":"2026-11-23T10:00:00Z","payload":)" + payload + "}");
    CHECK(held.queue == "mail:eu");
    CHECK(rfc3339(held.since.value()) == "2026-11-23T10:00:00.000Z");
    CHECK(held.job() == payload);
    CHECK_FALSE(held.copied);
    CHECK_FALSE(held.rounded());
}

TEST_CASE("Sidekiq's entry holds the payload as text")
{
    auto const held = read_held(R"({"queue":"default","payload":"{\"class\":\"A\",\"args\":[]}","run_at":1795428000})");
    CHECK(held.job() == R"({"class":"A","args":[]})");
    CHECK(held.since.has_value());
}

TEST_CASE("node-resque's copy: empty args are mended, what can't be known is told")
{
    auto const with = [](std::string const &payload) {
        return read_held(R"({"run_at":"x","worker":"h:1","queue":"q","payload":)" + payload + "}");
    };
    auto const empty = with(R"({"args":{},"class":"A"})");
    CHECK(empty.rebuilt());
    CHECK(empty.job() == R"({"args":[],"class":"A"})");
    CHECK_FALSE(empty.doubtful());
    auto const whole = with(R"({"class":"A","args":[1,"x",{"a":2}]})");
    CHECK_FALSE(whole.rebuilt());
    CHECK_FALSE(whole.rounded());
    CHECK_FALSE(whole.doubtful());
    CHECK(whole.job() == R"({"class":"A","args":[1,"x",{"a":2}]})");
    CHECK(with(R"({"class":"A","args":[[1,{}]]})").doubtful());
    CHECK(with(R"({"class":"A","args":[1.2345678901235e+16]})").rounded());
    CHECK(with(R"({"class":"A","args":[{"id":12345678901235}]})").rounded());
    CHECK_FALSE(with(R"({"class":"A","args":["12345678901235e3"]})").rounded());
    // Resque's own entry is as it was, whatever stands in it.
    CHECK_FALSE(read_held(R"({"queue":"q","payload":{"class":"A","args":{}}})").rebuilt());
}

TEST_CASE("an entry that can't be read has no job")
{
    for (auto const *entry :
         {"", "x", "{}", R"({"queue":"q"})", R"({"queue":"q","payload":null})", R"({"payload":{"class":"A"}})",
          R"({"queue":"q","payload":{}})"
          "x"})
        CHECK(read_held(entry).size == 0);
}

TEST_CASE("Sidekiq's process, with capsules and without")
{
    Worker old;
    read_process_info(old, R"({"hostname":"web-1","started_at":1795428000.5,"pid":12,"concurrency":5,)"
                           R"("queues":["default","low"],"labels":[]})");
    CHECK(old.host == "web-1");
    CHECK(old.pid == "12");
    CHECK(old.threads == 5);
    CHECK(old.queues == Names{"default", "low"});
    CHECK(rfc3339(old.started.value()) == "2026-11-23T10:00:00.500Z");
    Worker capsules;
    read_process_info(capsules, R"({"hostname":"w","pid":1,"capsules":{"default":{"concurrency":5,"mode":"weighted",)"
                                R"("weights":{"default":2,"low":1}},"one":{"weights":{"serial":0,"low":0}}}})");
    CHECK(capsules.queues == Names{"default", "low", "serial"});
    Worker broken;
    read_process_info(broken, "not JSON");
    CHECK(broken.queues.empty());
}

TEST_CASE("who listens: as Resque matches, and as Sidekiq does")
{
    auto const takes = [](Names queues, std::string const &name, Kind kind = Kind::resque) {
        Worker worker;
        worker.queues = std::move(queues);
        return listens(worker, kind, name);
    };
    CHECK(takes({"sites"}, "sites"));
    CHECK_FALSE(takes({"sites"}, "site"));
    CHECK(takes({"*"}, "mail:eu"));
    CHECK(takes({"high_*"}, "high_1"));
    CHECK_FALSE(takes({"high_*"}, "low"));
    CHECK_FALSE(takes({"*", "!slow"}, "slow"));
    CHECK(takes({"*", "!slow"}, "fast"));
    CHECK(takes({"!slow", "*"}, "slow"));
    CHECK_FALSE(takes({}, "sites"));
    CHECK(takes({"*"}, "*", Kind::sidekiq));
    CHECK_FALSE(takes({"*"}, "sites", Kind::sidekiq));
}

TEST_CASE("a worker is gone only when it gave signs of life before")
{
    Instant const now{Millis{1'000'000'000}};
    Worker worker;
    CHECK(life_of(worker, now, Millis{1}) == Life::unknown);
    worker.beat = now - Millis{5'000};
    CHECK(life_of(worker, now, Millis{5'000}) == Life::alive);
    CHECK(life_of(worker, now, Millis{4'999}) == Life::gone);
    worker.beat = now + Millis{60'000};  // its clock is ahead of the server's
    CHECK(life_of(worker, now, Millis{0}) == Life::alive);
    worker.beat.reset();
    worker.entry_gone = true;
    CHECK(life_of(worker, now, Millis{1}) == Life::gone);
}
