#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/service_control.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/postgres/connection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace omactl::cmd {

namespace {

struct RestartOptions {
    Millis wait{120'000};
};

void refuse_standby(pg::Server const &server)
{
    if (!server.in_recovery) return;
    throw Error{
        Fault::declined,
        fmt::format("{} replays what its primary writes: restarting it helps nobody who writes", describe(server)),
        "point the environment's postgres url at the primary"};
}

// "30 puma, 8 sidekiq, 4 rake"
std::string who_is_connected(std::vector<pg::Backend> const &backends)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const &backend : backends)
        if (!backend.own && (backend.is_client() || backend.hidden))
            ++counts[backend.application.empty() ? backend.user : backend.application];
    std::vector<std::pair<std::int64_t, std::string>> order;
    for (auto const &[name, count] : counts) order.emplace_back(count, name);
    std::stable_sort(order.begin(), order.end(), [](auto const &a, auto const &b) { return a.first > b.first; });
    std::vector<std::string> parts;
    for (auto const &[count, name] : order) parts.push_back(fmt::format("{} {}", count, printable(name)));
    return fmt::format("{}", fmt::join(parts, ", "));
}

void describe_living(op::Plan &plan, pg::Server const &server, std::vector<pg::Backend> const &backends)
{
    auto const clients = std::count_if(backends.begin(), backends.end(),
                                       [](auto const &b) { return !b.own && (b.is_client() || b.hidden); });
    auto const busy = std::count_if(backends.begin(), backends.end(), [](auto const &b) {
        return !b.own && b.is_client() && (b.is_active() || b.idle_in_transaction());
    });
    freeze_pg(plan, server);
    plan.before = {{"connections", clients}};
    plan.steps = {"checkpoint", "restart"};
    plan.lines = {{"pg restart", fmt::format("up since {}; {} {} disconnected, {} of them in a transaction, which "
                                             "rolls back",
                                             human_duration(server.up), counted(clients, "connection"),
                                             either(clients, "is", "are"), with_commas(busy))}};
    if (clients > 0) plan.lines.emplace_back("connected", who_is_connected(backends));
    plan.lines.emplace_back("first", "CHECKPOINT, so that it stops and starts quickly");
    plan.wire = {"CHECKPOINT"};
}

// One that hangs is not down: starting it would do nothing.
bool is_down(Error const &e)
{
    auto const *lost = dynamic_cast<postgres::Lost const *>(&e);
    return lost && lost->nobody_listens();
}

// It takes no connection: then there is nobody to ask, and nothing to disconnect.
void describe_dead(op::Plan &plan, postgres::Address const &address, Error const &why)
{
    plan.target = address.database;
    plan.service = fmt::format("PostgreSQL {}", printable(address.describe()));
    plan.detail["system_id"] = "";
    plan.detail["role"] = "";
    plan.detail["started"] = "";
    plan.steps = {"restart"};
    plan.lines = {{"pg restart", is_down(why) ? "it does not take connections, and is started"
                                              : "it does not answer: everybody is disconnected"},
                  {"", why.message()}};
}

bool is_full(Error const &e)
{
    auto const *refused = dynamic_cast<postgres::Refused const *>(&e);
    return refused && refused->sqlstate() == "53300";
}

void plan_unreachable(op::Plan &plan, Session &session, Error const &why)
{
    if (is_starting(why))
        throw Error{Fault::declined, fmt::format("{}: a restart would begin that anew", why.message()),
                    "omactl pg ps --ping --wait 10m    (until it takes queries)"};
    describe_dead(plan, postgres_address(session), why);
    if (!is_full(why)) return;
    plan.lines.front().second = "everybody is disconnected";
    plan.lines.emplace_back("not known", "who is connected, and whether it is a standby: no connection slot is left "
                                         "(admin_url in the configuration would get one)");
}

op::Plan plan_restart(RestartOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, "pg.restart", 1, {});
    auto const &control = need_postgres(session).control;
    plan.detail = op::Json::object();
    bool alive = true;
    try {
        auto const server = ask_pg(session);
        refuse_standby(server);
        refuse_pooler(server, "a restart");
        describe_living(plan, server, pg::activity(postgres_of(session), server));
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable) throw;
        plan_unreachable(plan, session, e);
        alive = !is_down(e);
    }
    auto const words = alive ? restart_words(control, "postgres") : start_words(control, "postgres");
    plan.detail["words"] = words;
    plan.detail["wait_ms"] = o.wait.count();
    plan.detail["log"] = log_line(control);
    plan.count = 1;
    plan.ask = op::Ask::the_name;
    plan.wire.push_back(shown_words(words));
    plan.lines.emplace_back("by", shown_words(words));
    plan.lines.emplace_back("then", fmt::format("waits until it takes a query, at most {}", human_duration(o.wait)));
    plan.has_no_undo("whoever was connected has to connect again");
    plan.question = fmt::format("{} PostgreSQL in {}.", alive ? "Restart" : "Start", plan.env);
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&RestartOptions::wait>("--wait", "DUR", "How long it may take, once restarted, until it takes queries"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg restart --dry-run", "who is connected, and what would be run"},
    {"omactl pg restart --wait 10m --reason 'memory of a leaking extension'", "checkpoint, restart, a real query"},
};
Action<RestartOptions> const g_restart{
    {.path = "pg restart",
     .kind = cli::Kind::change,
     .summary = "Restart PostgreSQL, or start it when it is down",
     .details = "By what [env.NAME.postgres] names: restart = […], start = […], or unit = \"…\". It checkpoints\n"
                "first, so that recovery is short, waits until the server takes queries, and asks a real one. A\n"
                "standby, and a server that is recovering, is refused.",
     .params = k_params,
     .examples = k_examples},
    [](RestartOptions const &o, Session &session) { return op::carry_out(plan_restart(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
