#include "lib/pg/forest.hpp"
#include "lib/pg/kill.hpp"
#include "tests/service/pg/stand.hpp"

#include <algorithm>

using namespace omactl;
using namespace omactl::pg;
using namespace omactl::tests;

namespace {

struct World {
    sandbox::PostgresServer postgres{{.settings = {"max_prepared_transactions=5"}}};
    postgres::Connection connection = open(postgres.url());
    Server server;

    World()
    {
        Session setup{postgres.url()};
        setup.run("create table sites (id int primary key, host text)");
        setup.run("insert into sites values (1, 'a'), (2, 'b')");
        server = ask_server(connection);
    }
    Forest forest()
    {
        backends = activity(connection, server);
        facts = ask_locks(connection, server);
        return blocking_forest(backends, facts);
    }
    std::vector<Backend> backends;
    LockFacts facts;
};

}  // namespace

TEST_CASE("the pile-up of a migration: the root, all victims, and what frees them")
{
    World world;
    Session reader{world.postgres.url(), "puma@web.3"}, migration{world.postgres.url(), "rake"};
    Session first{world.postgres.url()}, second{world.postgres.url()};
    reader.run("begin");
    reader.run("select * from sites");
    migration.begin("alter table sites add column x int");
    until_blocked(world.connection, world.server, migration.pid());
    for (auto *session : {&first, &second}) {
        session->begin("select count(*) from sites");
        until_blocked(world.connection, world.server, session->pid());
    }

    auto const forest = world.forest();
    REQUIRE(forest.roots.size() == 1);
    auto const &root = forest.root(0);
    CHECK(root.pid == reader.pid());
    CHECK(root.victims == 3);
    REQUIRE(root.holds != nullptr);
    CHECK(root.holds->object == "sites");
    CHECK(root.holds->mode == "AccessShareLock");
    REQUIRE(root.children.size() == 1);
    auto const &child = forest.nodes[root.children[0]];
    CHECK(child.pid == migration.pid());
    CHECK(child.victims == 2);
    CHECK(child.waits->mode == "AccessExclusiveLock");
    CHECK(child.waits->waiting.has_value() == world.server.at_least(14));

    auto const remedy = remedy_for(root);
    REQUIRE(remedy.way == Remedy::terminate);
    CHECK(signal(world.connection, *root.backend, How::terminate) == Verdict::sent);
    CHECK(migration.end().empty());
    CHECK(first.end().empty());
    CHECK(second.end().empty());
    eventually([&] { return presence_of(world.connection, {*root.backend}) == std::vector{Presence::gone}; });
}

TEST_CASE("a forgotten prepared transaction is the root")
{
    World world;
    Session coordinator{world.postgres.url()}, victim{world.postgres.url()};
    coordinator.run("begin");
    coordinator.run("update sites set host = 'x' where id = 1");
    coordinator.run("prepare transaction 'it''s me'");
    victim.begin("alter table sites add column y int");
    until_blocked(world.connection, world.server, victim.pid());

    auto const forest = world.forest();
    REQUIRE(forest.roots.size() == 1);
    auto const &root = forest.root(0);
    CHECK(root.pid == 0);
    REQUIRE(root.prepared != nullptr);
    CHECK(root.prepared->gid == "it's me");
    CHECK(root.prepared->database == "shop");
    CHECK(root.victims == 1);
    REQUIRE(root.holds != nullptr);
    CHECK(root.holds->object == "sites");
    CHECK(remedy_for(root).way == Remedy::rollback_prepared);
    world.connection.change("rollback prepared 'it''s me'");
    CHECK(victim.end().empty());
}

TEST_CASE("advisory locks are named by their keys, and a session may keep one while idle")
{
    World world;
    Session holder{world.postgres.url()}, victim{world.postgres.url()};
    holder.run("select pg_advisory_lock(7, -1)");
    victim.begin("select pg_advisory_lock(7, -1)");
    until_blocked(world.connection, world.server, victim.pid());

    auto const forest = world.forest();
    REQUIRE(forest.roots.size() == 1);
    auto const &root = forest.root(0);
    CHECK(root.pid == holder.pid());
    REQUIRE(root.holds != nullptr);
    CHECK(root.holds->object == "advisory lock (7, -1)");
    CHECK(remedy_for(root).way == Remedy::terminate);
    CHECK(signal(world.connection, *root.backend, How::terminate) == Verdict::spared);
    CHECK(signal(world.connection, *root.backend, How::terminate, {.idle = false}) == Verdict::sent);
    CHECK(victim.end().empty());
}

TEST_CASE("a wait for a row names the table")
{
    World world;
    Session writer{world.postgres.url()}, victim{world.postgres.url()};
    writer.run("begin");
    writer.run("update sites set host = 'x' where id = 1");
    victim.begin("update sites set host = 'y' where id = 1");
    until_blocked(world.connection, world.server, victim.pid());
    auto const forest = world.forest();
    REQUIRE(forest.roots.size() == 1);
    auto const &waits = forest.nodes[forest.root(0).children.at(0)].waits;
    REQUIRE(waits != nullptr);
    CHECK(waits->object == "a row of sites");

    auto const locks = ask_locks_of(world.connection, world.server, {writer.pid()});
    CHECK(std::any_of(locks.begin(), locks.end(), [](auto const &lock) {
        return lock.object == "sites" && lock.mode == "RowExclusiveLock" && lock.granted;
    }));
    writer.run("rollback");
    CHECK(victim.end().empty());
}

TEST_CASE("a lock in another database has the table's number")
{
    World world;
    auto other = open(world.postgres.url("postgres", "postgres"));
    auto const server = ask_server(other);
    Session reader{world.postgres.url()}, migration{world.postgres.url()};
    reader.run("begin");
    reader.run("select * from sites");
    migration.begin("alter table sites add column z int");
    until_blocked(world.connection, world.server, migration.pid());
    auto const facts = ask_locks(other, server);
    REQUIRE(facts.waits.size() == 1);
    CHECK(contains(facts.waits[0].object, "of another database"));
    reader.run("rollback");
    CHECK(migration.end().empty());
}
