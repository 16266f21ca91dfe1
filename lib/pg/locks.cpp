#include "lib/pg/locks.hpp"

#include "lib/pg/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace omactl::pg {

namespace {

/// Everything about a row `l` of pg_locks that a Lock is made of. Names come by oid from the catalogs of the
/// connected database, which locks nothing else. A prepared transaction's locks share the virtual transaction that
/// it had (or -1/xid after a restart) with the lock on its own xid.
std::string columns_sql(Server const &server)
{
    return fmt::format(
        R"(coalesce(l.pid, 0) as pid, l.granted, l.locktype, l.mode, l.relation::bigint as relation, l.classid::bigint as classid,
 l.objid::bigint as objid, l.objsubid, l.here, {} as waiting,
 pg_catalog.concat_ws('/', l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid, l.transactionid,
 l.classid, l.objid, l.objsubid) as target,
 (select case when n.nspname in ('public', 'pg_catalog') then c.relname::text else n.nspname || '.' || c.relname end
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where l.here and c.oid = l.relation) as name,
 (select p.gid from l x join pg_catalog.pg_prepared_xacts p on p.transaction = x.transactionid
  where l.pid is null and x.pid is null and x.locktype = 'transactionid'
  and x.virtualtransaction = l.virtualtransaction limit 1) as gid)",
        server.at_least(14) ? age_sql("l.waitstart") : "null::bigint");
}

/// pg_locks with the targets that somebody waits for, as `l` and `w`.
constexpr std::string_view k_with = R"(with here as (select d.oid from pg_catalog.pg_database d
 where d.datname = pg_catalog.current_database()),
l as (select k.*, k.database in (0, (select oid from here)) as here from pg_catalog.pg_locks k),
w as (select l.pid, pg_catalog.concat_ws('/', l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid,
 l.transactionid, l.classid, l.objid, l.objsubid) as target from l where not l.granted))";

std::string object_of(postgres::Rows::Row const &row)
{
    auto const &type = row.text("locktype");
    auto const &name = row.text("name");
    auto const named = [&](std::string_view what) {
        return name.empty() ? std::string{what} : fmt::format("{} of {}", what, name);
    };
    if (type == "relation") {
        if (!name.empty()) return name;
        return fmt::format("table {}{}", row.integer("relation"), row.flag("here") ? "" : " of another database");
    }
    if (type == "transactionid") return "its transaction";
    if (type == "tuple") return named("a row");
    if (type == "page") return named("a page");
    if (type == "extend") return named("the growth");
    if (type == "virtualxid") return "its transaction's end";
    if (type == "advisory")
        return advisory_name(static_cast<std::uint32_t>(row.integer("classid")),
                             static_cast<std::uint32_t>(row.integer("objid")),
                             static_cast<int>(row.integer("objsubid")));
    return fmt::format("{} {}/{}", type, row.integer("classid"), row.integer("objid"));
}

Lock lock_of(postgres::Rows::Row const &row)
{
    return {.pid = row.integer("pid"),
            .gid = row.text("gid"),
            .granted = row.flag("granted"),
            .type = row.text("locktype"),
            .mode = row.text("mode"),
            .target = row.text("target"),
            .object = object_of(row),
            .relation = row.text("name"),
            .waiting = row.flag("granted") ? std::nullopt : millis_if(row, "waiting"),
            .blocked_by = {}};
}

Prepared prepared_of(postgres::Rows::Row const &row)
{
    return {.gid = row.text("gid"),
            .owner = row.text("owner"),
            .database = row.text("database"),
            .prepared = row.text("prepared"),
            .age = millis_if(row, "waiting").value_or(Millis{0}),
            .xid_age = row.integer("xid_age")};
}

}  // namespace

std::string advisory_name(std::uint32_t classid, std::uint32_t objid, int objsubid)
{
    if (objsubid == 2)
        return fmt::format("advisory lock ({}, {})", static_cast<std::int32_t>(classid),
                           static_cast<std::int32_t>(objid));
    auto const key = static_cast<std::uint64_t>(classid) << 32 | objid;
    return fmt::format("advisory lock {}", static_cast<std::int64_t>(key));
}

void name_rows_waited_for(LockFacts &facts)
{
    std::map<std::int64_t, std::string> rows;  // a wait for a row's writer holds the row's own lock meanwhile
    for (auto const &lock : facts.held)
        if (lock.type == "tuple" && !lock.relation.empty()) rows[lock.pid] = lock.relation;
    for (auto &lock : facts.waits) {
        auto const row = rows.find(lock.pid);
        if (lock.type != "transactionid" || row == rows.end()) continue;
        lock.relation = row->second;
        lock.object = "a row of " + row->second;
    }
}

std::string locks_sql(Server const &server)
{
    return fmt::format(R"({}
select 'lock' as kind, {}, case when not l.granted then pg_catalog.pg_blocking_pids(l.pid) end as blocked_by,
 null::text as owner, null::text as database, null::text as prepared, null::bigint as xid_age
from l where not l.granted or l.locktype = 'advisory' or (l.locktype = 'tuple' and l.pid in (select w.pid from w))
 or pg_catalog.concat_ws('/', l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid, l.transactionid,
 l.classid, l.objid, l.objsubid) in (select w.target from w)
union all select 'prepared', 0, true, '', '', null, null, null, null, false, {}, '', null, p.gid, null, p.owner::text,
 p.database::text, {}, pg_catalog.age(p.transaction)
from pg_catalog.pg_prepared_xacts p)",
                       k_with, columns_sql(server), age_sql("p.prepared"), moment_sql("p.prepared"));
}

LockFacts ask_locks(postgres::Connection &connection, Server const &server)
{
    LockFacts facts;
    auto const rows = connection.ask(locks_sql(server));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].text("kind") == "prepared") {
            facts.prepared.push_back(prepared_of(rows[i]));
            continue;
        }
        auto lock = lock_of(rows[i]);
        lock.blocked_by = pids_of(rows[i].text("blocked_by"));
        (lock.granted ? facts.held : facts.waits).push_back(std::move(lock));
    }
    name_rows_waited_for(facts);
    return facts;
}

std::vector<Lock> ask_locks_of(postgres::Connection &connection, Server const &server,
                               std::vector<std::int64_t> const &pids)
{
    auto const rows = connection.ask(fmt::format("{}\nselect {} from l where l.pid = any ($1::int[]) and l.locktype <> "
                                                 "'virtualxid' order by l.pid, l.granted",
                                                 k_with, columns_sql(server)),
                                     {array_of(pids)});
    std::vector<Lock> locks;
    for (std::size_t i = 0; i < rows.size(); ++i) locks.push_back(lock_of(rows[i]));
    return locks;
}

}  // namespace omactl::pg
