#include <fmt/format.h>

#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace omactl::settings;

namespace {

Change create(std::string name, std::string value)
{
    return {std::move(name), std::nullopt, Value{std::move(value)}};
}
Change set(std::string name, std::string from, std::string to)
{
    return {std::move(name), Value{std::move(from)}, Value{std::move(to)}};
}
Change remove(std::string name, std::string value)
{
    return {std::move(name), Value{std::move(value)}, std::nullopt};
}

std::vector<Change> three()
{
    return {create("new", "1"), set("old", "2", "3"), remove("gone", "4")};
}

void fill(Stand &stand)
{
    for (auto const &[name, value] : {std::pair{"old", "2"}, {"gone", "4"}, {"other", "5"}}) {
        if (stand.store.kind == Store::Kind::hash)
            stand.hset(name, value);
        else
            stand.put(name, value);
    }
}

std::int64_t left(Stand &stand, std::string_view name)
{
    return stand.redis.call({"PTTL", stand.store.key_of(name)}).integer();
}

constexpr auto k_stores = {"redis-hash:settings", "redis-prefix:setting:"};

}  // namespace

TEST_CASE("several settings change in one step, with the record of the operation")
{
    for (auto const *store : k_stores) {
        CAPTURE(store);
        Stand stand{store};
        fill(stand);
        auto guard = stand.leased();
        change(*guard, stand.store, three());
        CHECK(stand.all() == std::vector<Setting>{{"new", "1"}, {"old", "3"}, {"other", "5"}});
        CHECK(not_standing(three(), stand.all()).empty());
        auto const record = guard->record();
        REQUIRE(record);
        CHECK(record->phase == "set");
        CHECK(record->seq == 1);
        CHECK(record->field("over") == "1");
    }
}

TEST_CASE("the inverse in another operation takes it back, and the first one's record says so")
{
    for (auto const *store : k_stores) {
        Stand stand{store};
        fill(stand);
        auto const before = stand.all();
        auto guard = stand.leased();
        change(*guard, stand.store, three());
        guard->release();
        auto undo = stand.leased('B', stand.keys('A').record);
        change(*undo, stand.store, inverse(three()), {"undo", true});
        CHECK(stand.all() == before);
        CHECK(redis::read_record(stand.redis, stand.keys('A').record)->field("undone") == "1");
    }
}

TEST_CASE("when another writer was faster nothing is written")
{
    for (auto const *store : k_stores) {
        for (auto const *name : {"new", "old", "gone"}) {
            CAPTURE(store, name);
            Stand stand{store};
            fill(stand);
            auto guard = stand.leased();
            auto other = open(stand.server.url());
            if (stand.store.kind == Store::Kind::hash)
                other.call({"HSET", stand.store.name, name, "theirs"});
            else
                other.call({"SET", stand.store.key_of(name), "theirs"});
            auto const before = stand.all();
            auto const error = thrown([&] { change(*guard, stand.store, three()); });
            CHECK(error.fault() == Fault::conflict);
            CHECK(error.message() == fmt::format("'{}' has another value by now; nothing was written", name));
            CHECK(stand.all() == before);
            CHECK_FALSE(guard->record());
        }
    }
}

TEST_CASE("a setting that is gone by now has another value too")
{
    for (auto const *store : k_stores) {
        Stand stand{store};
        auto guard = stand.leased();
        auto const error = thrown([&] { change(*guard, stand.store, {create("a", "1"), set("b", "", "x")}); });
        CHECK(error.message() == "'b' has another value by now; nothing was written");
        CHECK(stand.all().empty());
    }
}

TEST_CASE("two who write at once: each step of each is whole")
{
    for (auto const *store : k_stores) {
        Stand stand{store};
        std::vector<Change> const first{create("a", "1"), create("b", "1")}, second{create("b", "2"), create("c", "2")};
        auto guard = stand.leased();
        change(*guard, stand.store, first);
        guard->release();
        auto late = stand.leased('B');
        CHECK(thrown([&] { change(*late, stand.store, second); }).fault() == Fault::conflict);
        CHECK(stand.all() == std::vector<Setting>{{"a", "1"}, {"b", "1"}});
    }
}

