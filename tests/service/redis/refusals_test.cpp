#include "lib/sandbox/redis_server.hpp"

#include <sys/stat.h>

#include <string>
#include <vector>

#include "scripted.hpp"
#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;
using redis::Refused;

namespace {

std::string with_user(std::string url, std::string const &user)
{
    auto const scheme = url.find("://") + 3;
    return url.insert(scheme, user + "@");
}

}  // namespace

TEST_CASE("passwords: none, wrong, right")
{
    sandbox::RedisServer server{{.arguments = {"--requirepass", "right-horse"}}};
    auto const none = thrown<Refused>([&] { open(server.url()).call({"GET", "k"}); });
    CHECK(none.code() == "NOAUTH");
    CHECK(none.fault() == Fault::denied);
    auto const wrong = thrown<Refused>([&] { open(with_user(server.url(), ":wrong-horse")).call({"GET", "k"}); });
    CHECK(wrong.code() == "WRONGPASS");
    CHECK(wrong.fault() == Fault::denied);
    CHECK_FALSE(contains(wrong.message() + wrong.hint(), "wrong-horse"));
    CHECK(contains(wrong.message(), "redis " + server.socket() + ": AUTH: "));
    CHECK(open(with_user(server.url(), ":right-horse")).call({"PING"}).text() == "PONG");
}

TEST_CASE("Heroku's user h is the default user; any other must be right")
{
    sandbox::RedisServer server{{.arguments = {"--requirepass", "right-horse"}}};
    auto redis = open(with_user(server.url(), "h:right-horse") + "?db=2");
    CHECK(redis.call({"PING"}).text() == "PONG");
    CHECK(contains(redis.call({"CLIENT", "INFO"}).text(), " db=2 "));
    CHECK(thrown<Refused>([&] { open(with_user(server.url(), "h:wrong-horse")).connect(); }).code() == "WRONGPASS");
    CHECK(thrown<Refused>([&] { open(with_user(server.url(), "other:right-horse")).connect(); }).code() == "WRONGPASS");
}

TEST_CASE("a server from before users takes the password alone")
{
    Scripted old{{[](Peer &peer) {
        peer.read_until("omactl\r\n");
        peer.say("-ERR wrong number of arguments for 'auth' command\r\n-NOAUTH Authentication required.\r\n");
        peer.read_until("*2\r\n$4\r\nAUTH\r\n$8\r\nhunter22\r\n");
        peer.say("+OK\r\n+OK\r\n");
        peer.read_until("PING");
        peer.say("+PONG\r\n");
    }}};
    CHECK(open(with_user(old.url(), "default:hunter22")).call({"PING"}).text() == "PONG");
}

TEST_CASE("an ACL user may do only what it may")
{
    sandbox::RedisServer server;
    open(server.url()).call({"ACL", "SETUSER", "bob", "on", ">builder", "~*", "+@read", "+ping"});
    auto bob = open(with_user(server.url(), "bob:builder"));  // CLIENT SETNAME is refused, which does not matter
    CHECK(bob.call({"GET", "k"}).is_nil());
    auto const error = thrown<Refused>([&] { bob.call({"SET", "k", "v"}); });
    CHECK(error.code() == "NOPERM");
    CHECK(error.fault() == Fault::denied);
    CHECK(contains(error.hint(), "ACL WHOAMI"));
    CHECK(bob.call({"PING"}).text() == "PONG");
}

TEST_CASE("a full server refuses writes and says what still works")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    redis.call({"RPUSH", "queue", "job"});
    redis.call({"CONFIG", "SET", "maxmemory", "1"});
    auto const plain = thrown<Refused>([&] { redis.call({"SET", "k", "v"}); });
    CHECK(plain.code() == "OOM");
    CHECK(plain.fault() == Fault::failed);
    CHECK(contains(plain.hint(), "UNLINK"));
    CHECK(contains(plain.hint(), "redis-cli -s " + server.socket() + " CONFIG SET maxmemory"));
    auto const script = thrown<Refused>([&] { redis.call({"EVAL", "return redis.call('SET', 'k', 'v')", "0"}); });
    CHECK(script.code() == "OOM");
    CHECK(redis.call({"RENAME", "queue", "aside"}).text() == "OK");
    CHECK(redis.call({"LPOP", "aside"}).text() == "job");
}

