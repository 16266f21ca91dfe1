// A query may be a megabyte and hold anything: what omactl writes is safe for a terminal, and not a megabyte.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr std::size_t k_bounded = 32 * 1024;
constexpr std::size_t k_megabyte = 1024 * 1024;

bool is_safe(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; });
}

/// Columns without end, so that the shape is as long as the text, and what a terminal would obey.
std::string giant()
{
    std::string sql = "select id as \"\x1b[2J\x1b]0;owned\x07\x01\r\x7f\"";
    for (int n = 0; sql.size() < k_megabyte - 4'096; ++n) sql += fmt::format(", id + {0} as a{0}", n % 1'000);
    return sql + " from sites limit 1";
}

void check_text(process::Ended const &ended)
{
    for (auto const &text : {ended.out, ended.err}) {
        CHECK(text.size() < k_bounded);
        CHECK(is_safe(text));
    }
}

TEST_CASE("a megabyte of control characters is safe and bounded wherever it is shown")
{
    PgGround ground{{.settings = {"track_activity_query_size=1048576"}}};
    PgSession root{ground.server.url(), "ro\x1b[31mot"}, waiter{ground.server.url(), "waiter"};
    root.run("begin");
    root.run("lock table sites in access exclusive mode");
    auto sql = giant();
    root.begin("select * from (values (pg_sleep(600))) v /* \x1b[2J\x07 " + sql.substr(0, k_megabyte / 2) + " */");
    ground.eventually("exists (select from pg_stat_activity where wait_event = 'PgSleep')");
    waiter.begin(sql);
    ground.eventually(fmt::format("cardinality(pg_blocking_pids({})) > 0", waiter.pid()));

    check_text(check_run(ground.laptop, "pg ps", 0).ended);
    check_text(check_run(ground.laptop, "pg locks", 3).ended);
    check_text(check_run(ground.laptop, "pg kill-long --older-than 1ms --app waiter --dry-run", 0).ended);
    check_text(check_run(ground.laptop, "pg kill-long --older-than 1ms --app waiter --yes", 0).ended);
    check_text(check_run(ground.laptop, "pg unblock --yes", 0).ended);
    CHECK(waiter.end() == "57014");
    check_text(check_run(ground.laptop, "pg report", 0).ended);
    auto const json = check_run(ground.laptop, "pg report --json", 0).ended;
    CHECK(std::none_of(json.out.begin(), json.out.end(), [](unsigned char c) { return c < 0x20 && c != '\n'; }));
    CHECK(json.out.size() < 8 * k_megabyte);
    for (auto const &entry : ground.laptop.entries())
        check_text(check_run(ground.laptop, "journal show " + entry.id, 0).ended);
}

}  // namespace
