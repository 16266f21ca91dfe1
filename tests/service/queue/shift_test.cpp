#include <random>

#include "stand.hpp"

// The steps of `queue move`: those that leave a staged list are in the other queue in the same step.

using namespace omactl;
using namespace omactl::tests;
using queue::Shift;

namespace {

Shift chunk_of(Stand const &stand, std::int64_t from, std::string leaves)
{
    Shift chunk;
    chunk.list = stand.list;
    chunk.from = from;
    chunk.to = "mail";
    chunk.leaves = std::move(leaves);
    return chunk;
}

Strings together(Strings one, Strings const &other)
{
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

}  // namespace

TEST_CASE("what leaves goes behind what waits in the other queue, the rest is kept in its order")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(6));
        stand.push(stand.layout.queue("mail"), {"first"});
        auto guard = stand.leased();
        queue::stage(*guard, stand.layout, stand.list);
        auto chunk = chunk_of(stand, 0, "0110");
        chunk.own = {0, "\xc0"};
        CHECK(queue::shift(*guard, stand.layout, op_id(), chunk) == 4);
        CHECK(stand.jobs(stand.layout.queue("mail")) == Strings{"first", "job 1", "job 2"});
        CHECK(stand.jobs(stand.layout.kept(stand.list)) == Strings{"job 0", "job 3"});
        CHECK(stand.jobs(stand.layout.staged(stand.list)) == Strings{"job 4", "job 5"});
        CHECK(stand.bits(stand.layout.pushed(op_id()), 4) == "1100");
        CHECK(stand.field("pushed") == "2");
        CHECK(stand.field("sifted") == "4");
        CHECK(stand.redis.call({"SISMEMBER", stand.layout.queues(), "mail"}).integer() == 1);
    }
}

TEST_CASE("edited bytes are pushed instead of those that stand there")
{
    Stand stand{false};
    stand.push(stand.list, numbered(3));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    auto chunk = chunk_of(stand, 0, "101");
    chunk.own = {0, "\xc0"};
    chunk.jobs = {"edited 0", "edited 2"};
    queue::shift(*guard, stand.layout, op_id(), chunk);
    CHECK(stand.jobs(stand.layout.queue("mail")) == Strings{"edited 0", "edited 2"});
    CHECK(stand.jobs(stand.layout.kept(stand.list)) == Strings{"job 1"});
}

TEST_CASE("nobody leaves: the other queue is not even named")
{
    Stand stand;
    stand.push(stand.list, numbered(2));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    queue::shift(*guard, stand.layout, op_id(), chunk_of(stand, 0, "00"));
    CHECK_FALSE(stand.there(stand.layout.queue("mail")));
    CHECK_FALSE(stand.there(stand.layout.queues()));
    CHECK_FALSE(stand.there(stand.layout.pushed(op_id())));
}

TEST_CASE("a destination that became something else is refused before anything is written")
{
    Stand stand;
    stand.push(stand.list, numbered(2));
    stand.redis.call({"SET", stand.layout.queue("mail"), "x"});
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    auto const before = stand.data();
    auto chunk = chunk_of(stand, 0, "11");
    chunk.own = {0, "\xc0"};
    auto const error = thrown<Error>([&] { queue::shift(*guard, stand.layout, op_id(), chunk); });
    CHECK(error.fault() == Fault::failed);
    CHECK_THAT(error.message(), Catch::Contains("is a string"));
    CHECK(stand.data() == before);
}

TEST_CASE("any split into chunks gives the same two lists")
{
    std::mt19937 random{7};
    for (int round = 0; round < 20; ++round) {
        Stand stand{round % 2 == 0};
        auto const jobs = numbered(static_cast<int>(random() % 40 + 1));
        stand.push(stand.list, jobs);
        auto guard = stand.leased();
        queue::stage(*guard, stand.layout, stand.list);
        Strings stay, go;
        for (std::size_t from = 0; from < jobs.size();) {
            auto const count = std::min<std::size_t>(random() % 7 + 1, jobs.size() - from);
            std::string leaves;
            for (auto n = from; n < from + count; ++n) {
                leaves += random() % 2 == 0 ? '1' : '0';
                (leaves.back() == '1' ? go : stay).push_back(jobs[n]);
            }
            auto chunk = chunk_of(stand, static_cast<std::int64_t>(from), leaves);
            chunk.own = {0, "\xff"};
            from = static_cast<std::size_t>(queue::shift(*guard, stand.layout, op_id(), chunk));
        }
        CAPTURE(round);
        CHECK(stand.jobs(stand.layout.queue("mail")) == go);
        CHECK(stand.jobs(stand.layout.kept(stand.list)) == stay);
        CHECK(together(stay, go).size() == jobs.size());
    }
}
