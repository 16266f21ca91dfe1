#include "lib/queue/selection.hpp"
#include "lib/queue/tally.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace omactl;
using namespace omactl::queue;

namespace {

std::string job(std::string_view klass, std::string_view args)
{
    return fmt::format(R"({{"class":"{}","args":{}}})", klass, args);
}

std::string random_job(std::mt19937 &random)
{
    auto const pick = [&](unsigned n) { return static_cast<int>(random() % n); };
    auto const klass = std::string(1, static_cast<char>('A' + pick(3)));
    auto const args = fmt::format("[{}]", pick(6));
    switch (pick(8)) {
    case 0: return "junk " + std::to_string(pick(3));
    case 1:
        return fmt::format(R"({{"class":"My::JobWrapper","args":[{{"job_class":"{}","job_id":{},"arguments":{}}}]}})",
                           klass, pick(1'000'000), args);
    case 2: return fmt::format(R"({{"args":{},"class":"{}"}})", args, klass);
    default: return job(klass, args);
    }
}

}  // namespace

TEST_CASE("an empty queue")
{
    Tally const tally{0};
    CHECK(tally.jobs() == 0);
    CHECK(tally.bytes() == 0);
    CHECK(tally.by_class().empty());
    CHECK(tally.most_frequent(10).empty());
}

TEST_CASE("classes, most jobs first, with their most frequent args")
{
    Tally tally{7};
    std::int64_t bytes = 0;
    for (auto const &payload : {job("B", "[1]"), job("A", "[1]"), job("A", "[2]"), job("A", "[2]"), job("B", "[9]"),
                                job("A", "[3]"), std::string{"junk"}}) {
        tally.add(payload);
        bytes += static_cast<std::int64_t>(payload.size());
    }
    CHECK(tally.jobs() == 7);
    CHECK(tally.bytes() == bytes);
    CHECK(tally.malformed() == 1);
    CHECK(tally.duplicates() == 1);
    auto const classes = tally.by_class();
    REQUIRE(classes.size() == 2);
    CHECK(classes[0].name == "A");
    CHECK(classes[0].jobs == 4);
    CHECK(classes[0].distinct == 3);
    CHECK(classes[0].most == 2);
    CHECK(classes[0].most_args == "[2]");
    CHECK(classes[1].name == "B");
    CHECK(classes[1].jobs == 2);
    CHECK(classes[1].distinct == 2);
    CHECK(classes[1].most == 1);
    CHECK(classes[1].most_args == "[1]");  // of several the first
}

TEST_CASE("the most frequent work, whatever its class")
{
    Tally tally{0};
    for (int i = 0; i < 5; ++i) tally.add(job("A", "[1]"));
    for (int i = 0; i < 3; ++i) tally.add(job("B", "[1]"));
    tally.add(job("A", "[2]"));
    auto const most = tally.most_frequent(2);
    REQUIRE(most.size() == 2);
    CHECK(most[0].jobs == 5);
    CHECK(most[0].print == tally.work_of_payload(job("A", "[1]")));
    CHECK(most[1].jobs == 3);
    CHECK(most[1].print == tally.work_of_payload(job("B", "[1]")));
    CHECK(tally.most_frequent(10).size() == 3);
    CHECK(tally.work_of_payload("junk") == Fingerprint{});
}

TEST_CASE("what the tally calls duplicates is what the selector takes, for any queue")
{
    for (unsigned seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random{seed};
        std::vector<std::string> jobs;
        for (auto n = random() % 120; n > 0; --n) jobs.push_back(random_job(random));
        Filter filter;
        filter.duplicates = true;
        Selector selector{filter, std::ssize(jobs)};
        Tally tally{0};
        std::map<std::string, std::int64_t> classes;
        std::int64_t taken = 0, malformed = 0;
        for (auto const &payload : jobs) {
            tally.add(payload);
            taken += selector.leaves(payload) ? 1 : 0;
            auto const read = read_job(payload);
            if (read.well_formed)
                ++classes[std::string(read.klass)];
            else
                ++malformed;
        }
        REQUIRE(tally.duplicates() == taken);
        REQUIRE(tally.malformed() == malformed);
        std::int64_t distinct = 0;
        for (auto const &one : tally.by_class()) {
            REQUIRE(one.jobs == classes[one.name]);
            distinct += one.distinct;
        }
        REQUIRE(tally.jobs() == distinct + tally.duplicates() + tally.malformed());
    }
}

TEST_CASE("failures are grouped by exception and the first line of the message")
{
    FailureTally tally;
    auto const record = [](std::string_view error, std::string_view at, int arg) {
        return fmt::format(
            R"({{"failed_at":"{}","payload":{{"class":"A","args":[{}]}},"exception":"Timeout","error":"{}","queue":"q"}})",
            at, arg, error);
    };
    tally.add(record(R"(late\nfrom 10.0.0.1)", "10:00", 1));
    tally.add(record("gone", "10:01", 2));
    tally.add(record(R"(late\nfrom 10.0.0.2)", "10:02", 3));
    tally.add("junk");
    CHECK(tally.records() == 4);
    CHECK(tally.malformed() == 1);
    auto const groups = tally.groups();
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].error == "Timeout: late");
    CHECK(groups[0].records == 2);
    CHECK(groups[0].first_at == "10:00");
    CHECK(groups[0].last_at == "10:02");
    CHECK(groups[0].sample == R"({"class":"A","args":[1]})");
    CHECK(groups[1].error == "Timeout: gone");
}

TEST_CASE("Sidekiq's failures stand in no order of time: the first and the last are looked for")
{
    FailureTally tally{Kind::sidekiq};
    auto const member = [](std::string_view more) {
        return fmt::format(R"({{"class":"A","args":[],"queue":"q","error_class":"E","error_message":"m",{}}})", more);
    };
    tally.add(member(R"("failed_at":1795403527.25)"));
    tally.add(member(R"("failed_at":1795403526250,"retried_at":1795403529250)"));
    tally.add(member(R"("failed_at":1795403520.25)"));
    tally.add(R"({"payload":{"class":"A","args":[]},"queue":"q"})");
    auto const groups = tally.groups();
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].error == "E: m");
    CHECK(groups[0].first_at == "2026-11-23T03:12:00.250Z");
    CHECK(groups[0].last_at == "2026-11-23T03:12:09.250Z");
    CHECK(tally.malformed() == 1);
}
