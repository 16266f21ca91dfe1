// A master that sentinels name, before and after a failover.
#include <string>
#include <vector>

#include "shop.hpp"

using namespace omactl;
using namespace omactl::tests;
using sandbox::RedisServer;
using sandbox::SentinelServer;

TEST_CASE("sentinels lead to the master; one that is away is passed over, and told")
{
    Shop shop;
    auto const nobody = sandbox::free_port();
    auto redis = open(shop.url(fmt::format("127.0.0.1:{},", nobody)));
    CHECK(redis.address().describe() == fmt::format("shop@127.0.0.1:{}/3", nobody));
    redis.call({"SET", "k", "v"});
    CHECK(redis.address().describe() == fmt::format("127.0.0.1:{}/3", shop.first.port()));
    CHECK(shop.has(shop.first, "k"));
    CHECK(redis.way().sentinel == fmt::format("127.0.0.1:{}", shop.sentinel.port()));
    REQUIRE(redis.way().trouble.size() == 1);
    CHECK(contains(redis.way().trouble[0], fmt::format("127.0.0.1:{}: ", nobody)));
    CHECK(contains(redis.way().trouble[0], "connection refused"));
    CHECK(redis.run_id() == info(redis, "server", "run_id"));
}

TEST_CASE("who is asked and which answer came is traced")
{
    Shop shop;
    std::vector<std::string> lines;
    redis::Settings settings;
    settings.trace = [&lines](std::string_view line) { lines.emplace_back(line); };
    open(shop.url(), settings).call({"PING"});
    auto const wanted =
        fmt::format("sentinel 127.0.0.1:{}: the master is 127.0.0.1:{}", shop.sentinel.port(), shop.first.port());
    CHECK(std::find(lines.begin(), lines.end(), wanted) != lines.end());
}

TEST_CASE("a failover of the sentinels: the next command goes to the new master")
{
    Shop shop;
    auto redis = open(shop.url());
    redis.call({"SET", "before", "1"});
    eventually([&] { return shop.has(shop.second, "before"); });
    auto sentinel = open_port(shop.sentinel.port());
    eventually([&] {
        try {
            sentinel.call({"SENTINEL", "FAILOVER", "shop"});
            return true;
        } catch (redis::Refused const &) {
            return false;  // it has not met the replica yet
        }
    });
    eventually([&] {
        try {
            redis.call({"SET", "after", "1"});
            return redis.address().port == shop.second.port();
        } catch (Error const &e) {
            return e.fault() != Fault::unreachable && e.fault() != Fault::unknown;
        }
    });
    CHECK(shop.has(shop.second, "before"));
    CHECK(shop.has(shop.second, "after"));
}

TEST_CASE("READONLY is followed to the new master, once")
{
    Shop shop;
    auto redis = open(shop.url());
    redis.call({"PING"});
    shop.change_by_hand();
    redis.call({"SET", "k", "v"});
    CHECK(redis.address().port == shop.second.port());
    CHECK(shop.has(shop.second, "k"));
}

TEST_CASE("what is to stay with its server goes to no other")
{
    Shop shop;
    auto redis = open(shop.url());
    redis.call({"PING"});
    redis.stay_with({});
    redis.call({"SET", "mine", "v"});
    shop.change_by_hand();
    auto const readonly = thrown([&] { redis.call({"SET", "k", "v"}); });
    CHECK(readonly.fault() == Fault::conflict);
    CHECK(contains(readonly.message(), "another server the master of 'shop' since this was planned"));
    redis.disconnect();
    CHECK(thrown([&] { redis.call({"SET", "k", "v"}); }).fault() == Fault::conflict);
    // Nor what it opens beside.
    auto other = open(shop.url());
    other.stay_with(redis.run_id());
    CHECK(thrown([&] { other.call({"SET", "k", "v"}); }).fault() == Fault::conflict);
    CHECK_FALSE(shop.has(shop.second, "k"));
}

TEST_CASE("a sentinel that names a replica, or knows no such master, leads nowhere")
{
    Shop shop;
    shop.watch(shop.second.port());
    auto const replica = thrown<redis::Lost>([&] { open(shop.url()).call({"SET", "k", "v"}); });
    CHECK(replica.fault() == Fault::unreachable);
    CHECK(contains(replica.message(), fmt::format("names 127.0.0.1:{}, which is a replica", shop.second.port())));
    CHECK(contains(replica.hint(), fmt::format("redis-cli -h 127.0.0.1 -p {} SENTINEL MASTERS", shop.sentinel.port())));
    auto const unknown = thrown<redis::Lost>(
        [&] { open(fmt::format("redis+sentinel://127.0.0.1:{}/else", shop.sentinel.port())).call({"PING"}); });
    CHECK(contains(unknown.message(), "knows no master 'else'"));
}

TEST_CASE("sentinels that want the password of Redis get it")
{
    std::vector<std::string> const locked{"--requirepass", "correct horse"};
    RedisServer server{{.tcp = true, .arguments = locked}};
    SentinelServer sentinel{{.master_port = server.port(), .password = "\"correct horse\""}};
    auto const at = [&](std::string_view who) {
        return fmt::format("redis+sentinel://{}127.0.0.1:{}/shop", who, sentinel.port());
    };
    CHECK(open(at(":correct%20horse@")).call({"PING"}).text() == "PONG");
    CHECK(thrown([&] { open(at("")).call({"PING"}); }).fault() == Fault::denied);
}
