#include "lib/cli/io.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/drive.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/hide.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {

/// An operation as this machine's journal and the service together know it.
struct Known {
    Plan plan;
    std::optional<Entry> entry;    // nullopt: begun on another machine
    std::optional<Record> record;  // nullopt: nothing was written, or the service holds no record
    bool kept_by_service = true;   // where the record is
    bool begun() const { return record.has_value(); }
};

// The service has the plan whole; the journal has it without the secrets in it.
void take_whole_plan(Known &known, World &world)
{
    if (known.kept_by_service && known.record && !known.record->plan.empty()) {
        known.plan = plan_from_text(known.record->plan);
        return;
    }
    if (known.entry && known.begun() && hides_secret(known.plan))
        throw Error{Fault::declined, "the journal hides a secret that this would have to write",
                    fmt::format("omactl journal show {}", world.journal().shortest(known.plan.id))};
}

Known look_up(std::string_view id, World &world)
{
    Known known;
    known.entry = world.journal().find(id);
    auto plan = known.entry ? std::optional{known.entry->plan} : world.find_plan(id);
    if (!plan)
        throw Error{Fault::not_found,
                    fmt::format("no operation '{}' in the journal or the services of '{}'", id, world.env_name()),
                    "omactl journal ls"};
    if (plan->env != world.env_name())
        throw Error{
            Fault::usage,
            fmt::format("operation {} belongs to environment '{}', not '{}'", plan->id, plan->env, world.env_name()),
            fmt::format("omactl -e {} {} {}", plan->env, world.context().command, id)};
    known.plan = std::move(*plan);
    auto const guard = find_operation(known.plan).guard(known.plan, world);
    known.record = guard->record();
    known.kept_by_service = guard->is_kept_by_service();
    take_whole_plan(known, world);
    return known;
}

/// "queue clear sites"
std::string name_of(Plan const &plan)
{
    return fmt::format("{} {}", plan.command, printable(plan.target));
}

bool is_over(Known const &known)
{
    return known.record && known.record->field("over") == "1";
}
bool is_undone(Known const &known)
{
    return (known.record && known.record->field("undone") == "1") ||
           (known.entry && known.entry->state == State::undone);
}

Fault say(Plan const &plan, World &world, std::string_view sentence)
{
    show_nothing(world.context().command, plan.full_target(), plan.id, sentence, world);
    return Fault::ok;
}

void refuse_when_readonly(World &world)
{
    if (world.is_readonly() && !world.context().change.dry_run)
        throw Error{Fault::declined, fmt::format("environment '{}' is read-only", world.env_name()),
                    "readonly = true in the configuration, or OMACTL_READONLY; --dry-run works"};
}

void note_started_here(Known const &known, World &world, std::string_view event)
{
    if (!known.entry)
        world.journal().append(known.plan.id, "started",
                               {{"plan", to_json(known.plan)},
                                {"host", world.host()},
                                {"who", world.who()},
                                {"from", "the service's record"}});
    world.journal().append(known.plan.id, event, {{"who", world.who()}, {"host", world.host()}});
}

// The service may have been restarted without its data, or emptied: then nobody knows what became of this.
void refuse_when_forgotten(Known const &known, World &world)
{
    if (known.record || !known.entry || !known.kept_by_service) return;
    auto const state = known.entry->state;
    auto const *step = known.entry->last_data("step");
    bool const written = step && step->value("written", false);
    if (state != State::done && state != State::partial && state != State::unverified &&
        !(written && state == State::open))
        return;
    auto hint = fmt::format("omactl journal show {}", world.journal().shortest(known.plan.id));
    if (!known.plan.archive.empty()) hint += fmt::format("\nwhat it removed is kept in {}", known.plan.archive);
    throw Error{Fault::conflict,
                fmt::format("{} has no memory of {} any more: it was restarted without its data, or emptied",
                            known.plan.service, name_of(known.plan)),
                hint};
}

[[noreturn]] void throw_gone_on(Plan const &plan)
{
    throw Error{Fault::conflict, name_of(plan) + " has just gone on", fmt::format("omactl resume {}", plan.id)};
}

Fault close_unwritten(Known const &known, World &world)
{
    refuse_when_forgotten(known, world);
    auto const sentence = name_of(known.plan) + ": nothing had been written; closed.";
    if (known.entry && known.entry->state == State::open && !world.context().change.dry_run) {
        // Its first write may be on its way yet, from a process that lives.
        world.allow_writes();
        auto const guard = find_operation(known.plan).guard(known.plan, world);
        guard->take(world.context().change.wait_lock.value_or(Millis{0}));
        Lease const lease{*guard};
        if (guard->record()) throw_gone_on(known.plan);
        discard_unfinished(known.plan.archive);
        world.journal().append(known.plan.id, "closed", {{"sentence", sentence}});
    }
    return say(known.plan, world, sentence);
}

// A colleague may have undone it.
Fault say_undone(Known const &known, World &world, std::string_view so)
{
    auto const name = name_of(known.plan);
    if (known.entry && known.entry->state == State::failed)
        return say(known.plan, world, name + " failed, and the target is as it was.");
    if (known.entry && known.record) note_undone(*known.entry, *known.record, world);
    return say(known.plan, world, fmt::format("{} {}", name, so));
}

