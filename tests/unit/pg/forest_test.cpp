#include "lib/pg/forest.hpp"
#include "tests/unit/pg/backend.hpp"

#include <catch2/catch.hpp>

using namespace omactl::pg;
using namespace std::chrono_literals;

namespace {

Lock wait_of(std::int64_t pid, std::string target, std::vector<std::int64_t> blocked_by)
{
    return {.pid = pid,
            .type = "relation",
            .mode = "AccessExclusiveLock",
            .target = target,
            .object = "sites",
            .relation = "sites",
            .waiting = 5s,
            .blocked_by = std::move(blocked_by)};
}

Lock held_by(std::int64_t pid, std::string target, std::string gid = "")
{
    return {.pid = pid,
            .gid = std::move(gid),
            .granted = true,
            .type = "relation",
            .mode = "AccessShareLock",
            .target = std::move(target),
            .object = "sites",
            .relation = "sites"};
}

std::vector<std::int64_t> pids(Forest const &forest, std::vector<std::size_t> const &nodes)
{
    std::vector<std::int64_t> list;
    for (auto const node : nodes) list.push_back(forest.nodes[node].pid);
    return list;
}

using Pids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("the pile-up: reader, migration, everybody else")
{
    std::vector<Backend> const backends{idle_in_transaction(1), waiting(2, {1}), waiting(3, {2}), waiting(4, {2})};
    LockFacts const facts{{wait_of(2, "t", {1}), wait_of(3, "t", {2}), wait_of(4, "t", {2})}, {held_by(1, "t")}, {}};
    auto const forest = blocking_forest(backends, facts);
    REQUIRE(forest.roots.size() == 1);
    auto const &root = forest.root(0);
    CHECK(root.pid == 1);
    CHECK(root.victims == 3);
    CHECK(root.backend == &backends[0]);
    CHECK(root.waits == nullptr);
    REQUIRE(root.holds != nullptr);
    CHECK(root.holds->mode == "AccessShareLock");
    CHECK(pids(forest, root.children) == Pids{2});
    auto const &migration = forest.nodes[root.children[0]];
    CHECK(migration.victims == 2);
    CHECK(migration.waits->waiting == 5s);
    CHECK(pids(forest, migration.children) == Pids{3, 4});
    CHECK(forest.waiting == 3);
    CHECK(remedy_for(root).way == Remedy::terminate);
}

TEST_CASE("one that waits for several stands under the last of them, once")
{
    auto const forest = blocking_forest({active(1), waiting(2, {1}), waiting(3, {1, 2})}, {});
    REQUIRE(forest.roots.size() == 1);
    auto const &root = forest.root(0);
    CHECK(root.victims == 2);
    CHECK(pids(forest, root.children) == Pids{2});
    auto const &second = forest.nodes[root.children[0]];
    CHECK(pids(forest, second.children) == Pids{3});
    CHECK(forest.nodes[second.children[0]].also_waits_for == Pids{1});
}

TEST_CASE("two roots of one victim count it both, most victims first")
{
    auto const forest = blocking_forest({active(1), active(2), waiting(3, {1, 2}), waiting(4, {2})}, {});
    REQUIRE(pids(forest, forest.roots) == Pids{2, 1});
    CHECK(forest.root(0).victims == 2);
    CHECK(forest.root(1).victims == 1);
    CHECK(forest.nodes.size() == 4);
}

TEST_CASE("a deadlock that is about to be found has one root and an end")
{
    auto const forest = blocking_forest({waiting(1, {2}), waiting(2, {1}), waiting(3, {1})}, {});
    REQUIRE(forest.roots.size() == 1);
    CHECK(forest.root(0).in_cycle);
    CHECK(forest.root(0).victims == 2);
    std::size_t placed = forest.roots.size();
    for (auto const &node : forest.nodes) placed += node.children.size();
    CHECK(placed == 3);
}

TEST_CASE("a cycle under a root stands under it")
{
    auto const forest = blocking_forest({active(9), waiting(1, {2}), waiting(2, {1, 9})}, {});
    REQUIRE(pids(forest, forest.roots) == Pids{9});
    CHECK(forest.root(0).victims == 2);
    CHECK_FALSE(forest.root(0).in_cycle);
}

TEST_CASE("parallel workers are their leader")
{
    auto worker = waiting(11, {1});
    worker.backend_type = "parallel worker";
    worker.leader_pid = 10;
    auto const forest = blocking_forest({active(1), active(10), worker, waiting(12, {11, 10})}, {});
    CHECK(forest.nodes.size() == 3);
    CHECK(forest.root(0).victims == 2);
    CHECK(pids(forest, forest.root(0).children) == Pids{10});
}

TEST_CASE("a prepared transaction is a root with its own way out")
{
    LockFacts const facts{{wait_of(2, "t", {0})},
                          {held_by(0, "t", "it's")},
                          {{.gid = "it's", .owner = "app", .database = "shop", .age = 2h}}};
    auto const forest = blocking_forest({waiting(2, {0})}, facts);
    auto const &root = forest.root(0);
    CHECK(root.pid == 0);
    REQUIRE(root.prepared == &facts.prepared[0]);
    CHECK(root.holds == &facts.held[0]);
    auto const remedy = remedy_for(root);
    CHECK(remedy.way == Remedy::rollback_prepared);
    CHECK(remedy.sql == "rollback prepared 'it''s'");
}

TEST_CASE("one that wasn't seen the second time is a node without a backend")
{
    auto const forest = blocking_forest({waiting(2, {1})}, {{wait_of(2, "t", {1})}, {}, {}});
    CHECK(forest.root(0).pid == 1);
    CHECK(forest.root(0).backend == nullptr);
    CHECK(remedy_for(forest.root(0)).way == Remedy::none);
    auto const unknown = blocking_forest({waiting(2, {0})}, {});
    CHECK(unknown.root(0).prepared == nullptr);
    CHECK(remedy_for(unknown.root(0)).way == Remedy::none);
}

TEST_CASE("what frees a root")
{
    auto const remedy = [](Backend const &backend) { return remedy_for({.pid = backend.pid, .backend = &backend}); };
    CHECK(remedy(active(1)).way == Remedy::cancel);
    CHECK(remedy(idle_in_transaction(1)).way == Remedy::terminate);
    auto idle = active(1);
    idle.state = "idle";
    CHECK(remedy(idle).way == Remedy::terminate);
    auto dump = active(1);
    dump.application = "pg_dump";
    CHECK(remedy(dump).way == Remedy::none);
    CHECK(remedy(dump).why == "pg_dump: a backup");
    CHECK(remedy(hidden(1)).way == Remedy::none);
}

TEST_CASE("five hundred in one queue, each behind all before it")
{
    std::vector<Backend> backends{active(1)};
    for (std::int64_t pid = 2; pid <= 500; ++pid) {
        std::vector<std::int64_t> before;
        for (std::int64_t other = 1; other < pid; ++other) before.push_back(other);
        backends.push_back(waiting(pid, before));
    }
    auto const forest = blocking_forest(backends, {});
    REQUIRE(forest.roots.size() == 1);
    CHECK(forest.root(0).victims == 499);
    std::size_t depth = 0;
    for (auto const *node = &forest.root(0); !node->children.empty(); node = &forest.nodes[node->children[0]]) ++depth;
    CHECK(depth == 499);
}

TEST_CASE("nobody waits")
{
    CHECK(blocking_forest({active(1)}, {}).nodes.empty());
}

TEST_CASE("advisory locks by their keys")
{
    CHECK(advisory_name(0, 42, 1) == "advisory lock 42");
    CHECK(advisory_name(1, 0, 1) == "advisory lock 4294967296");
    CHECK(advisory_name(0xffffffff, 0xffffffff, 1) == "advisory lock -1");
    CHECK(advisory_name(7, 0xffffffff, 2) == "advisory lock (7, -1)");
}

TEST_CASE("a wait for a row names its table")
{
    LockFacts facts{{{.pid = 2, .type = "transactionid", .object = "its transaction"}},
                    {{.pid = 2, .granted = true, .type = "tuple", .relation = "sites"}},
                    {}};
    name_rows_waited_for(facts);
    CHECK(facts.waits[0].object == "a row of sites");
    CHECK(facts.waits[0].relation == "sites");
}
