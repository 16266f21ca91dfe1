#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/process/process.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

using namespace omactl;
using process::Child;
using process::Start;

namespace {

struct TempFolder {
    std::string path = "/tmp/omactl-test-XXXXXX";
    TempFolder() { REQUIRE(::mkdtemp(path.data())); }
    ~TempFolder() { std::filesystem::remove_all(path); }
};

bool exists(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

/// An orphan is reaped by init: until then it is a zombie, which runs no more.
bool runs(pid_t pid)
{
    auto const state = read_if_there("/proc/" + std::to_string(pid) + "/stat");
    return state && state->find(") Z") == std::string::npos && state->find(") X") == std::string::npos;
}

}  // namespace

TEST_CASE("a child runs until it is stopped")
{
    Child child{{.argv = {"sleep", "600"}}};
    CHECK(child.running());
    CHECK_FALSE(child.status());
    child.stop();
    CHECK_FALSE(child.running());
    CHECK(child.status() == 128 + SIGTERM);
    child.signal(SIGKILL);  // must reach nobody: the pid is free for others
    child.stop();
}

TEST_CASE("the destructor leaves no process")
{
    pid_t pid = -1;
    {
        Child child{{.argv = {"sleep", "600"}}};
        pid = child.pid();
        CHECK(exists(pid));
    }
    CHECK_FALSE(exists(pid));
}

TEST_CASE("a group is stopped as a whole")
{
    TempFolder folder;
    Start start;
    start.argv = {"sh", "-c", "sleep 600 & echo $!; wait"};
    start.log = folder.path + "/log";
    start.own_group = true;
    Child child{start};
    while (read_file(*start.log).empty()) ::usleep(1'000);
    auto const grandchild = std::stoi(read_file(*start.log));
    CHECK(exists(grandchild));
    child.stop();
    SystemClock clock;
    auto const end = clock.ticks() + Millis{20'000};
    while (runs(grandchild) && clock.ticks() < end) clock.sleep(Millis{1});
    CHECK_FALSE(runs(grandchild));
}

TEST_CASE("wait returns the status, or says that it still runs")
{
    Child quick{{.argv = {"sh", "-c", "exit 3"}}};
    CHECK(quick.wait(Millis{20'000}) == 3);
    CHECK(quick.wait(Millis{0}) == 3);
    Child slow{{.argv = {"sleep", "600"}}};
    try {
        slow.wait(Millis{10});
        FAIL("it still runs");
    } catch (Error const &error) {
        CHECK(error.fault() == Fault::unverified);
    }
}

TEST_CASE("a log gets both streams, after what it holds")
{
    TempFolder folder;
    Start start;
    start.argv = {"sh", "-c", "cat; echo err >&2"};
    start.input = "in\n";
    start.log = folder.path + "/log";
    Child{start}.wait(Millis{20'000});
    Child{start}.wait(Millis{20'000});
    CHECK(read_file(*start.log) == "in\nerr\nin\nerr\n");
}

TEST_CASE("a moved child is stopped once")
{
    Child first{{.argv = {"sleep", "600"}}};
    auto const pid = first.pid();
    Child second{std::move(first)};
    CHECK(second.running());
    first.stop();
    CHECK(second.running());
    second = Child{{.argv = {"sleep", "600"}}};
    CHECK_FALSE(exists(pid));
    CHECK(second.running());
}

TEST_CASE("programs are found in absolute folders only")
{
    TempFolder folder;
    auto const program = folder.path + "/tool";
    write_all(open_file(program, O_WRONLY | O_CREAT, 0700).get(), "#!/bin/sh\n", program);
    write_all(open_file(folder.path + "/text", O_WRONLY | O_CREAT, 0600).get(), "text", program);
    REQUIRE(::mkdir((folder.path + "/folder").c_str(), 0700) == 0);
    auto const path = "/nowhere:" + folder.path;
    CHECK(process::find_program("tool", path) == program);
    CHECK(process::find_program(program, "") == program);
    CHECK_FALSE(process::find_program("text", path));
    CHECK_FALSE(process::find_program("folder", path));
    CHECK_FALSE(process::find_program("", path));

    auto const here = std::filesystem::current_path();
    std::filesystem::current_path(folder.path);
    CHECK_FALSE(process::find_program("tool", "/nowhere"));
    CHECK_FALSE(process::find_program("tool", ":/nowhere"));
    CHECK_FALSE(process::find_program("tool", ".:/nowhere"));
    std::filesystem::current_path(here);
}

TEST_CASE("become replaces the process, and throws when it can't")
{
    auto const pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        try {
            process::become("sh", {"sh", "-c", "exit 42"});
        } catch (...) {
        }
        ::_exit(1);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    CHECK(WEXITSTATUS(status) == 42);
    try {
        process::become("omactl-no-such-program", {"x"});
    } catch (Error const &error) {
        CHECK(error.fault() == Fault::not_found);
    }
}
