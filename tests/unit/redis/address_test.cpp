#include "lib/core/error.hpp"
#include "lib/redis/address.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using redis::Address;
using Kind = Address::Kind;

namespace {

Error refused(std::string const &url)
{
    try {
        Address::parse(url);
    } catch (Error const &error) {
        return error;
    }
    FAIL("accepted: " << url);
    throw;
}

}  // namespace

TEST_CASE("a URL has all parts")
{
    auto const a = Address::parse("redis://deploy:p%40ss%2Fw@10.0.0.12:6390/3");
    CHECK(a.kind == Kind::tcp);
    CHECK(a.host == "10.0.0.12");
    CHECK(a.port == 6390);
    CHECK(a.user == "deploy");
    CHECK(a.password.reveal() == "p@ss/w");
    CHECK(a.db == 3);
    CHECK_FALSE(a.nspace);
    CHECK(a.describe() == "10.0.0.12:6390/3");
    CHECK(a.server() == "10.0.0.12:6390");
}

TEST_CASE("what a URL leaves out has the usual value")
{
    auto const a = Address::parse("redis://");
    CHECK(a.describe() == "127.0.0.1:6379/0");
    CHECK(a.user.empty());
    CHECK(a.password.empty());
    CHECK(Address::parse("redis://db.example").describe() == "db.example:6379/0");
    CHECK(Address::parse("redis://db.example/").db == 0);
    CHECK(Address::parse("redis://db.example?db=4").db == 4);
    CHECK(Address::parse("  redis://db.example/1\n").db == 1);
}

TEST_CASE("a password alone belongs to the default user")
{
    auto const a = Address::parse("rediss://:s3cr:t@@host:7000");
    CHECK(a.kind == Kind::tls);
    CHECK(a.user.empty());
    CHECK(a.password.reveal() == "s3cr:t@");
    CHECK(a.host == "host");
}

TEST_CASE("IPv6 hosts stand in brackets")
{
    auto const a = Address::parse("redis://[::1]:6380/1");
    CHECK(a.host == "::1");
    CHECK(a.port == 6380);
    CHECK(a.describe() == "[::1]:6380/1");
    CHECK(Address::parse("[2001:db8::7]:6380:2/app").describe() == "[2001:db8::7]:6380/2");
    CHECK(refused("redis://[::1:6380").fault() == Fault::usage);
    CHECK(refused("redis://[host]:6380").fault() == Fault::usage);
}

TEST_CASE("sockets")
{
    auto const a = Address::parse("unix:///run/redis/redis.sock?db=5");
    CHECK(a.kind == Kind::unix_socket);
    CHECK(a.path == "/run/redis/redis.sock");
    CHECK(a.db == 5);
    CHECK(a.describe() == "/run/redis/redis.sock/5");
    CHECK(Address::parse("redis+unix:///a%20b").path == "/a b");
    auto const with_user = Address::parse("redis+socket://bob:pw12@/run/redis.sock");
    CHECK(with_user.user == "bob");
    CHECK(with_user.password.reveal() == "pw12");
    CHECK(refused("unix://run/redis.sock").message().find("three slashes") != std::string::npos);
    CHECK(refused("unix://").fault() == Fault::usage);
    CHECK(refused("unix:///" + std::string(200, 'x')).message().find("longer") != std::string::npos);
}

TEST_CASE("Resque's own form")
{
    auto const a = Address::parse("10.0.0.12:6390:2/resque:app");
    CHECK(a.describe() == "10.0.0.12:6390/2");
    CHECK(a.nspace == "resque:app");
    CHECK(Address::parse("redis.internal").describe() == "redis.internal:6379/0");
    CHECK_FALSE(Address::parse("redis.internal:6379").nspace);
    CHECK_FALSE(Address::parse("redis.internal:6379/").nspace);
    CHECK(Address::parse("redis.internal/app").nspace == "app");
    CHECK(refused("host:1:2:3").fault() == Fault::usage);
    CHECK(refused("/run/redis.sock").message().find("unix://") != std::string::npos);
}

TEST_CASE("what is no address is refused")
{
    for (auto const *bad : {"", " ", "http://host", "redis://host:99999", "redis://host:0", "redis://host:12x",
                            "redis://host/abc", "redis://host/-1", "redis://host/1/2", "redis://host?db=x",
                            "redis://ho st", "redis://user:%zz@host", "redis://user:p%4@host", "host:port"}) {
        INFO(bad);
        auto const error = refused(bad);
        CHECK(error.fault() == Fault::usage);
        CHECK_FALSE(error.hint().empty());
    }
}

TEST_CASE("no error shows the password")
{
    for (auto const *bad : {"redis://u:hunter22@host:99999", "redis://u:hunter22@host/x", "redis://u:hunter22/x@host",
                            "redis://u:hunter22%zz@host", "foo://u:hunter22@host", "u:hunter22@host:6379",
                            "redis://host?password=hunter22", "unix://u:hunter22@run/x"}) {
        INFO(bad);
        auto const error = refused(bad);
        CHECK(error.message().find("hunter22") == std::string::npos);
        CHECK(error.hint().find("hunter22") == std::string::npos);
    }
    CHECK(refused("redis://u:a/b@host").message().find("%2F") != std::string::npos);
}

TEST_CASE("loopback is a socket or this machine's own address")
{
    for (auto const *near : {"unix:///x", "redis://localhost", "redis://127.8.9.1", "redis://[::1]", "127.0.0.1:6379",
                             "redis://[::ffff:127.0.0.1]"}) {
        INFO(near);
        CHECK(Address::parse(near).is_loopback());
    }
    for (auto const *far : {"redis://10.0.0.1", "redis://[2001:db8::1]", "redis://127.example.com", "redis://128.0.0.1",
                            "redis://[::ffff:10.0.0.1]"}) {
        INFO(far);
        CHECK_FALSE(Address::parse(far).is_loopback());
    }
}

TEST_CASE("sentinels, the master's name and the database")
{
    auto const a = Address::parse("redis+sentinel://:p%40ss@10.0.0.1:26380,10.0.0.2,[::1]:5/shop/3");
    CHECK(a.kind == Kind::tcp);
    CHECK(a.sentinels == std::vector<Address::Place>{{"10.0.0.1", 26380}, {"10.0.0.2", 26379}, {"::1", 5}});
    CHECK(a.master == "shop");
    CHECK(a.db == 3);
    CHECK(a.password.reveal() == "p@ss");
    CHECK(a.host.empty());
    CHECK(a.describe() == "shop@10.0.0.1:26380/3");
    CHECK_FALSE(a.is_loopback());
    CHECK(Address::parse("rediss+sentinel://127.0.0.1/shop").kind == Kind::tls);
    CHECK(Address::parse("redis+sentinel://127.0.0.1,localhost/shop").is_loopback());
    CHECK_FALSE(Address::parse("redis+sentinel://127.0.0.1,10.0.0.1/shop").is_loopback());
}

TEST_CASE("sentinels without a master, or with a gap between them, are refused")
{
    CHECK(refused("redis+sentinel://10.0.0.1").message().find("master's name") != std::string::npos);
    CHECK(refused("redis+sentinel://10.0.0.1/").message().find("master's name") != std::string::npos);
    CHECK(refused("redis+sentinel://10.0.0.1,,10.0.0.2/shop").message().find("between the commas") !=
          std::string::npos);
    CHECK(refused("redis+sentinel://10.0.0.1/shop/x").fault() == Fault::usage);
}
