// A restore that is killed, interrupted or cut off leaves each key whole or away, and `resume` brings the rest.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <map>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr int k_keys = 40;

/// Of types whose DUMP is the same whenever they hold the same; what belongs to it is an expiry.
using Keys = std::map<std::string, std::string>;

Keys keys_of(Ground &ground)
{
    Keys found;
    auto const all = ground.redis.call({"KEYS", "app:*"});
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string const key{all[i].text()};
        if (key.ends_with(":omactl:restore")) continue;  // ends by itself
        auto const expiry = ground.redis.call({"PEXPIRETIME", key}).integer();
        found[key] = fmt::format("{} {}", expiry, ground.redis.call({"DUMP", key}).text());
    }
    return found;
}

void fill(Ground &ground)
{
    for (int n = 0; n < k_keys; ++n) {
        auto const key = fmt::format("app:{}", n);
        if (n % 3 == 0) ground.redis.call({"SET", key, fmt::format("value {}", n)});
        if (n % 3 == 1) ground.redis.call({"RPUSH", key, "a", std::to_string(n), "c"});
        if (n % 3 == 2) ground.redis.call({"ZADD", key, "1.5", "x", std::to_string(n), "y"});
        if (n % 4 == 0) ground.redis.call({"PEXPIREAT", key, "4000000000000"});
    }
    // One that is read and built in pieces.
    ground.redis.call({"SET", "app:big", std::string(3'000'000, 'b')});
}

/// A dump, and a Redis that has lost or changed what is in it.
struct Lost {
    std::string file;
    Keys all, others;  ///< of the dump; what is there before the restore
};

Lost lose(Ground &ground, bool changed)
{
    ground.wipe();
    fill(ground);
    Lost lost{ground.server.folder() + "/keys.dump", keys_of(ground), {}};
    check_run(ground.laptop, "redis dump --method keys --force " + lost.file, 0);
    ground.redis.call({"FLUSHALL"});
    if (changed)
        for (int n = 0; n < k_keys; n += 2) ground.redis.call({"SET", fmt::format("app:{}", n), "changed"});
    lost.others = keys_of(ground);
    return lost;
}

/// Every key is as it was before the restore, or as in the dump.
void check_whole(Ground &ground, Lost const &lost)
{
    for (auto const &[key, value] : keys_of(ground)) {
        CAPTURE(key);
        auto const before = lost.others.find(key);
        CHECK((value == lost.all.at(key) || (before != lost.others.end() && before->second == value)));
    }
}

/// Kills it at each so many instants.
void kill_at_each(Ground &ground, int step, std::string const &options, bool changed)
{
    auto const lost = lose(ground, changed);
    auto const words = "redis restore " + lost.file + " --yes" + options;
    auto const calls = check_run(ground.laptop, words, 0).calls.value();
    CHECK(keys_of(ground) == lost.all);
    for (int k = 1; k <= 2 * calls; k += step) {
        CAPTURE(k, calls);
        auto const again = lose(ground, changed);
        auto const outcome = ground.omactl(words, {.kill_at = k});
        ground.bury();
        check_whole(ground, again);
        auto const entry = ground.laptop.last("redis.restore");
        if (!entry) {
            CHECK(keys_of(ground) == again.others);
            continue;
        }
        check_run(ground.laptop, "resume " + entry->id, 0);
        bool const begun = keys_of(ground) != again.others;
        CHECK(keys_of(ground) == (begun ? again.all : again.others));
        check_run(ground.laptop, "resume " + entry->id, 0);
        if (!outcome.killed) CHECK(begun);
    }
}

TEST_CASE("killed at a spread of instants, a restore leaves whole keys, and goes on")
{
    Ground ground;
    kill_at_each(ground, 5, "", false);
    kill_at_each(ground, 5, " --replace", true);
}

TEST_CASE("killed at any instant, a restore leaves whole keys, and goes on", "[long]")
{
    Ground ground;
    kill_at_each(ground, 1, "", false);
    kill_at_each(ground, 1, " --replace", true);
}

TEST_CASE("what a restore replaces comes back from the file that kept it")
{
    Ground ground;
    auto const lost = lose(ground, true);
    check_run(ground.laptop, "redis restore " + lost.file + " --replace --yes", 0);
    CHECK(keys_of(ground) == lost.all);
    auto const kept = ground.laptop.last("redis.restore").value().plan.archive;
    check_run(ground.laptop, "redis restore " + kept + " --replace --yes", 0);
    auto const now = keys_of(ground);
    for (auto const &[key, value] : lost.others) CHECK(now.at(key) == value);
}

TEST_CASE("interrupted at a spread of instants: 130 or done, and resume does the rest")
{
    Ground ground;
    auto const lost = lose(ground, false);
    auto const words = "redis restore " + lost.file + " --yes";
    auto const calls = check_run(ground.laptop, words, 0).calls.value();
    for (int call = 1; call <= calls; call += 3) {
        CAPTURE(call, calls);
        auto const again = lose(ground, false);
        auto const outcome = ground.omactl(words, {.kill_at = 2 * call, .signal = SIGINT});
        CHECK((outcome.ended.status == 0 || outcome.ended.status == 130));
        check_whole(ground, again);
        if (auto const entry = ground.laptop.last("redis.restore"); entry && outcome.ended.status == 130)
            check_run(ground.laptop, "resume " + entry->id, 0);
    }
}

TEST_CASE("a dry run of a restore sends nothing that writes")
{
    Ground ground;
    auto const lost = lose(ground, true);
    ground.redis.call({"CONFIG", "RESETSTAT"});
    check_run(ground.laptop, "redis restore " + lost.file + " --replace --dry-run", 0);
    auto const stats = ground.redis.call({"INFO", "commandstats"});
    for (auto const *command : {"cmdstat_restore:", "cmdstat_del:", "cmdstat_set:", "cmdstat_rename:", "cmdstat_eval"})
        CHECK(stats.text().find(command) == std::string_view::npos);
    CHECK(stats.text().find("cmdstat_exists:") != std::string_view::npos);
    CHECK(keys_of(ground) == lost.others);
}

TEST_CASE("a Redis that fills up midway: 9, and resume goes on once there is room")
{
    Ground ground;
    auto const lost = lose(ground, false);
    // The plan finds room; it is gone when the keys come.
    auto const words = "redis restore " + lost.file + " --plan-out " + lost.file + ".plan";
    std::filesystem::remove(lost.file + ".plan");
    check_run(ground.laptop, words, 0);
    ground.redis.call({"CONFIG", "SET", "maxmemory", "1"});
    check_run(ground.laptop, "apply " + lost.file + ".plan --yes", 9);
    auto const id = ground.laptop.last("redis.restore").value().id;
    CHECK(keys_of(ground).empty());
    ground.redis.call({"CONFIG", "SET", "maxmemory", "0"});
    check_run(ground.laptop, "resume " + id, 0);
    CHECK(keys_of(ground) == lost.all);
}

}  // namespace
