#include "lib/pg/health.hpp"

#include "lib/pg/columns.hpp"

#include <fmt/format.h>

namespace omactl::pg {

namespace {

/// The oldest of the three that keep vacuum from cleaning up.
constexpr std::string_view k_holder = R"((select h.kind, h.name, h.age from (
 select 'backend' as kind, a.pid::text as name, pg_catalog.age(a.backend_xmin) as age
 from pg_catalog.pg_stat_activity a where a.pid <> pg_catalog.pg_backend_pid()
 union all select 'replication slot', s.slot_name::text,
 greatest(pg_catalog.age(s.xmin), pg_catalog.age(s.catalog_xmin)) from pg_catalog.pg_replication_slots s
 union all select 'prepared transaction', p.gid, pg_catalog.age(p.transaction) from pg_catalog.pg_prepared_xacts p) h
 where h.age is not null order by h.age desc limit 1))";

std::string health_sql(Server const &server)
{
    auto const blocked =
        server.sees_all ? std::string{"count(*) filter (where a.wait_event_type = 'Lock')"}
                        : std::string{"(select count(distinct l.pid) from pg_catalog.pg_locks l where not l.granted)"};
    return fmt::format(
        R"(select s.*, h.kind, h.name, h.age, d.datname, d.frozen, p.prepared, p.oldest_prepared,
 {replay} as replay_behind
from (select count(*) as connections, count(*) filter (where a.state = 'active' and {other}) as active,
 count(*) filter (where a.state like 'idle in transaction%') as idle_in_transaction, {blocked} as blocked,
 count(*) filter (where a.state is null and a.query = '<insufficient privilege>') as hidden,
 max({xact}) filter (where {other}) as longest_transaction,
 max({xact}) filter (where a.state like 'idle in transaction%') as longest_idle,
 (pg_catalog.array_agg(a.pid order by a.xact_start) filter (where a.xact_start is not null
  and {other}))[1] as longest_pid
 from pg_catalog.pg_stat_activity a where a.backend_type = 'client backend' or (a.backend_type is null and a.usename is not null
  and a.datname is not null)) s
left join lateral {holder} h on true
cross join lateral (select d.datname::text as datname, pg_catalog.age(d.datfrozenxid) as frozen
 from pg_catalog.pg_database d order by pg_catalog.age(d.datfrozenxid) desc limit 1) d
cross join lateral (select count(*) as prepared, max({prepared}) as oldest_prepared from pg_catalog.pg_prepared_xacts p) p)",
        fmt::arg("replay", server.in_recovery
                               ? "case when pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn()"
                                 " then 0 else " +
                                     age_sql("pg_catalog.pg_last_xact_replay_timestamp()") + " end"
                               : std::string{"null::bigint"}),
        fmt::arg("blocked", blocked), fmt::arg("xact", age_sql("a.xact_start")), fmt::arg("holder", k_holder),
        fmt::arg("other", "a.pid <> pg_catalog.pg_backend_pid()"), fmt::arg("prepared", age_sql("p.prepared")));
}

Health health_of(postgres::Rows::Row const &row, Server const &server)
{
    return {.connections = row.integer("connections"),
            .max_connections = server.max_connections,
            .reserved = server.reserved,
            .active = row.integer("active"),
            .idle_in_transaction = row.integer("idle_in_transaction"),
            .blocked = row.integer("blocked"),
            .hidden = row.integer("hidden"),
            .longest_transaction = millis_if(row, "longest_transaction"),
            .longest_idle_in_transaction = millis_if(row, "longest_idle"),
            .longest_transaction_pid = row.integer("longest_pid"),
            .prepared = row.integer("prepared"),
            .oldest_prepared = millis_if(row, "oldest_prepared"),
            .in_recovery = server.in_recovery,
            .replay_behind = millis_if(row, "replay_behind"),
            .followers = {},
            .wraparound_age = row.integer("frozen"),
            .wraparound_database = row.text("datname"),
            .xmin = {row.text("kind"), row.text("name"), row.integer("age")}};
}

std::vector<Follower> ask_followers(postgres::Connection &connection)
{
    auto const rows = connection.ask(
        "select r.application_name, r.state, coalesce(r.client_hostname, pg_catalog.host(r.client_addr)) as client,"
        " (extract(epoch from r.replay_lag) * 1000)::bigint as lag,"
        " pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn)::bigint as behind"
        " from pg_catalog.pg_stat_replication r order by r.application_name");
    std::vector<Follower> followers;
    for (std::size_t i = 0; i < rows.size(); ++i)
        followers.push_back({rows[i].text("application_name"), rows[i].text("state"), rows[i].text("client"),
                             millis_if(rows[i], "lag"), rows[i].integer_if("behind")});
    return followers;
}

}  // namespace

double Health::used() const
{
    auto const usable = max_connections - reserved;
    return usable > 0 ? static_cast<double>(connections) / static_cast<double>(usable) : 0;
}

double Health::wraparound() const
{
    return static_cast<double>(wraparound_age) / 2'147'483'648.0;
}

Health ask_health(postgres::Connection &connection, Server const &server)
{
    auto const rows = connection.ask(health_sql(server));
    auto health = health_of(rows[0], server);
    if (!server.in_recovery) health.followers = ask_followers(connection);
    return health;
}

}  // namespace omactl::pg
