#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;

TEST_CASE("stage takes the whole list away under its name, in one step")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, numbered(10));
        auto guard = stand.leased();
        CHECK(queue::stage(*guard, stand.layout, stand.list) == 10);
        CHECK_FALSE(stand.there(stand.list));
        CHECK(stand.jobs(stand.layout.staged(stand.list)) == numbered(10));
        auto const record = stand.record();
        CHECK(record.phase == "stage");
        CHECK(record.field("total") == "10");
        CHECK(record.field("list") == stand.list);
        CHECK(stand.is_open());
    }
}

TEST_CASE("there is nothing to stage in an empty queue")
{
    Stand stand;
    auto guard = stand.leased();
    CHECK_FALSE(queue::stage(*guard, stand.layout, stand.list));
    CHECK_FALSE(guard->record());
    CHECK_FALSE(stand.is_open());
}

TEST_CASE("what is no list is left alone")
{
    Stand stand;
    stand.redis.call({"SADD", stand.list, "member"});
    auto guard = stand.leased();
    auto const before = stand.data();
    auto const error = thrown([&] { queue::stage(*guard, stand.layout, stand.list); });
    CHECK(error.fault() == Fault::failed);
    CHECK(contains(error.message(), "'resque:queue:sites' is no list"));
    CHECK(stand.data() == before);
    CHECK_FALSE(guard->record());
}

TEST_CASE("somebody's staged, kept or returning jobs are in the way")
{
    Stand stand;
    for (auto const &key :
         {stand.layout.staged(stand.list), stand.layout.kept(stand.list), stand.layout.aside(stand.list)}) {
        INFO(key);
        stand.start_over();
        stand.push(stand.list, numbered(3));
        stand.push(key, {"theirs"});
        auto guard = stand.leased();
        auto const before = stand.data();
        auto const error = thrown([&] { queue::stage(*guard, stand.layout, stand.list); });
        CHECK(error.fault() == Fault::conflict);
        CHECK(contains(error.hint(), "omactl queue ls"));
        CHECK(stand.data() == before);
        CHECK_FALSE(guard->record());
    }
}

TEST_CASE("release drops what is staged, and ends the operation")
{
    Stand stand;
    stand.push(stand.list, numbered(10));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    stand.push(stand.list, {"arrived"});
    queue::release(*guard, stand.layout, stand.list, {{"removed", "10"}, {"archive", "/a/b"}});
    CHECK(stand.jobs() == Strings{"arrived"});
    CHECK_FALSE(stand.there(stand.layout.staged(stand.list)));
    CHECK_FALSE(stand.is_open());
    auto const record = stand.record();
    CHECK(record.phase == "release");
    CHECK(record.field("over") == "1");
    CHECK(record.field("removed") == "10");
    CHECK(record.field("archive") == "/a/b");
}

TEST_CASE("a mask is kept where any machine finds it")
{
    Stand stand;
    stand.push(stand.list, numbered(20));
    auto guard = stand.leased();
    queue::stage(*guard, stand.layout, stand.list);
    queue::store_mask(*guard, stand.layout, stand.list, "\xa0\xff\x10", {{"removed", "11"}});
    CHECK(stand.bits(stand.layout.mask(stand.list), 24) == "101000001111111100010000");
    auto const record = stand.record();
    CHECK(record.phase == "mask");
    CHECK(record.field("sifted") == "0");
    CHECK(record.field("removed") == "11");
    CHECK(stand.is_open());
}

TEST_CASE("finish ends an operation and drops its helper")
{
    Stand stand;
    stand.redis.call({"SET", "helper", "x"});
    auto guard = stand.leased();
    queue::finish(*guard, "helper", "push", {{"fact", "1"}});
    CHECK_FALSE(stand.there("helper"));
    CHECK(stand.record().phase == "push");
    CHECK(stand.field("fact") == "1");
    CHECK(stand.field("over") == "1");
    CHECK_FALSE(stand.is_open());
}

TEST_CASE("push adds at the newest end, names the queue and marks its bits")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        stand.push(stand.list, {"old"});
        auto guard = stand.leased();
        queue::push(*guard, stand.layout, op_id(), "sites", numbered(9));
        auto all = numbered(9);
        all.insert(all.begin(), "old");
        CHECK(stand.jobs() == all);
        CHECK(stand.redis.call({"SISMEMBER", stand.layout.queues(), "sites"}).integer() == 1);
        CHECK(stand.bits(stand.layout.pushed(op_id()), 12) == "111111111000");
        CHECK(stand.field("pushed") == "9");
        CHECK(stand.field("over") == "1");
    }
}

TEST_CASE("a queue with braces, blanks and quotes in its name")
{
    Stand stand;
    stand.list = stand.layout.queue("a {b} \"c\" \xff");
    stand.push(stand.list, numbered(3));
    auto guard = stand.leased();
    CHECK(queue::stage(*guard, stand.layout, stand.list) == 3);
    queue::store_mask(*guard, stand.layout, stand.list, "\x40", {});
    CHECK(queue::sift(*guard, stand.layout, stand.list, "\x40", 0, 3) == 3);
    CHECK(queue::splice(*guard, stand.layout, stand.layout.kept(stand.list), stand.list, 10, {"splice", true}));
    CHECK(stand.jobs() == Strings{"job 0", "job 2"});
}
