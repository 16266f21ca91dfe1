// What brings memory back: killed, cut off and undone. No key is lost, and a parameter is one of two values.
#include "tests/faults/mending.hpp"
#include "tests/faults/proxy.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <map>
#include <set>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr char k_old[] = "104857600", k_new[] = "209715200";
constexpr int k_keys = 40;

// --- the limit ------------------------------------------------------------------------------------

std::string limit_of(Ground &ground)
{
    return std::string(ground.redis.call({"CONFIG", "GET", "maxmemory"})[1].text());
}

void lower(Ground &ground)
{
    ground.wipe();
    ground.redis.call({"CONFIG", "SET", "maxmemory", k_old});
}

std::string const g_raise = "redis relief --maxmemory 200MiB --yes";

bool has_begun(op::Entry const &entry)
{
    return std::ranges::any_of(entry.events, [](auto const &event) { return event.name == "writing"; });
}

TEST_CASE("killed at a spread of instants, a raised limit is one or the other, and is mended")
{
    Ground ground;
    lower(ground);
    auto const calls = check_run(ground.laptop, g_raise, 0).calls.value();
    CHECK(limit_of(ground) == k_new);
    for (int k = 1; k <= 2 * calls; k += 5) {
        CAPTURE(k, calls);
        lower(ground);
        ground.omactl(g_raise, {.kill_at = k});
        ground.bury();
        auto const limit = limit_of(ground);
        CHECK((limit == k_old || limit == k_new));
        auto const entry = ground.laptop.last("redis.config");
        if (!entry) {
            CHECK(limit == k_old);
            continue;
        }
        check_run(ground.laptop, k % 2 == 0 ? "resume " + entry->id : "undo " + entry->id + " --yes", 0);
        CHECK(limit_of(ground) == (k % 2 == 0 && has_begun(*entry) ? k_new : k_old));
        check_run(ground.laptop, "resume " + entry->id, 0);
    }
}

TEST_CASE("its answer is lost, or it never arrives: it is set all the same, once")
{
    Ground ground;
    for (bool const deliver : {true, false}) {
        CAPTURE(deliver);
        lower(ground);
        Proxy proxy{ground.server.socket()};
        proxy.cut({.pattern = "\r\nmaxmemory\r\n$9\r\n209715200", .deliver = deliver});
        auto const direct = ground.laptop.variables["REDIS_URL"];
        ground.laptop.variables["REDIS_URL"] = proxy.url();
        check_run(ground.laptop, g_raise, 0);
        ground.laptop.variables["REDIS_URL"] = direct;
        CHECK(proxy.cuts() == 1);
        CHECK(limit_of(ground) == k_new);
    }
}

TEST_CASE("a limit that somebody else has moved since is left alone; one that would be too low is not put back")
{
    Ground ground;
    lower(ground);
    check_run(ground.laptop, g_raise, 0);
    auto const id = ground.laptop.last("redis.config").value().id;
    ground.redis.call({"CONFIG", "SET", "maxmemory", "300000000"});
    check_run(ground.laptop, "undo " + id + " --yes", 9);
    CHECK(limit_of(ground) == "300000000");

    lower(ground);
    check_run(ground.laptop, g_raise, 0);
    auto const other = ground.laptop.last("redis.config").value().id;
    ground.redis.call({"SETRANGE", "big", "120000000", "x"});
    check_run(ground.laptop, "undo " + other + " --yes", 7);
    CHECK(limit_of(ground) == k_new);
    ground.redis.call({"DEL", "big"});
    check_run(ground.laptop, "undo " + other + " --yes", 0);
    CHECK(limit_of(ground) == k_old);
}

// --- a prefix -------------------------------------------------------------------------------------

using Keys = std::map<std::string, std::string>;
constexpr std::string_view k_aside = ":omactl:drop";  // behind a name while that key is compared

Keys keys_of(Ground &ground, std::string_view pattern)
{
    Keys found;
    auto const all = ground.redis.call({"KEYS", pattern});
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string key{all[i].text()};
        auto const expiry = ground.redis.call({"PEXPIRETIME", key}).integer();
        auto const value = fmt::format("{} {}", expiry, ground.redis.call({"DUMP", key}).text());
        if (key.ends_with(k_aside)) key.resize(key.size() - k_aside.size());
        found[key] = value;
    }
    return found;
}

void fill(Ground &ground)
{
    ground.wipe();
    ground.redis.call({"CONFIG", "SET", "maxmemory", "0"});
    for (int n = 0; n < k_keys; ++n) {
        auto const key = fmt::format("cache:{}", n);
        if (n % 3 == 0) ground.redis.call({"SET", key, fmt::format("value {}", n)});
        if (n % 3 == 1) ground.redis.call({"RPUSH", key, "a", std::to_string(n), "c"});
        if (n % 3 == 2) ground.redis.call({"ZADD", key, "1.5", "x", std::to_string(n), "y"});
        if (n % 4 == 0) ground.redis.call({"PEXPIREAT", key, "4000000000000"});
    }
    ground.redis.call({"SET", "cache:big", std::string(3'000'000, 'b')});  // read in pieces
    ground.redis.call({"SET", "cache-of-others", "1"});
    fill_queue(ground, "sites", 3);
}

std::string const g_drop = "redis relief --drop cache: --yes";

