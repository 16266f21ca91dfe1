#include "cmd/pg_look.hpp"
#include "cmd/pg_rule_params.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/verb.hpp"
#include "cmd/watch.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace omactl::cmd {

namespace {

struct PsOptions : PgRuleOptions {
    bool all = false, watch = false, ping = false;
    std::optional<Millis> interval, wait;
};

constexpr Millis k_redraw{2'000}, k_ask_again{500};

/// One look at the server.
struct Look {
    pg::Server server;
    std::vector<pg::Backend> backends;
};

Look look_at_server(Session &session)
{
    Look look{ask_pg(session), {}};
    look.backends = pg::activity(postgres_of(session), look.server);
    return look;
}

// Without --all: what does something, or is in the way while it does nothing.
bool is_listed(pg::Backend const &backend, PsOptions const &o, pg::Rules const &rules)
{
    if (pg::matches(backend, rules) == pg::Match::no) return false;
    if (o.all) return true;
    if (backend.own) return false;
    return backend.hidden || (backend.is_client() && (!backend.is_idle() || !rules.state.empty()));
}

std::vector<pg::Backend const *> listed(Look const &look, PsOptions const &o, pg::Rules const &rules)
{
    std::vector<pg::Backend const *> all;
    for (auto const &backend : look.backends)
        if (is_listed(backend, o, rules)) all.push_back(&backend);
    std::stable_sort(all.begin(), all.end(), [](auto const *a, auto const *b) {
        return a->xact_age.value_or(Millis{-1}) > b->xact_age.value_or(Millis{-1});
    });
    return all;
}

std::vector<cli::Cell> cells(pg::Backend const &b)
{
    bool const blocked = !b.blocked_by.empty();
    auto const wait = b.wait_type.empty() ? "" : fmt::format("{}: {}", b.wait_type, b.wait_event);
    auto const tone = b.hidden                             ? cli::Tone::faint
                      : b.idle_in_transaction() || blocked ? cli::Tone::warning
                                                           : cli::Tone::plain;
    return {b.token(),
            {age_text(b.xact_age), tone},
            age_text(b.query_age),
            {b.hidden ? "unknown" : printable(b.state.empty() ? b.backend_type : b.state), tone},
            printable(wait),
            fmt::format("{}", fmt::join(b.blocked_by, ",")),
            printable(b.user),
            printable(b.application),
            printable(b.client),
            one_line(b.query)};
}

std::string summary(Look const &look)
{
    std::int64_t clients = 0, active = 0, in_transaction = 0, blocked = 0;
    for (auto const &b : look.backends) {
        if (b.hidden || !b.is_client()) continue;
        ++clients;
        active += b.is_active() && !b.own ? 1 : 0;
        in_transaction += b.idle_in_transaction() ? 1 : 0;
        blocked += b.blocked_by.empty() ? 0 : 1;
    }
    auto text = fmt::format("{} of {} connections: {} active, {} idle in transaction", with_commas(clients),
                            with_commas(look.server.max_connections), with_commas(active), with_commas(in_transaction));
    if (blocked > 0) text += fmt::format(", {} blocked: omactl pg locks", with_commas(blocked));
    return text + "\n" + caveats(look.server, look.backends);
}

cli::Report report_of(Look const &look, PsOptions const &o, pg::Rules const &rules, std::size_t most)
{
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"TOKEN"},
                      {"XACT", true},
                      {"QUERY", true},
                      {"STATE"},
                      {"WAITS FOR"},
                      {"BLOCKED BY"},
                      {"USER"},
                      {"APPLICATION", false, true},
                      {"CLIENT"},
                      {"SQL", false, true}},
                     {}};
    auto const rows = listed(look, o, rules);
    for (auto const *backend : rows) {
        report.data.push_back(to_json(*backend));
        if (table.rows.size() < most) table.rows.push_back(cells(*backend));
    }
    auto const more = std::ssize(rows) - std::ssize(table.rows);
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    if (more > 0) report.blocks.emplace_back(fmt::format("… and {} more\n", with_commas(more)));
    report.blocks.emplace_back(summary(look));
    return report;
}

