#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/queue/job.hpp"

#include <fmt/format.h>

#include <random>

#include "stand.hpp"

// Failure records leave `failed` in the same step that pushes their jobs.

using namespace omactl;
using namespace omactl::tests;
using queue::Returned;
using queue::Taken;

namespace {

std::string record(int n, std::string_view to = "sites")
{
    return fmt::format(
        R"({{"failed_at":"2026/11/23 10:00:00 UTC","payload":{{"class":"A","args":[{}]}},"exception":"E","error":"e","queue":"{}"}})",
        n, to);
}

std::string job(int n)
{
    return fmt::format(R"({{"class":"A","args":[{}]}})", n);
}

Strings records(int count)
{
    Strings all;
    for (int n = 0; n < count; ++n) all.push_back(record(n));
    return all;
}

Taken::One one(std::int64_t offset, std::string const &bytes)
{
    auto const failure = queue::read_failure(bytes);
    return {offset, bytes, static_cast<std::size_t>(failure.payload.data() - bytes.data()), failure.payload.size(),
            queue::text_of(failure.queue)};
}

/// Those records of `failed` whose places these are, in one window.
Taken take(Strings const &failed, std::vector<std::int64_t> const &places)
{
    Taken taken;
    taken.first = places.front();
    taken.window = places.back() - places.front() + 1;
    for (auto const place : places)
        taken.records.push_back(one(place - taken.first, failed[static_cast<std::size_t>(place)]));
    taken.own = {0, "\xff"};
    taken.next = places.back() + 1;
    return taken;
}

struct Ward : Stand {
    using Stand::Stand;
    std::unique_ptr<redis::Fenced> lease = leased();
    std::string failed = layout.failed();

    void fail(Strings const &all)
    {
        for (auto const &each : all) redis.call({"RPUSH", failed, each});
    }
    Strings failures()
    {
        auto const reply = redis.call({"LRANGE", failed, "0", "-1"});
        Strings all;
        for (std::size_t i = 0; i < reply.size(); ++i) all.emplace_back(reply[i].text());
        return all;
    }
    Returned move(Taken const &taken)
    {
        queue::start_take_failed(*lease, layout, op_id(), taken);
        return queue::finish_take_failed(*lease);
    }
    void no_tombstone()
    {
        for (auto const &each : failures()) REQUIRE_FALSE(each.starts_with("omactl:"));
    }
};

}  // namespace

TEST_CASE("a run at the head goes at once, and its jobs are in the queue, in order")
{
    Ward ward;
    auto const all = records(6);
    ward.fail(all);
    ward.push(ward.list, {"old"});
    CHECK(ward.move(take(all, {0, 1, 2})) == Returned::pushed);
    CHECK(ward.jobs() == Strings{"old", job(0), job(1), job(2)});
    CHECK(ward.failures() == Strings{all[3], all[4], all[5]});
    CHECK(ward.bits(ward.layout.pushed(op_id()), 8) == "11111111");
    CHECK(ward.redis.call({"SISMEMBER", ward.layout.queues(), "sites"}).integer() == 1);
    CHECK(ward.field("pushed") == "3");
    CHECK(ward.field("at") == "3");
}

TEST_CASE("the last record leaves no list behind")
{
    Ward ward;
    auto const all = records(1);
    ward.fail(all);
    CHECK(ward.move(take(all, {0})) == Returned::pushed);
    CHECK_FALSE(ward.there(ward.failed));
}

TEST_CASE("any records of any window: those go, the others stay, in their order")
{
    Ward ward;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random{seed};
        ward.start_over();
        ward.lease = ward.leased();
        auto all = records(static_cast<int>(1 + random() % 40));
        if (seed % 4 == 0) std::fill(all.begin(), all.end(), all.front());  // equal to the last byte
        ward.fail(all);
        std::vector<std::int64_t> places;
        for (std::int64_t n = 0; n < std::ssize(all); ++n)
            if (random() % 3 == 0) places.push_back(n);
        if (places.empty()) places.push_back(static_cast<std::int64_t>(random() % all.size()));
        Strings stay, jobs;
        for (std::int64_t n = 0; n < std::ssize(all); ++n) {
            auto const &each = all[static_cast<std::size_t>(n)];
            if (std::find(places.begin(), places.end(), n) == places.end())
                stay.push_back(each);
            else
                jobs.emplace_back(queue::read_failure(each).payload);
        }
        REQUIRE(ward.move(take(all, places)) == Returned::pushed);
        REQUIRE(ward.failures() == stay);
        REQUIRE(ward.jobs() == jobs);
        ward.no_tombstone();
    }
}

