#include "lib/core/error.hpp"
#include "lib/core/time.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/faults/proxy.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;

/// A server, a proxy before it, and a client on either side.
struct Stage {
    SystemClock clock;
    sandbox::RedisServer server;
    faults::Proxy proxy{server.socket()};
    redis::Connection direct{redis::Address::parse(server.url()), {}, clock};
    redis::Connection client{redis::Address::parse(proxy.url()), {}, clock};

    std::int64_t length() { return direct.call({"LLEN", "list"}).integer(); }
    Fault fault_of_push(std::string const &what)
    {
        try {
            client.call({"RPUSH", "list", what});
        } catch (Error const &e) {
            return e.fault();
        }
        return Fault::ok;
    }
};

TEST_CASE("untouched, everything passes, large things too")
{
    Stage stage;
    std::string const large(3'000'000, 'x');
    stage.client.call({"RPUSH", "list", large});
    CHECK(stage.client.call({"LINDEX", "list", "0"}).text() == large);
    CHECK(stage.proxy.connections() == 1);
    CHECK(stage.proxy.cuts() == 0);
}

TEST_CASE("the write arrives, its answer does not")
{
    Stage stage;
    stage.client.call({"PING"});
    stage.proxy.cut({.pattern = "RPUSH"});
    CHECK(stage.fault_of_push("one") == Fault::unknown);
    CHECK(stage.length() == 1);
    CHECK(stage.proxy.cuts() == 1);
    CHECK(stage.fault_of_push("two") == Fault::ok);
    CHECK(stage.length() == 2);
}

TEST_CASE("a long write arrives whole before the line breaks")
{
    Stage stage;
    stage.proxy.cut({.pattern = "RPUSH"});
    CHECK(stage.fault_of_push(std::string(5'000'000, 'y')) == Fault::unknown);
    CHECK(stage.direct.call({"LINDEX", "list", "0"}).text().size() == 5'000'000);
}

TEST_CASE("the write is swallowed")
{
    Stage stage;
    stage.proxy.cut({.pattern = "RPUSH", .deliver = false});
    CHECK(stage.fault_of_push("one") == Fault::unknown);
    CHECK(stage.length() == 0);
    CHECK(stage.proxy.cuts() == 1);
}

TEST_CASE("the second of them, on every connection")
{
    Stage stage;
    stage.proxy.cut({.pattern = "RPUSH", .occurrence = 2, .only_once = false});
    for (std::int64_t round = 1; round <= 2; ++round) {
        CHECK(stage.fault_of_push("one") == Fault::ok);
        CHECK(stage.fault_of_push("two") == Fault::unknown);
        CHECK(stage.length() == 2 * round);
    }
    stage.proxy.heal();
    CHECK(stage.fault_of_push("a") == Fault::ok);
    CHECK(stage.fault_of_push("b") == Fault::ok);
}

TEST_CASE("an answer breaks off in the middle")
{
    Stage stage;
    stage.direct.call({"SET", "key", std::string(10'000, 'z')});
    stage.proxy.cut({.from = faults::Cut::From::server, .after_bytes = 5'000, .only_once = false});
    CHECK_THROWS_AS(stage.client.call({"GET", "key"}), redis::Lost);
    CHECK(stage.proxy.cuts() >= 1);
}

TEST_CASE("a command breaks off in the middle")
{
    Stage stage;
    stage.client.call({"PING"});
    stage.proxy.cut({.after_bytes = 1'000});
    CHECK(stage.fault_of_push(std::string(10'000, 'z')) == Fault::unknown);
    CHECK(stage.length() == 0);
}

}  // namespace