TEST_CASE("a replica sends writers to its master")
{
    sandbox::RedisServer master{{.tcp = true}};
    sandbox::RedisServer replica{{.arguments = {"--replicaof", "127.0.0.1", std::to_string(master.port())}}};
    auto redis = open(replica.url());
    auto const error = thrown<Refused>([&] { redis.call({"SET", "k", "v"}); });
    CHECK(error.code() == "READONLY");
    CHECK(error.fault() == Fault::failed);
    CHECK(contains(error.hint(), "INFO replication"));
}

TEST_CASE("a failed save stops writes, and the hint's line frees them")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    redis.call({"CONFIG", "SET", "save", "900 1"});
    redis.call({"SET", "k", "v"});
    REQUIRE(::chmod(server.folder().c_str(), 0555) == 0);
    redis.call({"BGSAVE"});
    eventually([&] { return info(redis, "persistence", "rdb_last_bgsave_status") == "err"; });
    auto const error = thrown<Refused>([&] { redis.call({"SET", "k", "v2"}); });
    CHECK(error.code() == "MISCONF");
    CHECK(error.fault() == Fault::failed);
    CHECK(contains(error.hint(), "CONFIG SET stop-writes-on-bgsave-error no"));
    redis.call({"CONFIG", "SET", "stop-writes-on-bgsave-error", "no"});
    CHECK(redis.call({"SET", "k", "v2"}).text() == "OK");
    ::chmod(server.folder().c_str(), 0755);
}

TEST_CASE("a server that still loads can be asked again")
{
    sandbox::RedisServer server{{.loading_is_ready = true}};
    {
        auto redis = open(server.url());
        std::vector<redis::Command> fill;
        for (int i = 0; i < 5'000; ++i) fill.push_back({"SET", "key:" + std::to_string(i), "value"});
        redis.pipeline(fill);
        redis.call({"SAVE"});
    }
    server.restart({"--key-load-delay", "5000", "--loading-process-events-interval-bytes", "1024"});
    auto redis = open(server.url() + "?db=1");
    auto const error = thrown<Refused>([&] { redis.call({"SET", "k", "v"}); });
    CHECK(error.code() == "LOADING");
    CHECK(error.fault() == Fault::unreachable);
    CHECK(contains(error.hint(), "nothing was changed"));
}

TEST_CASE("the wrong type, an unknown command, an unknown script")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    redis.call({"SET", "k", "v"});
    auto const type = thrown<Refused>([&] { redis.call({"RPUSH", "k", "v"}); });
    CHECK(type.code() == "WRONGTYPE");
    CHECK(type.message() ==
          "redis " + server.socket() + ": RPUSH: WRONGTYPE Operation against a key holding the wrong kind of value");
    CHECK(thrown<Refused>([&] { redis.call({"NOSUCH"}); }).code() == "ERR");
    CHECK(thrown<Refused>([&] { redis.call({"EVALSHA", std::string(40, '0'), "0"}); }).code() == "NOSCRIPT");
    CHECK(redis.call({"PING"}).text() == "PONG");
}

TEST_CASE("no room for another client is a refusal, not a broken line")
{
    sandbox::RedisServer server;
    auto first = open(server.url());
    first.call({"CONFIG", "SET", "maxclients", "1"});
    auto const error = thrown<Refused>([&] { open(server.url()).call({"PING"}); });
    CHECK(contains(error.message(), "max number of clients"));
    CHECK(contains(error.hint(), "CLIENT LIST"));
}