TEST_CASE("records that arrive at the end meanwhile are not touched")
{
    Ward ward;
    auto const all = records(6);
    ward.fail(all);
    auto const taken = take(all, {1, 4});
    ward.fail({record(99)});
    CHECK(ward.move(taken) == Returned::pushed);
    CHECK(ward.failures() == Strings{all[0], all[2], all[3], all[5], record(99)});
}

TEST_CASE("a list that has moved: refused, and nothing changed")
{
    for (auto const &places : std::vector<std::vector<std::int64_t>>{{0, 1, 2}, {1, 3}, {5}}) {
        Ward ward;
        auto const all = records(6);
        ward.fail(all);
        auto const taken = take(all, places);
        ward.redis.call({"LPOP", ward.failed});
        auto const before = ward.data();
        CHECK(ward.move(taken) == Returned::ledger_moved);
        CHECK(ward.data() == before);
        CHECK_FALSE(ward.lease->record());
    }
}

TEST_CASE("a record that changed in its place (retried_at) is another one")
{
    Ward ward;
    auto const all = records(3);
    ward.fail(all);
    auto const taken = take(all, {0, 1, 2});
    ward.redis.call({"LSET", ward.failed, "1", record(1).insert(1, R"("retried_at":"now",)")});
    auto const before = ward.data();
    CHECK(ward.move(taken) == Returned::ledger_moved);
    CHECK(ward.data() == before);
}

TEST_CASE("each job goes to its own queue")
{
    for (bool const left : {true, false}) {
        Ward ward{left};
        Strings const all{record(0, "sites"), record(1, "mails"), record(2, "sites"), record(3, "käse {x}")};
        ward.fail(all);
        CHECK(ward.move(take(all, {0, 1, 2, 3})) == Returned::pushed);
        CHECK(ward.jobs() == Strings{job(0), job(2)});
        CHECK(ward.jobs(ward.layout.queue("mails")) == Strings{job(1)});
        CHECK(ward.jobs(ward.layout.queue("käse {x}")) == Strings{job(3)});
        for (auto const *name : {"sites", "mails", "käse {x}"})
            CHECK(ward.redis.call({"SISMEMBER", ward.layout.queues(), name}).integer() == 1);
    }
}

TEST_CASE("--max-length holds for each destination, and one that is too long stops all")
{
    Ward ward;
    Strings const all{record(0, "sites"), record(1, "mails"), record(2, "mails")};
    ward.fail(all);
    ward.push(ward.layout.queue("mails"), {"old"});
    auto taken = take(all, {0, 1, 2});
    taken.max_length = 2;
    auto const before = ward.data();
    CHECK(ward.move(taken) == Returned::too_long);
    CHECK(ward.data() == before);
    CHECK_FALSE(ward.lease->record());
    taken.max_length = 3;
    CHECK(ward.move(taken) == Returned::pushed);
    CHECK(ward.length(ward.layout.queue("mails")) == 3);
}

TEST_CASE("a destination that is no list: refused, and no record is lost")
{
    for (auto const &places : std::vector<std::vector<std::int64_t>>{{0, 1}, {1}}) {
        Ward ward;
        Strings const all{record(0, "sites"), record(1, "mails")};
        ward.fail(all);
        ward.redis.call({"SET", ward.layout.queue("mails"), "no list"});
        auto const before = ward.data();
        auto const error = thrown([&] { ward.move(take(all, places)); });
        CHECK(error.fault() == Fault::failed);
        CHECK(contains(error.message(), "no list"));
        CHECK(contains(error.message(), "resque:queue:mails is a string"));
        CHECK(ward.data() == before);
        CHECK_FALSE(ward.lease->record());
    }
}

TEST_CASE("jobs with any bytes and big ones keep them all")
{
    Ward ward;
    Strings const all{"{\"payload\":{\"class\":\"A\",\"args\":[\"\xff\\u0000\"]},\"queue\":\"sites\"}",
                      R"({"queue":"sites", "payload" : {"class":"B","args":[")" + std::string(300'000, 'x') +
                          R"("]} })"};
    ward.fail(all);
    CHECK(ward.move(take(all, {0, 1})) == Returned::pushed);
    CHECK(ward.jobs() ==
          Strings{std::string(queue::read_failure(all[0]).payload), std::string(queue::read_failure(all[1]).payload)});
}
