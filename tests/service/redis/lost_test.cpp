#include "lib/sandbox/redis_server.hpp"

#include <csignal>
#include <string>
#include <thread>

#include "scripted.hpp"
#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;
using redis::Lost;

namespace {

redis::Settings within(Millis limit)
{
    redis::Settings settings;
    settings.connect_limit = settings.call_limit = limit;
    return settings;
}

/// Stops a server in its tracks, and lets it go on.
struct Frozen {
    pid_t pid;
    explicit Frozen(pid_t frozen) : pid(frozen) { ::kill(pid, SIGSTOP); }
    ~Frozen() { ::kill(pid, SIGCONT); }
};

void greet(Peer &peer)
{
    peer.read_until("omactl\r\n");
    peer.say("+OK\r\n");
}

/// The id of the client that hangs in a command; "" when none does.
std::string hanging(redis::Connection &redis, std::string_view command)
{
    auto const list = redis.call({"CLIENT", "LIST"});
    std::string const text{list.text()};
    auto const at = text.find(" cmd=" + std::string{command} + " ");
    if (at == std::string::npos) return {};
    auto const line = text.rfind("id=", at) + 3;
    return text.substr(line, text.find(' ', line) - line);
}

}  // namespace

TEST_CASE("nobody there: unreachable, and safe to repeat")
{
    sandbox::Folder folder;
    auto const missing = thrown<Lost>([&] { open("unix://" + folder.path() + "/none").call({"SET", "k", "v"}); });
    CHECK(missing.fault() == Fault::unreachable);
    CHECK(missing.message() == "redis " + folder.path() + "/none: connect: no such file or directory");
    auto const port = std::to_string(sandbox::free_port());
    auto const closed = thrown<Lost>([&] { open("redis://127.0.0.1:" + port).call({"SET", "k", "v"}); });
    CHECK(closed.fault() == Fault::unreachable);
    CHECK(closed.message() == "redis 127.0.0.1:" + port + ": connect: connection refused");
    CHECK(contains(closed.hint(), "redis-cli -h 127.0.0.1 -p " + port));
}

