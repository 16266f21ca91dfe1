// A failover while omactl is at work: what was planned for one server is sent to no other.
#include "tests/faults/mending.hpp"
#include "tests/service/redis/shop.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;
using tests::Shop;

std::string const g_set = "settings set limit 5 --store redis-hash:settings --yes";

std::string limit_of(sandbox::RedisServer const &server)
{
    auto const value = tests::open(server.tcp_url() + "/3").call({"HGET", "settings", "limit"});
    return value.is_nil() ? "" : std::string(value.text());
}

void set_limit(sandbox::RedisServer const &server, std::string const &value)
{
    tests::open(server.tcp_url() + "/3").call({"HSET", "settings", "limit", value});
}

TEST_CASE("a failover between the plan and its first write: 8, and nothing is sent to the new master")
{
    Shop shop;
    Machine laptop{shop.url()};
    set_limit(shop.first, "4");
    auto const trace = check_run(laptop, g_set, 0).trace;
    set_limit(shop.first, "4");
    auto held = laptop.hold(g_set, 2 * call_of(trace, "EVAL", 1) - 1);
    REQUIRE(held.still());
    tests::eventually([&] { return limit_of(shop.second) == "4"; });
    shop.change_by_hand();
    auto const ended = held.finish();
    CAPTURE(ended.out);
    CHECK(ended.status == 8);
    CHECK(ended.out.find("a failover has made another server the master") != std::string::npos);
    CHECK(limit_of(shop.second) == "4");
    // Planned anew, it goes to the new one.
    check_run(laptop, g_set, 0);
    CHECK(limit_of(shop.second) == "5");
}

TEST_CASE("a plan that was made before a failover is not applied after it")
{
    Shop shop;
    Machine laptop{shop.url()};
    set_limit(shop.first, "4");
    auto const file = shop.first.folder() + "/set.plan";
    check_run(laptop, "settings set limit 5 --store redis-hash:settings --plan-out " + file, 0);
    tests::eventually([&] { return limit_of(shop.second) == "4"; });
    shop.change_by_hand();
    check_run(laptop, "apply --yes " + file, 8);
    CHECK(limit_of(shop.second) == "4");
}

TEST_CASE("status says who named the master, and which sentinel is away")
{
    Shop shop;
    auto const nobody = sandbox::free_port();
    Machine const laptop{shop.url(fmt::format("127.0.0.1:{},", nobody))};
    auto const out = check_run(laptop, "redis status", 3).ended.out;
    CHECK(out.find(fmt::format("127.0.0.1:{} says that this is the master of shop", shop.sentinel.port())) !=
          std::string::npos);
    CHECK(out.find(fmt::format("127.0.0.1:{}: ", nobody)) != std::string::npos);
}

}  // namespace
