#include <algorithm>
#include <random>

#include "stand.hpp"

// The filtered clear: stage, mask, sift, splice, while producers push and workers pop.

using namespace omactl;
using namespace omactl::tests;

namespace {

/// Producers and workers between two pieces of ours.
class Traffic {
public:
    Traffic(Stand &stand, std::mt19937 &random) : m_stand(stand), m_random(random) {}

    void flow()
    {
        for (auto n = m_random() % 4; n > 0; --n) {
            arrivals.push_back("new " + std::to_string(arrivals.size()));
            m_stand.push(m_stand.list, {arrivals.back()});
        }
        for (auto n = m_random() % 3; n > 0; --n)
            if (auto job = m_stand.pop(m_stand.list); !job.empty()) popped.push_back(job);
    }
    /// What must be in the queue when these stand in front of all that arrived and was not popped.
    Strings with_arrivals(Strings front) const
    {
        for (auto const &job : arrivals)
            if (std::find(popped.begin(), popped.end(), job) == popped.end()) front.push_back(job);
        return front;
    }
    /// Meanwhile only what had just arrived could be popped, in its order and once.
    bool popped_in_order() const
    {
        auto at = arrivals.begin();
        for (auto const &job : popped) {
            at = std::find(at, arrivals.end(), job);
            if (at == arrivals.end()) return false;
            ++at;
        }
        return true;
    }

    Strings arrivals, popped;

private:
    Stand &m_stand;
    std::mt19937 &m_random;
};

struct Mask {
    std::string bits;
    Strings stay;
};

Mask random_mask(Strings const &jobs, std::mt19937 &random)
{
    Mask mask{std::string((jobs.size() + 7) / 8, '\0'), {}};
    auto const odds = random() % 5;  // 0: none leaves, 4: all leave
    for (std::size_t n = 0; n < jobs.size(); ++n) {
        if (random() % 4 < odds)
            mask.bits[n / 8] = static_cast<char>(static_cast<unsigned char>(mask.bits[n / 8]) | 0x80 >> n % 8);
        else
            mask.stay.push_back(jobs[n]);
    }
    return mask;
}

void nothing_stands_aside(Stand &stand)
{
    for (auto const *what : {"staged", "kept", "mask", "aside"}) {
        INFO(what);
        REQUIRE_FALSE(stand.there(stand.layout.side(stand.list, what)));
    }
    REQUIRE_FALSE(stand.is_open());
}

void clear_some(Stand &stand, unsigned seed)
{
    std::mt19937 random{seed};
    stand.start_over();
    auto const jobs = numbered(static_cast<int>(1 + random() % 60));
    auto const total = std::ssize(jobs);
    stand.push(stand.list, jobs);
    auto const mask = random_mask(jobs, random);
    std::int64_t const chunk = 1 + random() % 9;
    Traffic traffic{stand, random};
    auto guard = stand.leased();

    REQUIRE(queue::stage(*guard, stand.layout, stand.list) == total);
    traffic.flow();
    queue::store_mask(*guard, stand.layout, stand.list, mask.bits, {});
    for (std::int64_t from = 0; from < total;) {
        traffic.flow();
        auto const count = std::min(chunk, total - from);
        auto const next = queue::sift(*guard, stand.layout, stand.list, mask.bits, from, count);
        REQUIRE(next == from + count);
        REQUIRE(stand.field("sifted") == std::to_string(next));
        from = next;
    }
    REQUIRE_FALSE(stand.there(stand.layout.staged(stand.list)));
    REQUIRE(stand.jobs(stand.layout.kept(stand.list)) == mask.stay);
    for (bool done = false; !done;) {
        traffic.flow();
        done = queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, chunk, {"splice", true});
    }
    REQUIRE(traffic.popped_in_order());
    REQUIRE(stand.jobs() == traffic.with_arrivals(mask.stay));
    REQUIRE(stand.record().phase == "splice");
    nothing_stands_aside(stand);
}

}  // namespace

TEST_CASE("whatever leaves, arrives and is popped: order intact, nothing lost, nothing doubled")
{
    for (bool const left : {true, false}) {
        Stand stand{left, left ? "resque" : "sidekiq"};
        for (unsigned seed = 1; seed <= 150; ++seed) {
            INFO((left ? "oldest left" : "oldest right") << ", seed " << seed);
            clear_some(stand, seed);
        }
    }
}

