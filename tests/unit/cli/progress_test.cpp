#include "lib/cli/progress.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::cli;
using Catch::Contains;

namespace {

// What a terminal shows in its current line after these bytes.
std::string on_screen(std::string const &bytes)
{
    auto const last = bytes.rfind('\r');
    return last == bytes.npos ? bytes : bytes.substr(last + 1);
}

struct Terminal {
    tests::World world;
    Context context = world.context();
    Terminal() { world.io.err_terminal = true; }
    std::string &err() { return world.io.written_err; }
};

}  // namespace

TEST_CASE("a bar with share, rate and time left")
{
    Terminal t;
    t.world.io.columns = 120;
    Progress progress{t.context, "clear", 170'905};
    t.world.clock.pass(Millis{1'000});
    progress.at(141'900);
    CHECK(on_screen(t.err()) ==
          " ▕███████████████████▉    ▏ 83 %  141,900 of 170,905   " + human_rate(141'900) + "   0 s left");
    t.world.clock.pass(Millis{1'000});
    progress.at(170'905);
    CHECK_THAT(on_screen(t.err()), Contains("▕████████████████████████▏ 100 %"));
}

TEST_CASE("the bar is redrawn at most every 100 ms")
{
    Terminal t;
    Progress progress{t.context, "clear", 1'000};
    t.world.clock.pass(Millis{99});
    progress.at(10);
    CHECK(t.err().empty());
    t.world.clock.pass(Millis{1});
    progress.at(20);
    auto const drawn = t.err();
    CHECK_FALSE(drawn.empty());
    t.world.clock.pass(Millis{99});
    progress.at(30);
    CHECK(t.err() == drawn);
}

TEST_CASE("the bar leaves nothing behind")
{
    Terminal t;
    t.world.io.columns = 120;
    {
        Progress progress{t.context, "clear", 1'000};
        t.world.clock.pass(Millis{200});
        progress.note("a long note behind the bar");
        progress.at(500);
        CHECK_THAT(t.err(), Contains("a long note"));
        auto const before = t.err().size();
        progress.note("");
        t.world.clock.pass(Millis{200});
        progress.at(501);
        // The rest of the longer text is blanked.
        CHECK(columns(on_screen(t.err().substr(before))) == columns(on_screen(t.err().substr(0, before))));
    }
    auto const last = t.err().rfind('\r');
    REQUIRE(last == t.err().size() - 1);
    CHECK(t.err().substr(t.err().rfind('\r', last - 1) + 1, 20) == std::string(20, ' '));
}

TEST_CASE("the bar stays within the terminal")
{
    Terminal t;
    t.world.io.columns = 40;
    Progress progress{t.context, "clear", 1'000};
    progress.note(std::string(100, 'x'));
    t.world.clock.pass(Millis{200});
    progress.at(500);
    CHECK(columns(on_screen(t.err())) == 39);
}

TEST_CASE("in a log it is a line every ten seconds")
{
    tests::World world;
    auto context = world.context();
    {
        Progress progress{context, "clear", 1'000};
        world.clock.pass(Millis{9'999});
        progress.at(100);
        CHECK(world.io.written_err.empty());
        world.clock.pass(Millis{1});
        progress.at(200);
        CHECK(world.io.written_err == "clear: 200 of 1,000 (20 %)   20/s   40 s left\n");
        world.clock.pass(Millis{5'000});
        progress.at(300);
    }
    CHECK(world.io.written_err == "clear: 200 of 1,000 (20 %)   20/s   40 s left\n");
}

TEST_CASE("an unknown total shows what is done")
{
    tests::World world;
    auto context = world.context();
    Progress progress{context, "scan", 0};
    world.clock.pass(Millis{10'000});
    progress.at(2'000);
    CHECK(world.io.written_err == "scan: 2,000   200/s\n");
}

TEST_CASE("--quiet shows no progress, and no talk")
{
    Terminal t;
    t.context.globals.quiet = true;
    {
        Progress progress{t.context, "clear", 1'000};
        t.world.clock.pass(Millis{60'000});
        progress.at(500);
    }
    t.context.say("talk\n");
    CHECK(t.err().empty());
    t.context.globals.quiet = false;
    t.world.secrets.add(Secret{"hunter2hunter2"});
    t.context.say("the word is hunter2hunter2\n");
    CHECK(t.err() == "the word is ***\n");
}
