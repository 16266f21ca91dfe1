#include "cmd/payloads.hpp"
#include "cmd/queue_failures.hpp"
#include "cmd/queue_groups.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/progress.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/sorted.hpp"
#include "lib/queue/tally.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

namespace omactl::cmd {

namespace {

struct TopOptions {
    std::string queue;
    std::optional<std::string> by;
    bool duplicates = false, with_payloads = false;
    std::int64_t first = 10;
    bool by_args() const { return by ? *by == "args" || *by == "class,args" || *by == "args,class" : duplicates; }
};

/// What to look through: a queue, failure records with a job each, or Sidekiq's sorted sets of jobs.
struct Source {
    std::string list;
    bool oldest_left = true, failures = false;
    std::vector<std::string> sorted = {};  ///< keys of the sets; then there is no list
    std::int64_t length = 0;
    std::string_view payload_of(std::string_view bytes) const
    {
        return failures && sorted.empty() ? queue::read_failure(bytes).payload : bytes;
    }
    queue::Kind kind() const { return sorted.empty() ? queue::Kind::resque : queue::Kind::sidekiq; }
    bool is_queue() const { return !failures && sorted.empty(); }
    /// All of it; `each` returns false to stop.
    void read(redis::Connection &redis, std::function<bool(std::string_view)> const &each) const
    {
        bool going = true;
        if (sorted.empty()) queue::read_list(redis, list, oldest_left, 0, length, each);
        for (auto const &set : sorted)
            if (going)
                queue::read_sorted(redis, set, length,
                                   [&](std::string_view, std::string_view member) { return going = each(member); });
    }
};

std::string decoded(std::string_view raw)
{
    return json_text("\"" + std::string(raw) + "\"").value_or(std::string(raw));
}

template <class Add> void walk(Session &session, Source const &source, Add const &add)
{
    cli::Progress progress{session.context(), "read", source.length};
    std::int64_t seen = 0;
    source.read(session.redis(), [&](std::string_view bytes) {
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

std::string share(std::int64_t part, std::int64_t whole)
{
    return percent(static_cast<double>(part), static_cast<double>(whole));
}

std::string distinct_text(queue::Tally::Class const &one)
{
    if (one.distinct == one.jobs) return one.jobs == 1 ? "" : "all args differ";
    return one.distinct == 1 ? "the same args" : fmt::format("{} distinct args", with_commas(one.distinct));
}

// What most of them are; "" when no class has more than half of them.
std::string majority(queue::Tally const &tally, std::vector<queue::Tally::Class> const &classes)
{
    if (classes.empty() || classes.front().jobs * 2 <= tally.jobs()) return {};
    auto const &one = classes.front();
    auto const distinct = distinct_text(one);
    return fmt::format("{} {} {}{}{}", one.jobs == tally.jobs() ? "all" : share(one.jobs, tally.jobs()),
                       one.jobs == 1 ? "is" : "are", printable(decoded(one.name)),
                       distinct.empty() || distinct.starts_with("all") ? "" : " with ",
                       distinct.starts_with("all") ? ", " + distinct : distinct);
}

// The one thing to know, with the command that deals with it.
std::string diagnosis(TopOptions const &o, queue::Tally const &tally)
{
    auto const classes = tally.by_class();
    auto text = majority(tally, classes);
    auto const offer = [&](std::string const &option, std::int64_t left) {
        return fmt::format("`omactl queue clear {} {}` would leave {}\n", shell_quoted(o.queue), option,
                           with_commas(left));
    };
    if (tally.duplicates() > 0) {
        if (text.empty())
            text = fmt::format("{} {}", with_commas(tally.duplicates()),
                               tally.duplicates() == 1 ? "is a duplicate" : "are duplicates");
        return text + "; " + offer("--duplicates", tally.jobs() - tally.duplicates());
    }
    if (text.empty() || classes.size() < 2) return {};
    auto const &name = classes.front().name;
    return text + "; " + offer("--class " + shell_quoted(decoded(name)), tally.jobs() - classes.front().jobs);
}

cli::Json summary(TopOptions const &o, queue::Tally const &tally, Payloads const &payloads)
{
    return {{"queue", cli::json_bytes(o.queue)},
            {"by", o.by_args() ? "args" : "class"},
            {"jobs", tally.jobs()},
            {"payload_bytes", tally.bytes()},
            {"malformed", tally.malformed()},
            {"duplicates", tally.duplicates()},
            {"payload_masked", payloads.masked()},
            {"groups", cli::Json::array()}};
}

cli::Table four_columns()
{
    return {{{"", true}, {"", true}, {"", false, true}, {"", false, true}}, {}};
}

void end_report(cli::Report &report, cli::Table table, TopOptions const &o, queue::Tally const &tally,
                Source const &source, Payloads const &payloads)
{
    report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(payloads.note() + (source.is_queue() ? diagnosis(o, tally) : ""));
}

cli::Report by_class(TopOptions const &o, queue::Tally const &tally, Source const &source)
{
    Payloads const payloads{o.with_payloads};
    cli::Report report{summary(o, tally, payloads), {head_line(o, tally)}, Fault::ok};
    auto table = four_columns();
    for (auto const &one : tally.by_class()) {
        auto const args = payloads.args(one.most_args);
        report.data["groups"].push_back({{"class", decoded(one.name)},
                                         {"jobs", one.jobs},
                                         {"distinct_args", one.distinct},
                                         {"most_frequent_args", cli::json_bytes(args)},
                                         {"most_frequent_jobs", one.most}});
        if (std::ssize(table.rows) >= o.first) continue;
        auto const note = one.distinct == one.jobs
                              ? std::string("all args differ")
                              : fmt::format("{} distinct args, most frequent {} {} times", with_commas(one.distinct),
                                            cut(printable(args), 60), with_commas(one.most));
        table.rows.push_back(
            {"  " + with_commas(one.jobs), share(one.jobs, tally.jobs()), printable(decoded(one.name)), note});
    }
    if (tally.malformed() > 0)
        table.rows.push_back(
            {"  " + with_commas(tally.malformed()),
             share(tally.malformed(), tally.jobs()),
             {"malformed", cli::Tone::warning},
             source.is_queue() ? fmt::format("omactl queue peek {} --malformed", shell_quoted(o.queue)) : ""});
    end_report(report, std::move(table), o, tally, source, payloads);
    return report;
}

// The texts of the most frequent works are looked up in a second walk: keeping them all would cost
// the memory of the whole queue.
std::map<Fingerprint, std::string> payloads_of(std::vector<queue::Tally::Work> const &works, queue::Tally const &tally,
                                               Session &session, Source const &source)
{
    std::map<Fingerprint, std::string> texts;
    if (works.empty()) return texts;
    source.read(session.redis(), [&](std::string_view bytes) {
        auto const payload = source.payload_of(bytes);
        auto const print = tally.work_of_payload(payload);
        for (auto const &work : works)
            if (work.print == print) texts.try_emplace(print, payload);
        return texts.size() < works.size() && interrupt_signal() == 0;
    });
    throw_if_interrupted();
    return texts;
}

cli::Report by_args(TopOptions const &o, queue::Tally const &tally, Session &session, Source const &source)
{
    auto works = tally.most_frequent(static_cast<std::size_t>(o.first));
    if (o.duplicates) std::erase_if(works, [](auto const &work) { return work.jobs < 2; });
    auto texts = payloads_of(works, tally, session, source);
    // Fingerprints differ from run to run; the order of equals must not.
    std::sort(works.begin(), works.end(), [&](auto const &a, auto const &b) {
        return a.jobs != b.jobs ? a.jobs > b.jobs : texts[a.print] < texts[b.print];
    });
    Payloads const payloads{o.with_payloads};
    cli::Report report{summary(o, tally, payloads), {head_line(o, tally)}, Fault::ok};
    auto table = four_columns();
    for (auto const &work : works) {
        auto const job = queue::read_job(texts[work.print]);
        auto const args = payloads.args(job.args);
        report.data["groups"].push_back(
            {{"class", decoded(job.klass)}, {"args", cli::json_bytes(args)}, {"jobs", work.jobs}});
        table.rows.push_back({"  " + with_commas(work.jobs), share(work.jobs, tally.jobs()),
                              printable(decoded(job.klass)), printable(args)});
    }
    if (o.duplicates && works.empty()) report.blocks.emplace_back("no two jobs are the same work\n");
    end_report(report, std::move(table), o, tally, source, payloads);
    return report;
}

cli::Report by_failure(TopOptions const &o, Session &session, Source const &source)
{
    queue::FailureTally tally{source.kind(), failures_by(o.by.value_or("error"))};
    walk(session, source, [&](std::string_view record) { tally.add(record); });
    Payloads const payloads{o.with_payloads};
    cli::Report report{{{"queue", o.queue},
                        {"by", o.by.value_or("error")},
                        {"records", tally.records()},
                        {"malformed", tally.malformed()},
                        {"payload_masked", payloads.masked()},
                        {"groups", cli::Json::array()}},
                       {fmt::format("{}: {}\n", o.queue, counted(tally.records(), "record"))},
                       Fault::ok};
    add_groups(report, tally, o.first, payloads);
    return report;
}

Source sorted_source(std::vector<std::string> const &sets, Session &session, queue::Layout const &layout)
{
    Source source;
    source.failures = sets.front() != "schedule";
    for (auto const &set : sets) {
        source.sorted.push_back(layout.key(set));
        source.length += session.redis().call({"ZCARD", source.sorted.back()}).integer();
    }
    return source;
}

Source source_of(TopOptions const &o, Session &session, queue::Layout const &layout)
{
    bool const by_error = o.by == "error";
    auto const sets = sets_named(o.queue, layout);
    if (by_error && (sets.empty() || o.queue == "schedule"))
        throw Error{Fault::usage, "--by error groups failure records", "omactl queue top failed --by error"};
    auto &redis = session.redis();
    if (!sets.empty() && (by_error || !is_listed(redis, layout, o.queue))) {
        if (layout.kind == queue::Kind::sidekiq) return sorted_source(sets, session, layout);
        return {layout.failed(), true, true, {}, redis.call({"LLEN", layout.failed()}).integer()};
    }
    return {layout.queue(o.queue), layout.oldest_left(), false, {}, stand(redis, layout, o.queue).length};
}

void check(TopOptions const &o)
{
    if (o.by && *o.by != "class" && *o.by != "error" && !o.by_args())
        throw Error{Fault::usage, fmt::format("--by takes class, args or error, not '{}'", printable(*o.by)),
                    "omactl queue top sites --by class,args"};
    if (o.duplicates && o.by && !o.by_args())
        throw Error{Fault::usage, fmt::format("--duplicates shows the same work again, not each {}", *o.by),
                    "omactl queue top sites --duplicates"};
}

cli::Report top(TopOptions const &o, Session &session)
{
    check(o);
    auto const layout = session.queue_layout();
    auto const source = source_of(o, session, layout);
    if (source.failures && !o.by_args()) return by_failure(o, session, source);
    queue::Tally tally{source.length};
    walk(session, source, [&](std::string_view bytes) { tally.add(source.payload_of(bytes)); });
    return o.by_args() ? by_args(o, tally, session, source) : by_class(o, tally, source);
}

constexpr cli::Param k_params[] = {
    cli::param<&TopOptions::queue>("queue", "", "Queue to look through; failed for the failure records",
                                   cli::Complete::queues),
    cli::one_of(cli::param<&TopOptions::by>("--by", "WHAT",
                                            "class (the default), class,args, or (of failed, its default) error"),
                "class|class,args|error"),
    cli::param<&TopOptions::duplicates>("--duplicates", "", "Only work that is there more than once, by class,args"),
    cli::param<&TopOptions::first>("--first", "N", "How many groups"),
    cli::param<&TopOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue top sites", "which classes fill it, and how much of it is the same"},
    {"omactl queue top sites --by class,args --duplicates", "the jobs that are there most often"},
    {"omactl queue top failed --by class", "what fails most, since when, and where"},
};
Verb<TopOptions> const g_top{
    {.path = "queue top",
     .summary = "Show what fills a queue",
     .details = "Reads the whole queue in small pieces (no other client waits for it) and counts exactly. Two jobs\n"
                "are the same when class and the bytes of their args are. Ends with the one thing to do.\n"
                "Failures are grouped by error or class: how many, first and last time, and a job and its backtrace.\n"
                "Of Sidekiq, failed means `retry` and `dead`; each of them, and `schedule`, has its own name too.\n"
                "What may be customers' data in args is masked, in JSON too, as `omactl queue peek --help` tells.",
     .params = k_params,
     .examples = k_examples},
    top};

}  // namespace

}  // namespace omactl::cmd
