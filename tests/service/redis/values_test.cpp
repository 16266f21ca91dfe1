#include "lib/sandbox/redis_server.hpp"

#include <string>
#include <vector>

#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;
using namespace std::string_literals;

TEST_CASE("values of any bytes come back as they went")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    all += "\r\n$5\r\n\0*1\r\n"s;
    CHECK(redis.call({"SET", all, all}).text() == "OK");
    CHECK(redis.call({"GET", all}).text() == all);
    CHECK(redis.call({"SET", "empty", ""}).text() == "OK");
    CHECK(redis.call({"GET", "empty"}).text().empty());
    CHECK(redis.call({"GET", "no such key"}).is_nil());
}

TEST_CASE("a value of 50 MB goes both ways")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    std::string big(50'000'000, 'x');
    for (std::size_t i = 0; i < big.size(); i += 4'096) big[i] = static_cast<char>(i / 4'096);
    redis.call({"SET", "big", big});
    CHECK(redis.call({"GET", "big"}).text() == big);
    CHECK(redis.call({"PING"}).text() == "PONG");
}

TEST_CASE("ten thousand commands in one pipeline keep their order")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    std::vector<redis::Command> commands;
    for (int i = 0; i < 10'000; ++i) commands.push_back({"ECHO", std::to_string(i)});
    auto const replies = redis.pipeline(commands);
    REQUIRE(replies.size() == commands.size());
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (replies[i].text() != std::to_string(i)) FAIL("answer " << i << " is " << replies[i].text());
    }
    CHECK(redis.pipeline({}).empty());
    CHECK(redis.in_flight() == 0);
}

TEST_CASE("an error inside a pipeline is thrown when all answers are in")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    std::vector<redis::Command> const commands = {
        {"SET", "k", "text"}, {"LLEN", "k"}, {"INCR", "k"}, {"SET", "after", "1"}};
    auto const error = thrown<redis::Refused>([&] { redis.pipeline(commands); });
    CHECK(error.code() == "WRONGTYPE");
    CHECK(contains(error.message(), ": LLEN: WRONGTYPE"));
    CHECK(redis.in_flight() == 0);
    CHECK(redis.call({"GET", "after"}).text() == "1");
}

TEST_CASE("send and receive keep several commands in flight")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    redis.send({"SET", "n", "1"});
    redis.send({"INCR", "n"});
    redis.send({"GET", "n"});
    CHECK(redis.in_flight() == 3);
    CHECK(thrown([&] { redis.call({"PING"}); }).fault() == Fault::internal);
    CHECK(redis.receive().text() == "OK");
    CHECK(redis.receive().integer() == 2);
    CHECK(redis.receive().integer() == 2);
    CHECK(redis.in_flight() == 0);
    CHECK(thrown([&] { redis.receive(); }).fault() == Fault::internal);
}

TEST_CASE("the URL's database is the one that is used")
{
    sandbox::RedisServer server;
    auto third = open(server.url() + "?db=3");
    third.call({"SET", "here", "3"});
    auto zero = open(server.url());
    CHECK(zero.call({"GET", "here"}).is_nil());
    third.disconnect();
    CHECK(third.call({"GET", "here"}).text() == "3");
    auto const error = thrown<redis::Refused>([&] { open(server.url() + "?db=99").connect(); });
    CHECK(contains(error.message(), ": SELECT: "));
}

TEST_CASE("the connection names itself")
{
    sandbox::RedisServer server;
    auto redis = open(server.url());
    CHECK(redis.call({"CLIENT", "GETNAME"}).text() == "omactl");
}

TEST_CASE("TCP works like a socket")
{
    sandbox::RedisServer server{{.tcp = true}};
    auto redis = open(server.tcp_url() + "/2");
    redis.call({"SET", "k", "v"});
    CHECK(redis.call({"GET", "k"}).text() == "v");
    auto by_name = open("redis://localhost:" + std::to_string(server.port()) + "/2");
    CHECK(by_name.call({"GET", "k"}).text() == "v");
}

TEST_CASE("each command is traced as it is sent, without secrets")
{
    sandbox::RedisServer server{{.arguments = {"--requirepass", "hunter22"}}};
    std::vector<std::string> lines;
    redis::Settings settings;
    settings.trace = [&](std::string_view line) { lines.emplace_back(line); };
    auto url = server.url();
    auto redis = open(url.insert(url.find("///") + 2, ":hunter22@"), settings);
    redis.call({"GET", "a key"});
    CHECK(lines == std::vector<std::string>{"AUTH ***", "CLIENT SETNAME omactl", "GET \"a key\""});
}
