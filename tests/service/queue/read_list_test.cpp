#include "lib/queue/list.hpp"

#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;
using queue::read_list;

namespace {

struct Reading {
    Strings seen;
    std::int64_t given = 0;
};

Reading read(Stand &stand, std::int64_t from, std::int64_t count)
{
    Reading reading;
    reading.given =
        read_list(stand.redis, stand.list, stand.layout.oldest_left(), from, count, [&](std::string_view job) {
            reading.seen.emplace_back(job);
            return true;
        });
    return reading;
}

Strings slice(Strings const &all, std::int64_t from, std::int64_t count)
{
    auto const begin = std::min(from, std::ssize(all)), end = std::min(from + count, std::ssize(all));
    return {all.begin() + begin, all.begin() + end};
}

}  // namespace

TEST_CASE("a list is read from its oldest end, whichever that is")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        auto const all = numbered(2'500);
        stand.push(stand.list, all);
        INFO((left ? "oldest left" : "oldest right"));
        for (auto const &[from, count] : std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 2'500},
                                                                                            {0, 0},
                                                                                            {0, 1},
                                                                                            {0, 63},
                                                                                            {0, 64},
                                                                                            {0, 65},
                                                                                            {0, 1'000},
                                                                                            {1, 2'499},
                                                                                            {2'499, 1},
                                                                                            {2'499, 10},
                                                                                            {100, 900},
                                                                                            {0, 9'999},
                                                                                            {2'500, 10},
                                                                                            {9'999, 10}}) {
            INFO("from " << from << " count " << count);
            auto const reading = read(stand, from, count);
            CHECK(reading.seen == slice(all, from, count));
            CHECK(reading.given == std::ssize(reading.seen));
        }
    }
}

TEST_CASE("no list is an empty one")
{
    Stand stand;
    CHECK(read(stand, 0, 100).given == 0);
}

TEST_CASE("elements of any size and bytes, a few at a time")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        Strings all;
        for (int n = 0; n < 40; ++n) all.push_back(std::string(n % 7 == 0 ? 1'000'000 : 3, static_cast<char>(n)));
        all.emplace_back();
        all.push_back("a\r\nb\0c");
        stand.push(stand.list, all);
        CHECK(read(stand, 0, std::ssize(all)).seen == all);
    }
}

TEST_CASE("a list that shrinks meanwhile ends early")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(20'000));
        auto other = open(stand.server.url());
        std::int64_t seen = 0;
        auto const given = read_list(stand.redis, stand.list, left, 0, 20'000, [&](std::string_view) {
            if (++seen == 100) other.call({"DEL", stand.list});
            return true;
        });
        CHECK(given == seen);
        CHECK(given >= 100);
        CHECK(given < 20'000);
        CHECK(stand.redis.in_flight() == 0);
    }
}

TEST_CASE("stopping early leaves the connection in step")
{
    Stand stand;
    stand.push(stand.list, numbered(5'000));
    std::int64_t seen = 0;
    CHECK(read_list(stand.redis, stand.list, true, 0, 5'000, [&](std::string_view) { return ++seen < 10; }) == 10);
    CHECK(seen == 10);
    CHECK(stand.redis.in_flight() == 0);
    CHECK(stand.redis.call({"ECHO", "in step"}).text() == "in step");
}

TEST_CASE("an error in the middle leaves the connection in step")
{
    Stand stand;
    stand.push(stand.list, numbered(5'000));
    std::int64_t seen = 0;
    auto const read_and_fail = [&] {
        read_list(stand.redis, stand.list, true, 0, 5'000, [&](std::string_view) -> bool {
            if (++seen == 70) throw Error{Fault::failed, "the disk is full"};
            return true;
        });
    };
    CHECK(thrown([&] { read_and_fail(); }).message() == "the disk is full");
    CHECK(stand.redis.in_flight() == 0);
    CHECK(stand.redis.call({"ECHO", "in step"}).text() == "in step");
    CHECK(read(stand, 0, 5'000).seen == numbered(5'000));
}

TEST_CASE("a refusal leaves the connection in step")
{
    Stand stand;
    stand.redis.call({"SET", stand.list, "no list"});
    CHECK(thrown<redis::Refused>([&] { read(stand, 0, 5'000); }).code() == "WRONGTYPE");
    CHECK(stand.redis.call({"ECHO", "in step"}).text() == "in step");
}

TEST_CASE("no other client waits for a whole list: it is asked for in pieces")
{
    Stand stand;
    stand.push(stand.list, Strings(3'000, std::string(1'000, 'x')));
    stand.redis.call({"CONFIG", "RESETSTAT"});
    read(stand, 0, 3'000);
    auto const stats = stand.redis.call({"INFO", "commandstats"});
    auto const text = std::string(stats.text());
    auto const at = text.find("cmdstat_lrange:calls=");
    REQUIRE(at != std::string::npos);
    auto const calls = std::stoi(text.substr(at + 21));
    CHECK(calls >= 3'000 * 1'000 / (128 * 1024));
    CHECK(calls < 100);
}
