// A Redis that is down is started, after copies of its files were kept; and what it lacks afterwards is noticed.
#include "tests/faults/mending.hpp"
#include "tests/faults/redis_restarter.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

namespace fs = std::filesystem;

constexpr std::string_view k_operation = "redis.start";

struct Shop {
    explicit Shop(std::vector<std::string> arguments = {})
        : ground({.arguments = std::move(arguments)}), restarter(ground)
    {
        fill_every_type(ground.redis);
    }
    void die()
    {
        ::kill(ground.server.pid(), SIGKILL);
        ground.server.stop();
    }
    std::int64_t keys()
    {
        ground.redis.disconnect();
        ground.redis.call({"SELECT", "0"});
        return ground.redis.call({"DBSIZE"}).integer();
    }
    std::string file(std::string const &name) const { return ground.server.folder() + "/" + name; }

    Ground ground;
    RedisRestarter restarter;
};

TEST_CASE("a dead one is started from its RDB, and its copy is what it was")
{
    Shop shop;
    shop.ground.redis.call({"SAVE"});
    shop.die();
    auto const size = fs::file_size(shop.file("dump.rdb"));
    auto const outcome = check_run(shop.ground.laptop, "redis start --yes --json", 0);
    auto const change = nlohmann::json::parse(outcome.ended.out).at("changes").at(0);
    CHECK(change.at("keys") == 22);
    CHECK(change.at("expected_keys") == 22);
    CHECK(shop.keys() == 11);
    auto const copies = change.at("copies").get<std::string>();
    CHECK(fs::file_size(copies + "/dump.rdb") == size);
    check_run(shop.ground.laptop, "redis dump --check " + copies + "/dump.rdb", 0);
    // One that answers is left alone.
    check_run(shop.ground.laptop, "redis start --yes", 0);
    CHECK(shop.restarter.times() == 1);
}

TEST_CASE("a dead one is started from its AOF, all parts of which are copied")
{
    Shop shop{{"--appendonly", "yes", "--appendfsync", "always"}};
    shop.die();
    auto const outcome = check_run(shop.ground.laptop, "redis start --yes", 0);
    CHECK_THAT(outcome.ended.out, Catch::Contains("22 keys, of its AOF"));
    CHECK(shop.keys() == 11);
    auto const copies = shop.ground.laptop.last(k_operation).value().plan.archive;
    for (auto const &part : fs::directory_iterator{shop.file("appendonlydir")})
        CHECK(fs::exists(copies + "/appendonlydir/" + part.path().filename().string()));
}

TEST_CASE("who comes up without what its file held is noticed, and the page is named")
{
    Shop shop;
    shop.ground.redis.call({"SAVE"});
    shop.restarter.act([&] {
        fs::remove(shop.file("dump.rdb"));
        shop.restarter.restart();
    });
    shop.die();
    auto const outcome = check_run(shop.ground.laptop, "redis start --yes", 11);
    CHECK_THAT(outcome.ended.err,
               Catch::Contains("its file held 22 keys, and it has 0 now: omactl run redis-data-lost"));
    auto const copies = shop.ground.laptop.last(k_operation).value().plan.archive;
    check_run(shop.ground.laptop, "redis restore --yes " + copies + "/dump.rdb", 0);
    CHECK(shop.keys() == 11);

    // Nothing is in its folder; omactl has seen it before.
    shop.die();
    auto const empty = check_run(shop.ground.laptop, "redis start --yes", 11);
    CHECK_THAT(empty.ended.err, Catch::Contains("it came up empty: there was no file in "));
    shop.die();
    auto const known = check_run(shop.ground.laptop, "redis start --yes --no-copy", 0);
    CHECK_THAT(known.ended.out, Catch::Contains("0 keys"));
}

TEST_CASE("a start that is refused, or never comes up, is told so")
{
    Shop shop;
    shop.ground.redis.call({"SAVE"});
    check_run(shop.ground.laptop, "redis start --yes", 0);
    CHECK(shop.restarter.times() == 0);
    shop.die();
    check_run(shop.ground.laptop, "redis start --yes --dir /nowhere", 5);
    shop.restarter.act([] {});
    auto const outcome = check_run(shop.ground.laptop, "redis start --yes --wait 300ms", 11);
    CHECK_THAT(outcome.ended.err, Catch::Contains("its own log says why"));
    shop.restarter.act([&] { shop.restarter.restart(); });
    check_run(shop.ground.laptop, "resume " + shop.ground.laptop.last(k_operation).value().id, 0);
    CHECK(shop.keys() == 11);
}

TEST_CASE("killed at a spread of instants, a start leaves whole copies or none, and resume ends it")
{
    Shop shop{{"--appendonly", "yes", "--appendfsync", "always"}};
    shop.die();
    auto const calls = static_cast<int>(check_run(shop.ground.laptop, "redis start --yes", 0).trace.size());
    for (int k = 1; k <= 2 * calls; k += std::max(1, calls / 8)) {
        CAPTURE(k, calls);
        shop.ground.laptop.wipe();
        shop.die();
        shop.ground.omactl("redis start --yes", {.kill_at = k});
        shop.restarter.settle();
        auto const entry = shop.ground.laptop.last(k_operation);
        if (entry && fs::exists(entry->plan.archive)) CHECK(fs::exists(entry->plan.archive + "/appendonlydir"));
        if (entry) check_run(shop.ground.laptop, "resume " + entry->id, 0);
        if (!entry || !entry->last_data("writing")) shop.restarter.restart();
        CHECK(shop.keys() == 11);
    }
}

}  // namespace
