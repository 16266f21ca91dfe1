#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"

#include "stand.hpp"

// A server that refuses whatever needs memory: what frees some must work in it.

using namespace omactl;
using namespace omactl::tests;

TEST_CASE("in a full server a lease is taken, renewed, handed over and given back")
{
    Stand stand;
    stand.push(stand.list, numbered(10));
    stand.make_full();
    auto guard = stand.leased();
    CHECK_NOTHROW(guard->beat());
    CHECK(thrown([&] { stand.leased('B'); }).fault() == Fault::conflict);
    queue::stage(*guard, stand.layout, stand.list);
    stand.redis.call({"DEL", stand.layout.side(stand.list, "lease")});  // its owner is dead
    auto heir = stand.guard();
    CHECK_NOTHROW(heir->adopt(Millis{0}));
    CHECK(thrown([&] { guard->beat(); }).fault() == Fault::conflict);
    queue::release(*heir, stand.layout, stand.list, {{"removed", "10"}});
    heir->release();
    CHECK_FALSE(stand.there(stand.layout.side(stand.list, "lease")));
    CHECK(stand.redis.call({"DBSIZE"}).integer() == 1);  // the record
}

TEST_CASE("in a full server a whole queue is cleared")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(10));
        stand.make_full();
        auto guard = stand.leased();
        CHECK(queue::stage(*guard, stand.layout, stand.list) == 10);
        CHECK_NOTHROW(queue::release(*guard, stand.layout, stand.list, {{"removed", "10"}}));
        CHECK(stand.field("removed") == "10");
        CHECK(stand.field("over") == "1");
    }
}

TEST_CASE("in a full server some jobs of a queue are cleared")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(10));
        auto guard = stand.guard();
        stand.make_full();
        guard->take(Millis{0});
        CHECK(queue::stage(*guard, stand.layout, stand.list) == 10);
        CHECK_NOTHROW(queue::store_mask(*guard, stand.layout, stand.list, "\xaa\x80", {{"removed", "5"}}));
        auto const mask = queue::read_mask(stand.redis, stand.layout, stand.list, 10);
        for (std::int64_t from = 0; from < 10;)
            from = queue::sift(*guard, stand.layout, stand.list, mask, from, std::min<std::int64_t>(3, 10 - from));
        CHECK(queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, 10, {"splice", true}));
        CHECK(stand.jobs() == Strings{"job 1", "job 3", "job 5", "job 7", "job 9"});
    }
}

TEST_CASE("in a full server a staged queue is put back, also behind many arrivals")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(5));
        auto guard = stand.leased();
        queue::stage(*guard, stand.layout, stand.list);
        stand.push(stand.list, numbered(50, "new "));
        stand.make_full();
        while (
            !queue::splice(*guard, stand.layout, stand.layout.staged(stand.list), stand.list, 4, {"returned", true})) {}
        CHECK(stand.length(stand.list) == 55);
        CHECK(stand.pop(stand.list) == "job 0");
    }
}

TEST_CASE("in a full server failures are moved, from the head and from the middle")
{
    Stand stand;
    std::string const record = R"({"payload":{"class":"A","args":[]},"queue":"sites"})";
    for (int n = 0; n < 5; ++n) stand.redis.call({"RPUSH", stand.layout.failed(), record});
    auto guard = stand.leased();
    stand.make_full();
    for (std::int64_t const first : {0, 2}) {
        queue::Taken taken;
        taken.first = first;
        taken.window = 1;
        taken.records = {{0, record, 11, 23, "sites"}};
        taken.own = {0, "\x80"};
        queue::start_take_failed(*guard, stand.layout, op_id(), taken);
        CHECK(queue::finish_take_failed(*guard) == queue::Returned::pushed);
    }
    CHECK(stand.jobs() == Strings(2, R"({"class":"A","args":[]})"));
    CHECK(stand.length(stand.layout.failed()) == 3);
}

TEST_CASE("in a full server a requeue is taken back")
{
    Stand stand;
    stand.push(stand.list, numbered(4));
    stand.redis.call({"SETBIT", stand.layout.pushed(op_id('P')), "3", "1"});
    auto guard = stand.leased();
    stand.make_full();
    queue::stage(*guard, stand.layout, stand.list);
    queue::Untake chunk;
    chunk.list = stand.list;
    chunk.leaves = "0001";
    chunk.pushed_by = op_id('P');
    chunk.bits = {3};
    chunk.failures = {"record"};
    CHECK_NOTHROW(queue::untake(*guard, stand.layout, chunk));
    CHECK(queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, 10, {"splice", true}));
    CHECK(stand.length(stand.list) == 3);
    CHECK(stand.length(stand.layout.failed()) == 1);
}

TEST_CASE("in a full server a push is refused, and leaves nothing")
{
    Stand stand;
    auto guard = stand.leased();
    stand.make_full();
    CHECK(thrown<redis::Refused>([&] { queue::push(*guard, stand.layout, op_id(), "sites", {"x"}); }).code() == "OOM");
    CHECK_FALSE(guard->record());
    CHECK_FALSE(stand.there(stand.list));
}
