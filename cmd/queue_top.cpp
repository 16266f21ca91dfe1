#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/progress.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/tally.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct TopOptions {
    std::string queue;
    std::string by = "class";
    std::int64_t first = 10;
};

std::string decoded(std::string_view raw)
{
    return json_text("\"" + std::string(raw) + "\"").value_or(std::string(raw));
}

template <class Add>
void walk(Session &session, std::string const &list, bool oldest_left, std::int64_t length, Add const &add)
{
    cli::Progress progress{session.context(), "read", length};
    std::int64_t seen = 0;
    queue::read_list(session.redis(), list, oldest_left, 0, length, [&](std::string_view bytes) {
        add(bytes);
        if (++seen % 4'096 == 0) progress.at(seen);
        return interrupt_signal() == 0;
    });
    throw_if_interrupted();
}

std::string head_line(TopOptions const &o, queue::Tally const &tally)
{
    return fmt::format("{}: {}, {}\n", printable(o.queue), counted(tally.jobs(), "job"),
                       human_bytes(static_cast<std::uint64_t>(tally.bytes())));
}

// The one thing to know, with the command that deals with it.
std::string diagnosis(TopOptions const &o, queue::Tally const &tally)
{
    auto const name = shell_quoted(o.queue);
    std::string text;
    if (tally.duplicates() > 0)
        text += fmt::format("{} are duplicates: `omactl queue clear {} --duplicates` would leave {}\n",
                            with_commas(tally.duplicates()), name, with_commas(tally.jobs() - tally.duplicates()));
    auto const classes = tally.by_class();
    if (text.empty() && !classes.empty() && classes.front().jobs * 2 > tally.jobs() && classes.size() > 1)
        text += fmt::format("{} are {}: `omactl queue clear {} --class {}` would leave {}\n",
                            percent(static_cast<double>(classes.front().jobs), static_cast<double>(tally.jobs())),
                            printable(decoded(classes.front().name)), name, shell_quoted(decoded(classes.front().name)),
                            with_commas(tally.jobs() - classes.front().jobs));
    return text;
}

cli::Json summary(TopOptions const &o, queue::Tally const &tally)
{
    return {{"queue", o.queue},
            {"by", o.by},
            {"jobs", tally.jobs()},
            {"payload_bytes", tally.bytes()},
            {"malformed", tally.malformed()},
            {"duplicates", tally.duplicates()},
            {"groups", cli::Json::array()}};
}

std::string share(std::int64_t part, std::int64_t whole)
{
    return percent(static_cast<double>(part), static_cast<double>(whole));
}

cli::Report by_class(TopOptions const &o, queue::Tally const &tally)
{
    cli::Report report{summary(o, tally), {head_line(o, tally)}, Fault::ok};
    cli::Table table{{{"", true}, {"", true}, {"", false, true}, {"", false, true}}, {}};
    for (auto const &one : tally.by_class()) {
        report.data["groups"].push_back({{"class", decoded(one.name)},
                                         {"jobs", one.jobs},
                                         {"distinct_args", one.distinct},
                                         {"most_frequent_args", cli::json_bytes(one.most_args)},
                                         {"most_frequent_jobs", one.most}});
        if (std::ssize(table.rows) >= o.first) continue;
        auto const note = one.distinct == one.jobs
                              ? std::string("all args differ")
                              : fmt::format("{} distinct args, most frequent {} {} times", with_commas(one.distinct),
                                            cut(printable(one.most_args), 60), with_commas(one.most));
        table.rows.push_back(
            {"  " + with_commas(one.jobs), share(one.jobs, tally.jobs()), printable(decoded(one.name)), note});
    }
    if (tally.malformed() > 0)
        table.rows.push_back({"  " + with_commas(tally.malformed()),
                              share(tally.malformed(), tally.jobs()),
                              {"malformed", cli::Tone::warning},
                              fmt::format("omactl queue peek {} --malformed", shell_quoted(o.queue))});
    report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(diagnosis(o, tally));
    return report;
}

// The texts of the most frequent works are looked up in a second walk: keeping them all would cost
// the memory of the whole queue.
cli::Report by_args(TopOptions const &o, queue::Tally const &tally, Session &session, std::string const &list,
                    bool oldest_left)
{
    auto const works = tally.most_frequent(static_cast<std::size_t>(o.first));
    std::map<Fingerprint, std::string> texts;
    queue::read_list(session.redis(), list, oldest_left, 0, tally.jobs(), [&](std::string_view payload) {
        auto const print = tally.work_of_payload(payload);
        for (auto const &work : works)
            if (work.print == print) texts.try_emplace(print, payload);
        return texts.size() < works.size() && interrupt_signal() == 0;
    });
    throw_if_interrupted();
    cli::Report report{summary(o, tally), {head_line(o, tally)}, Fault::ok};
    cli::Table table{{{"", true}, {"", true}, {"", false, true}, {"", false, true}}, {}};
    for (auto const &work : works) {
        auto const text = texts.find(work.print);
        auto const payload = text == texts.end() ? std::string{} : text->second;
        auto const job = queue::read_job(payload);
        report.data["groups"].push_back(
            {{"class", decoded(job.klass)}, {"args", cli::json_bytes(job.args)}, {"jobs", work.jobs}});
        table.rows.push_back({"  " + with_commas(work.jobs), share(work.jobs, tally.jobs()),
                              printable(decoded(job.klass)), printable(job.args)});
    }
    report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(diagnosis(o, tally));
    return report;
}

cli::Report by_error(TopOptions const &o, Session &session, std::string const &list)
{
    auto const length = session.redis().call({"LLEN", list}).integer();
    queue::FailureTally tally;
    walk(session, list, true, length, [&](std::string_view record) { tally.add(record); });
    cli::Report report{{{"queue", "failed"},
                        {"by", "error"},
                        {"records", tally.records()},
                        {"malformed", tally.malformed()},
                        {"groups", cli::Json::array()}},
                       {fmt::format("failed: {}\n", counted(tally.records(), "record"))},
                       Fault::ok};
    cli::Table table{{{"", true}, {"", true}, {"", false, true}, {"", false, true}}, {}};
    for (auto const &group : tally.groups()) {
        report.data["groups"].push_back({{"error", group.error},
                                         {"records", group.records},
                                         {"first_failed_at", group.first_at},
                                         {"last_failed_at", group.last_at},
                                         {"sample_payload", cli::json_bytes(group.sample)}});
        if (std::ssize(table.rows) < o.first)
            table.rows.push_back({"  " + with_commas(group.records), share(group.records, tally.records()),
                                  printable(group.error), "last " + printable(group.last_at)});
    }
    if (tally.malformed() > 0)
        table.rows.push_back({"  " + with_commas(tally.malformed()),
                              share(tally.malformed(), tally.records()),
                              {"malformed", cli::Tone::warning},
                              ""});
    report.blocks.emplace_back(std::move(table));
    return report;
}

cli::Report top(TopOptions const &o, Session &session)
{
    auto const layout = queue_layout(session);
    if (o.by == "error") {
        if (o.queue != "failed")
            throw Error{Fault::usage, "--by error groups failure records", "omactl queue top failed --by error"};
        return by_error(o, session, layout.failed());
    }
    if (o.by != "class" && o.by != "args")
        throw Error{Fault::usage, fmt::format("--by takes class, args or error, not '{}'", printable(o.by)),
                    "omactl queue top sites --by args"};
    if (o.queue == "failed" && session.redis().call({"SISMEMBER", layout.queues(), "failed"}).integer() == 0)
        return by_error(o, session, layout.failed());
    auto const standing = stand(session.redis(), layout, o.queue);
    auto const list = layout.queue(o.queue);
    queue::Tally tally{standing.length};
    walk(session, list, layout.oldest_left, standing.length, [&](std::string_view payload) { tally.add(payload); });
    return o.by == "class" ? by_class(o, tally) : by_args(o, tally, session, list, layout.oldest_left);
}

constexpr cli::Param k_params[] = {
    cli::param<&TopOptions::queue>("queue", "", "Queue to look through; failed for the failure records",
                                   cli::Complete::queues),
    cli::param<&TopOptions::by>("--by", "WHAT", "class, args, or (for failed) error"),
    cli::param<&TopOptions::first>("--first", "N", "How many groups"),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue top sites", "which classes fill it, and how much of it is the same"},
    {"omactl queue top sites --by args", "the most repeated jobs"},
    {"omactl queue top failed --by error", "what fails most"},
};
Verb<TopOptions> const g_top{
    {.path = "queue top",
     .summary = "Show what fills a queue",
     .details = "Reads the whole queue in small pieces (no other client waits for it) and counts exactly. Two jobs\n"
                "are the same when class and the bytes of their args are. Ends with the one thing to do.",
     .params = k_params,
     .examples = k_examples},
    top};

}  // namespace

}  // namespace omactl::cmd
