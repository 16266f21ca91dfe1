#include "lib/core/file.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace {

using namespace omactl;
namespace fs = std::filesystem;

/// The demo's own world, to see what it leaves behind.
struct World {
    sandbox::Folder folder;

    World() { fs::permissions(folder.path(), fs::perms{0711}); }  // servers run as another user
    process::Start start(std::vector<std::string> argv) const
    {
        argv.insert(argv.begin(), OMACTL_DEMO);
        return {.argv = std::move(argv),
                .environment =
                    std::vector<std::string>{"PATH=" + std::string{std::getenv("PATH")}, "TMPDIR=" + folder.path()},
                .input = {},
                .log = {}};
    }
    /// Files below its folder, and processes that have it on their command line.
    std::vector<std::string> left_behind() const
    {
        std::vector<std::string> all;
        for (auto const &entry : fs::directory_iterator{folder.path()}) all.push_back(entry.path());
        for (auto const &process : fs::directory_iterator{"/proc"}) {
            auto const command = read_if_there_at_all(process.path() / "cmdline");
            if (command.find(folder.path()) != std::string::npos) all.push_back(process.path());
        }
        return all;
    }

private:
    /// A process may end while we look.
    static std::string read_if_there_at_all(fs::path const &path)
    try {
        return read_if_there(path).value_or("");
    } catch (std::exception const &) {
        return "";
    }
};

TEST_CASE("the demo shows each command before its output, and leaves nothing behind")
{
    World const world;
    auto const ended = process::run(world.start({"--jobs", "5000"}), Millis{120'000});
    INFO(ended.out << ended.err);
    REQUIRE(ended.status == 0);
    CHECK(ended.err.empty());
    std::size_t at = 0;
    for (auto const *line : {"$ omactl status\n", "$ omactl queue ls\n", "$ omactl queue top sites\n",
                             "$ omactl queue clear sites --dry-run\n", "$ omactl queue clear sites --reason",
                             "$ omactl queue requeue sites --from archive:01", "$ omactl journal ls\n",
                             "$ omactl undo 01", "$ omactl queue ls\n"}) {
        INFO(line);
        at = ended.out.find(line, at);
        REQUIRE(at != std::string::npos);
    }
    CHECK(ended.out.find('\x1b') == std::string::npos);
    CHECK(world.left_behind().empty());
}

TEST_CASE("Ctrl-C in the middle leaves nothing behind either")
{
    World const world;
    sandbox::Folder const log;
    auto start = world.start({});
    start.log = log.path() + "/log";
    process::Child child{start};
    SystemClock clock;
    auto const end = clock.ticks() + Millis{60'000};
    while (read_if_there(*start.log).value_or("").find("$ omactl queue ls") == std::string::npos) {
        REQUIRE(clock.ticks() < end);
        REQUIRE(child.running());
        clock.sleep(Millis{10});
    }
    child.signal(SIGINT);
    CHECK(child.wait(Millis{30'000}) == 130);
    CHECK(world.left_behind().empty());
}

}  // namespace
