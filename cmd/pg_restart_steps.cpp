#include "cmd/pg_target.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/service_control.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/noted.hpp"
#include "lib/postgres/connection.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr Millis k_first_look{200}, k_longest_pause{2'000};
constexpr Millis k_checkpoint_limit{300'000};

std::string started_before(op::Plan const &plan)
{
    return plan.detail.at("started").get<std::string>();
}

/// The server as it answers now; nullopt: it doesn't, and `why` says so.
std::optional<pg::Server> answer(Session &session, std::string &why)
{
    try {
        return ask_pg(session);
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable) throw;
        why = e.message();
        disconnect_postgres(session);
        return std::nullopt;
    }
}

void checkpoint(op::Run &run)
{
    auto &postgres = postgres_of(session_of(run.world));
    op::noted(run).about_to_write("CHECKPOINT");
    postgres.set_call_limit(k_checkpoint_limit);
    try {
        postgres.change("CHECKPOINT");
    } catch (postgres::Refused const &e) {
        if (e.fault() != Fault::denied) throw;
        run.world.context().say(fmt::format("CHECKPOINT: {}; going on without it\n", e.message()));
    }
}

/// Until it takes a query of a server that has started since.
std::optional<pg::Server> await_answer(op::Run &run, std::string &why)
{
    auto &session = session_of(run.world);
    auto &clock = run.world.context().clock;
    auto const end = clock.ticks() + Millis{run.plan.detail.at("wait_ms").get<std::int64_t>()};
    for (auto pause = k_first_look;; pause = std::min(pause * 2, k_longest_pause)) {
        auto server = answer(session, why);
        if (server && server->started != started_before(run.plan)) return server;
        if (server) why = "it has not been restarted: up since " + server->started;
        if (clock.ticks() + pause >= end) return std::nullopt;
        clock.sleep(pause);
        throw_if_interrupted();
    }
}

// A restart that was begun by a process which is gone may be under way: it gets its time first.
bool came_by_itself(op::Run &run)
{
    auto const record = run.guard.record();
    std::string why;
    return record && record->field("began restart") == "1" && await_answer(run, why);
}

void restart(op::Run &run)
{
    throw_if_interrupted();
    if (came_by_itself(run)) return;
    disconnect_postgres(session_of(run.world));
    auto const words = run.plan.detail.at("words").get<std::vector<std::string>>();
    op::noted(run).about_to_write(shown_words(words), {{"began restart", "1"}});
    run_control(words, run);
}

op::Outcome not_up(op::Run &run, std::string const &why)
{
    op::Outcome outcome;
    auto const limit = human_duration(Millis{run.plan.detail.at("wait_ms").get<std::int64_t>()});
    auto const log = run.plan.detail.value("log", "");
    outcome.fault = Fault::unverified;
    outcome.sentence = fmt::format("No restarted PostgreSQL takes queries after {}.", limit);
    outcome.trouble =
        fmt::format("after {} {}{}", limit, why, log.empty() ? "; its own log says why" : "; look at " + log);
    return outcome;
}

/// Restarts the server's process. Its start, which the server tells, is the proof.
class PgRestart final : public op::NotedOperation {
public:
    PgRestart() noexcept : NotedOperation("pg.restart", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_target(plan, world); }

    // One that doesn't answer can't be asked who it is.
    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        std::string why;
        auto const server = answer(session_of(world), why);
        if (!server) return;
        auto const &id = plan.detail.at("system_id").get_ref<std::string const &>();
        if (!id.empty()) return recheck_pg(plan, session_of(world));
        throw Error{Fault::conflict, fmt::format("{} answers again", describe(*server)), "omactl pg restart"};
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        if (step == "checkpoint")
            checkpoint(run);
        else
            restart(run);
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        std::string why;
        auto const server = answer(session_of(run.world), why);
        if (server && server->started != started_before(run.plan)) return op::Taken::yes;
        return server || step == "checkpoint" ? op::Taken::no : op::Taken::partly;
    }

    op::Outcome verify(op::Run &run) const override
    {
        std::string why;
        auto const server = await_answer(run, why);
        if (!server) return not_up(run, why);
        auto &postgres = postgres_of(session_of(run.world));
        auto const tables = postgres.ask("select count(*) as n from pg_catalog.pg_class")[0].integer("n");
        op::Outcome outcome;
        outcome.sentence = fmt::format("{} takes queries again after {}: up since {}.", describe(*server),
                                       human_duration(run.spent()), human_duration(server->up));
        outcome.changes.push_back({{"started", server->started}, {"relations_seen", tables}});
        outcome.after = {{"started", server->started}};
        return outcome;
    }
};

PgRestart const g_restart;

}  // namespace

}  // namespace omactl::cmd
