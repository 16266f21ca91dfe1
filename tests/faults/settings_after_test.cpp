// The commands of after_restore are steps of the restore: killed at any instant, each has run once in the end.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>

namespace {

using namespace omactl;
using namespace omactl::faults;

std::string const g_restore = "settings restore --from defaults --yes";

/// Settings that want to be restored, and two commands that follow.
void prepare(Ground &ground)
{
    ground.wipe();
    auto const folder = ground.server.folder();
    std::ofstream{folder + "/settings.toml"} << "limit = 10\n";
    std::ofstream{folder + "/after.toml"}
        << fmt::format("[env.default.redis]\nurl = {{ env = \"REDIS_URL\" }}\n[env.default.settings]\n"
                       "store = \"redis-hash:settings\"\ndefaults = \"{}/settings.toml\"\n"
                       "after_restore = [\"queue push alexa Reload\", \"queue push mail Reload\"]\n",
                       folder);
    ground.laptop.variables["OMACTL_CONFIG"] = folder + "/after.toml";
    ground.redis.call({"HSET", "settings", "limit", "5"});
}

std::int64_t jobs(Ground &ground, std::string const &queue)
{
    return ground.redis.call({"LLEN", "resque:queue:" + queue}).integer();
}

std::string limit(Ground &ground)
{
    return std::string(ground.redis.call({"HGET", "settings", "limit"}).text());
}

TEST_CASE("killed at a spread of instants, what follows a restore runs once in the end")
{
    Ground ground;
    prepare(ground);
    auto const calls = check_run(ground.laptop, g_restore, 0).calls.value();
    for (int k = 1; k <= 2 * calls; k += 4) {
        CAPTURE(k, calls);
        prepare(ground);
        ground.omactl(g_restore, {.kill_at = k});
        ground.bury();
        auto const entry = ground.laptop.last("settings.change");
        if (!entry) {
            CHECK(limit(ground) == "5");
            continue;
        }
        bool const begun = ground.has_record(entry->id);
        check_run(ground.laptop, "resume " + entry->id, 0);
        CHECK(limit(ground) == (begun ? "10" : "5"));
        CHECK(jobs(ground, "alexa") == (begun ? 1 : 0));
        CHECK(jobs(ground, "mail") == (begun ? 1 : 0));
        check_run(ground.laptop, "resume " + entry->id, 0);
        CHECK(jobs(ground, "mail") == (begun ? 1 : 0));
    }
}

TEST_CASE("one that fails stops there with 9; resume goes on with it")
{
    Ground ground;
    prepare(ground);
    ground.redis.call({"SET", "resque:queue:alexa", "in the way"});
    check_run(ground.laptop, g_restore, 9);
    CHECK(limit(ground) == "10");
    CHECK(jobs(ground, "mail") == 0);
    ground.redis.call({"DEL", "resque:queue:alexa"});
    auto const id = ground.laptop.last("settings.change").value().id;
    check_run(ground.laptop, "resume " + id, 0);
    CHECK(jobs(ground, "alexa") == 1);
    CHECK(jobs(ground, "mail") == 1);
    check_run(ground.laptop, "undo --yes " + id, 0);
    CHECK(limit(ground) == "5");
    CHECK(jobs(ground, "alexa") == 1);
}

}  // namespace
