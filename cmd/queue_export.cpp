#include "cmd/archive_place.hpp"
#include "cmd/export_file.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/progress.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/selection.hpp"
#include "lib/queue/sorted.hpp"
#include "lib/queue/steady.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct ExportOptions {
    std::string queue, file;
    std::optional<std::string> klass;
    std::vector<std::string> where;
    std::optional<Millis> older_than;
    std::optional<std::int64_t> first;
    bool force = false;
};

/// What is read: a queue, Resque's failures, or one of Sidekiq's sorted sets.
struct Origin {
    JobPlace place;
    std::int64_t length = 0;
};

Origin origin_of(std::string const &name, Session &session, queue::Layout const &layout)
{
    auto &redis = session.redis();
    Origin origin{job_place(name, redis, layout)};
    if (origin.place.set.empty())
        origin.length = stand(redis, layout, name).length;
    else
        origin.length = redis.call({origin.place.sorted ? "ZCARD" : "LLEN", origin.place.key}).integer();
    return origin;
}

queue::Filter filter_of(ExportOptions const &o, Instant now)
{
    queue::Filter filter;
    filter.klass = o.klass.value_or("");
    for (auto const &condition : o.where) filter.where.push_back(queue::parse_where(condition));
    if (o.older_than) filter.before = (now - *o.older_than).time_since_epoch().count();
    return filter;
}

op::Json header_of(ExportOptions const &o, Origin const &origin, queue::Layout const &layout,
                   queue::Filter const &filter, Session &session)
{
    return {{"omactl", "export"},
            {"v", 1},
            {"queue", o.queue},
            {"set", origin.place.set.empty() ? op::Json{} : op::Json(origin.place.set)},
            {"kind", queue::name_of(layout.kind)},
            {"key", origin.place.key},
            {"server", ask_server(session.redis()).describe()},
            {"predicate", filter.describe()},
            {"first", o.first ? op::Json(*o.first) : op::Json{}},
            {"at", rfc3339(session.context().clock.now())}};
}

/// Takes what matches on its way into the file.
class Exporter {
public:
    Exporter(ExportOptions const &o, Origin const &origin, queue::Filter filter, op::ArchiveWriter &out,
             Session &session)
        : m_selector(std::move(filter), origin.length), m_first(o.first), m_failures(origin.place.set == "failed"),
          m_out(out), m_progress(session.context(), "export", origin.length)
    {
    }

    bool take(std::string_view score, std::string_view bytes)
    {
        if (m_first && m_out.count() >= *m_first) return false;
        // Of a failure the conditions mean the job that failed.
        if (m_selector.leaves(m_failures ? queue::read_failure(bytes).payload : bytes)) m_out.add(bytes, score);
        if (++m_seen % 4'096 == 0) m_progress.at(m_seen);
        return interrupt_signal() == 0;
    }

    std::int64_t timeless() const { return m_selector.timeless(); }

private:
    queue::Selector m_selector;
    std::optional<std::int64_t> m_first;
    bool m_failures;
    op::ArchiveWriter &m_out;
    cli::Progress m_progress;
    std::int64_t m_seen = 0;
};

void read_origin(Origin const &origin, Exporter &exporter, Session &session, queue::Layout const &layout)
{
    auto &redis = session.redis();
    auto const &key = origin.place.key;
    if (origin.place.sorted)
        queue::read_sorted(redis, key, origin.length, [&](std::string_view score, std::string_view member) {
            return exporter.take(score, member);
        });
    else  // Resque's failures stand oldest left, as all its lists
        queue::read_list_steadily(redis, key, layout.oldest_left(), origin.length,
                                  [&](std::string_view job) { return exporter.take({}, job); });
    throw_if_interrupted();
}

cli::Report told(ExportOptions const &o, op::ArchiveWriter const &out, std::int64_t timeless, Ticks began,
                 Session &session)
{
    auto const spent = std::chrono::duration_cast<Millis>(session.context().clock.ticks() - began);
    auto text = fmt::format("Exported {} of {}{}, {}, in {}.\n", counted(out.count(), "job"), printable(o.queue),
                            o.file == "-" ? "" : " to " + printable(homely(o.file, session.context().environ)),
                            human_bytes(out.bytes()), human_duration(spent));
    if (timeless > 0)
        text += fmt::format("Left out, as they don't say when they were enqueued: {}\n", with_commas(timeless));
    cli::Report report{
        {{"queue", o.queue}, {"file", o.file}, {"jobs", out.count()}, {"bytes", out.bytes()}, {"timeless", timeless}},
        {},
        Fault::ok};
    report.blocks.emplace_back(std::move(text));
    return report;
}

Fault export_queue(ExportOptions const &o, Session &session)
{
    auto const began = session.context().clock.ticks();
    refuse_existing(o.file, o.force);
    auto const filter = filter_of(o, session.context().clock.now());
    auto const &layout = session.queue_layout();
    auto const origin = origin_of(o.queue, session, layout);
    op::ArchiveWriter out{export_file(o.file, session), header_of(o, origin, layout, filter, session)};
    std::int64_t timeless = 0;
    {
        Exporter exporter{o, origin, filter, out, session};
        read_origin(origin, exporter, session, layout);
        timeless = exporter.timeless();
    }
    refuse_existing(o.file, o.force);
    out.finish();
    show_export(told(o, out, timeless, began, session), o.file, session);
    return Fault::ok;
}

constexpr cli::Param k_params[] = {
    cli::one_of(cli::param<&ExportOptions::queue>("queue", "", "Queue, or failed, retry, dead, schedule",
                                                  cli::Complete::queues),
                "failed|retry|dead|schedule"),
    cli::param<&ExportOptions::file>("file", "", "Where to; packed when it ends in .zst; - is stdout",
                                     cli::Complete::files),
    cli::param<&ExportOptions::klass>("--class", "CLASS", "Only jobs of this class (ActiveJob: the wrapped class)"),
    cli::param<&ExportOptions::where>("--where", "PTR=VALUE",
                                      "Only jobs whose payload has this value at a JSON pointer"),
    cli::param<&ExportOptions::older_than>("--older-than", "DUR",
                                           "Only jobs that say they were enqueued longer ago (Sidekiq, ActiveJob)"),
    cli::param<&ExportOptions::first>("--first", "N", "Only the first N that match, oldest first"),
    cli::param<&ExportOptions::force>("--force", "", "Write over a file that is there"),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue export sites sites.jsonl.zst", "a copy of every job"},
    {"omactl queue export sites - --where /args/0=42", "some of them, to stdout"},
    {"omactl queue export dead dead.jsonl --class Mail::Digest", "of Sidekiq's dead jobs, each with its time"},
};
Action<ExportOptions> const g_export{
    {.path = "queue export",
     .kind = cli::Kind::read,
     .summary = "Copy the jobs of a queue into a file",
     .details =
         "JSON lines, oldest first: {\"n\":0,\"job\":\"…\"}, the job's bytes as text, or {\"base64\":\"…\"} when they\n"
         "are not UTF-8; members of Sidekiq's sets with their score. The first line says what it is, the\n"
         "last counts and proves the others. Nothing changes in Redis; workers may go on meanwhile: a job\n"
         "that waits all the while is in the file once. `omactl queue import` takes it back.\n"
         "With jq, each job is: jq 'select(.job) | .job | fromjson'",
     .params = k_params,
     .examples = k_examples},
    export_queue};

}  // namespace

}  // namespace omactl::cmd
