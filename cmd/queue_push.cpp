#include "cmd/one_step.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/moment.hpp"
#include "lib/queue/sidekiq.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace omactl::cmd {

namespace {

struct PushOptions {
    std::string queue;
    std::optional<std::string> klass;
    std::vector<std::string> args;
    std::optional<std::string> raw;
};

// Sidekiq writes times in two ways, by its version; who pushes to this queue shows which one it is.
bool writes_millis(redis::Connection &redis, std::string const &list)
{
    auto const newest = redis.call({"LRANGE", list, "0", "0"});
    if (newest.size() == 0) return false;
    auto const at = json_at(newest[0].text(), "/enqueued_at");
    return at && queue::is_in_millis(*at);
}

// The bytes that Resque itself would write: class first, then args.
std::string resque_payload(PushOptions const &o)
{
    std::string payload = R"({"class":)";
    append_json_string(payload, *o.klass);
    return payload + fmt::format(R"(,"args":[{}]}})", fmt::join(o.args, ","));
}

// Before anybody is contacted.
void check_words(PushOptions const &o)
{
    if (o.raw && o.klass) throw Error{Fault::usage, "--raw takes the place of class and arguments", {}};
    if (!o.raw && !o.klass)
        throw Error{Fault::usage, "which class?", "omactl queue push QUEUE CLASS [JSON-ARG…], or --raw FILE"};
    for (auto const &arg : o.args)
        if (!json_well_formed(arg))
            throw Error{Fault::usage, fmt::format("'{}' is not JSON", printable(arg)),
                        fmt::format("text needs its quotes inside the shell's: '\"{}\"'", printable(arg))};
}

std::string payload_of(PushOptions const &o, Session &session, queue::Layout const &layout)
{
    if (o.raw) return read_file(*o.raw);
    if (layout.kind == queue::Kind::resque) return resque_payload(o);
    return queue::written_job({o.queue, *o.klass, o.args, queue::fresh_jid(), session.context().clock.now(),
                               writes_millis(session.redis(), layout.queue(o.queue))});
}

op::Plan plan_push(PushOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, "queue.push", 1, o.queue);
    check_words(o);
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    freeze_server(plan, session, ask_server(redis));
    auto const payload = payload_of(o, session, layout);
    auto const list = layout.queue(o.queue);
    bool const known = redis.call({"SISMEMBER", layout.queues(), o.queue}).integer() == 1;
    plan.ask = op::Ask::nothing;
    plan.count = 1;
    plan.steps = {"push"};
    plan.undo = "takes it back while no worker has taken it";
    plan.detail["list"] = list;
    plan.detail["alone"] = false;  // it disturbs nobody, so nobody's lock stops it
    plan.detail["source"] = "words";
    plan.detail["jobs"] = {base64(payload)};
    plan.before = {{"length", redis.call({"LLEN", list}).integer()}};
    plan.lines = {{"queue push " + printable(o.queue), cut(printable(payload), 200)}};
    if (!known) plan.lines.emplace_back("", "a queue that nobody has pushed to yet: is the name right?");
    WireText wire{layout, own_lease(list, "ID")};
    wire.push(list);
    plan.wire = wire.lines();
    return plan;
}

class QueuePush final : public OneStep {
public:
    QueuePush() noexcept : OneStep("queue.push", 1) {}

    void apply(std::string_view, op::Run &run) const override
    {
        std::vector<std::string> jobs;
        for (auto const &job : run.plan.detail.at("jobs"))
            jobs.push_back(from_base64(job.get<std::string>()).value_or(""));
        queue::push(fenced(run), layout_of(run.plan), run.plan.id, run.plan.target, jobs);
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const length =
            session_of(run.world).redis().call({"LLEN", run.plan.detail.at("list").get<std::string>()}).integer();
        op::Outcome outcome;
        outcome.sentence = fmt::format("Pushed 1 job to {}; {} {}.", printable(run.plan.target), with_commas(length),
                                       either(length, "waits", "wait"));
        outcome.changes.push_back({{"queue", run.plan.target}, {"pushed", 1}});
        outcome.after = {{"length", length}};
        return outcome;
    }

    op::Plan plan_undo(op::Plan const &plan, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_unpush(plan, options, session_of(world));
    }
};

QueuePush const g_operation;

constexpr cli::Param k_params[] = {
    cli::param<&PushOptions::queue>("queue", "", "Queue to push to", cli::Complete::queues),
    cli::param<&PushOptions::klass>("class", "", "The job's class"),
    cli::verbatim_param<&PushOptions::args>("json-arg", "", "Its arguments, each one JSON value"),
    cli::param<&PushOptions::raw>("--raw", "FILE", "The payload's bytes as they stand in a file", cli::Complete::files),
};
constexpr cli::Example k_examples[] = {
    {"omactl queue push alexa ReloadAlexa1m", "a job without arguments"},
    {"omactl queue push sites RefreshSite 1842 '{\"force\":true}'", "arguments are JSON"},
    {"omactl queue push sites --raw job.json --dry-run", "bytes from a file"},
};
Action<PushOptions> const g_command{
    {.path = "queue push",
     .kind = cli::Kind::change,
     .summary = "Push one job",
     .details = "Pushes at the newest end, as the application would: Sidekiq's jobs get a jid, the time, and\n"
                "retry: true. It takes nothing away, so it asks nothing.",
     .params = k_params,
     .examples = k_examples},
    [](PushOptions const &o, Session &session) { return op::carry_out(plan_push(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