/// `pg ps` again and again.
class WatchedBackends final : public Watched {
public:
    WatchedBackends(PsOptions const &o, Session &session) : m_options(o), m_rules(rules_of(o)), m_session(session) {}
    void look() override
    {
        try {
            m_look = look_at_server(m_session);
        } catch (Error const &e) {
            if (e.fault() == Fault::unreachable) disconnect_postgres(m_session);  // the next look connects anew
            throw;
        }
    }
    cli::Report picture(std::size_t rows) const override { return report_of(m_look, m_options, m_rules, rows); }

private:
    PsOptions const &m_options;
    pg::Rules m_rules;
    Session &m_session;
    Look m_look;
};

// The server as it answers; what keeps it from that is a no, and the asker's own mistakes are none.
std::optional<pg::Server> answer(Session &session, PsOptions const &o, std::string &why)
{
    auto &clock = session.context().clock;
    for (auto const end = clock.ticks() + o.wait.value_or(Millis{0});;) {
        try {
            return ask_pg(session);
        } catch (Error const &e) {
            if (e.fault() == Fault::usage || e.fault() == Fault::interrupted || e.fault() == Fault::terminated) throw;
            why = e.message();
            if (!is_starting(e) || clock.ticks() + k_ask_again >= end) return std::nullopt;
        }
        disconnect_postgres(session);
        clock.sleep(k_ask_again);
        throw_if_interrupted();
    }
}

cli::Report ping(PsOptions const &o, Session &session)
{
    cli::Report report{cli::Json::object(), {}, Fault::ok};
    std::string why;
    if (auto const server = answer(session, o, why)) {
        report.data = {{"answers", true}, {"version", short_version(*server)}, {"in_recovery", server->in_recovery}};
        report.blocks.emplace_back(describe(*server) + " takes queries.\n");
    } else {
        report.data = {{"answers", false}, {"error", why}};
        report.blocks.emplace_back(printable(why) + "\n");
        report.fault = Fault::found;
    }
    return report;
}

void check(PsOptions const &o)
{
    if (o.interval && !o.watch)
        throw Error{Fault::usage, "--interval goes with --watch", "omactl pg ps --watch --interval 5s"};
    if (o.wait && !o.ping) throw Error{Fault::usage, "--wait goes with --ping", "omactl pg ps --ping --wait 10m"};
}

cli::Report ps(PsOptions const &o, Session &session)
{
    check(o);
    if (o.ping) return ping(o, session);
    if (o.watch) {
        WatchedBackends backends{o, session};
        return watch(backends, o.interval.value_or(k_redraw), "omactl pg ps    (in a script)", session);
    }
    auto const rules = rules_of(o);
    return report_of(look_at_server(session), o, rules, k_all_rows);
}

constexpr auto k_params = with_pg_rules(std::array{
    cli::param<&PsOptions::all>("--all", "", "Idle ones, background processes and our own too"),
    cli::param<&PsOptions::watch>("--watch", "", "Draw it anew every --interval (or 2s), until q or Ctrl-C"),
    cli::param<&PsOptions::interval>("--interval", "DUR", "How far apart the pictures of --watch are"),
    cli::param<&PsOptions::ping>("--ping", "", "Only whether it takes a query: 0 yes, 3 no"),
    cli::param<&PsOptions::wait>("--wait", "DUR",
                                 "With --ping: while it starts or recovers it is asked again, so long"),
});
constexpr cli::Example k_examples[] = {
    {"omactl pg ps", "who does something, the oldest transaction first"},
    {"omactl pg ps --older-than 1m --state idle-in-transaction", "who holds locks and does nothing"},
    {"omactl pg ps --match 'from sites'", "by the text of the query"},
    {"omactl pg ps --ping", "for a script or a page: does it take queries?"},
};
Verb<PsOptions> const g_ps{
    {.path = "pg ps",
     .summary = "List what PostgreSQL is doing, oldest transaction first",
     .details =
         "XACT is the age of the transaction, QUERY that of the statement. TOKEN names what a backend does now,\n"
         "to paste into pg kill: when it goes on to something else the token fits nobody. Of several rules all\n"
         "must hold. --older-than counts an idle transaction from its start, a query from its own.",
     .params = k_params,
     .examples = k_examples},
    ps};

}  // namespace

}  // namespace omactl::cmd
