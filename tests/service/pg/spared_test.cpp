#include "lib/pg/forest.hpp"
#include "lib/pg/kill.hpp"
#include "lib/pg/rules.hpp"
#include "tests/service/pg/stand.hpp"

#include <algorithm>

using namespace omactl;
using namespace omactl::pg;
using namespace omactl::tests;

namespace {

/// A table whose vacuum takes long: a cost limit of 1 and a delay for each page.
void make_slow_vacuum(sandbox::PostgresServer const &postgres)
{
    Session setup{postgres.url()};
    setup.run(
        "create table slow (id int, t text) with (autovacuum_vacuum_cost_delay = 100,"
        " autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0)");
    setup.run("insert into slow select g, repeat('x', 500) from generate_series(1, 5000) g");
    setup.run("delete from slow where id % 2 = 0");
}

Backend const *of_type(std::vector<Backend> const &backends, std::string_view type)
{
    auto const at =
        std::find_if(backends.begin(), backends.end(), [&](auto const &b) { return b.backend_type == type; });
    return at == backends.end() ? nullptr : &*at;
}

/// What the statement itself does to a backend that this program's own check would have spared: rows it touched.
std::size_t touched(postgres::Connection &connection, Backend backend)
{
    if (backend.state.empty()) backend.state = "active";
    auto const statement = guarded_kill(backend, How::terminate);
    return connection.change(statement.sql, statement.values).size();
}

}  // namespace

TEST_CASE("walsender, autovacuum and omactl's own connections are never touched")
{
    sandbox::PostgresServer const postgres{{.settings = {"autovacuum_naptime=1s"}}};
    auto connection = open(postgres.url());
    auto const server = ask_server(connection);
    auto const receiver = postgres.start_walsender();
    make_slow_vacuum(postgres);
    auto sibling = open(postgres.url(), {.application_name = "omactl: lock of mara"});
    sibling.ask("select 1");

    std::vector<Backend> backends;
    eventually([&] {
        backends = activity(connection, server);
        return of_type(backends, "walsender") && of_type(backends, "autovacuum worker");
    });
    for (auto const &backend : backends) {
        CAPTURE(backend.pid, backend.backend_type, backend.application);
        CHECK_FALSE(why_spared(backend).empty());
        CHECK(signal(connection, backend, How::terminate) == Verdict::spared);
        CHECK(touched(connection, backend) == 0);
    }
    auto const after = activity(connection, server);
    CHECK(of_type(after, "walsender")->pid == of_type(backends, "walsender")->pid);
    CHECK(of_type(after, "autovacuum worker") != nullptr);
    CHECK(value(sibling, "select 1") == "1");
}

TEST_CASE("a backup is touched only when backups were named")
{
    sandbox::PostgresServer const postgres;
    auto connection = open(postgres.url());
    auto const server = ask_server(connection);
    Session dump{postgres.url(), "pg_dump"};
    dump.run("begin");
    auto const backend = look(connection, server, dump.pid());
    CHECK(why_spared(backend) == "pg_dump: a backup");
    CHECK(touched(connection, backend) == 0);
    CHECK(signal(connection, backend, How::terminate, {.backups = false}) == Verdict::sent);
    eventually([&] { return presence_of(connection, {backend})[0] == Presence::gone; });
}

TEST_CASE("what a role may not see is unknown, and what it may not signal is denied")
{
    sandbox::PostgresServer const postgres;
    auto root = open(postgres.url());
    auto app = open(postgres.url("app"));
    auto const server = ask_server(app);
    CHECK_FALSE(server.is_superuser);
    CHECK_FALSE(server.can_signal);
    CHECK_FALSE(server.sees_all);
    Session victim{postgres.url()}, waiter{postgres.url()};
    victim.run("begin");
    victim.run("select pg_advisory_xact_lock(1)");
    waiter.begin("select pg_advisory_xact_lock(1)");
    until_blocked(root, ask_server(root), waiter.pid());

    auto const seen = look(app, server, victim.pid());
    CHECK(seen.hidden);
    CHECK(seen.state.empty());
    CHECK(seen.user == "postgres");
    CHECK(seen.token() == std::to_string(victim.pid()) + ":?");
    CHECK(matches(seen, {.state = "idle"}) == Match::unknown);
    CHECK(signal(app, seen, How::terminate) == Verdict::spared);
    CHECK(look(app, server, waiter.pid()).blocked_by == std::vector{victim.pid()});
    auto const backends = activity(app, server);
    auto const facts = ask_locks(app, server);
    auto const forest = blocking_forest(backends, facts);
    REQUIRE(forest.roots.size() == 1);
    CHECK(forest.root(0).pid == victim.pid());
    CHECK(remedy_for(forest.root(0)).why == "hidden: not permitted to see it");
    CHECK(presence_of(app, {look(root, server, victim.pid())})[0] == Presence::unknown);

    // oncall sees all, but a superuser's backend is not its to end.
    auto oncall = open(postgres.url("oncall"));
    auto const rights = ask_server(oncall);
    CHECK(rights.can_signal);
    CHECK(rights.sees_all);
    CHECK(signal(oncall, look(oncall, rights, victim.pid()), How::terminate) == Verdict::denied);
    victim.run("rollback");
    CHECK(waiter.end().empty());
}

TEST_CASE("a role ends its own, and who may signal ends others'")
{
    sandbox::PostgresServer const postgres;
    for (auto const *role : {"app", "oncall"}) {
        CAPTURE(role);
        auto connection = open(postgres.url(role));
        auto const server = ask_server(connection);
        Session victim{postgres.url("app")};
        victim.begin("select pg_sleep(30)");
        eventually([&] { return look(connection, server, victim.pid()).is_active(); });
        auto const backend = look(connection, server, victim.pid());
        CHECK(signal(connection, backend, How::cancel) == Verdict::sent);
        CHECK(victim.end() == "57014");
        CHECK(presence_of(connection, {backend})[0] == Presence::moved_on);
        CHECK(signal(connection, backend, How::cancel) == Verdict::changed);
    }
}
