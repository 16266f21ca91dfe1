// What can be done to PostgreSQL with a shop in it.

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include "drill/deed.hpp"
#include "drill/postgres_service.hpp"

namespace omactl::drill {

namespace {

using Type = DeedKind::Type;

/// Those of an application who are so.
std::string at_least(std::int64_t count, std::string_view condition)
{
    return fmt::format("select count(*) >= {} as holds from pg_catalog.pg_stat_activity where {}", count, condition);
}

// --- writers: { count: 2 } ------------------------------------------------------------------------

// They begin before anything is broken, and each has committed something by then.
std::string writers(Fields const &fields, PostgresService &postgres)
{
    auto const count = fields.count("count");
    for (std::int64_t i = 0; i < count; ++i) {
        auto order = postgres.client_order("sidekiq");
        order.number = postgres.writers() + 1;
        if (i == 0) order.forgets = fields.count("forgets", 0);
        if (i == 0) order.repeats = fields.count("repeats", 0);
        postgres.hire(order);
    }
    postgres.await(fmt::format("select count(distinct writer) >= {0} and count(*) >= 20 * {0} as holds from orders",
                               postgres.writers()),
                   "the first commits");
    return fmt::format("{} {} one order after the other", counted(count, "worker"), either(count, "commits", "commit"));
}
DeedKind const g_writers{"writers",
                         PostgresService::k_name,
                         {{"count", Type::count}, {"forgets", Type::count}, {"repeats", Type::count}},
                         on(writers)};

// --- pileup: { table: sites, readers: 4 } ---------------------------------------------------------

std::string pileup(Fields const &fields, PostgresService &postgres)
{
    auto const table = fields.text("table");
    auto const readers = fields.count("readers");
    postgres.make_table(table, "select i as id, 'site-' || i || '.example.com' as host from generate_series(1, 500) i");
    postgres.sit("puma", fmt::format("select * from {} where id = 17", table), 1);
    postgres.await(at_least(1, "application_name = 'puma' and state = 'idle in transaction'"), "an open transaction");
    postgres.begin_work("rake", fmt::format("alter table {} add column region text", table));
    postgres.await(at_least(1, "application_name = 'rake' and wait_event_type = 'Lock'"), "a migration that waits");
    for (std::int64_t i = 0; i < readers; ++i) {
        auto order = postgres.client_order("puma");
        order.table = table;
        postgres.hire(order);
    }
    postgres.await(at_least(readers, "application_name = 'puma' and wait_event_type = 'Lock'"), "the pile");
    return fmt::format("a request left a transaction open that had read {0}; a migration of {0} waits behind it, and "
                       "{1} behind the migration",
                       table, counted(readers, "request"));
}
DeedKind const g_pileup{"pileup", PostgresService::k_name, {{"table"}, {"readers", Type::count}}, on(pileup)};

// --- sort: { rows: 3000 } -------------------------------------------------------------------------

// Each with each, and slow to compare: it runs for the better part of an hour, and spills all the while.
std::string sort(Fields const &fields, PostgresService &postgres)
{
    auto const rows = fields.count("rows");
    postgres.make_table("visits",
                        fmt::format("select i as id, md5(i::text) as agent from generate_series(1, {}) i", rows));
    postgres.begin_runaway("rake", "select a.id, b.id, sha256(convert_to(repeat(a.agent || b.agent, 500), 'UTF8')) as "
                                   "visitor from visits a cross join visits b order by visitor");
    postgres.await("select coalesce(sum(size), 0) > 0 as holds from pg_catalog.pg_ls_tmpdir()", "a sort that spills");
    return fmt::format("a report sorts {} visits, each paired with each: it has no end, and fills the disk",
                       with_commas(rows));
}
DeedKind const g_sort{"sort", PostgresService::k_name, {{"rows", Type::count}}, on(sort)};

// --- crowd: { leave: 0 } --------------------------------------------------------------------------

// The one that counts is counted, too.
constexpr char k_free[] = "select current_setting('max_connections')::int + 1 "
                          "- current_setting('superuser_reserved_connections')::int "
                          "- (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend') "
                          "as slots";

std::string crowd(Fields const &fields, PostgresService &postgres)
{
    auto const taken = postgres.ask(k_free)[0].integer("slots") - fields.count("leave");
    if (taken < 1) throw Error{Fault::failed, "sandbox: PostgreSQL: no slot is left to be taken"};
    postgres.sit("puma", "select now()", taken);
    postgres.await(at_least(taken, "application_name = 'puma' and state = 'idle in transaction'"), "the crowd");
    return fmt::format("a pool took {} and waits for another service, with its transactions open",
                       counted(taken, "connection"));
}
DeedKind const g_crowd{"crowd", PostgresService::k_name, {{"leave", Type::count}}, on(crowd)};

// --- stopped: postgres ----------------------------------------------------------------------------

std::string stopped(Fields const &fields, PostgresService &postgres)
{
    if (fields.text("") != PostgresService::k_name)
        throw Error{Fault::usage, fmt::format("'{}' can't be stopped", printable(fields.text(""))),
                    "stopped: postgres"};
    postgres.crash();
    return "PostgreSQL is gone, as if the power had failed";
}
DeedKind const g_stopped{"stopped", PostgresService::k_name, {{""}}, on(stopped)};

}  // namespace

}  // namespace omactl::drill
