#include "cmd/queue_why.hpp"

#include "cmd/payloads.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/redis_health.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct WhyOptions {
    std::string queue;
    Millis interval{1'000};
    bool with_payloads = false;
};

/// What keeps Redis itself from letting jobs go.
std::vector<Cause> causes_in_redis(keyspace::Info const &info, redis::Address const &address)
{
    std::vector<Cause> causes;
    if (is_loading(info))
        causes.push_back({"loading", "Redis is " + loading_text(info), "omactl status    (until it is done)"});
    for (auto const &line : judge_writes(info, address))
        causes.push_back({"redis", "Redis: " + printable(line.text), line.next});
    return causes;
}

cli::Json to_json(Listener const &one, Instant now)
{
    auto const &worker = one.worker;
    cli::Json json{{"worker", cli::json_bytes(worker.id)},
                   {"gone", one.life == queue::Life::gone},
                   {"busy", worker.busy},
                   {"threads", worker.threads},
                   {"quiet", worker.quiet},
                   {"works_on", cli::Json::array()}};
    json["heartbeat_age_s"] = worker.beat ? cli::Json(age_of(*worker.beat, now).count() / 1000) : cli::Json{};
    for (std::size_t i = 0; i < one.works.size(); ++i)
        json["works_on"].push_back(to_json(worker.works[i], one.works[i], now));
    return json;
}

cli::Json to_json(WhyLook const &look)
{
    auto const seconds = static_cast<double>(std::max<std::int64_t>(look.span.count(), 1)) / 1000;
    auto const rate = [&](std::optional<std::int64_t> const &n) {
        return n ? cli::Json(static_cast<double>(*n) / seconds) : cli::Json{};
    };
    cli::Json json{{"queue", cli::json_bytes(look.name)}, {"waiting", look.length}, {"moving", look.moving()}};
    json["in_per_s"] = rate(look.arrived);
    json["out_per_s"] = rate(look.left);
    json["finished"] = look.finished;
    json["failed"] = look.failed;
    json["paused"] = look.all_paused || look.plugin_paused || look.in_paused_set;
    json["listeners"] = cli::Json::array();
    for (auto const &one : look.listeners) json["listeners"].push_back(to_json(one, look.now));
    json["causes"] = cli::Json::array();
    for (auto const &cause : look.causes)
        json["causes"].push_back({{"cause", cause.word}, {"message", cause.message}, {"mend", cause.mend}});
    return json;
}

std::string heading(WhyLook const &look)
{
    auto const name = printable(look.name);
    if (look.length == 0) return name + " is empty: nothing waits.\n";
    auto const seconds = static_cast<double>(std::max<std::int64_t>(look.span.count(), 1)) / 1000;
    std::string flow;
    if (look.left)
        flow = fmt::format(", +{} in, {} out", human_rate(static_cast<double>(*look.arrived) / seconds),
                           human_rate(static_cast<double>(*look.left) / seconds));
    return fmt::format("{}: {} waiting{}: {}\n", name, with_commas(look.length), flow,
                       look.moving() ? "it moves" : "not moving");
}

std::string listeners_text(WhyLook const &look)
{
    auto const n = std::ssize(look.listeners);
    auto text = fmt::format("{} {} to it: {} busy, {} idle", counted(n, "worker"), either(n, "listens", "listen"),
                            with_commas(look.busy()), with_commas(look.idle()));
    if (look.quiet() > 0) text += fmt::format(", {} quiet", with_commas(look.quiet()));
    if (look.gone() > 0) text += fmt::format(", {} gone", with_commas(look.gone()));
    return text + fmt::format("; {} finished and {} failed meanwhile in all queues\n", with_commas(look.finished),
                              with_commas(look.failed));
}

cli::Report report_of(WhyLook const &look)
{
    cli::Report report{to_json(look), {}, look.causes.empty() ? Fault::ok : Fault::found};
    report.blocks.emplace_back(heading(look));
    report.blocks.emplace_back(listeners_text(look));
    cli::Table table{{{""}, {""}}, {}};
    for (auto const &cause : look.causes) {
        table.rows.push_back({{"WHY", cli::Tone::trouble}, cause.message});
        table.rows.push_back({"", {"-> " + cause.mend, cli::Tone::strong}});
    }
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    return report;
}

cli::Report loading_report(std::string const &name, std::vector<Cause> causes)
{
    WhyLook look;
    look.name = name;
    look.causes = std::move(causes);
    auto report = report_of(look);
    report.blocks.erase(report.blocks.begin(), report.blocks.begin() + 2);  // nothing is known of the queue
    return report;
}

cli::Report why(WhyOptions const &o, Session &session)
{
    auto const info = keyspace::Info::ask(session.redis());
    auto causes = causes_in_redis(info, session.redis().address());
    if (is_loading(info)) return loading_report(o.queue, std::move(causes));
    auto const layout = session.queue_layout();  // which a Redis that loads could not tell
    auto look = look_why(o.queue, o.interval, o.with_payloads, std::move(causes), session);
    find_causes(look, layout, session.redis().address());
    if (look.causes.empty() && look.length > 0 && !look.moving())
        look.causes.push_back({"unknown", "nothing leaves it, and nothing to be seen from here holds it",
                               "omactl workers ls --queue " + shell_quoted(o.queue)});
    return report_of(look);
}

constexpr cli::Param k_params[] = {
    cli::param<&WhyOptions::queue>("queue", "", "Queue that does not move", cli::Complete::queues),
    cli::param<&WhyOptions::interval>("--interval", "DUR", "How far apart the looks at it are"),
    cli::param<&WhyOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue why sites", "who listens, what holds them up, and the command that deals with it"},
    {"omactl queue why sites --json", "with every worker that listens; status 3 when a cause was found"},
};
Verb<WhyOptions> const g_why{
    {.path = "queue why",
     .summary = "Tell why nothing leaves a queue",
     .details = "Not what is in the queue but what keeps it there: nobody listens, a pause, workers that are gone,\n"
                "busy with other queues or hanging, jobs that fail, Redis itself. Status 0 when it moves or is empty,\n"
                "3 when a cause was found. While idle workers may still take a job it looks for six seconds.",
     .params = k_params,
     .examples = k_examples},
    why};

}  // namespace

}  // namespace omactl::cmd
