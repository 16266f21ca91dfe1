#include <random>

#include "stand.hpp"

// The undo of a requeue: what was pushed leaves a staged list again, bits and failures go back.

using namespace omactl;
using namespace omactl::tests;
using queue::Untake;

namespace {

Untake chunk_of(Stand const &stand, std::string leaves)
{
    Untake chunk;
    chunk.list = stand.list;
    chunk.leaves = std::move(leaves);
    chunk.pushed_by = op_id('P');
    return chunk;
}

void set_bits(Stand &stand, std::string const &key, int count)
{
    for (int n = 0; n < count; ++n) stand.redis.call({"SETBIT", key, std::to_string(n), "1"});
}

}  // namespace

TEST_CASE("what leaves leaves, the rest is kept in its order, bits are cleared")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(6));
        set_bits(stand, stand.layout.pushed(op_id('P')), 10);
        set_bits(stand, stand.layout.ledger(op_id('Z')), 10);
        auto guard = stand.leased();
        queue::stage(*guard, stand.layout, stand.list);
        auto chunk = chunk_of(stand, "0110");
        chunk.archive_id = op_id('Z');
        chunk.bits = {3, 9};
        queue::untake(*guard, stand.layout, chunk);
        CHECK(stand.jobs(stand.layout.kept(stand.list)) == Strings{"job 0", "job 3"});
        CHECK(stand.jobs(stand.layout.staged(stand.list)) == Strings{"job 4", "job 5"});
        CHECK(stand.bits(stand.layout.pushed(op_id('P')), 10) == "1110111110");
        CHECK(stand.bits(stand.layout.ledger(op_id('Z')), 10) == "1110111110");
        CHECK(stand.field("untaken") == "2");
        queue::untake(*guard, stand.layout, chunk_of(stand, "00"));
        CHECK(stand.jobs(stand.layout.kept(stand.list)) == Strings{"job 0", "job 3", "job 4", "job 5"});
        CHECK(stand.field("untaken") == "2");
        CHECK(queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, 10, {"splice", true}));
        CHECK(stand.jobs() == Strings{"job 0", "job 3", "job 4", "job 5"});
    }
}

TEST_CASE("without an archive there is no ledger to clear")
{
    Stand stand;
    stand.push(stand.list, numbered(2));
    set_bits(stand, stand.layout.pushed(op_id('P')), 2);
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    auto chunk = chunk_of(stand, "10");
    chunk.bits = {0};
    queue::untake(*guard, stand.layout, chunk);
    CHECK(stand.bits(stand.layout.pushed(op_id('P')), 2) == "01");
    CHECK_FALSE(stand.there(stand.layout.ledger("")));
}

TEST_CASE("failure records go back to the end of `failed` in the same step")
{
    Stand stand;
    stand.push(stand.list, numbered(2));
    stand.redis.call({"RPUSH", stand.layout.failed(), "other"});
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    auto chunk = chunk_of(stand, "11");
    chunk.bits = {0, 1};
    chunk.failures = {"record 0", std::string("rec\0rd 1", 8)};
    queue::untake(*guard, stand.layout, chunk);
    auto const failed = stand.redis.call({"LRANGE", stand.layout.failed(), "0", "-1"});
    REQUIRE(failed.size() == 3);
    CHECK(failed[0].text() == "other");
    CHECK(failed[1].text() == "record 0");
    CHECK(failed[2].text() == std::string("rec\0rd 1", 8));
    CHECK_FALSE(stand.there(stand.layout.staged(stand.list)));
}

TEST_CASE("a staged list shorter than it should be: refused, and nothing changed")
{
    Stand stand;
    stand.push(stand.list, numbered(2));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    auto const before = stand.data();
    auto chunk = chunk_of(stand, "101");
    chunk.failures = {"record"};
    CHECK_THROWS_AS(queue::untake(*guard, stand.layout, chunk), redis::Refused);
    CHECK(guard->refusal() == "SHORT");
    CHECK(stand.data() == before);
}

TEST_CASE("any mask in any chunks: nothing lost, nothing doubled")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        for (unsigned seed = 1; seed <= 60; ++seed) {
            INFO((left ? "oldest left" : "oldest right") << ", seed " << seed);
            std::mt19937 random{seed};
            stand.start_over();
            auto const jobs = numbered(static_cast<int>(1 + random() % 50));
            stand.push(stand.list, jobs);
            set_bits(stand, stand.layout.pushed(op_id('P')), static_cast<int>(jobs.size()));
            auto guard = stand.leased();
            queue::stage(*guard, stand.layout, stand.list);
            Strings stay;
            std::string bits;
            for (std::size_t at = 0; at < jobs.size();) {
                auto chunk = chunk_of(stand, "");
                for (auto n = std::min<std::size_t>(1 + random() % 8, jobs.size() - at); n > 0; --n, ++at) {
                    bool const leaves = random() % 2 == 0;
                    chunk.leaves += leaves ? '1' : '0';
                    bits += leaves ? '0' : '1';
                    if (leaves)
                        chunk.bits.push_back(static_cast<std::int64_t>(at));
                    else
                        stay.push_back(jobs[at]);
                }
                queue::untake(*guard, stand.layout, chunk);
            }
            REQUIRE(stand.jobs(stand.layout.kept(stand.list)) == stay);
            REQUIRE_FALSE(stand.there(stand.layout.staged(stand.list)));
            REQUIRE(stand.bits(stand.layout.pushed(op_id('P')), std::ssize(jobs)) == bits);
        }
    }
}
