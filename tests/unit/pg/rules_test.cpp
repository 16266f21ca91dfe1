#include "lib/core/error.hpp"
#include "lib/pg/rules.hpp"
#include "tests/unit/pg/backend.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::pg;
using namespace std::chrono_literals;

TEST_CASE("rules combine by AND")
{
    Rules rules{.older_than = 30s, .user = "app"};
    CHECK(matches(active(1), rules) == Match::yes);
    rules.user = "other";
    CHECK(matches(active(1), rules) == Match::no);
    rules = {.older_than = 90s, .user = "app"};
    CHECK(matches(active(1), rules) == Match::no);
    CHECK(matches(idle_in_transaction(1), rules) == Match::yes);
    CHECK(matches(active(1), {}) == Match::yes);
}

TEST_CASE("each rule alone")
{
    auto const backend = active(7);
    CHECK(matches(backend, {.match = Pattern{"FROM sites"}}) == Match::yes);
    CHECK(matches(backend, {.match = Pattern{"^from"}}) == Match::no);
    CHECK(matches(backend, {.application = "pu*"}) == Match::yes);
    CHECK(matches(backend, {.application = "pu"}) == Match::no);
    CHECK(matches(backend, {.state = "active"}) == Match::yes);
    CHECK(matches(backend, {.state = "idle"}) == Match::no);
    CHECK(matches(backend, {.blocking = true}, {5, 7}) == Match::yes);
    CHECK(matches(backend, {.blocking = true}, {5}) == Match::no);
    auto aborted = idle_in_transaction(1);
    aborted.state = "idle in transaction (aborted)";
    CHECK(matches(aborted, {.state = "idle in transaction"}) == Match::yes);
    CHECK(matches(idle_in_transaction(1), {.state = "idle"}) == Match::no);
}

TEST_CASE("what is hidden is unknown, never idle and never a match")
{
    CHECK(matches(hidden(1), {.older_than = 1s}) == Match::unknown);
    CHECK(matches(hidden(1), {.state = "idle"}) == Match::unknown);
    CHECK(matches(hidden(1), {.match = Pattern{"insufficient"}}) == Match::unknown);
    CHECK(matches(hidden(1), {.older_than = 1s, .user = "app"}) == Match::no);
    CHECK(matches(hidden(1), {.user = "other"}) == Match::yes);
    CHECK(why_spared(hidden(1)) == "hidden: not permitted to see it");
}

TEST_CASE("rules in words")
{
    CHECK(Rules{}.describe() == "all");
    CHECK(Rules{}.everything());
    Rules const rules{.older_than = 5min, .match = Pattern{"sites"}, .user = "app", .blocking = true};
    CHECK(rules.describe() == "older than 5 min, query matches 'sites', user app, blocking");
    CHECK_FALSE(rules.everything());
}

TEST_CASE("blockers are named once")
{
    CHECK(blockers_of({waiting(1, {9, 3}), waiting(2, {3}), active(9)}) == std::vector<std::int64_t>{3, 9});
}

TEST_CASE("the never-kill set in words")
{
    CHECK(why_spared(active(1)).empty());
    CHECK(why_spared(idle_in_transaction(1)).empty());
    auto const with = [](auto change) {
        auto backend = active(1);
        change(backend);
        return why_spared(backend);
    };
    CHECK(with([](auto &b) { b.own = true; }) == "omactl's own");
    CHECK(with([](auto &b) { b.application = "omactl: lock of mara"; }) == "omactl's own");
    CHECK(with([](auto &b) { b.backend_type = "walsender"; }) ==
          "walsender: replication or a backup streams through it");
    CHECK(with([](auto &b) {
              b.backend_type = "autovacuum worker";
              b.query = "autovacuum: VACUUM public.t (to prevent wraparound)";
          }) == "autovacuum to prevent wraparound");
    CHECK(with([](auto &b) { b.backend_type = "autovacuum worker"; }) == "autovacuum worker: not a client");
    CHECK(with([](auto &b) {
              b.backend_type = "parallel worker";
              b.leader_pid = 4711;
          }) == "parallel worker: act on its leader 4711");
    CHECK(with([](auto &b) { b.application = "pg_dump"; }) == "pg_dump: a backup");
    CHECK(with([](auto &b) { b.application = "pgBackRest [backup]"; }) == "pgBackRest [backup]: a backup");
    CHECK(with([](auto &b) { b.state = "idle"; }) == "idle: nothing to end");
    CHECK(with([](auto &b) { b.query_start.clear(); }) == "it has run nothing yet");
    CHECK(with([](auto &b) { b.state.clear(); }) == "its state is unknown");
}

TEST_CASE("backups and idle connections can be named on purpose, others not")
{
    auto dump = active(1);
    dump.application = "pg_dump";
    CHECK(why_spared(dump, {.backups = false}).empty());
    CHECK(never_kill_sql({.backups = false}).find("pg_dump") == std::string::npos);
    CHECK(never_kill_sql({}).find("'pg\\_dump%'") != std::string::npos);
    auto idle = active(1);
    idle.state = "idle";
    CHECK(why_spared(idle, {.idle = false}).empty());
    auto sender = active(1);
    sender.backend_type = "walsender";
    CHECK_FALSE(why_spared(sender, {.idle = false, .backups = false}).empty());
    CHECK(never_kill_sql({.idle = false, .backups = false}).find("a.backend_type = 'client backend'") == 0);
}

TEST_CASE("patterns")
{
    CHECK(Pattern{"job_id = [0-9]+"}.found_in("where JOB_ID = 12"));
    CHECK_FALSE(Pattern{"x"}.found_in(""));
    CHECK_THROWS_AS(Pattern{"("}, Error);
    CHECK_THROWS_AS(Pattern{"(a)\\1"}, Error);
    CHECK_NOTHROW(Pattern{"a\\\\1"});
    auto const text = "select '" + std::string(1'000'000, 'x') + "' from sites";
    CHECK(Pattern{"x+' from sites"}.found_in(text));
    CHECK_FALSE(Pattern{"(x|y)*z"}.found_in(text));
    CHECK(Pattern{"b"}.found_in(std::string_view{"a\0b", 3}));
    CHECK_FALSE(Pattern{"b"}.found_in(std::string_view{"ab", 1}));
}
