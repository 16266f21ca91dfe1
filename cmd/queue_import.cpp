#include "cmd/queue_import.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/spool.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::cmd {

namespace {

struct ImportOptions {
    std::string queue, file;
    std::optional<std::string> klass;
    bool unique = false, lenient = false;
    std::optional<std::int64_t> first, max_length;
    std::optional<cli::Rate> rate;
    Millis stall{300'000};
};

Import import_of(ImportOptions const &o, std::optional<Spool> const &spool)
{
    Import import;
    import.path = spool ? spool->path() : std::filesystem::absolute(o.file).string();
    import.shown = spool ? "stdin" : o.file;
    import.queue_name = o.queue;
    import.klass = o.klass.value_or("");
    import.unique = o.unique;
    import.lenient = o.lenient;
    import.first = o.first.value_or(0);
    return import;
}

// Failure records are no jobs: a worker that got one would fail on it.
void refuse_failures(ImportLook const &look, std::string const &shown)
{
    bool const failures = look.header.is_object() && look.header.contains("set") && look.header["set"] == "failed";
    if (failures)
        throw Error{Fault::usage, fmt::format("{} holds failure records, which no worker could run", printable(shown)),
                    "omactl queue failed requeue    (their jobs, while they are among the failures)"};
}

std::string nothing_of(Import const &import, ImportLook const &look)
{
    if (look.other + look.waiting == 0)
        return fmt::format("There are no jobs in {}; nothing to import.", printable(import.shown));
    return fmt::format("Nothing to import: of {} in {}, {} are of another class, the work of {} waits already.",
                       counted(look.other + look.waiting, "job"), printable(import.shown), with_commas(look.other),
                       with_commas(look.waiting));
}

std::string origin_text(Import const &import, ImportLook const &look)
{
    if (!look.header.is_object()) return import.shown;
    auto const word = [&](char const *name) {
        return look.header.contains(name) && look.header[name].is_string() ? look.header[name].get<std::string>() : "?";
    };
    return fmt::format("{}: exported at {} from {} of {}", import.shown, word("at"), word("queue"), word("server"));
}

void describe(op::Plan &plan, Import const &import, ImportLook const &look, Session &session)
{
    plan.lines = {{"queue import " + printable(plan.target),
                   fmt::format("{} of {} {} to {}", counted(look.taken, "job"), printable(import.shown),
                               either(look.taken, "goes", "go"), printable(plan.target))}};
    auto const say = [&](std::int64_t jobs, std::string_view what) {
        if (jobs > 0) plan.lines.emplace_back("", fmt::format("{}: {}", what, with_commas(jobs)));
    };
    say(look.other, "of another class, so these stay out");
    say(look.waiting, "the same work waits already, so these stay out");
    say(look.passed_over, "lines that are no jobs, passed over");
    if (!look.torn.empty()) plan.lines.emplace_back("", fmt::format("{}: {}", import.shown, look.torn));
    if (!plan.before["listed"].get<bool>())
        plan.lines.emplace_back("", "a queue that nobody has pushed to yet: is the name right?");
    if (!look.sample.empty()) plan.lines.emplace_back("", "for example " + sample_text(look.sample));
    plan.lines.emplace_back("from", origin_text(import, look));
    plan.lines.emplace_back("kept in", fmt::format("{}, at most {}, on this machine", shown_archive(plan, session),
                                                   human_bytes(static_cast<std::uint64_t>(look.bytes))));
    plan.question =
        fmt::format("Import {} into {} in {}?", counted(look.taken, "job"), printable(plan.target), plan.env);
    plan.nothing = nothing_of(import, look);
}

Refill refill_of(ImportOptions const &o, op::Plan const &plan, std::string const &list)
{
    Refill part;
    part.archive_id = plan.id;
    part.path = plan.archive;
    part.list = list;
    part.queue_name = o.queue;
    part.rate = o.rate ? o.rate->per_second : 0;
    part.max_length = o.max_length.value_or(0);
    part.stall_ms = o.stall.count();
    part.records = plan.count;
    part.own = true;
    return part;
}

// What makes sense in a queue only.
std::string set_of(ImportOptions const &o, JobPlace const &place)
{
    if (place.set == "failed")
        throw Error{Fault::usage, "`failed` takes failure records, no jobs", "omactl queue import QUEUE FILE"};
    if (place.sorted && (o.unique || o.max_length))
        throw Error{
            Fault::usage,
            fmt::format("--unique and --max-length are for queues; `{}` is a set, where a job stands once", place.set),
            {}};
    return place.set;
}

std::vector<std::string> wire_of(JobPlace const &place, queue::Layout const &layout)
{
    WireText wire{layout, place.key};
    if (place.sorted)
        wire.step(
            "admit", 0,
            fmt::format("ZADD {} NX, SETBIT {}, HINCRBY {}", place.key, layout.pushed("ID"), layout.record("ID")));
    else
        wire.give_back(place.key, false, {}, 0);
    wire.finish(layout.mask("ID"));
    return wire.lines();
}

op::Plan plan_import(ImportOptions const &o, Import import, Session &session)
{
    auto plan = op::begin_plan(session, "queue.import", 1, o.queue);
    auto const pass = [](Incoming const &) {};
    // The file comes first: what is wrong with it is said before anybody is contacted.
    auto look = look_at_file(import, {}, pass);
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    freeze_server(plan, session, ask_server(redis));
    auto const place = job_place(o.queue, redis, layout);
    refuse_failures(look, import.shown);
    import.set = set_of(o, place);
    if (o.unique || !import.set.empty())
        look = look_at_file(import, o.unique ? UniqueWork{redis, layout, {o.queue}} : UniqueWork{}, pass);
    import.checksum = look.checksum;
    plan.count = look.taken;
    plan.archive = archive_path(session, plan.id);
    plan.steps = {"save", "push"};
    plan.detail["list"] = place.key;
    plan.detail["source"] = "import";
    plan.detail["import"] = to_json(import);
    plan.detail["refill"] = to_json(refill_of(o, plan, place.key));
    plan.detail["archive_host"] = session.host();
    plan.before = {{"length", redis.call({place.sorted ? "ZCARD" : "LLEN", place.key}).integer()},
                   {"listed", place.sorted || redis.call({"SISMEMBER", layout.queues(), o.queue}).integer() == 1}};
    describe(plan, import, look, session);
    describe_pace(plan, o.rate ? o.rate->per_second : 0, o.max_length.value_or(0));
    describe_unpush(plan, session);
    if (plan.count > 0) check_space(plan.archive, static_cast<std::uint64_t>(look.bytes));
    plan.wire = wire_of(place, layout);
    return plan;
}

Fault import_jobs(ImportOptions const &o, Session &session)
{
    std::optional<Spool> spool;
    if (o.file == "-") {
        if (session.context().change.plan_out)
            throw Error{Fault::usage, "what comes by stdin is gone when the plan is applied", "put it into a file"};
        spool.emplace(session.archive_folder());
    }
    return op::carry_out(plan_import(o, import_of(o, spool), session), session);
}

constexpr cli::Param k_params[] = {
    cli::param<&ImportOptions::queue>("queue", "", "Queue that the jobs are pushed to; or retry, dead, schedule",
                                      cli::Complete::queues),
    cli::param<&ImportOptions::file>("file", "", "An export, or lines of jobs, packed or not; - is stdin",
                                     cli::Complete::files),
    cli::param<&ImportOptions::klass>("--class", "CLASS", "Only jobs of this class"),
    cli::param<&ImportOptions::unique>("--unique", "", "Skip work (class and args) that waits already"),
    cli::param<&ImportOptions::first>("--first", "N", "Only the first N that match"),
    cli::param<&ImportOptions::rate>("--rate", "RATE", "At most so many jobs a second, like 200/s"),
    cli::param<&ImportOptions::max_length>("--max-length", "N", "Wait while the queue is longer"),
    cli::param<&ImportOptions::stall>("--stall", "DUR", "Give up when it stays full for so long"),
    cli::param<&ImportOptions::lenient>("--skip-malformed", "",
                                        "Pass over lines that are no jobs, and take what is there of a torn export"),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue import sites sites.jsonl.zst --dry-run", "see what would be pushed"},
    {"omactl queue import sites sites.jsonl.zst --unique --rate 200/s", "what waits already once only, slowly"},
    {"omactl queue import sites - --first 10 --yes", "what comes by a pipe: lines of jobs"},
};
Action<ImportOptions> const g_command{
    {.path = "queue import",
     .kind = cli::Kind::change,
     .summary = "Push the jobs of a file",
     .details = "At the newest end, in the file's order, byte for byte. The file is what `queue export` wrote, or\n"
                "has a job (JSON with class and args) in each line. A line that is no job, an export that is torn\n"
                "or was changed: nothing is pushed, and status 2 names the line. The jobs are kept in an archive\n"
                "first, so that `resume` pushes each once, and `undo` takes back what no worker has taken. Into\n"
                "Sidekiq's sets jobs go with the times of their export; those that are there stay as they are.",
     .params = k_params,
     .examples = k_examples},
    import_jobs};

}  // namespace

}  // namespace omactl::cmd
