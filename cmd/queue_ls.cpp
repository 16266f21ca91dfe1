#include "cmd/queue_flow.hpp"
#include "cmd/queue_look.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "cmd/watch.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

struct LsOptions {
    std::optional<Millis> interval;
    bool watch = false;
};

std::string rate_text(QueueLook const &look)
{
    if (look.out_per_s) return fmt::format("+{} in, {} out", human_rate(*look.in_per_s), human_rate(*look.out_per_s));
    if (look.net_per_s)
        return fmt::format("{}{} net", *look.net_per_s < 0 ? "-" : "+", human_rate(std::abs(*look.net_per_s)));
    return {};
}

cli::Json to_json(QueueLook const &look, bool with_age)
{
    cli::Json json{
        {"queue", cli::json_bytes(look.name)}, {"length", look.length}, {"listed", look.listed}, {"type", look.type}};
    json["held_by"] = look.held_by.empty() ? cli::Json{} : cli::Json(look.held_by);
    json["held"] = look.held;
    if (with_age) json["latency_s"] = look.latency_s ? cli::Json(*look.latency_s) : cli::Json{};
    if (look.net_per_s) json["net_per_s"] = *look.net_per_s;
    if (look.in_per_s) json["in_per_s"] = *look.in_per_s;
    if (look.out_per_s) json["out_per_s"] = *look.out_per_s;
    return json;
}

std::string note_on(QueueLook const &look, Session &session)
{
    if (!look.held_by.empty())
        return fmt::format("{0} held by {1}: omactl resume {1}", counted(look.held, "job"),
                           session.journal().shortest(look.held_by));
    return look.type == "list" || look.type == "none" ? "" : "a " + look.type + ", not a list";
}

std::string age_text(QueueLook const &look)
{
    if (!look.latency_s) return {};
    return human_duration(Millis{static_cast<std::int64_t>(*look.latency_s * 1'000)});
}

std::string total_of(QueuesLook const &looks)
{
    auto text = fmt::format("{} waiting, {}", counted(looks.total, "job"), looks.failures());
    if (looks.times > 0) text += fmt::format(", jobs scheduled for {}", counted(looks.times, "time"));
    if (looks.scheduled > 0) text += fmt::format(", {} scheduled", with_commas(looks.scheduled));
    return text + fmt::format(", {}\n", looks.workforce());
}

cli::Table table_of(QueuesLook const &looks, Session &session, bool rates, std::size_t most)
{
    bool const ages = looks.layout.kind == queue::Kind::sidekiq;
    cli::Table table{{{"QUEUE", false, true}, {"WAITING", true}}, {}};
    if (ages) table.columns.push_back({"LATENCY", true});
    if (rates) table.columns.push_back({"RATE"});
    table.columns.push_back({"", false, true});
    for (auto const &look : looks.queues) {
        if (table.rows.size() == most) break;
        std::vector<cli::Cell> row{printable(look.name), with_commas(look.length)};
        if (ages) row.emplace_back(age_text(look));
        if (rates) row.emplace_back(rate_text(look));
        row.emplace_back(note_on(look, session), cli::Tone::warning);
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// `most` rows, with a line that counts the others.
cli::Report report_of(QueuesLook const &looks, Session &session, bool rates, std::size_t most)
{
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    bool const ages = looks.layout.kind == queue::Kind::sidekiq;
    for (auto const &look : looks.queues) report.data.push_back(to_json(look, ages));
    if (looks.queues.empty()) {
        report.blocks.emplace_back(fmt::format("No queues in {}.\n", printable(looks.layout.place())));
        if (auto const other = kind_there_is(session.redis(), looks.layout); !other.empty())
            report.blocks.emplace_back("(" + other + ")\n");
    } else {
        bool const all = looks.queues.size() <= most;
        auto const shown = all ? most : std::max<std::size_t>(most, 1) - 1;
        report.blocks.emplace_back(table_of(looks, session, rates, shown));
        if (!all)
            report.blocks.emplace_back(
                fmt::format("… and {} more\n", with_commas(static_cast<std::int64_t>(looks.queues.size() - shown))));
    }
    report.blocks.emplace_back(total_of(looks));
    return report;
}

constexpr Millis k_redraw{2'000};

/// `queue ls` again and again.
class WatchedQueues final : public Watched {
public:
    explicit WatchedQueues(Session &session) : m_session(session), m_flow(session.context().clock, true) {}

    void look() override
    {
        m_looks = look_at_queues(m_session, Millis{0}, nullptr);
        m_flow.look(m_session.redis(), m_looks);
        // Trouble first, and the longest: these stand on the screen however many there are.
        std::stable_partition(m_looks.queues.begin(), m_looks.queues.end(), [](QueueLook const &one) {
            return !one.held_by.empty() || (one.type != "list" && one.type != "none");
        });
    }
    cli::Report picture(std::size_t rows) const override { return report_of(m_looks, m_session, true, rows); }

private:
    Session &m_session;
    Flow m_flow;
    QueuesLook m_looks;
};

cli::Report ls(LsOptions const &o, Session &session)
{
    if (o.watch) {
        WatchedQueues queues{session};
        return watch(queues, o.interval.value_or(k_redraw),
                     "omactl queue ls --interval 2s    (in a script, one answer with rates)", session);
    }
    auto const looks = look_at_queues(session, o.interval.value_or(Millis{0}), nullptr);
    return report_of(looks, session, o.interval.has_value(), k_all_rows);
}

constexpr cli::Param k_ls_params[] = {
    cli::param<&LsOptions::interval>("--interval", "DUR", "Look twice, so far apart, and show the rates"),
    cli::param<&LsOptions::watch>("--watch", "", "Draw it anew every --interval (or 2s), until q or Ctrl-C"),
};
constexpr cli::Example k_ls_examples[] = {
    {"omactl queue ls", "lengths, longest first"},
    {"omactl queue ls --interval 2s", "and what comes and goes"},
    {"omactl queue ls --watch", "on the screen, as it changes"},
};
Verb<LsOptions> const g_ls{
    {.path = "queue ls",
     .summary = "List the queues with their lengths",
     .details = "Longest first. Sidekiq's jobs say when they were enqueued: LATENCY is how long the oldest has\n"
                "waited, and its failures are those in `retry` and in `dead`. With --interval it looks twice and\n"
                "tells arrivals and departures apart where the newest jobs allow it, else the net change.\n"
                "--watch does so on a terminal until q, Ctrl-C or --timeout: trouble first, then the longest, as many\n"
                "as the screen has lines for. The last picture stays.",
     .params = k_ls_params,
     .examples = k_ls_examples},
    ls};

}  // namespace

}  // namespace omactl::cmd
