#include "lib/redis/fenced.hpp"
#include "tests/faults/proxy.hpp"

#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;
using redis::Fenced;
using redis::Mark;
using redis::Refused;
using redis::Script;

namespace {

Script const k_add{"test-add", "return redis.call('RPUSH', K[1], A[1])"};
Script const k_refuse{"test-refuse", "return refuse('FULL', 'no room')"};
Script const k_more{"test-more", "set('pieces', A[1]) if A[1] == '3' then return 'done' end return 'more'"};
Script const k_broken{"test-broken", "return redis.call('LPUSH', K[1])"};

std::string add(Fenced &guard, std::string const &job, Mark const &mark = {})
{
    return guard.run(k_add, {"data"}, {job}, mark);
}

}  // namespace

// --- the lease -----------------------------------------------------------------------------------

TEST_CASE("a lease excludes everybody else, and says who has it")
{
    Stand stand;
    auto ours = stand.guard_over(stand.redis, 'A');
    ours->take(Millis{0});
    auto theirs = stand.guard('B');
    auto const error = thrown([&] { theirs->take(Millis{0}); });
    CHECK(error.fault() == Fault::conflict);
    CHECK(contains(error.message(), "locked by marta@laptop (operation " + op_id('A') + ", \"stuck | since 02:50\")"));
    CHECK(contains(error.hint(), "omactl journal show " + op_id('A')));
    theirs->release();  // it has none to give back
    auto const holder = redis::read_holder(stand.redis, stand.layout.side(stand.list, "lease"));
    REQUIRE(holder);
    CHECK(holder->operation == op_id('A'));
    CHECK(holder->who == "marta@laptop");
    CHECK(holder->reason == "stuck | since 02:50");
    CHECK(holder->left > Millis{50'000});
    ours->release();
    CHECK_FALSE(redis::read_holder(stand.redis, stand.layout.side(stand.list, "lease")));
    CHECK_NOTHROW(theirs->take(Millis{0}));
}

TEST_CASE("--wait-lock waits until it is given back, and no longer than told")
{
    Stand stand;
    auto ours = stand.leased('A');
    auto theirs = stand.guard('B');
    stand.clock.while_asleep = [&] {
        if (stand.clock.slept == 3) ours->release();
    };
    CHECK_NOTHROW(theirs->take(Millis{60'000}));
    CHECK(stand.clock.slept == 3);
    auto third = stand.guard('C');
    CHECK(thrown([&] { third->take(Millis{5'000}); }).fault() == Fault::conflict);
    CHECK(stand.clock.slept < 40);
}

TEST_CASE("a lease of one target is no lease of another")
{
    Stand stand;
    auto ours = stand.leased('A');
    stand.list = stand.layout.queue("mails");
    CHECK_NOTHROW(stand.leased('B'));
}

TEST_CASE("the lease of a dead one frees itself")
{
    Stand stand;
    auto const key = stand.layout.side(stand.list, "lease");
    auto ours = stand.leased();
    auto const left = stand.redis.call({"PTTL", key}).integer();
    CHECK(left > 50'000);
    CHECK(left <= 60'000);
    stand.redis.call({"PEXPIRE", key, "1000"});
    ours->beat();
    CHECK(stand.redis.call({"PTTL", key}).integer() > 50'000);
    stand.redis.call({"PEXPIRE", key, "1000"});
    add(*ours, "x");
    CHECK(stand.redis.call({"PTTL", key}).integer() > 50'000);  // each step renews it
}

TEST_CASE("a lost lease is told by the next beat, and never given back for another")
{
    Stand stand;
    auto const key = stand.layout.side(stand.list, "lease");
    auto ours = stand.leased('A');
    stand.redis.call({"DEL", key});
    CHECK(thrown([&] { ours->beat(); }).fault() == Fault::conflict);
    auto theirs = stand.leased('B');
    CHECK(thrown([&] { ours->beat(); }).fault() == Fault::conflict);
    ours->release();
    CHECK(redis::read_holder(stand.redis, key)->operation == op_id('B'));
}

TEST_CASE("a lease whose taking was not answered is still ours")
{
    Stand stand;
    faults::Proxy proxy{stand.server.socket()};
    auto redis = open(proxy.url());
    redis.connect();
    auto guard = stand.guard_over(redis);
    proxy.cut({.pattern = "EVAL", .deliver = true});
    CHECK_NOTHROW(guard->take(Millis{0}));
    CHECK(proxy.cuts() == 1);
    CHECK(add(*guard, "x") == "1");
}

TEST_CASE("a beat that was not answered is repeated: it changes nothing that counts")
{
    for (bool const deliver : {true, false}) {
        Stand stand;
        faults::Proxy proxy{stand.server.socket()};
        auto redis = open(proxy.url());
        auto guard = stand.guard_over(redis);
        guard->take(Millis{0});
        proxy.cut({.pattern = "EVAL", .deliver = deliver});
        CHECK_NOTHROW(guard->beat());
        CHECK(proxy.cuts() == 1);
    }
}

// --- record and steps ------------------------------------------------------------------------------

TEST_CASE("data and record change together")
{
    Stand stand;
    auto guard = stand.leased();
    CHECK_FALSE(guard->record());
    CHECK(add(*guard, "x", {"first", false}) == "1");
    CHECK(stand.is_open());
    auto record = guard->record().value();
    CHECK(record.plan == R"({"plan":1})");
    CHECK(record.phase == "first");
    CHECK(record.seq == 1);
    CHECK(record.field("over").empty());
    CHECK(add(*guard, "y", {"last", true}) == "2");
    record = guard->record().value();
    CHECK(record.phase == "last");
    CHECK(record.seq == 2);
    CHECK(record.field("over") == "1");
    CHECK_FALSE(stand.is_open());
    CHECK(guard->writes() == 2);
    CHECK(stand.redis.call({"TTL", stand.layout.record(op_id())}).integer() == -1);
}

TEST_CASE("a piece of several marks no phase before the last")
{
    Stand stand;
    auto guard = stand.leased();
    for (auto const *piece : {"1", "2", "3"}) {
        CHECK(guard->record().value_or(Record{}).phase.empty());
        guard->run(k_more, {}, {piece}, {"pieces", true});
    }
    CHECK(guard->record()->phase == "pieces");
    CHECK(guard->record()->field("over") == "1");
    CHECK(guard->record()->field("pieces") == "3");
}

TEST_CASE("a refusal writes nothing at all")
{
    Stand stand;
    auto guard = stand.leased();
    CHECK_THROWS_AS(guard->run(k_refuse, {"data"}, {}), Refused);
    CHECK(guard->refusal() == "FULL");
    CHECK_FALSE(guard->record());
    CHECK_FALSE(stand.is_open());
    CHECK(guard->writes() == 0);
    CHECK(add(*guard, "x") == "1");  // and it can go on
    CHECK(guard->writes() == 1);
}

TEST_CASE("an error in a script is a refusal in the server's words")
{
    Stand stand;
    auto guard = stand.leased();
    CHECK(thrown<Refused>([&] { guard->run(k_broken, {"data"}, {}); }).fault() == Fault::failed);
    stand.redis.call({"SET", "data", "a string"});
    CHECK(thrown<Refused>([&] { add(*guard, "x"); }).code() == "WRONGTYPE");
    CHECK_FALSE(guard->record());
}

TEST_CASE("a reversing operation is known to the one that it reverses")
{
    Stand stand;
    auto cleared = stand.leased('A');
    add(*cleared, "x", {"done", true});
    cleared->release();
    auto undo = stand.guard('B', stand.layout.record(op_id('A')));
    undo->take(Millis{0});
    add(*undo, "y");
    CHECK(stand.field("undo", 'A') == op_id('B'));
    CHECK(stand.field("undone", 'A').empty());
    add(*undo, "z", {"home", true});
    CHECK(stand.field("undone", 'A') == "1");
    CHECK(stand.field("undo", 'B').empty());
}

// --- fencing ---------------------------------------------------------------------------------------

TEST_CASE("a takeover fences the old owner off: its next step is refused and changes nothing")
{
    Stand stand;
    auto sleeper = stand.leased();
    add(*sleeper, "one");
    stand.redis.call({"DEL", stand.layout.side(stand.list, "lease")});  // the laptop slept past its lease
    auto heir = stand.guard();
    heir->adopt(Millis{0});
    auto const error = thrown([&] { add(*sleeper, "by the sleeper"); });
    CHECK(error.fault() == Fault::conflict);
    CHECK(contains(error.message(), "another omactl has taken over operation " + op_id()));
    CHECK(sleeper->refusal() == "FENCED");
    CHECK(add(*heir, "two") == "2");
    CHECK(thrown([&] { add(*sleeper, "by the sleeper"); }).fault() == Fault::conflict);
    heir->release();
    CHECK(thrown([&] { add(*sleeper, "by the sleeper"); }).fault() == Fault::conflict);
    CHECK(stand.jobs("data") == Strings{"one", "two"});
    CHECK(stand.record().seq == 2);
}

TEST_CASE("with its lease gone nobody writes, even if nobody has taken over yet")
{
    Stand stand;
    auto guard = stand.leased();
    add(*guard, "one");
    stand.redis.call({"DEL", stand.layout.side(stand.list, "lease")});
    CHECK(thrown([&] { add(*guard, "two"); }).fault() == Fault::conflict);
    auto other = stand.leased('B');
    CHECK(thrown([&] { add(*guard, "two"); }).fault() == Fault::conflict);
    CHECK(stand.jobs("data") == Strings{"one"});
}

TEST_CASE("a first write never goes over a record that exists")
{
    Stand stand;
    auto first = stand.leased();
    add(*first, "one");
    first->release();
    auto second = stand.leased();  // the same id, and it did not adopt
    CHECK(thrown([&] { add(*second, "again"); }).fault() == Fault::conflict);
    CHECK(stand.jobs("data") == Strings{"one"});
}

TEST_CASE("a write out of its turn is refused")
{
    Stand stand;
    auto guard = stand.leased();
    add(*guard, "one");
    for (auto const *seq : {"0", "2", "7"}) {
        stand.redis.call({"HSET", stand.layout.record(op_id()), "seq", seq});
        CHECK(thrown([&] { add(*guard, "two"); }).fault() == Fault::conflict);
    }
    CHECK(stand.jobs("data") == Strings{"one"});
    stand.redis.call({"HSET", stand.layout.record(op_id()), "seq", "1"});
    CHECK(add(*guard, "two") == "2");
}

TEST_CASE("adopting what has written nothing yet begins it")
{
    Stand stand;
    auto heir = stand.guard();
    heir->adopt(Millis{0});
    CHECK_FALSE(heir->record());
    CHECK(add(*heir, "one") == "1");
    CHECK(heir->record()->seq == 1);
}

TEST_CASE("nobody adopts while the lease is held")
{
    Stand stand;
    auto ours = stand.leased();
    add(*ours, "one");
    auto heir = stand.guard();
    CHECK(thrown([&] { heir->adopt(Millis{0}); }).fault() == Fault::conflict);
    CHECK(add(*ours, "two") == "2");
}