TEST_CASE("a staged list goes back in front of what arrived")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        for (unsigned seed = 1; seed <= 60; ++seed) {
            INFO((left ? "oldest left" : "oldest right") << ", seed " << seed);
            std::mt19937 random{seed};
            stand.start_over();
            auto const jobs = numbered(static_cast<int>(1 + random() % 40));
            stand.push(stand.list, jobs);
            Traffic traffic{stand, random};
            auto guard = stand.leased();
            queue::stage(*guard, stand.layout, stand.list);
            for (auto n = random() % 8; n > 0; --n) traffic.flow();
            for (bool done = false; !done;) {
                traffic.flow();
                done = queue::splice(*guard, stand.layout, stand.layout.staged(stand.list), stand.list,
                                     1 + random() % 5, {"returned", true}, {{"undone", "1"}});
            }
            REQUIRE(traffic.popped_in_order());
            REQUIRE(stand.jobs() == traffic.with_arrivals(jobs));
            REQUIRE(stand.field("undone") == "1");
            nothing_stands_aside(stand);
        }
    }
}

TEST_CASE("many arrivals are moved in pieces of the asked size, and only the last of them renames")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(5));
        auto guard = stand.leased();
        queue::stage(*guard, stand.layout, stand.list);
        auto const staged = stand.layout.staged(stand.list);
        stand.push(stand.list, numbered(1'000, "new "));
        int pieces = 0;
        auto last = stand.length(stand.list);
        while (!queue::splice(*guard, stand.layout, staged, stand.list, 100, {"returned", true}, {{"fact", "1"}})) {
            ++pieces;
            CHECK(last - stand.length(stand.list) == 100);
            CHECK(stand.record().phase == "stage");
            CHECK(stand.field("fact").empty());
            last = stand.length(stand.list);
        }
        CHECK(pieces == 8);  // down to 200, which the last one takes
        CHECK(stand.field("fact") == "1");
        auto all = numbered(5);
        for (auto const &job : numbered(1'000, "new ")) all.push_back(job);
        CHECK(stand.jobs() == all);
    }
}

TEST_CASE("a worker that waits in BLPOP gets the first of the kept jobs")
{
    Stand stand;
    stand.push(stand.list, numbered(5));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    auto worker = open(stand.server.url());
    worker.send({"BLPOP", stand.list, "0"});
    eventually([&] { return contains(stand.redis.call({"CLIENT", "LIST"}).text(), "cmd=blpop"); });
    CHECK(queue::splice(*guard, stand.layout, stand.layout.staged(stand.list), stand.list, 10, {"returned", true}));
    CHECK(worker.receive()[1].text() == "job 0");
    CHECK(stand.jobs() == Strings{"job 1", "job 2", "job 3", "job 4"});
}

TEST_CASE("a mask that is gone, or too short for the list, moves nothing")
{
    Stand stand;
    stand.push(stand.list, numbered(20));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    CHECK_THROWS_AS(queue::read_mask(stand.redis, stand.layout, stand.list, 20), Error);
    queue::store_mask(*guard, stand.layout, stand.list, "\xff\xff", {});
    CHECK_THROWS_AS(queue::read_mask(stand.redis, stand.layout, stand.list, 20), Error);
    CHECK_THROWS_AS(queue::sift(*guard, stand.layout, stand.list, "\xff\xff\xff", 0, 21), redis::Refused);
    CHECK(guard->refusal() == "SHORT");
    CHECK(stand.length(stand.layout.staged(stand.list)) == 20);
}

TEST_CASE("when nothing stays, splicing only tidies up")
{
    Stand stand;
    stand.push(stand.list, numbered(3));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    queue::store_mask(*guard, stand.layout, stand.list, "\xff", {});
    queue::sift(*guard, stand.layout, stand.list, "\xff", 0, 3);
    stand.push(stand.list, {"new"});
    CHECK(queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, 10, {"splice", true}));
    CHECK(stand.jobs() == Strings{"new"});
    nothing_stands_aside(stand);
}

TEST_CASE("big pieces: 500 jobs of 200 bytes, and payloads of a megabyte")
{
    Stand stand;
    stand.push(stand.list, Strings(2'000, std::string(200, 'x')));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    std::string const mask(250, '\xaa');
    queue::store_mask(*guard, stand.layout, stand.list, mask, {});
    for (std::int64_t from = 0; from < 2'000;)
        from = queue::sift(*guard, stand.layout, stand.list, mask, from, queue::k_chunk);
    CHECK(stand.length(stand.layout.kept(stand.list)) == 1'000);
    stand.push(stand.list, Strings(3, std::string(1'000'000, 'y')));
    CHECK(queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, queue::k_chunk,
                        {"splice", true}));
    CHECK(stand.length(stand.list) == 1'003);
}
