#include "cmd/queue_discard.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/payloads.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_sieve.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/tally.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

/// What would leave, and what it failed with most.
struct Look {
    std::int64_t leaving = 0, bytes = 0, timeless = 0, all = 0;
    std::string sample;
    std::vector<queue::FailureTally::Group> errors;
};

Look look_at(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout)
{
    Look look;
    look.all = rescue.bound;
    FailureMatcher const matcher{rescue.filter};
    queue::FailureTally tally{layout.kind};
    each_candidate(rescue, redis, layout, [&](FailedJob const &job) {
        if (!rescue.means(job.failure, matcher)) return;
        if (look.leaving++ == 0) look.sample = job.failure.well_formed ? job.failure.payload : job.bytes;
        look.bytes += static_cast<std::int64_t>(job.bytes.size());
        if (rescue.set != "schedule" && !rescue.delayed()) tally.add(job.bytes);
    });
    look.timeless = matcher.timeless();
    look.errors = tally.groups();
    return look;
}

std::string noun_for(std::string_view set)
{
    return set == "failed" ? "failure" : set == "schedule" || set == k_delayed ? "scheduled job" : "job";
}

std::string from_words(std::string_view set)
{
    return set == k_delayed ? "the schedule" : fmt::format("`{}`", set);
}

void describe(op::Plan &plan, Rescue const &rescue, Look const &look, Session &session)
{
    auto const noun = noun_for(rescue.set);
    plan.lines = {{plan.command, fmt::format("{} of {} {} {}", with_commas(look.leaving), counted(look.all, noun),
                                             either(look.leaving, "leaves", "leave"), from_words(rescue.set))}};
    if (!rescue.filter.everything()) plan.lines.back().second += " (" + printable(rescue.filter.describe()) + ")";
    if (look.timeless > 0)
        plan.lines.emplace_back("",
                                "their time of failure can't be read, so these stay: " + with_commas(look.timeless));
    if (!look.errors.empty())
        plan.lines.emplace_back("", fmt::format("most failed with {}: {}", cut(printable(look.errors[0].error), 90),
                                                with_commas(look.errors[0].records)));
    if (!look.sample.empty()) plan.lines.emplace_back("", "for example " + sample_text(look.sample));
    plan.lines.emplace_back("kept in", fmt::format("{}, at most {}, on this machine", shown_archive(plan, session),
                                                   human_bytes(static_cast<std::uint64_t>(look.bytes))));
    plan.lines.emplace_back("undo", shown_undo(plan, session));
    plan.question =
        fmt::format("Clear {} from {} in {}?", counted(look.leaving, noun), from_words(rescue.set), plan.env);
    plan.undo = "puts them back where they stood";
    plan.nothing = look.all == 0 ? fmt::format("There is nothing in {}; nothing to clear.", from_words(rescue.set))
                                 : fmt::format("None of {} matches ({}).", counted(look.all, noun),
                                               printable(rescue.filter.describe()));
}

// `failed` is a list like a queue: taken away whole, archived, and what stays is put in front again.
void plan_list(op::Plan &plan, Rescue const &rescue, Look const &look, queue::Layout const &layout)
{
    plan.operation = "queue.clear";
    plan.detail["failures"] = to_json(rescue.filter);
    freeze_sieve(plan, look.all, look.leaving, look.bytes, look.leaving == look.all && rescue.filter.everything());
    plan.wire = sieve_wire(plan, layout);
}

void plan_shelf(op::Plan &plan, Rescue const &rescue, queue::Layout const &layout)
{
    plan.steps = {"save", "drop"};
    plan.detail["rescue"] = to_json(rescue);
    WireText wire{layout, key_of(rescue, layout)};
    wire.drop(key_of(rescue, layout), rescue.delayed());
    wire.finish(layout.mask("ID"));
    plan.wire = wire.lines();
}

}  // namespace

op::Plan plan_discard(Discard const &discard, Session &session)
{
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    Rescue rescue;
    rescue.filter = discard.filter;
    rescue.set = discard.set;
    rescue.away = true;
    auto const name = rescue.delayed() ? "schedule" : rescue.set;
    auto plan = op::begin_plan(session, "queue.discard", 1, name);
    freeze_server(plan, session, ask_server(redis));
    auto const key = key_of(rescue, layout);
    if (!rescue.sorted()) need_free(redis, layout, key, name);
    rescue.bound = count_of(rescue, redis, layout);
    auto const look = look_at(rescue, redis, layout);
    plan.count = look.leaving;
    plan.archive = archive_path(session, plan.id);
    plan.detail["list"] = key;
    plan.detail["from"] = from_words(rescue.set);
    plan.detail["archive_host"] = session.host();
    plan.before = {{rescue.set, look.all}};
    if (rescue.sorted())
        plan_shelf(plan, rescue, layout);
    else
        plan_list(plan, rescue, look, layout);
    describe(plan, rescue, look, session);
    if (plan.count > 0) check_space(plan.archive, static_cast<std::uint64_t>(look.bytes));
    return plan;
}

}  // namespace omactl::cmd