/// Takes an operation over. Between our look at it and the lock its own process may have gone on.
void adopt(Guard &guard, Known const &known, World &world)
{
    guard.adopt(world.context().change.wait_lock.value_or(Millis{0}));
    Lease lease{guard};
    find_operation(known.plan).recheck_target(known.plan, world);
    auto const now = guard.record();
    if (!now || now->seq != known.record->seq || now->field("over") != known.record->field("over"))
        throw_gone_on(known.plan);
    lease.keep();
}

/// The undo that was begun on this operation and is not finished.
std::optional<std::string> unfinished_undo(Known const &known)
{
    if (is_undone(known)) return std::nullopt;
    if (known.record && !known.record->field("undo").empty()) return known.record->field("undo");
    return std::nullopt;
}

// What can't be undone is asked nothing about, and nothing of it is settled.
[[noreturn]] void refuse_undo(Known const &known, World &world)
{
    auto const id = world.journal().shortest(known.plan.id);
    auto const over = is_over(known);
    throw Error{
        Fault::declined,
        fmt::format("{} {}has no undo: {}", name_of(known.plan), over ? "" : "stopped midway and ", known.plan.no_undo),
        over ? fmt::format("omactl journal show {}", id) : ways_on(known.plan, id)};
}

// What stopped midway has its plan; another one can't be made of the half.
void refuse_plan_file(World &world)
{
    if (world.context().change.plan_out)
        throw Error{Fault::usage, "an operation that stopped midway goes on by its own plan", "omit --plan-out"};
}

Fault undo_midway(Known const &known, UndoOptions const &options, World &world)
{
    refuse_plan_file(world);
    auto const &op = find_operation(known.plan);
    Plan question = known.plan;
    question.undo.clear();
    question.archive.clear();
    question.wire.clear();
    question.question = fmt::format("{} stopped midway. Put back what it did in {}?", name_of(question), question.env);
    auto const &phase = known.record->phase;
    question.lines = {
        {"undo of " + question.command, fmt::format("{} stopped after {}", world.journal().shortest(question.id),
                                                    phase.empty() ? "its start" : "its step '" + phase + "'")},
        {"", "what is half done is settled first, then the rest is planned and goes back"}};
    question.ask = Ask::yes_no;
    show_plan(question, world);
    if (world.context().change.dry_run) return Fault::ok;
    confirm(question, world);
    world.allow_writes();
    {
        auto const guard = op.guard(known.plan, world);
        adopt(*guard, known, world);
        Lease const lease{*guard};
        note_started_here(known, world, "resumed");
        Run run{known.plan, world, *guard, world.context().clock.ticks()};
        if (op.put_back(run)) {
            discard_unfinished(known.plan.archive);
            world.journal().append(known.plan.id, "undone", {{"by", known.plan.id}});
            note_holds(world);
            Outcome outcome;
            outcome.sentence = name_of(known.plan) + ": put back; the target is as it was.";
            outcome.changes.push_back({{"put_back", known.plan.target}});
            show_outcome(question, outcome, world);
            return Fault::ok;
        }
        op.settle(run);
        world.journal().append(known.plan.id, "partial", {{"error", "stopped for its undo"}});
    }
    auto plan = op.plan_undo(known.plan, options, world);
    world.context().change.yes = true;  // that question was just answered
    return carry_out(plan, world);
}

}  // namespace

Fault resume(std::string_view id, World &world)
{
    auto const known = look_up(id, world);
    refuse_when_readonly(world);
    auto const name = name_of(known.plan);
    if (is_undone(known)) return say_undone(known, world, "was undone; nothing to resume.");
    if (auto const undo_id = unfinished_undo(known)) return resume(*undo_id, world);
    if (!known.begun()) return close_unwritten(known, world);
    bool const told = known.entry && known.entry->state != State::open && known.entry->state != State::unknown &&
                      known.entry->state != State::unverified && known.entry->state != State::partial;
    if (is_over(known) && told) return say(known.plan, world, name + " is finished; nothing to resume.");
    refuse_plan_file(world);
    if (world.context().change.dry_run) {
        show_plan(known.plan, world);
        return Fault::ok;
    }
    world.allow_writes();
    auto const &op = find_operation(known.plan);
    auto const guard = op.guard(known.plan, world);
    adopt(*guard, known, world);
    Lease const lease{*guard};
    note_started_here(known, world, "resumed");
    Run run{known.plan, world, *guard, world.context().clock.ticks()};
    return drive(op, run, true);
}

Fault undo(std::string_view id, UndoOptions const &options, World &world)
{
    auto const known = look_up(id, world);
    refuse_when_readonly(world);
    if (!known.plan.undoes.empty()) {
        if (is_over(known)) throw Error{Fault::declined, "an undo has no undo", "run the command again instead"};
        return resume(id, world);
    }
    if (is_undone(known)) return say_undone(known, world, "is undone already.");
    if (auto const undo_id = unfinished_undo(known)) return resume(*undo_id, world);
    if (!known.begun()) return close_unwritten(known, world);
    if (!known.plan.no_undo.empty()) refuse_undo(known, world);
    if (!is_over(known)) return undo_midway(known, options, world);
    return carry_out(find_operation(known.plan).plan_undo(known.plan, options, world), world);
}

}  // namespace omactl::op
