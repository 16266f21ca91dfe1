// PostgreSQL goes away in the middle of a look, a watch, an unblock.
#include "lib/core/file.hpp"
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;
using namespace omactl::faults;

TEST_CASE("a watch goes on when the server is back")
{
    PgGround ground;
    sandbox::Folder const folder;
    auto const screen = folder.path() + "/screen";
    std::vector<std::string> environment;
    for (auto const &[name, value] : ground.laptop.variables) environment.push_back(name + "=" + value);
    environment.emplace_back("TERM=xterm");
    process::Child watching{
        {.argv = {"script", "-qefc", OMACTL_PROGRAM " pg ps --watch --interval 50ms --timeout 60s", screen},
         .environment = environment,
         .input = {},
         .log = folder.path() + "/log",
         .own_group = true}};
    auto const shown = [&] { return read_if_there(screen).value_or(""); };
    auto const await = [&](std::string_view text, std::size_t from) {
        auto const end = ground.clock.ticks() + Millis{20'000};
        while (shown().find(text, from) == std::string::npos && ground.clock.ticks() < end)
            ground.clock.sleep(Millis{5});
        auto const at = shown().find(text, from);
        CAPTURE(text, shown().substr(0, 2000));
        CHECK(at != std::string::npos);
        return at == std::string::npos ? from : at;
    };
    auto const begun = await("connections:", 0);
    ground.server.stop();
    auto const broken = await("postgres", await("q ends it", begun + 1));
    CHECK(watching.running());
    await("no such file or directory", broken);
    ground.server.start();
    PgSession returned{ground.server.url(), "returned"};
    returned.run("begin");
    await("returned", broken);
    CHECK(watching.running());
    watching.stop();
}

/// Where an unblock stands still and its server is stopped.
void stop_at(PgGround &ground, int k)
{
    CAPTURE(k);
    ground.laptop.wipe();
    PileUp pile{ground};
    auto held = ground.laptop.hold("pg unblock --yes", k);
    REQUIRE(held.still());
    ground.server.stop();
    auto const ended = held.finish();
    CAPTURE(ended.out);
    CHECK((ended.status == 6 || ended.status == 9 || ended.status == 10 || ended.status == 11));
    ground.server.start();
    auto const entry = ground.laptop.last(k_pg_kill);
    bool const begun = entry && entry->last_data("writing");
    CHECK((ended.status == 6 || begun));
    if (!entry) return;
    // All are gone with their server, and that is what it finds.
    auto const resumed = ground.omactl("resume " + entry->id).ended;
    CAPTURE(resumed.out, resumed.err);
    CHECK((resumed.status == 0 || (begun && resumed.status == 8)));
    check_run(ground.laptop, "resume " + entry->id, 0);
}

TEST_CASE("the server is stopped midway through an unblock: the status says so, and resume ends it")
{
    PgGround ground;
    auto const trace = [&] {
        PileUp const pile{ground};
        return check_run(ground.laptop, "pg unblock --yes", 0).trace;
    }();
    int last = -10;
    for (int call = 2; call <= std::ssize(trace); ++call) {
        bool const file = trace[static_cast<std::size_t>(call - 1)].find(" socket") == std::string::npos;
        if (!file && call - last < 5) continue;
        if (file && call - last < 2) continue;
        last = call;
        // The last words need no server any more.
        if (call > std::ssize(trace) - 3) continue;
        stop_at(ground, 2 * call - 1);
    }
}

}  // namespace
