#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <string>

#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;

namespace {

redis::Settings trusting(std::string ca, std::string pin = {}, bool verify = true)
{
    redis::Settings settings;
    settings.tls = {std::move(ca), std::move(pin), verify};
    return settings;
}

std::string pin_in(std::string const &hint)
{
    auto const begin = hint.find("pin_sha256 = \"") + 14;
    return hint.substr(begin, hint.find('"', begin) - begin);
}

}  // namespace

TEST_CASE("TLS: who is trusted")
{
    sandbox::RedisServer server{{.tcp = true, .tls = true, .arguments = {"--bind", "127.0.0.1", "127.0.0.2"}}};
    auto const url = server.tls_url();

    SECTION("a chain that nobody knows is denied, with the pin to paste")
    {
        auto const error = thrown([&] { open(url).call({"PING"}); });
        CHECK(error.fault() == Fault::denied);
        CHECK(contains(error.message(), "redis 127.0.0.1:"));
        CHECK(contains(error.message(), ": TLS: certificate not trusted: "));
        auto const pin = pin_in(error.hint());
        CHECK(from_base64(pin).value_or("").size() == 32);
        CHECK(open(url, trusting("", pin)).call({"PING"}).text() == "PONG");
    }
    SECTION("another pin is denied, and the hint holds the right one")
    {
        auto const error =
            thrown([&] { open(url, trusting(server.certificate(), base64(std::string(32, 'x')))).connect(); });
        CHECK(error.fault() == Fault::denied);
        CHECK(contains(error.message(), "not the pinned one"));
        CHECK(open(url, trusting("", pin_in(error.hint()))).call({"PING"}).text() == "PONG");
    }
    SECTION("the CA's file makes it trusted, under its names only")
    {
        CHECK(open(url, trusting(server.certificate())).call({"PING"}).text() == "PONG");
        auto const port = url.substr(url.rfind(':'));
        CHECK(open("rediss://localhost" + port, trusting(server.certificate())).call({"PING"}).text() == "PONG");
        auto const error = thrown([&] { open("rediss://127.0.0.2" + port, trusting(server.certificate())).connect(); });
        CHECK(error.fault() == Fault::denied);
        CHECK(contains(error.message(), "mismatch"));
    }
    SECTION("a CA file that can't be read is a matter of configuration")
    {
        auto const error = thrown([&] { open(url, trusting("/nowhere/ca.crt")).connect(); });
        CHECK(error.fault() == Fault::usage);
        CHECK(contains(error.message(), "/nowhere/ca.crt"));
    }
    SECTION("without verification all are welcome")
    {
        CHECK(open(url, trusting("", "", false)).call({"PING"}).text() == "PONG");
    }
    SECTION("large values and pipelines go through TLS")
    {
        auto redis = open(url, trusting(server.certificate()));
        std::string const big(20'000'000, 'x');
        redis.call({"SET", "big", big});
        CHECK(redis.call({"GET", "big"}).text() == big);
        std::vector<redis::Command> const commands(100, redis::Command{"ECHO", std::string(100'000, 'y')});
        CHECK(redis.pipeline(commands).size() == 100);
    }
    SECTION("a server that dies is noticed as on any line")
    {
        auto redis = open(url, trusting(server.certificate()));
        auto other = open(server.url());
        redis.send({"BLPOP", "q", "0"});
        eventually([&] { return contains(other.call({"CLIENT", "LIST"}).text(), " cmd=blpop "); });
        other.call({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
        CHECK(thrown<redis::Lost>([&] { redis.receive(); }).fault() == Fault::unknown);
        CHECK(redis.call({"INCR", "n"}).integer() == 1);
    }
    SECTION("TLS where there is none, and none where there is TLS")
    {
        auto const plain = "rediss" + server.tcp_url().substr(5);
        auto impatient = trusting(server.certificate());
        impatient.connect_limit = Millis{300};  // Redis waits for the rest of what it takes for a command
        auto const no_tls = thrown<redis::Lost>([&] { open(plain, impatient).connect(); });
        CHECK(no_tls.fault() == Fault::unreachable);
        CHECK(contains(no_tls.message(), "no TLS handshake within 0.3 s"));
        CHECK(contains(no_tls.hint(), "redis://"));
        auto const needs_tls = thrown<redis::Lost>([&] { open("redis" + url.substr(6)).connect(); });
        CHECK(needs_tls.fault() == Fault::unreachable);
        CHECK(contains(needs_tls.hint(), "rediss://"));
    }
}

TEST_CASE("digests are those of FIPS 180")
{
    auto &module = openssl::module();
    CHECK(hex(module.sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    auto const digest = module.sha256();
    digest->add("a");
    digest->add("bc");
    CHECK(hex(digest->finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sandbox::RedisServer server;
    auto redis = open(server.url());
    std::string const script = "return 42";
    CHECK(redis.call({"SCRIPT", "LOAD", script}).text() == hex(module.sha1(script)));
}
