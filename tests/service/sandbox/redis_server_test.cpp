#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <tuple>

using namespace omactl;
using sandbox::RedisServer;

namespace {

std::string ask(RedisServer const &server, std::vector<std::string> words)
{
    process::Start start;
    start.argv = {"redis-cli", "-s", server.socket()};
    start.argv.insert(start.argv.end(), words.begin(), words.end());
    return std::string{trim(process::run(start, Millis{20'000}).out)};
}

}  // namespace

TEST_CASE("a server answers as soon as it is made, and leaves nothing")
{
    pid_t pid = -1;
    std::string folder;
    {
        RedisServer server;
        pid = server.pid();
        folder = server.folder();
        CHECK(ask(server, {"PING"}) == "PONG");
        CHECK(server.url() == "unix://" + server.socket());
        CHECK(server.socket().size() < 100);
        CHECK(server.log().find("ready to accept connections") != std::string::npos);
    }
    CHECK(::kill(pid, 0) != 0);
    CHECK_FALSE(is_there(folder));
}

TEST_CASE("it is nobody of importance")
{
    RedisServer server;
    auto const status = read_file("/proc/" + std::to_string(server.pid()) + "/status");
    CHECK(status.find("\nUid:\t0\t") == std::string::npos);
    CHECK(status.find("Name:\tredis-server") != std::string::npos);
    struct stat facts = {};
    REQUIRE(::stat(server.folder().c_str(), &facts) == 0);
    CHECK(facts.st_uid != 0);
}

TEST_CASE("arguments reach it, and a restart keeps folder and port")
{
    RedisServer server{{.tcp = true, .arguments = {"--maxmemory", "12345678"}}};
    CHECK(ask(server, {"CONFIG", "GET", "maxmemory"}) == "maxmemory\n12345678");
    CHECK(server.port() > 1'024);
    CHECK(server.port() < 32'768);
    auto const before = std::tuple{server.folder(), server.port()};
    auto const pid = server.pid();
    ask(server, {"SET", "k", "v"});
    server.restart();
    CHECK(std::tuple{server.folder(), server.port()} == before);
    CHECK(server.pid() != pid);
    CHECK(ask(server, {"GET", "k"}).empty());
    CHECK(ask(server, {"CONFIG", "GET", "port"}) == "port\n" + std::to_string(server.port()));
}

TEST_CASE("one that does not start shows its log")
{
    try {
        RedisServer server{{.arguments = {"--maxmemory", "plenty"}}};
        FAIL("it started");
    } catch (Error const &error) {
        CHECK(error.fault() == Fault::failed);
        CHECK(error.message().find("argument must be a memory value") != std::string::npos);
    }
}

TEST_CASE("a stopped server can be started again, and a frozen one be stopped")
{
    RedisServer server;
    server.stop();
    CHECK(server.pid() == -1);
    server.restart();
    CHECK(ask(server, {"PING"}) == "PONG");
    auto const pid = server.pid();
    ::kill(pid, SIGSTOP);
    server.stop();
    CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("a server does not outlive the program that made it, however that ends")
{
    std::array<int, 2> ends;
    REQUIRE(::pipe(ends.data()) == 0);
    auto const program = ::fork();
    REQUIRE(program >= 0);
    if (program == 0) {
        RedisServer server;
        auto const pid = server.pid();
        if (::write(ends[1], &pid, sizeof pid) == sizeof pid) ::pause();
        ::_exit(1);
    }
    pid_t pid = -1;
    REQUIRE(::read(ends[0], &pid, sizeof pid) == sizeof pid);
    auto const folder = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd");
    ::kill(program, SIGKILL);
    ::waitpid(program, nullptr, 0);
    SystemClock clock;
    auto const end = clock.ticks() + Millis{20'000};
    auto const runs = [pid] {
        auto const stat = read_if_there("/proc/" + std::to_string(pid) + "/stat");
        return stat && stat->find(") Z") == std::string::npos;
    };
    while (runs() && clock.ticks() < end) clock.sleep(Millis{1});
    CHECK_FALSE(runs());
    std::filesystem::remove_all(folder);
}

TEST_CASE("folders are private, and kept when told so")
{
    std::string kept;
    {
        sandbox::Folder folder;
        struct stat facts = {};
        REQUIRE(::stat(folder.path().c_str(), &facts) == 0);
        CHECK((facts.st_mode & 0777) == 0700);
        sandbox::set_root(folder.path());
        {
            sandbox::Folder inside;
            CHECK(inside.path().starts_with(folder.path() + "/"));
            kept = inside.path();
            sandbox::keep_folders(true);
        }
        CHECK(is_there(kept));
        sandbox::keep_folders(false);
        sandbox::set_root("/tmp");
    }
    CHECK_FALSE(is_there(kept));
}
