#include "lib/queue/delayed.hpp"

#include <catch2/catch.hpp>

using namespace omactl::queue;

TEST_CASE("a delayed job loses its queue as when its scheduler enqueues it")
{
    CHECK(when_due(R"({"class":"A","args":[1, {"b": 2}],"queue":"q"})") == R"({"class":"A","args":[1, {"b": 2}]})");
    CHECK(when_due(R"({ "class" : "A", "args" : [] , "queue" : "q" })") == R"({ "class" : "A", "args" : [] })");
    CHECK(when_due("{\"class\":\"A\",\"args\":[\"\xff\"],\"queue\":\"q\"}") == "{\"class\":\"A\",\"args\":[\"\xff\"]}");
}

TEST_CASE("node-resque's jobs keep theirs, which is not the last member")
{
    constexpr auto k_job = R"({"class":"A","queue":"q","args":[]})";
    CHECK(when_due(k_job) == k_job);
}

TEST_CASE("what names no queue can't be enqueued")
{
    CHECK(when_due(R"({"class":"A","args":[]})") == std::nullopt);
    CHECK(when_due(R"({"class":"A","args":[],"queue":""})") == std::nullopt);
    CHECK(when_due(R"({"class":"A","args":[],"queue":7})") == std::nullopt);
    CHECK(when_due(R"({"class":"A","queue":"q")") == std::nullopt);
    CHECK(when_due("") == std::nullopt);
    CHECK(when_due(R"({"queue":"q"})") == R"({"queue":"q"})");
}