TEST_CASE("names and values of any bytes")
{
    for (auto const *store : k_stores) {
        Stand stand{store};
        auto const bytes = bytes_of_all_kinds();
        std::vector<Change> const changes{create(bytes, bytes), create("", ""),
                                          create("long", std::string(100'000, '\0'))};
        auto guard = stand.leased();
        change(*guard, stand.store, changes, {"set", false});
        CHECK(not_standing(changes, stand.all()).empty());
        change(*guard, stand.store, inverse(changes));
        CHECK(stand.all().empty());
    }
}

TEST_CASE("a change keeps the end that a setting has, a new one gets its own")
{
    Stand stand{"redis-prefix:setting:"};
    auto const ends = stand.clock.now() + Millis{500'000};
    stand.redis.call({"SET", "setting:a", "1", "PX", "100000"});
    stand.put("b", "1");
    auto guard = stand.leased();
    change(*guard, stand.store,
           {{"a", Value{"1"}, Value{"2", ends}},
            {"b", Value{"1"}, Value{"2", ends}},
            {"c", std::nullopt, Value{"2", ends}}});
    CHECK((left(stand, "a") > 90'000 && left(stand, "a") <= 100'000));
    CHECK(left(stand, "b") == -1);
    CHECK((left(stand, "c") > 490'000 && left(stand, "c") <= 500'000));
}

TEST_CASE("a deletion that is undone gives the end back")
{
    Stand stand{"redis-prefix:setting:"};
    stand.redis.call({"SET", "setting:a", "1", "PX", "100000"});
    auto const before = stand.all();
    std::vector<Change> const changes{{"a", Value{"1", before[0].expires}, std::nullopt}};
    auto guard = stand.leased();
    change(*guard, stand.store, changes, {"set", false});
    CHECK(stand.all().empty());
    change(*guard, stand.store, inverse(changes));
    CHECK((left(stand, "a") > 90'000 && left(stand, "a") <= 100'000));
}

TEST_CASE("the hash keeps its end")
{
    Stand stand{"redis-hash:settings"};
    stand.hset("a", "1");
    stand.redis.call({"PEXPIRE", "settings", "100000"});
    auto guard = stand.leased();
    change(*guard, stand.store, {set("a", "1", "2"), create("b", "1")});
    CHECK((left(stand, "a") > 90'000 && left(stand, "a") <= 100'000));
}

TEST_CASE("something of another kind in the way is refused, and nothing is written")
{
    Stand hash{"redis-hash:settings"};
    hash.redis.call({"RPUSH", "settings", "x"});
    auto guard = hash.leased();
    auto error = thrown([&] { change(*guard, hash.store, {create("a", "1")}); });
    CHECK(error.fault() == Fault::failed);
    CHECK(error.message() == "'settings' is a list, not a hash of settings; nothing was written");

    Stand prefix{"redis-prefix:setting:"};
    prefix.redis.call({"HSET", "setting:b", "x", "y"});
    auto other = prefix.leased();
    error = thrown([&] { change(*other, prefix.store, {create("a", "1"), create("b", "1")}); });
    CHECK(error.fault() == Fault::failed);
    CHECK(error.message() == "'setting:b' is a hash, not a string of settings; nothing was written");
    CHECK(prefix.all() == std::vector<Setting>{{"b", "", "hash"}});
    CHECK_FALSE(other->record());
}

TEST_CASE("as many settings as one step takes, and not one more")
{
    for (auto const *store : k_stores) {
        Stand stand{store};
        std::vector<Change> changes;
        for (std::size_t i = 0; i < k_most_changes; ++i)
            changes.push_back(create(fmt::format("{:05}", i), std::to_string(i)));
        auto guard = stand.leased();
        change(*guard, stand.store, changes);
        CHECK(not_standing(changes, stand.all()).empty());
        guard->release();
        changes.push_back(create("more", "x"));
        auto late = stand.leased('B');
        CHECK(thrown([&] { change(*late, stand.store, changes); }).message() ==
              "5001 settings at once; one atomic step changes at most 5000");
        CHECK(late->writes() == 0);
    }
}

TEST_CASE("a server's own refusal goes on as it is")
{
    Stand stand{"redis-hash:settings"};
    auto guard = stand.leased();
    stand.redis.call({"CONFIG", "SET", "maxmemory", "1"});
    auto const error = thrown<redis::Refused>([&] { change(*guard, stand.store, {create("a", "1")}); });
    CHECK(error.code() == "OOM");
    CHECK(stand.all().empty());
}