TEST_CASE("a name that does not resolve is told as such, in time")
{
    auto redis = open("redis://no-such-host.invalid", within(Millis{2'000}));
    auto const error = thrown<Lost>([&] { redis.connect(); });
    CHECK(error.fault() == Fault::unreachable);
    CHECK(contains(error.message(), "no-such-host.invalid"));
    CHECK(contains(error.message(), "resolved"));
}

TEST_CASE("a server that stands still costs the limit and no more")
{
    sandbox::RedisServer server;
    auto redis = open(server.url(), within(Millis{200}));
    redis.connect();
    Frozen const frozen{server.pid()};
    auto const start = real_clock().ticks();
    auto const read = thrown<Lost>([&] { redis.call({"GET", "k"}); });
    CHECK(read.fault() == Fault::unreachable);
    CHECK(contains(read.message(), "no answer within 0.2 s"));
    auto const again = thrown<Lost>([&] { redis.call({"GET", "k"}); });  // the backlog takes the connection
    CHECK(again.fault() == Fault::unreachable);
    CHECK(contains(again.message(), ": connect: no answer within"));
    CHECK(real_clock().ticks() - start < Millis{5'000});
}

TEST_CASE("an unanswered write is unknown, and says what was sent")
{
    sandbox::RedisServer server;
    auto redis = open(server.url(), within(Millis{200}));
    redis.connect();
    {
        Frozen const frozen{server.pid()};
        auto const one = thrown<Lost>([&] { redis.call({"RPUSH", "q", "job"}); });
        CHECK(one.fault() == Fault::unknown);
        CHECK(contains(one.message(), ": RPUSH: no answer within"));
        CHECK(contains(one.message(), "it was sent, outcome unknown"));
        CHECK_FALSE(redis.connected());
    }
    redis.call({"PING"});
    Frozen const frozen{server.pid()};
    redis.send({"GET", "k"});
    redis.send({"RPUSH", "q", "job"});
    redis.send({"INCR", "n"});
    redis.send({"INCR", "n"});
    auto const many = thrown<Lost>([&] { redis.receive(); });
    CHECK(many.fault() == Fault::unknown);
    CHECK(contains(many.message(), "sent and not answered: INCR ×2, RPUSH"));
    CHECK(redis.in_flight() == 0);
}

TEST_CASE("a write that was answered leaves no doubt")
{
    sandbox::RedisServer server;
    auto redis = open(server.url(), within(Millis{200}));
    redis.send({"SET", "k", "v"});
    CHECK(redis.receive().text() == "OK");
    Frozen const frozen{server.pid()};
    CHECK(thrown<Lost>([&] { redis.call({"GET", "k"}); }).fault() == Fault::unreachable);
}

TEST_CASE("a write whose last bytes never left can't have been carried out")
{
    sandbox::RedisServer server;
    auto redis = open(server.url(), within(Millis{200}));
    redis.connect();
    Frozen const frozen{server.pid()};
    auto const error = thrown<Lost>([&] { redis.call({"SET", "k", std::string(20'000'000, 'x')}); });
    CHECK(error.fault() == Fault::unreachable);
    CHECK(contains(error.message(), "took no more bytes"));
}

TEST_CASE("the whole command's deadline cuts every wait")
{
    sandbox::RedisServer server;
    auto redis = open(server.url(), within(Millis{60'000}));
    redis.connect();
    Frozen const frozen{server.pid()};
    auto const start = real_clock().ticks();
    redis.set_deadline(start + Millis{200});
    auto const error = thrown<Lost>([&] { redis.call({"GET", "k"}); });
    CHECK(contains(error.message(), "--timeout"));
    CHECK(real_clock().ticks() - start < Millis{10'000});
    CHECK(thrown<Lost>([&] { redis.call({"GET", "k"}); }).fault() == Fault::unreachable);
}

TEST_CASE("a write killed on the server's side is unknown")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    auto other = open(server.url());
    redis.send({"BLPOP", "q", "0"});
    std::string id;
    eventually([&] { return !(id = hanging(other, "blpop")).empty(); });
    other.call({"CLIENT", "KILL", "ID", id});
    auto const error = thrown<Lost>([&] { redis.receive(); });
    CHECK(error.fault() == Fault::unknown);
    CHECK(contains(error.message(), ": BLPOP: the server closed the connection; it was sent, outcome unknown"));
}

TEST_CASE("a read killed on the server's side is asked once more")
{
    sandbox::RedisServer server;
    auto other = open(server.url());
    std::string got;
    std::thread reader{[&] {
        auto redis = open(server.url());
        auto const reply = redis.call({"XREAD", "BLOCK", "0", "STREAMS", "s", "$"});
        got = reply[0][1][0][1][1].text();
    }};
    std::string first, second;
    eventually([&] { return !(first = hanging(other, "xread")).empty(); });
    other.call({"CLIENT", "KILL", "ID", first});
    eventually([&] { return !(second = hanging(other, "xread")).empty() && second != first; });
    other.call({"XADD", "s", "*", "field", "value"});
    reader.join();
    CHECK(got == "value");
}

TEST_CASE("a read that breaks twice is given up")
{
    auto const drop = [](Peer &peer) {
        greet(peer);
        peer.read_until("GET");
        peer.say("$100\r\nonly a part");
    };
    Scripted server{{drop, drop, drop}};
    auto const error = thrown<Lost>([&] { open(server.url()).call({"GET", "k"}); });
    CHECK(error.fault() == Fault::unreachable);
    CHECK(contains(error.message(), ": GET: the server closed the connection"));
}

TEST_CASE("a write is never repeated")
{
    int writes = 0;
    auto const drop = [&](Peer &peer) {
        greet(peer);
        if (peer.read_until("INCR")) ++writes;
    };
    {
        Scripted server{{drop, drop}};
        CHECK(thrown<Lost>([&] { open(server.url()).call({"INCR", "k"}); }).fault() == Fault::unknown);
    }
    CHECK(writes == 1);
}

TEST_CASE("a connection that the server closed while idle is opened anew, even for a write")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    auto other = open(server.url());
    redis.call({"PING"});
    auto const id = std::to_string(redis.call({"CLIENT", "ID"}).integer());
    other.call({"CLIENT", "KILL", "ID", id});
    CHECK(redis.call({"INCR", "n"}).integer() == 1);
    server.restart();
    CHECK(redis.call({"INCR", "n"}).integer() == 1);
}

TEST_CASE("what does not speak Redis is told as such before any write")
{
    Scripted http{{[](Peer &peer) {
        peer.read_until("\r\n");
        peer.say("HTTP/1.1 400 Bad Request\r\n\r\n");
    }}};
    auto const error = thrown<Lost>([&] { open(http.url()).call({"SET", "k", "v"}); });
    CHECK(error.fault() == Fault::unreachable);
    CHECK(contains(error.message(), "it speaks HTTP, not Redis"));
    Scripted noise{{[](Peer &peer) {
        peer.read_until("\r\n");
        peer.say("220 mail.example ESMTP\r\n");
    }}};
    CHECK(contains(thrown<Lost>([&] { open(noise.url()).connect(); }).message(), "it does not speak Redis"));
}

TEST_CASE("garbage after a write leaves it unknown")
{
    Scripted server{{[](Peer &peer) {
        greet(peer);
        peer.read_until("INCR");
        peer.say("?!\r\n");
    }}};
    CHECK(thrown<Lost>([&] { open(server.url()).call({"INCR", "k"}); }).fault() == Fault::unknown);
}

TEST_CASE("two sides that both write first do not wait for each other")
{
    constexpr std::size_t k_each = 65'536;
    constexpr int k_count = 128;
    std::string const bulk = "$" + std::to_string(k_each) + "\r\n" + std::string(k_each, 'y') + "\r\n";
    Scripted server{{[&](Peer &peer) {
        greet(peer);
        for (int i = 0; i < k_count; ++i) peer.say(bulk);  // more than the sockets hold, before reading anything
        peer.read_until("the last one");
        peer.say("+OK\r\n");
    }}};
    std::vector<redis::Command> commands(k_count, redis::Command{"ECHO", std::string(k_each, 'x')});
    commands.push_back({"ECHO", "the last one"});
    auto redis = open(server.url());
    auto const replies = redis.pipeline(commands);
    CHECK(replies.size() == commands.size());
    CHECK(replies.front().text().size() == k_each);
}

TEST_CASE("a single answer may trickle in")
{
    Scripted server{{[](Peer &peer) {
        greet(peer);
        peer.read_until("LRANGE");
        for (char const c : std::string_view{"*2\r\n$3\r\nabc\r\n$-1\r\n"}) peer.say({&c, 1});
    }}};
    auto redis = open(server.url());
    auto const reply = redis.call({"LRANGE", "q", "0", "-1"});
    CHECK(reply.size() == 2);
    CHECK(reply[0].text() == "abc");
    CHECK(reply[1].is_nil());
}
