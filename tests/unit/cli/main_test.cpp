#include "lib/cli/help.hpp"
#include "lib/cli/main.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace omactl;
using namespace omactl::cli;
using Catch::Contains;

namespace {

// Sets what the registered commands do, for one test.
struct Behaviour {
    explicit Behaviour(std::function<Fault(tests::CrateOptions const &, Context &)> f)
    {
        tests::behaviour = std::move(f);
    }
    ~Behaviour() { tests::behaviour = nullptr; }
};

[[noreturn]] Fault fail(Fault fault, std::string message, std::string hint = {})
{
    throw Error{fault, std::move(message), std::move(hint)};
}

}  // namespace

TEST_CASE("--version, the map, a group, help: on stdout, status 0, stderr empty")
{
    struct Shown {
        std::vector<std::string> words;
        std::string text;
    };
    std::vector<Shown> const all{
        {{"--version"}, "omactl " OMACTL_VERSION "\n"},
        {{}, map_text()},
        {{"--help"}, map_text()},
        {{"-h"}, map_text()},
        {{"crate"}, group_help("crate")},
        {{"crate", "--help"}, group_help("crate")},
        {{"-e", "prod", "crate", "lost"}, group_help("crate lost")},
        {{"crate", "move", "-h"}, command_help(*find_command("crate move"))},
        {{"crate", "ls", "--nonsense", "--help"}, command_help(*find_command("crate ls"))},
    };
    for (auto const &[words, text] : all) {
        CAPTURE(words);
        tests::World world;
        CHECK(run(words, world.environ, world.io, world.clock, world.secrets) == 0);
        CHECK(world.io.written_out == text);
        CHECK(world.io.written_err.empty());
    }
}

TEST_CASE("a command gets what was typed, and its status is the program's")
{
    tests::World world;
    Behaviour const b([](tests::CrateOptions const &options, Context &context) {
        CHECK(options.crate == "c1");
        CHECK(context.command == "crate move");
        CHECK(context.argv == std::vector<std::string>{"crate", "move", "c1", "-n", "--color=always"});
        CHECK(context.change.dry_run);
        context.io.out("found one\n");
        return Fault::found;
    });
    CHECK(world.run({"crate", "move", "c1", "-n", "--color=always"}) == 3);
    CHECK(world.io.written_out == "found one\n");
    CHECK(world.io.color == Color::always);
    CHECK(world.io.finished == 1);
}

TEST_CASE("an error is one to three lines, and its fault the status")
{
    tests::World world;
    Behaviour const b([](auto const &, auto &) {
        return fail(Fault::declined, "not confirmed\n  asked twice", "no terminal to ask on; add --yes\nor not");
    });
    CHECK(world.run({"crate", "move", "c1"}) == 7);
    CHECK(world.io.written_out.empty());
    CHECK(world.io.written_err == "omactl: crate move: not confirmed\n  asked twice\n"
                                  "hint: no terminal to ask on; add --yes\nhint: or not\n");
}

TEST_CASE("errors hide secrets and can't steer the terminal")
{
    tests::World world;
    world.secrets.add(Secret{"hunter2hunter2"});
    Behaviour const b(
        [](auto const &, auto &) { return fail(Fault::denied, "hunter2hunter2\x1b[2J", "hunter2hunter2!"); });
    auto const json = GENERATE(false, true);
    CHECK((json ? world.run({"crate", "ls", "--json"}) : world.run({"crate", "ls"})) == 4);
    CHECK_THAT(world.io.written_err, !Contains("hunter2") && !Contains("\x1b"));
    CHECK_THAT(world.io.written_err, Contains("***") && Contains("***!"));
}

TEST_CASE("with --json an error is an object on stderr")
{
    tests::World world;
    Behaviour const b([](auto const &, auto &) { return fail(Fault::not_found, "no such crate", "omactl crate ls"); });
    CHECK(world.run({"crate", "ls", "--output", "jsonl"}) == 5);
    CHECK(world.io.written_out.empty());
    CHECK(world.io.written_err == "{\"error\":{\"fault\":\"not_found\",\"status\":5,\"command\":\"crate ls\","
                                  "\"message\":\"no such crate\",\"hint\":\"omactl crate ls\"}}\n");
}

TEST_CASE("a line that can't be parsed answers in JSON too when it asks for it")
{
    tests::World world;
    auto const option = GENERATE("--json", "-ojson", "--output=jsonl");
    CHECK(world.run({option, "crate", "mvoe"}) == 2);
    CHECK_THAT(world.io.written_err, Contains("{\"error\":{\"fault\":\"usage\",\"status\":2,\"message\":"));
    CHECK_THAT(world.io.written_err, Contains("did you mean: omactl crate move"));
}

