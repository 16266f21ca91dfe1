#include <deque>

#include "stand.hpp"

// Jobs of an archive come back: pushed and marked in the ledger in one step.

using namespace omactl;
using namespace omactl::tests;
using queue::Return;
using queue::Returned;

namespace {

Return chunk_of(Stand const &stand, Strings jobs)
{
    Return chunk;
    chunk.list = stand.list;
    chunk.queue_name = "sites";
    chunk.archive_id = op_id('Z');
    chunk.expected = {0, std::string(1, '\0')};
    chunk.marked = "\xf0";
    chunk.own = {0, "\xf0"};
    chunk.next = 4;
    static std::deque<Strings> kept;  // the chunk only looks at them
    auto const &owned = kept.emplace_back(std::move(jobs));
    chunk.jobs = {owned.begin(), owned.end()};
    return chunk;
}

Returned give_back(Stand const &stand, redis::Fenced &guard, Return const &chunk)
{
    queue::start_return(guard, stand.layout, op_id(), chunk);
    return queue::finish_return(guard);
}

}  // namespace

TEST_CASE("returned jobs stand at the newest end, in order, and are marked as back")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, {"old"});
        auto guard = stand.leased();
        CHECK(give_back(stand, *guard, chunk_of(stand, numbered(4))) == Returned::pushed);
        CHECK(stand.jobs() == Strings{"old", "job 0", "job 1", "job 2", "job 3"});
        CHECK(stand.bits(stand.layout.ledger(op_id('Z')), 8) == "11110000");
        CHECK(stand.bits(stand.layout.pushed(op_id()), 8) == "11110000");
        CHECK(stand.redis.call({"SISMEMBER", stand.layout.queues(), "sites"}).integer() == 1);
        CHECK(stand.field("pushed") == "4");
        CHECK(stand.field("at") == "4");
    }
}

TEST_CASE("at the head the first job is foremost, in front of what waits")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, {"old"});
        auto guard = stand.leased();
        auto chunk = chunk_of(stand, numbered(4));
        chunk.at_head = true;
        CHECK(give_back(stand, *guard, chunk) == Returned::pushed);
        CHECK(stand.jobs() == Strings{"job 0", "job 1", "job 2", "job 3", "old"});
    }
}

TEST_CASE("chunk after chunk: bits of the ones before stand")
{
    Stand stand;
    auto guard = stand.leased();
    give_back(stand, *guard, chunk_of(stand, numbered(4)));
    auto second = chunk_of(stand, {"job 6", "job 9"});
    second.expected = {0, std::string("\xf0\x00", 2)};
    second.marked = "\xf2\x40";
    second.own = {0, "\xf2\x40"};
    second.next = 10;
    CHECK(give_back(stand, *guard, second) == Returned::pushed);
    auto third = chunk_of(stand, {"job 17"});  // begins at a byte of its own
    third.expected = {2, std::string(1, '\0')};
    third.marked = "\x40";
    third.own = {2, "\x40"};
    third.next = 18;
    CHECK(give_back(stand, *guard, third) == Returned::pushed);
    CHECK(stand.bits(stand.layout.ledger(op_id('Z')), 24) == "111100100100000001000000");
    CHECK(stand.bits(stand.layout.pushed(op_id()), 24) == "111100100100000001000000");
    CHECK(stand.field("pushed") == "7");
    CHECK(stand.field("at") == "18");
}

TEST_CASE("a ledger that somebody else has moved: refused, and nothing changed")
{
    Stand stand;
    auto guard = stand.leased();
    stand.redis.call({"SETBIT", stand.layout.ledger(op_id('Z')), "2", "1"});
    auto const before = stand.data();
    CHECK(give_back(stand, *guard, chunk_of(stand, numbered(4))) == Returned::ledger_moved);
    CHECK(stand.data() == before);
    CHECK_FALSE(guard->record());
    auto chunk = chunk_of(stand, {"job 0", "job 1", "job 3"});
    chunk.expected.bytes = "\x20";
    CHECK(give_back(stand, *guard, chunk) == Returned::pushed);
    CHECK(stand.jobs() == Strings{"job 0", "job 1", "job 3"});
}

TEST_CASE("a bit of the ledger that went away is a change too")
{
    Stand stand;
    auto guard = stand.leased();
    auto chunk = chunk_of(stand, numbered(4));
    chunk.expected.bytes = "\x08";  // read when it was set
    CHECK(give_back(stand, *guard, chunk) == Returned::ledger_moved);
    CHECK_FALSE(stand.there(stand.list));
}

TEST_CASE("--max-length counts what is there and what would come")
{
    Stand stand;
    stand.push(stand.list, {"old"});
    auto guard = stand.leased();
    auto chunk = chunk_of(stand, numbered(4));
    chunk.max_length = 4;
    auto const before = stand.data();
    CHECK(give_back(stand, *guard, chunk) == Returned::too_long);
    CHECK(stand.data() == before);
    CHECK_FALSE(guard->record());
    chunk.max_length = 5;
    CHECK(give_back(stand, *guard, chunk) == Returned::pushed);
    CHECK(stand.length(stand.list) == 5);
}

TEST_CASE("the clear learns that there is a ledger, and a record that is gone is not made anew")
{
    Stand stand;
    stand.redis.call({"HSET", stand.layout.record(op_id('Z')), "over", "1"});
    auto guard = stand.leased();
    give_back(stand, *guard, chunk_of(stand, numbered(4)));
    CHECK(stand.field("ledger", 'Z') == "1");
    stand.redis.call({"DEL", stand.layout.record(op_id('Z')), stand.layout.ledger(op_id('Z'))});
    give_back(stand, *guard, chunk_of(stand, numbered(4)));
    CHECK_FALSE(stand.there(stand.layout.record(op_id('Z'))));
}

TEST_CASE("without a ledger (an operation's own archive) only its own bits are set")
{
    Stand stand;
    auto guard = stand.leased();
    auto chunk = chunk_of(stand, numbered(4));
    chunk.archive_id.clear();
    chunk.expected = {};
    chunk.marked.clear();
    CHECK(give_back(stand, *guard, chunk) == Returned::pushed);
    CHECK(stand.bits(stand.layout.pushed(op_id()), 8) == "11110000");
    CHECK_FALSE(stand.there(stand.layout.ledger("")));
}

TEST_CASE("payloads of any bytes, a thousand at once")
{
    Stand stand;
    auto guard = stand.leased();
    Strings jobs(1'000, std::string("\0\xff\r\n{}", 6));
    auto chunk = chunk_of(stand, jobs);
    chunk.expected = {0, std::string(125, '\0')};
    chunk.marked = chunk.own.bytes = std::string(125, '\xff');
    CHECK(give_back(stand, *guard, chunk) == Returned::pushed);
    CHECK(stand.jobs() == jobs);
}

TEST_CASE("a destination that is no list, or is full: refused, and nothing changed")
{
    Stand stand;
    auto guard = stand.leased();
    stand.redis.call({"SET", stand.list, "no list"});
    auto before = stand.data();
    CHECK(thrown<redis::Refused>([&] { give_back(stand, *guard, chunk_of(stand, numbered(4))); }).code() ==
          "WRONGTYPE");
    CHECK(stand.data() == before);
    CHECK_FALSE(guard->record());
    stand.redis.call({"DEL", stand.list});
    before = stand.data();
    stand.make_full();
    CHECK(thrown<redis::Refused>([&] { give_back(stand, *guard, chunk_of(stand, numbered(4))); }).code() == "OOM");
    CHECK(stand.data() == before);
    CHECK_FALSE(guard->record());
}