TEST_CASE("killed at a spread of instants, a drop loses no key, and is mended")
{
    Ground ground;
    fill(ground);
    auto const all = keys_of(ground, "cache:*"), others = keys_of(ground, "[^c]*");
    auto const calls = check_run(ground.laptop, g_drop, 0).calls.value();
    CHECK(keys_of(ground, "cache:*").empty());
    CHECK(keys_of(ground, "[^c]*") == others);
    CHECK(keys_of(ground, "cache-*").size() == 1);
    for (int k = 1; k <= 2 * calls; k += 9) {
        CAPTURE(k, calls);
        fill(ground);
        ground.omactl(g_drop, {.kill_at = k});
        ground.bury();
        auto const left = keys_of(ground, "cache:*");
        for (auto const &[key, value] : left) CHECK(value == all.at(key));
        auto const entry = ground.laptop.last("redis.drop");
        if (!entry) {
            CHECK(left == all);
            continue;
        }
        if (k % 2 == 0) {
            check_run(ground.laptop, "resume " + entry->id, 0);
            CHECK(keys_of(ground, "cache:*").size() == (has_begun(*entry) ? 0 : all.size()));
        }
        check_run(ground.laptop, "undo " + entry->id + " --yes", 0);
        CHECK(keys_of(ground, "cache:*") == all);
        CHECK(keys_of(ground, "*:omactl:drop").empty());
    }
}

TEST_CASE("an undo of a drop that is killed goes on")
{
    Ground ground;
    fill(ground);
    auto const all = keys_of(ground, "cache:*");
    check_run(ground.laptop, g_drop, 0);
    auto const words = "undo " + ground.laptop.last("redis.drop").value().id + " --yes";
    auto const calls = check_run(ground.laptop, words, 0).calls.value();
    for (int k = 1; k <= 2 * calls; k += 13) {
        CAPTURE(k, calls);
        fill(ground);
        check_run(ground.laptop, g_drop, 0);
        auto const id = ground.laptop.last("redis.drop").value().id;
        ground.omactl("undo " + id + " --yes", {.kill_at = k});
        ground.bury();
        check_run(ground.laptop, "undo " + id + " --yes", 0);
        CHECK(keys_of(ground, "cache:*") == all);
        check_run(ground.laptop, "undo " + id + " --yes", 0);
    }
}

TEST_CASE("what is written to between being kept and being dropped stays")
{
    Ground ground;
    fill(ground);
    auto const calls = check_run(ground.laptop, g_drop, 0).trace;
    auto const kept = [&] {
        for (std::size_t i = 0; i < calls.size(); ++i)
            if (calls[i].find("rename") != std::string::npos && calls[i].find(".keys") != std::string::npos)
                return static_cast<int>(i) + 1;
        FAIL("no archive was made");
        return 0;
    }();
    fill(ground);
    auto held = ground.laptop.hold(g_drop, 2 * kept);
    REQUIRE(held.still());
    ground.redis.call({"SET", "cache:0", "theirs"});
    ground.redis.call({"APPEND", "cache:big", "more"});
    ground.redis.call({"DEL", "cache:3"});
    auto const ended = held.finish();
    CAPTURE(ended.out);
    CHECK(ended.status == 0);
    CHECK(ended.out.find("2 keys were written to meanwhile") != std::string::npos);
    CHECK(ground.text("cache:0") == "theirs");
    CHECK(keys_of(ground, "cache:*").size() == 2);
    // They are in the way of the undo, which says so.
    auto const id = ground.laptop.last("redis.drop").value().id;
    check_run(ground.laptop, "undo " + id + " --yes", 9);
    CHECK(ground.text("cache:0") == "theirs");
    CHECK(keys_of(ground, "cache:*").size() == k_keys + 1);
}

TEST_CASE("a Redis that is full: a drop makes room all the same")
{
    Ground ground;
    fill(ground);
    ground.redis.call({"CONFIG", "SET", "maxmemory", "1"});
    check_run(ground.laptop, g_drop, 0);
    ground.redis.call({"CONFIG", "SET", "maxmemory", "0"});
    CHECK(keys_of(ground, "cache:*").empty());
}

// --- all of them ----------------------------------------------------------------------------------

/// What the server has run since its counts were set to nothing. (MONITOR does not show CONFIG.)
std::set<std::string> writes_of(Ground &ground)
{
    auto const stats = ground.redis.call({"INFO", "commandstats"});
    std::set<std::string> names;
    for (auto const *name : {"config|set", "memory|purge", "eval", "evalsha", "renamenx", "unlink", "del", "set",
                             "restore", "multi", "script|load"})
        if (stats.text().find(fmt::format("cmdstat_{}:", name)) != std::string_view::npos) names.insert(name);
    return names;
}

TEST_CASE("dry, none of them writes; real, only what dry printed")
{
    struct Case {
        std::string words;
        std::set<std::string> writes;
        std::vector<std::string> printed;
    };
    Ground ground;
    for (auto const &[words, writes, printed] :
         std::vector<Case>{{"redis relief", {}, {}},
                           {"redis relief --maxmemory 200MiB", {"config|set"}, {"CONFIG SET maxmemory 209715200"}},
                           {"redis relief --purge", {"memory|purge"}, {"MEMORY PURGE"}},
                           {"redis relief --drop cache:",
                            {"eval", "renamenx", "unlink"},
                            {"EVAL drop-same", "UNLINK", "RENAMENX KEY KEY:omactl:drop"}}}) {
        CAPTURE(words);
        fill(ground);
        ground.redis.call({"CONFIG", "SET", "maxmemory", k_old});
        ground.redis.call({"CONFIG", "RESETSTAT"});
        auto const dry = check_run(ground.laptop, writes.empty() ? words : words + " --dry-run", 0).ended.out;
        CHECK(writes_of(ground).empty());
        for (auto const &text : printed) CHECK(dry.find(text) != std::string::npos);
        if (writes.empty()) continue;
        check_run(ground.laptop, words + " --yes", 0);
        CHECK(writes_of(ground) == writes);
    }
}

}  // namespace