TEST_CASE("a usage error names the command and the way on")
{
    tests::World world;
    CHECK(world.run({"crate", "move"}) == 2);
    CHECK(world.io.written_err == "omactl: crate move: CRATE is missing (The crate to move)\n"
                                  "hint: omactl crate move --help\n");
    world.io.written_err.clear();
    CHECK(world.run({"stauts"}) == 2);
    CHECK(world.io.written_err == "omactl: 'stauts' is not an omactl command\nhint: did you mean: omactl status\n");
    world.io.written_err.clear();
    CHECK(world.run({"crate", "mvoe"}) == 2);
    CHECK(world.io.written_err == "omactl: 'mvoe' is not a command of 'omactl crate'\n"
                                  "hint: did you mean: omactl crate move\n");
    world.io.written_err.clear();
    CHECK(world.run({"--version", "--json"}) == 2);
    CHECK(world.io.written_out.empty());
}

TEST_CASE("a mangled line is told so before anything else")
{
    tests::World world;
    CHECK(world.run({"crate", "move", "c1", "\u2013\u2013help", "-h"}) == 2);
    CHECK_THAT(world.io.written_err, Contains("an en dash") && Contains("hint: type plain hyphens: --help"));
    world.io.written_err.clear();
    CHECK(world.run({"crate\u00a0ls"}) == 2);
    CHECK_THAT(world.io.written_err, Contains("a no-break space"));
    CHECK(world.io.written_out.empty());
}

TEST_CASE("any other exception is our bug, status 70")
{
    tests::World world;
    Behaviour const b([](auto const &, auto &) -> Fault { throw std::runtime_error("out of luck"); });
    CHECK(world.run({"crate", "ls"}) == 70);
    CHECK(world.io.written_err == "omactl: crate ls: internal error: out of luck; this is a bug in omactl\n");
}

TEST_CASE("a result that could not be written is a failure, but no better verdict than the command's")
{
    tests::World world;
    world.io.disk_full = true;
    auto verdict = Fault::ok;
    Behaviour const b([&](auto const &, auto &) { return verdict; });
    CHECK(world.run({"crate", "ls"}) == 1);
    CHECK_THAT(world.io.written_err, Contains("omactl: crate ls: stdout: cannot write"));
    CHECK(world.run({"--version"}) == 1);
    verdict = Fault::found;
    CHECK(world.run({"crate", "ls"}) == 1);
    verdict = Fault::partial;
    CHECK(world.run({"crate", "ls"}) == 9);
}

namespace {

// A folder with one program, omactl-frob, that writes its words to a file.
struct Programs {
    std::filesystem::path folder;
    Programs()
    {
        std::string name = std::filesystem::temp_directory_path() / "omactl-cli-XXXXXX";
        folder = mkdtemp(name.data());
        std::ofstream(program()) << "#!/bin/sh\nprintf '%s|' \"$@\" > " << said() << "\nexit 42\n";
        std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
    }
    ~Programs() { std::filesystem::remove_all(folder); }
    std::string program() const { return folder / "omactl-frob"; }
    std::string said() const { return folder / "said"; }
};

int status_in_child(tests::World &world, std::initializer_list<std::string> words)
{
    pid_t const child = fork();
    if (child == 0) _exit(world.run(words));
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("an unknown first word runs omactl-WORD from PATH with the words after it")
{
    Programs const programs;
    tests::World world{{}, Environ{{{"PATH", programs.folder.string()}}}, {}, {}};
    CHECK(status_in_child(world, {"frob", "a b", "--yes", "-x"}) == 42);
    std::ifstream file(programs.said());
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "a b|--yes|-x|");
}

TEST_CASE("options before omactl-WORD are refused, and other words don't run it")
{
    Programs const programs;
    tests::World world{{}, Environ{{{"PATH", programs.folder.string()}}}, {}, {}};
    CHECK(world.run({"-e", "prod", "frob"}) == 2);
    CHECK_THAT(world.io.written_err, Contains("'omactl-frob' is a program of its own"));
    world.io.written_err.clear();
    CHECK(world.run({"frobb"}) == 2);
    CHECK_THAT(world.io.written_err, Contains("'frobb' is not an omactl command"));
    CHECK(world.run({"crate", "frob"}) == 2);
    CHECK(world.run({"../frob"}) == 2);
}
