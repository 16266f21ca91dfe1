#include "cmd/payloads.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "cmd/workers_look.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::cmd {

namespace {

using queue::Life;
using queue::Worker;

struct WorkersLsOptions {
    std::optional<std::string> queue;
    Millis older_than = k_gone_after;
    bool with_payloads = false;
};

/// In the order of the listing.
enum class State { gone_busy, gone, busy, quiet, paused, idle };
constexpr std::array<std::string_view, 6> k_states{"gone", "gone", "busy", "quiet", "paused", "idle"};

struct Row {
    Worker const *worker;
    std::vector<WorkLook> const *works;
    Life life;
    State state;
};

State state_of(Worker const &worker, Life life, bool all_paused)
{
    if (life == Life::gone) return worker.busy > 0 ? State::gone_busy : State::gone;
    if (worker.busy > 0) return State::busy;
    if (worker.quiet) return State::quiet;
    return all_paused ? State::paused : State::idle;
}

Instant began(Worker const &worker)
{
    return worker.works.empty() ? Instant::max() : worker.works.front().since.value_or(Instant::max());
}

std::vector<Row> rows_of(CrewLook const &look, WorkersLsOptions const &o, queue::Kind kind)
{
    std::vector<Row> rows;
    for (auto const &worker : look.crew.workers) {
        if (o.queue && !queue::listens(worker, kind, *o.queue)) continue;
        auto const life = queue::life_of(worker, look.crew.now, o.older_than);
        rows.push_back({&worker, &look.works.at(worker.id), life, state_of(worker, life, look.crew.all_paused)});
    }
    std::sort(rows.begin(), rows.end(), [](Row const &a, Row const &b) {
        if (a.state != b.state) return a.state < b.state;
        auto const at = began(*a.worker), bt = began(*b.worker);
        return at != bt ? at < bt : a.worker->id < b.worker->id;
    });
    return rows;
}

cli::Json to_json(Row const &row, Instant now)
{
    auto const &worker = *row.worker;
    auto const time = [](std::optional<Instant> const &at) { return at ? cli::Json(rfc3339(*at)) : cli::Json{}; };
    cli::Json json{{"worker", cli::json_bytes(worker.id)},
                   {"state", k_states[static_cast<std::size_t>(row.state)]},
                   {"host", cli::json_bytes(worker.host)},
                   {"pid", cli::json_bytes(worker.pid)},
                   {"queues", cli::Json::array()}};
    for (auto const &queue : worker.queues) json["queues"].push_back(cli::json_bytes(queue));
    json["started"] = time(worker.started);
    json["heartbeat"] = time(worker.beat);
    json["heartbeat_age_s"] = worker.beat ? cli::Json(age_of(*worker.beat, now).count() / 1000) : cli::Json{};
    json["threads"] = worker.threads;
    json["busy"] = worker.busy;
    json["quiet"] = worker.quiet;
    json["works_on"] = cli::Json::array();
    for (std::size_t i = 0; i < worker.works.size(); ++i)
        json["works_on"].push_back(to_json(worker.works[i], row.works->at(i), now));
    return json;
}

std::string works_on(Row const &row)
{
    if (row.works->empty()) return row.worker->busy > 0 ? counted(row.worker->busy, "job") : "";
    auto const text = fmt::format("{}: {}", printable(row.worker->works.front().queue), row.works->front().text());
    auto const more = std::ssize(*row.works) - 1;
    return more > 0 ? fmt::format("{} +{} more", text, more) : text;
}

std::vector<cli::Cell> cells(Row const &row, Instant now)
{
    auto const &worker = *row.worker;
    bool const gone = row.life == Life::gone;
    auto const since = worker.works.empty() ? std::nullopt : worker.works.front().since;
    std::vector<std::string> queues;
    for (auto const &queue : worker.queues) queues.push_back(printable(queue));
    return {{std::string(k_states[static_cast<std::size_t>(row.state)]), gone ? cli::Tone::trouble : cli::Tone::plain},
            printable(worker.host),
            printable(worker.pid),
            fmt::format("{}", fmt::join(queues, ",")),
            works_on(row),
            since ? human_duration(age_of(*since, now)) : "",
            {heartbeat_text(worker, now), gone ? cli::Tone::trouble : cli::Tone::plain}};
}

std::string summary(std::vector<Row> const &rows, CrewLook const &look, queue::Kind kind)
{
    std::int64_t busy = 0, gone = 0, held = 0, unknown = 0;
    for (auto const &row : rows) {
        busy += row.state == State::busy ? 1 : 0;
        gone += row.life == Life::gone ? 1 : 0;
        held += row.life == Life::gone ? row.worker->busy : 0;
        unknown += row.life == Life::unknown ? 1 : 0;
    }
    auto const *noun = kind == queue::Kind::sidekiq ? "process" : "worker";
    auto text = kind == queue::Kind::sidekiq && rows.size() != 1
                    ? fmt::format("{} processes, {} working", with_commas(std::ssize(rows)), with_commas(busy))
                    : fmt::format("{}, {} working", counted(std::ssize(rows), noun), with_commas(busy));
    if (gone > 0) text += fmt::format(", {} gone", with_commas(gone));
    if (held > 0) text += fmt::format(" with {}: omactl workers orphans", counted(held, "job"));
    text += "\n";
    if (unknown > 0)
        text += fmt::format("{} {} no heartbeat (another language, or an old version): alive or not, nobody knows\n",
                            with_commas(unknown), either(unknown, "gives", "give"));
    if (look.crew.all_paused) text += "pause-all-workers is set: no worker takes a job\n";
    if (look.crew.plugin_paused_all) text += "pause:all is set: workers with resque-pause take no job\n";
    return text;
}

cli::Report ls(WorkersLsOptions const &o, Session &session)
{
    auto const layout = session.queue_layout();
    auto const look = look_at_crew(session.redis(), layout, o.with_payloads);
    auto const rows = rows_of(look, o, layout.kind);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"STATE"},
                      {"HOST"},
                      {"PID", true},
                      {"QUEUES", false, true},
                      {"WORKS ON", false, true},
                      {"FOR", true},
                      {"HEARTBEAT"}},
                     {}};
    for (auto const &row : rows) {
        report.data.push_back(to_json(row, look.crew.now));
        table.rows.push_back(cells(row, look.crew.now));
    }
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(summary(rows, look, layout.kind));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&WorkersLsOptions::queue>("--queue", "QUEUE", "Only those that listen to this queue",
                                         cli::Complete::queues),
    cli::param<&WorkersLsOptions::older_than>("--older-than", "DUR", "Without a heartbeat for so long it is gone"),
    cli::param<&WorkersLsOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl workers ls", "who works on what, and for how long; the dead first"},
    {"omactl workers ls --queue sites", "who would take its jobs"},
};
Verb<WorkersLsOptions> const g_ls{
    {.path = "workers ls",
     .summary = "List the workers and what they work on",
     .details = "The dead first, then those that work, the longest first. Ages go by the server's clock. Args are\n"
                "cut, and their texts hidden, unless --with-payloads asks for them.",
     .params = k_params,
     .examples = k_examples},
    ls};

}  // namespace

}  // namespace omactl::cmd
