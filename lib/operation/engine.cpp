#include "lib/operation/engine.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"
#include "lib/operation/drive.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/plan_file.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {

void check_limits(Plan const &plan, World &world)
{
    auto const &change = world.context().change;
    if (change.max && plan.count > *change.max)
        throw Error{
            Fault::declined,
            fmt::format("it would change {}, more than --max {}", with_commas(plan.count), with_commas(*change.max)),
            "look with --dry-run; narrow it, or raise --max"};
    if (world.is_readonly() && !change.dry_run)
        throw Error{Fault::declined, fmt::format("environment '{}' is read-only", plan.env),
                    "readonly = true in the configuration, or OMACTL_READONLY; --dry-run works"};
}

// A plan travels as JSON, into the journal and the service: there a broken name would become another one.
void refuse_broken_words(World &world)
{
    for (auto const &word : world.context().argv)
        if (!is_utf8(word))
            throw Error{Fault::usage, fmt::format("'{}' is not UTF-8; a plan can't hold it", printable(word)),
                        "a key of such a name has to be renamed first: redis-cli RENAME"};
}

Json started(Plan const &plan, World &world)
{
    return {{"plan", to_json(plan)}, {"argv", world.context().argv}, {"host", world.host()}, {"who", world.who()}};
}

}  // namespace

Plan begin_plan(World &world, std::string_view operation, int version, std::string_view target)
{
    refuse_broken_words(world);
    Plan plan;
    plan.id = ulid(world.context().clock.now());
    plan.operation = operation;
    plan.version = version;
    plan.command = world.context().command;
    plan.env = world.env_name();
    plan.target = target;
    plan.reason = world.context().change.reason.value_or("");
    plan.who = world.who();
    plan.run = world.context().environ.get("OMACTL_RUN").value_or("");
    return plan;
}

Fault carry_out(Plan const &plan, World &world)
{
    if (plan.count == 0) {
        show_nothing(plan.command, plan.full_target(), {}, plan.nothing, world);
        return Fault::ok;
    }
    check_limits(plan, world);
    show_plan(plan, world);
    if (world.context().change.dry_run) return Fault::ok;
    if (auto const &file = world.context().change.plan_out) return write_plan(plan, *file, world);
    confirm(plan, world);
    throw_if_interrupted();
    world.allow_writes();

    auto const &op = find_operation(plan);
    auto const guard = op.guard(plan, world);
    guard->take(world.context().change.wait_lock.value_or(Millis{0}));
    Lease const lease{*guard};
    op.recheck(plan, world);
    world.journal().append(plan.id, "started", started(plan, world));
    if (!plan.undoes.empty()) world.journal().append(plan.undoes, "undoing", {{"by", plan.id}});
    Run run{plan, world, *guard, world.context().clock.ticks()};
    return drive(op, run, false);
}

Fault carry_out_at_once(Plan const &plan, World &world, std::function<Outcome()> const &act)
{
    check_limits(plan, world);
    if (world.context().change.plan_out)
        throw Error{Fault::usage, fmt::format("'{}' is done at once; there is no plan to keep", plan.command),
                    "look with --dry-run"};
    show_plan(plan, world);
    if (world.context().change.dry_run) return Fault::ok;
    confirm(plan, world);
    throw_if_interrupted();
    world.allow_writes();
    show_outcome(plan, act(), world);
    return Fault::ok;
}

namespace {

// A plan may be tried again when its first try left nothing: the service has no record of it, or, where it can
// hold none, the journal says so.
void refuse_second_time(Plan const &plan, World &world)
{
    auto const entry = world.journal().find(plan.id);
    bool const left_nothing = !entry || entry->state == State::failed || entry->state == State::closed;
    auto const guard = find_operation(plan).guard(plan, world);
    if (left_nothing && (!guard->is_kept_by_service() || !guard->record())) return;
    throw Error{Fault::conflict, fmt::format("this plan was applied already, as operation {}", plan.id),
                fmt::format("omactl journal show {}", plan.id)};
}

// Who applies keeps what is removed: the planner's archive folder may be on another machine.
void move_archive_here(Plan &plan, World &world)
{
    if (plan.archive.empty()) return;
    auto const name = plan.archive.substr(plan.archive.rfind('/') + 1);
    plan.archive = world.archive_folder() + "/" + name;
    if (plan.detail.contains("archive_host")) plan.detail["archive_host"] = world.host();
    for (auto &[label, text] : plan.lines)
        if (auto const at = text.find(name); at != std::string::npos) text.replace(0, at + name.size(), plan.archive);
}

}  // namespace

Fault apply(Plan plan, World &world)
{
    if (plan.env != world.env_name())
        throw Error{Fault::usage, fmt::format("the plan is for environment '{}', not '{}'", plan.env, world.env_name()),
                    fmt::format("omactl -e {} apply FILE", shell_quoted(plan.env))};
    refuse_second_time(plan, world);
    if (auto const &reason = world.context().change.reason) plan.reason = *reason;
    move_archive_here(plan, world);
    find_operation(plan).recheck(plan, world);
    return carry_out(plan, world);
}

}  // namespace omactl::op
