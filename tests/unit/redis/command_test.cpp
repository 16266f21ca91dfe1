#include "lib/redis/connection.hpp"
#include "lib/redis/reads.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using redis::Command;
using redis::is_read;
using namespace std::string_literals;

TEST_CASE("a command is an array of bulk strings")
{
    CHECK(Command{"GET", "a"}.wire() == "*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
    CHECK(Command{"SET", "k", ""}.wire() == "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n");
    std::string const bytes = "a\0\r\nb"s;
    CHECK(Command{"ECHO", bytes}.wire() == "*2\r\n$4\r\nECHO\r\n$5\r\na\0\r\nb\r\n"s);
    std::vector<std::string> const words = {"DEL", "x"};
    CHECK(Command{std::span{words}}.wire() == Command{"DEL", "x"}.wire());
    std::vector<std::string_view> const views = {"DEL", "x"};
    CHECK(Command{std::span<std::string_view const>{views}}.wire() == Command{"DEL", "x"}.wire());
}

TEST_CASE("a name is in upper case, with the subcommand where there are some")
{
    CHECK(Command{"get", "a"}.name() == "GET");
    CHECK(Command{"config", "get", "maxmemory"}.name() == "CONFIG GET");
    CHECK(Command{"Client", "kill"}.name() == "CLIENT KILL");
    CHECK(Command{"SCRIPT", "LOAD", "x"}.name() == "SCRIPT LOAD");
    CHECK(Command{"COMMAND"}.name() == "COMMAND");
    CHECK(Command{"SET", "get"}.name() == "SET");
    CHECK(Command{}.name().empty());
}

TEST_CASE("a shown command can be pasted into redis-cli")
{
    CHECK(Command{"SET", "resque:queue:a", "{\"class\":\"X\"}"}.shown() == R"(SET resque:queue:a "{\"class\":\"X\"}")");
    CHECK(Command{"SET", "a b", "", "it's", "\\"}.shown() == R"(SET "a b" "" "it's" "\\")");
    CHECK(Command{"ECHO", "\x1b[31m\n\0\xff\xe2\x80\xae"s}.shown() == R"(ECHO "\x1b[31m\n\x00\xff\xe2\x80\xae")");
    CHECK(Command{"ECHO", std::string(300, 'x')}.shown(10) == "ECHO xxxxxxxxxx…(300 bytes)");
    CHECK(Command{"ECHO", std::string(200, 'x')}.shown() == "ECHO " + std::string(200, 'x'));
    CHECK(Command{}.shown().empty());
}

TEST_CASE("secrets are never shown")
{
    CHECK(Command{"AUTH", "bob", "hunter22"}.shown() == "AUTH ***");
    CHECK(Command{"auth", "hunter22"}.shown() == "auth ***");
    CHECK(Command{"HELLO", "3", "AUTH", "bob", "hunter22"}.shown() == "HELLO ***");
    CHECK(Command{"ACL", "SETUSER", "bob", "on", ">hunter22"}.shown() == "ACL SETUSER bob ***");
    CHECK(Command{"CONFIG", "SET", "requirepass", "hunter22"}.shown() == "CONFIG SET requirepass ***");
    CHECK(Command{"CONFIG", "SET", "maxmemory", "1", "masterauth", "hunter22"}.shown() ==
          "CONFIG SET maxmemory 1 masterauth ***");
    CHECK(Command{"CONFIG", "SET", "maxmemory", "1"}.shown() == "CONFIG SET maxmemory 1");
    CHECK(Command{"MIGRATE", "h", "1", "k", "0", "9", "AUTH2", "bob", "hunter22"}.shown() ==
          "MIGRATE h 1 k 0 9 AUTH2 ***");
}

TEST_CASE("only what changes nothing is a read")
{
    for (auto const *name :
         {"GET", "LRANGE", "EVAL_RO", "EVALSHA_RO", "CONFIG GET", "SLOWLOG GET", "SLOWLOG LEN", "AUTH", "SELECT",
          "CLIENT SETNAME", "MEMORY USAGE", "SCAN", "ZRANGE", "LATENCY LATEST", "PING"}) {
        INFO(name);
        CHECK(is_read(name));
    }
    for (auto const *name : {"SET",
                             "DEL",
                             "EVAL",
                             "EVALSHA",
                             "CONFIG SET",
                             "CONFIG RESETSTAT",
                             "SLOWLOG RESET",
                             "CLIENT KILL",
                             "CLIENT PAUSE",
                             "SCRIPT LOAD",
                             "SCRIPT FLUSH",
                             "SORT",
                             "GETEX",
                             "GETDEL",
                             "LPOP",
                             "RENAMENX",
                             "FLUSHALL",
                             "SHUTDOWN",
                             "DEBUG SLEEP",
                             "MULTI",
                             "EXEC",
                             "XREADGROUP",
                             "MEMORY PURGE",
                             "ACL LOG",
                             "CONFIG",
                             "",
                             "get"}) {
        INFO(name);
        CHECK_FALSE(is_read(name));
    }
    for (auto const name : redis::read_commands()) CHECK(is_read(name));
}
