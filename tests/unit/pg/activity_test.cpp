#include "lib/core/error.hpp"
#include "lib/pg/columns.hpp"
#include "lib/pg/server.hpp"
#include "tests/unit/pg/backend.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::pg;
using namespace std::chrono_literals;

TEST_CASE("a token is a pid and five characters")
{
    auto const token = active(4711).token();
    CHECK(token.size() == 10);
    CHECK(token.substr(0, 5) == "4711:");
    CHECK(token == "4711:Ug5Iy");  // the same on every machine
    CHECK(hidden(4711).token() == "4711:?");
}

TEST_CASE("a token goes stale by what a backend does, not by time")
{
    auto const before = active(4711);
    auto later = before;
    later.query_age = later.xact_age = later.backend_age = later.state_age = 10h;
    later.wait_type = "Lock";
    later.blocked_by = {1};
    CHECK(later.token() == before.token());

    auto next = before;
    next.query_start = "2026-11-23T03:12:00.000002Z";
    CHECK(next.token() != before.token());
    auto other = before;
    other.backend_start = "2026-11-23T03:00:00.000002Z";
    CHECK(other.token() != before.token());
    auto ended = before;
    ended.state = "idle";
    CHECK(ended.token() != before.token());
    CHECK(idle_in_transaction(4711).token() != before.token());
}

TEST_CASE("an idle transaction is the same one after a statement within it")
{
    auto const before = idle_in_transaction(4711);
    auto later = before;
    later.query_start = "2026-11-23T03:13:00.000001Z";
    CHECK(later.token() == before.token());
    later.xact_start = "2026-11-23T03:13:00.000001Z";
    CHECK(later.token() != before.token());
}

TEST_CASE("age is that of what makes it a nuisance")
{
    CHECK(active(1).age() == 1min);
    CHECK(idle_in_transaction(1).age() == 2min);
    CHECK_FALSE(hidden(1).age());
    auto idle = active(1);
    idle.state = "idle";
    idle.state_age = 7s;
    CHECK(idle.age() == 7s);
}

TEST_CASE("tokens are read back")
{
    CHECK(parse_token("4711:x7Kq2").pid == 4711);
    CHECK(parse_token("4711:x7Kq2").hash == "x7Kq2");
    CHECK(parse_token("4711").hash.empty());
    CHECK(parse_token("4711:?").hash == "?");  // of one that may not be seen
    for (auto const *wrong : {"", "x", "4711:", "4711:x7Kq", "123abc", "-4:x7Kq2", "0", "4711 ", "4711:??", ":x7Kq2",
                              "99999999999999999999"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(parse_token(wrong), Error);
    }
}

TEST_CASE("a token names one backend as it was, or nobody")
{
    std::vector<Backend> const backends{active(4711), idle_in_transaction(4712)};
    CHECK(find_token(backends, backends[1].token()).is == Named::found);
    CHECK(find_token(backends, backends[1].token()).backend == &backends[1]);
    CHECK(find_token(backends, "4711").is == Named::found);
    CHECK(find_token(backends, "4711:zzzzz").is == Named::stale);
    CHECK(find_token(backends, "9").is == Named::gone);
}

TEST_CASE("columns that a version hasn't got aren't asked for")
{
    auto const sql = [](int major) { return activity_sql({.version = major * 10'000, .sees_all = true}); };
    CHECK(sql(11).find("a.leader_pid") == std::string::npos);
    CHECK(sql(13).find("a.leader_pid") != std::string::npos);
    CHECK(sql(13).find("a.query_id") == std::string::npos);
    CHECK(sql(14).find("a.query_id") != std::string::npos);
}

TEST_CASE("lists of pids")
{
    using Pids = std::vector<std::int64_t>;
    CHECK(pids_of("") == Pids{});
    CHECK(pids_of("{}") == Pids{});
    CHECK(pids_of("{4711,0,4711}") == Pids{0, 4711});
    CHECK(array_of(Pids{1, 2}) == "{1,2}");
    CHECK(array_of(Pids{}) == "{}");
    CHECK(array_of(std::vector<std::string>{"a", "b \"c\" \\"}) == R"({"a","b \"c\" \\"})");
}

TEST_CASE("settings in bytes")
{
    CHECK(setting_bytes("1kB") == 1024);
    CHECK(setting_bytes("100B") == 100);
    CHECK(setting_bytes("4096") == 4096);
    CHECK(setting_bytes("4MB") == 4 << 20);
    CHECK(setting_bytes("") == 0);
    CHECK(setting_bytes("4 parsecs") == 0);
}
