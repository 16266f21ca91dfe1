#include "lib/redis/refusal.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using redis::Address;
using redis::refusal;

namespace {

Address const k_here = Address::parse("redis://bob:hunter22@10.0.0.12:6390/3");

bool contains(std::string const &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a refusal names system, call and code, without a full stop")
{
    auto const oom = refusal(k_here, "RPUSH", "OOM command not allowed when used memory > 'maxmemory'.");
    CHECK(oom.message() == "redis 10.0.0.12:6390: RPUSH: OOM command not allowed when used memory > 'maxmemory'");
    CHECK(oom.code() == "OOM");
    CHECK(oom.fault() == Fault::failed);
    CHECK(contains(oom.hint(), "redis-cli -h 10.0.0.12 -p 6390 --user bob -n 3 CONFIG SET maxmemory"));
}

TEST_CASE("the fault follows from the code")
{
    CHECK(refusal(k_here, "GET", "LOADING Redis is loading the dataset in memory").fault() == Fault::unreachable);
    for (auto const *answer : {"NOAUTH Authentication required.", "WRONGPASS invalid username-password pair",
                               "NOPERM this user has no permissions", "DENIED Redis is running in protected mode",
                               "ERR invalid password", "ERR Client sent AUTH, but no password is set"}) {
        INFO(answer);
        CHECK(refusal(k_here, "GET", answer).fault() == Fault::denied);
        CHECK_FALSE(refusal(k_here, "GET", answer).hint().empty());
    }
    for (auto const *answer : {"READONLY You can't write", "MISCONF Redis is configured", "WRONGTYPE Operation",
                               "ERR x", "NOSCRIPT No matching script"}) {
        INFO(answer);
        CHECK(refusal(k_here, "GET", answer).fault() == Fault::failed);
    }
}

TEST_CASE("an error inside a script keeps its code on old servers too")
{
    auto const old =
        refusal(k_here, "EVALSHA",
                "ERR Error running script (call to f_0b): @user_script:1: @user_script: 1: -OOM command not "
                "allowed when used memory > 'maxmemory'.");
    CHECK(old.code() == "OOM");
    CHECK(old.fault() == Fault::failed);
}

TEST_CASE("a refusal is told without the place in our script and without the server's own advice")
{
    auto const oom = refusal(k_here, "EVALSHA",
                             "OOM command not allowed when used memory > 'maxmemory'. script: 2c92d0, on "
                             "@user_script:26.");
    CHECK(oom.message() == "redis 10.0.0.12:6390: EVALSHA: OOM command not allowed when used memory > 'maxmemory'");
    auto const misconf = refusal(k_here, "EVAL", "MISCONF unable to persist to disk. Please check the Redis logs.");
    CHECK(misconf.message() == "redis 10.0.0.12:6390: EVAL: MISCONF unable to persist to disk");
}

TEST_CASE("no refusal carries the password or control characters")
{
    auto const error = refusal(k_here, "GET", "ERR unknown \x1b[31m" + std::string(1'000, 'x'));
    CHECK_FALSE(contains(error.message(), "\x1b"));
    CHECK(error.message().size() < 400);
    CHECK_FALSE(contains(redis::redis_cli(k_here), "hunter22"));
    CHECK(redis::redis_cli(Address::parse("unix:///run/redis.sock")) == "redis-cli -s /run/redis.sock");
    CHECK(redis::redis_cli(Address::parse("rediss://h")) == "redis-cli -h h --tls");
}
