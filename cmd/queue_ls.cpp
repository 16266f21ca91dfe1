#include "cmd/queue_flow.hpp"
#include "cmd/queue_look.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/screen.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
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

constexpr std::size_t k_all = static_cast<std::size_t>(-1);
constexpr Millis k_redraw{2'000};

/// `queue ls` again and again.
class Watch {
public:
    Watch(LsOptions const &o, Session &session, cli::Terminal terminal)
        : m_session(session), m_interval(o.interval.value_or(k_redraw)), m_flow(session.context().clock, true)
    {
        auto const &globals = session.context().globals;
        if (globals.timeout) m_end = session.context().clock.ticks() + *globals.timeout;
        look();  // what can't be asked at all is no picture, but an error
        m_screen.emplace(std::move(terminal));
    }

    /// What was seen last, for the screen that comes back.
    cli::Report run()
    {
        auto &clock = m_session.context().clock;
        while (true) {
            m_screen->draw(lines());
            auto const next = std::min(clock.ticks() + m_interval, m_end);
            if (!wait_until(next) || clock.ticks() >= m_end) break;
            try_to_look();
        }
        m_screen.reset();
        return report_of(m_looks, m_session, true, k_all);
    }

private:
    void look()
    {
        m_looks = look_at_queues(m_session, Millis{0}, nullptr);
        m_flow.look(m_session.redis(), m_looks);
        // Trouble first, and the longest: these stand on the screen however many there are.
        std::stable_partition(m_looks.queues.begin(), m_looks.queues.end(), [](QueueLook const &one) {
            return !one.held_by.empty() || (one.type != "list" && one.type != "none");
        });
        m_at = m_session.context().clock.now();
        m_trouble.clear();
    }
    // A server that goes away is a reason to go on watching.
    void try_to_look()
    {
        try {
            look();
        } catch (Error const &e) {
            if (e.fault() != Fault::unreachable) throw;
            m_trouble = e.message();
        }
    }
    std::string lines() const
    {
        auto const size = m_screen->size();
        auto &context = m_session.context();
        auto &io = context.io;
        auto head = fmt::format("{}  {}  every {}, q ends it", printable(m_session.env_name()), human_time(m_at),
                                human_duration(m_interval));
        auto text = cli::toned(cut(head, edge(size)), cli::Tone::faint, io.colour()) + "\n";
        if (!m_trouble.empty())
            text += cli::toned(cut(printable(m_trouble), edge(size)), cli::Tone::trouble, io.colour()) + "\n";
        // Head, titles and the sum stand in lines of their own, and so does what is wrong.
        auto const others = m_trouble.empty() ? 4 : 5;
        auto const report =
            report_of(m_looks, m_session, true, static_cast<std::size_t>(std::max(size.rows - others, 1)));
        for (auto const &block : report.blocks) {
            if (auto const *line = std::get_if<std::string>(&block))
                text += cut(trim(*line), edge(size)) + "\n";
            else
                text += cli::render(std::get<cli::Table>(block), io, true);
        }
        return context.secrets.redact(text);
    }
    static std::size_t edge(cli::Screen::Size size) { return static_cast<std::size_t>(std::max(size.columns - 1, 1)); }

    // False: somebody has ended it.
    bool wait_until(Ticks end)
    {
        auto &clock = m_session.context().clock;
        while (true) {
            auto const left = std::max(std::chrono::ceil<Millis>(end - clock.ticks()), Millis{0});
            auto const key = m_screen->key(left);
            if (interrupt_signal() != 0 || key == 'q' || key == 'Q') return false;
            if (!key && clock.ticks() >= end) return true;
        }
    }

    Session &m_session;
    Millis m_interval;
    Ticks m_end = Ticks::max();
    Flow m_flow;
    QueuesLook m_looks;
    Instant m_at{};
    std::string m_trouble;
    std::optional<cli::Screen> m_screen;
};

cli::Report watch(LsOptions const &o, Session &session)
{
    auto &context = session.context();
    auto terminal = cli::Terminal::open();
    bool const table = context.globals.output == cli::Output::table;
    if (!terminal || !table || !context.io.out_is_terminal())
        throw Error{Fault::usage, "--watch draws on a terminal, and there is none",
                    "omactl queue ls --interval 2s    (in a script, one answer with rates)"};
    auto report = Watch{o, session, std::move(*terminal)}.run();
    if (interrupt_signal() != 0) cli::show(report, context);
    throw_if_interrupted();
    return report;
}

cli::Report ls(LsOptions const &o, Session &session)
{
    if (o.watch) return watch(o, session);
    auto const looks = look_at_queues(session, o.interval.value_or(Millis{0}), nullptr);
    return report_of(looks, session, o.interval.has_value(), k_all);
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
