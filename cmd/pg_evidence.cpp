#include "cmd/pg_evidence.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/pg/explain.hpp"
#include "lib/pg/fingerprint.hpp"
#include "lib/pg/hints.hpp"
#include "lib/pg/locks.hpp"
#include "lib/pg/statements.hpp"
#include "lib/pg/temp_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace omactl::cmd {

namespace {

constexpr Millis k_explain_in_all{3'000};  // who waits behind them waits for this as well

// A look that is denied, or impossible here, is one thing less to record and never keeps a kill back.
template <class Look> auto if_it_can(Look const &look) -> decltype(look())
{
    try {
        return look();
    } catch (postgres::Refused const &) {
        return {};
    }
}

/// Asks for plans, once for each shape of a query, until the time for it is over.
class Plans {
public:
    Plans(op::Run &run, pg::Server const &server)
        : m_run(run), m_server(server), m_end(run.world.context().clock.ticks() + k_explain_in_all)
    {
    }

    pg::Plan const &of(pg::Backend const &backend, std::uint64_t shape)
    {
        auto const known = m_plans.find(shape);
        if (known != m_plans.end()) return known->second;
        return m_plans.emplace(shape, ask(backend)).first->second;
    }

private:
    pg::Plan ask(pg::Backend const &backend)
    {
        if (m_run.world.context().clock.ticks() >= m_end) return {"", "there was no time for it", false};
        if (auto why = why_not_planned(backend, m_server); !why.empty()) return {"", std::move(why), false};
        auto &postgres = postgres_of(session_of(m_run.world));
        auto const path = if_it_can([&] { return pg::usual_search_path(postgres, backend.user, backend.database); });
        return pg::explain(postgres, m_server, {backend.query, backend.truncated, backend.database, path});
    }

    op::Run &m_run;
    pg::Server const &m_server;
    Ticks m_end;
    std::map<std::uint64_t, pg::Plan> m_plans;
};

op::Json tables_json(pg::Plan const &plan, postgres::Connection &postgres)
{
    op::Json json = op::Json::object();
    if (!plan.there()) return json;
    for (auto const &[name, size] : if_it_can([&] { return pg::ask_tables(postgres, pg::tables_of(plan.json)); }))
        json[name] = {{"rows", size.rows}, {"pages", size.pages}};
    return json;
}

op::Json locks_json(std::vector<pg::Lock> const &locks, std::int64_t pid)
{
    op::Json json = op::Json::array();
    for (auto const &lock : locks)
        if (lock.pid == pid)
            json.push_back({{"object", cli::json_bytes(lock.object)}, {"mode", lock.mode}, {"granted", lock.granted}});
    return json;
}

op::Json statement_json(std::vector<pg::StatementStats> const &all, std::string const &query_id)
{
    for (auto const &one : all)
        if (!query_id.empty() && one.query_id == query_id)
            return {{"calls", one.calls},
                    {"total_s", one.total_ms / 1'000},
                    {"mean_s", one.mean_ms / 1'000},
                    {"share", one.share}};
    return {};
}

/// All that is asked once for all of them.
struct Facts {
    std::vector<pg::Backend> now;  ///< with whole texts
    std::vector<pg::Lock> locks;
    std::optional<std::map<std::int64_t, pg::TempFiles>> temp;
    std::vector<pg::StatementStats> statements;
};

Facts ask_facts(std::vector<Victim> const &victims, postgres::Connection &postgres, pg::Server const &server)
{
    Facts facts;
    facts.now = pg::activity(postgres, server);
    std::vector<std::int64_t> pids;
    std::vector<std::string> ids;
    for (auto const &victim : victims) pids.push_back(victim.backend.pid);
    for (auto const &backend : facts.now)
        if (std::find(pids.begin(), pids.end(), backend.pid) != pids.end() && !backend.query_id.empty())
            ids.push_back(backend.query_id);
    facts.locks = if_it_can([&] { return pg::ask_locks_of(postgres, server, pids); });
    facts.temp = if_it_can([&] { return pg::ask_temp_files(postgres, server); });
    facts.statements = if_it_can([&]() -> std::vector<pg::StatementStats> {
        auto const info = pg::ask_statements_info(postgres);
        if (!info || ids.empty()) return {};
        return pg::statements_of(postgres, *info, ids);
    });
    return facts;
}

op::Json hints_json(pg::Backend const &backend)
{
    op::Json json = op::Json::array();
    for (auto const &hint : pg::backend_hints(backend)) json.push_back({{"text", hint.text}, {"line", hint.line}});
    return json;
}

op::Json evidence_of(Victim const &victim, Facts const &facts, Plans &plans, postgres::Connection &postgres,
                     std::int64_t work_mem)
{
    auto const found = pg::find_token(facts.now, victim.backend.token());
    auto const &backend = found.is == pg::Named::found ? *found.backend : victim.backend;
    auto const shape = pg::fingerprint(backend.query);
    auto const &plan = plans.of(backend, shape.id);
    op::Json json{{"backend", to_json(backend)},
                  {"fingerprint", shape.hex()},
                  {"shape", cli::json_bytes(shape.text)},
                  {"tags", shape.tags}};
    json["plan"] = plan.there() ? op::Json::parse(plan.json, nullptr, false) : op::Json{};
    json["no_plan"] = plan.why_not;
    json["generic"] = plan.generic;
    json["hints"] = hints_json(backend);
    json["tables"] = tables_json(plan, postgres);
    json["locks"] = locks_json(facts.locks, backend.pid);
    auto const temp =
        facts.temp ? facts.temp->find(backend.pid) : std::map<std::int64_t, pg::TempFiles>::const_iterator{};
    json["temp_bytes"] = !facts.temp                 ? op::Json{}
                         : temp == facts.temp->end() ? op::Json(0)
                                                     : op::Json(temp->second.bytes);
    json["statement"] = statement_json(facts.statements, backend.query_id);
    json["blocks"] = victim.blocks;
    json["work_mem_bytes"] = work_mem;
    return json;
}

op::Json header_of(op::Run const &run)
{
    return {{"omactl", "archive"},
            {"v", 1},
            {"id", run.plan.id},
            {"operation", run.plan.operation},
            {"key", run.plan.target},
            {"server", run.plan.service},
            {"predicate", "backends as they were before they were ended"},
            {"at", rfc3339(run.world.context().clock.now())}};
}

}  // namespace

void record_evidence(std::vector<Victim> const &victims, op::Run &run)
{
    auto &session = session_of(run.world);
    auto const server = ask_pg(session);
    auto &postgres = postgres_of(session);
    auto const facts = ask_facts(victims, postgres, server);
    Plans plans{run, server};
    op::ArchiveWriter archive{run.plan.archive, header_of(run)};
    for (auto const &victim : victims) {
        throw_if_interrupted();
        auto json = evidence_of(victim, facts, plans, postgres, server.work_mem);
        cli::redact(json, run.world.context().secrets);
        archive.add(cli::dump(json));
    }
    archive.finish();
}

bool evidence_is_there(op::Plan const &plan, op::World const &world)
{
    return archive_here(world, plan.archive, plan.id).has_value();
}

std::vector<op::Json> read_evidence(op::Plan const &plan, op::World const &world)
{
    std::vector<op::Json> all;
    auto const path = archive_here(world, plan.archive, plan.id);
    if (!path) return all;
    op::ArchiveReader archive{*path};
    while (auto const record = archive.next()) all.push_back(op::Json::parse(*record, nullptr, false));
    return all;
}

}  // namespace omactl::cmd
