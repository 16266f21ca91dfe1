// kill -9 of a restart at each instant that counts: the server is restarted once, or not at all until
// resume does it.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// What the configuration names to restart the server: a script that asks this object, and waits.
class Restarter {
public:
    explicit Restarter(PgGround &ground) : m_ground(ground)
    {
        std::ofstream{file("restart.sh")} << fmt::format(
            "touch {0}/please\nwhile [ ! -e {0}/done ]; do sleep 0.01; done\nrm {0}/done\n", m_folder.path());
        ground.configure(fmt::format("restart = [\"sh\", \"{}\"]\n", file("restart.sh")));
        m_thread = std::thread{[this] { serve(); }};
    }
    ~Restarter()
    {
        m_stop = true;
        m_thread.join();
    }
    int times() const { return m_times; }
    void take(Millis time) { m_takes = time; }
    bool is_asked() const { return m_busy; }
    /// Whoever asked has been served, and has ended.
    void settle() const
    {
        while (m_busy || std::filesystem::exists(file("please")) || std::filesystem::exists(file("done")))
            m_ground.clock.sleep(Millis{2});
    }

private:
    std::string file(std::string const &name) const { return m_folder.path() + "/" + name; }
    void serve()
    {
        SystemClock clock;
        for (; !m_stop; clock.sleep(Millis{2})) {
            if (!std::filesystem::exists(file("please"))) continue;
            m_busy = true;
            clock.sleep(m_takes.load());
            m_ground.server.restart();
            ++m_times;
            std::filesystem::remove(file("please"));
            std::ofstream{file("done")};
            m_busy = false;
        }
    }

    PgGround &m_ground;
    sandbox::Folder m_folder;
    std::atomic<Millis> m_takes = Millis{0};
    std::atomic<int> m_times = 0;
    std::atomic<bool> m_stop = false, m_busy = false;
    std::thread m_thread;
};

constexpr char k_restart[] = "pg restart --yes --wait 2s --reason leak";

void mend(PgGround &ground, Restarter &restarter, int before)
{
    auto const entry = ground.laptop.last(k_pg_restart);
    bool const begun = entry && entry->last_data("writing");
    auto const so_far = restarter.times();
    CHECK(so_far - before <= 1);
    if (begun) {
        check_run(ground.laptop, "undo --yes " + entry->id, 7);
        CHECK(restarter.times() == so_far);
    }
    if (entry) check_run(ground.laptop, "resume " + entry->id, 0);
    restarter.settle();
    CHECK(restarter.times() - before == (begun ? 1 : 0));
    if (!entry) return;
    check_run(ground.laptop, "resume " + entry->id, 0);
    CHECK(restarter.times() - before == (begun ? 1 : 0));
    CHECK(ground.laptop.last(k_pg_restart).value().state == (begun ? op::State::done : op::State::closed));
}

TEST_CASE("a restart that is killed happens once, and resume ends it")
{
    PgGround ground;
    Restarter restarter{ground};
    auto const trace = check_run(ground.laptop, k_restart, 0).trace;
    CHECK(restarter.times() == 1);
    int last = -10;
    for (int call = 1; call <= std::ssize(trace); ++call) {
        bool const file = trace[static_cast<std::size_t>(call - 1)].find(" socket") == std::string::npos;
        if (!file && call - last < 4) continue;
        last = call;
        for (int const k : {2 * call - 1, 2 * call}) {
            CAPTURE(k, trace[static_cast<std::size_t>(call - 1)]);
            ground.laptop.wipe();
            auto const before = restarter.times();
            ground.omactl(k_restart, {.kill_at = k});
            restarter.settle();
            mend(ground, restarter, before);
        }
    }
}

TEST_CASE("killed while the server restarts, the restart goes on and is not begun anew")
{
    PgGround ground;
    Restarter restarter{ground};
    restarter.take(Millis{500});
    auto held = ground.laptop.hold(k_restart, 1);
    REQUIRE(held.still());
    held.signal(SIGCONT);
    while (!restarter.is_asked()) ground.clock.sleep(Millis{2});
    held.signal(SIGKILL);
    held.finish();
    mend(ground, restarter, 0);
}

TEST_CASE("a restart whose command fails: the status says so, and what stands")
{
    PgGround ground;
    ground.configure("restart = [\"sh\", \"-c\", \"echo no such unit >&2; exit 5\"]\n");
    auto const up = ground.answer("select pg_postmaster_start_time()");
    auto const outcome = ground.omactl(k_restart).ended;
    CAPTURE(outcome.out, outcome.err);
    CHECK((outcome.status == 1 || outcome.status == 9));
    CHECK_THAT(outcome.err, Catch::Contains("no such unit"));
    CHECK(ground.answer("select pg_postmaster_start_time()") == up);
}

}  // namespace
