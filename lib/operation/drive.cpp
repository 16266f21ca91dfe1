#include "lib/operation/drive.hpp"

#include "lib/operation/journal.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {

std::string resume_line(Run &run)
{
    auto const id = run.world.journal().shortest(run.plan.id);
    return fmt::format("omactl resume {0}    (go on)\nomactl undo {0}    (put back)", id);
}

bool was_put_back(Operation const &op, Run &run, std::string &why_not)
{
    try {
        return op.put_back(run);
    } catch (Error const &e) {
        why_not = e.message();
        return false;
    }
}

// The journal may be what failed (disk full): the verdict to the user stands all the same.
void record(Run &run, std::string_view verdict, Json data)
{
    try {
        run.world.journal().append(run.plan.id, verdict, std::move(data));
    } catch (Error const &) {
    }
}

bool is_interrupt(Fault fault)
{
    return fault == Fault::interrupted || fault == Fault::terminated;
}

// What an error means depends on how far we had come.
[[noreturn]] void fail(Operation const &op, Run &run, Error const &cause)
{
    run.progress.reset();
    Json const data{{"error", cause.message()}, {"status", static_cast<int>(cause.fault())}};
    bool const fenced = cause.fault() == Fault::conflict && run.guard.writes() > 0;
    if (cause.fault() == Fault::unknown) {
        record(run, "unknown", data);
        throw Error{Fault::unknown, cause.message(), resume_line(run)};
    }
    std::string why_not;
    if (was_put_back(op, run, why_not)) {
        record(run, "failed", data);
        throw Error{cause.fault(), cause.message() + "; nothing was changed", cause.hint()};
    }
    record(run, "partial", data);
    auto message = cause.message() + "; stopped midway";
    if (!why_not.empty() && why_not != cause.message()) message += " (putting back: " + why_not + ")";
    auto const fault = is_interrupt(cause.fault()) || fenced ? cause.fault() : Fault::partial;
    throw Error{fault, message, resume_line(run)};
}

Fault conclude(Run &run, Outcome const &outcome)
{
    auto &journal = run.world.journal();
    auto const verdict = outcome.fault == Fault::ok ? "done" : std::string(name_of(outcome.fault));
    journal.append(run.plan.id, verdict,
                   {{"sentence", outcome.sentence},
                    {"trouble", outcome.trouble},
                    {"changes", outcome.changes},
                    {"after", outcome.after},
                    {"spent_ms", run.spent().count()}});
    bool const over = outcome.fault == Fault::ok || outcome.fault == Fault::partial;
    if (!run.plan.undoes.empty() && over) journal.append(run.plan.undoes, "undone", {{"by", run.plan.id}});
    show_outcome(run.plan, outcome, run.world);
    if (outcome.fault != Fault::ok)
        throw Error{outcome.fault, outcome.trouble,
                    fmt::format("omactl journal show {}", journal.shortest(run.plan.id))};
    return Fault::ok;
}

}  // namespace

Fault drive(Operation const &op, Run &run, bool going_on)
{
    try {
        for (auto const &step : run.plan.steps) {
            if (going_on && op.probe(step, run) == Taken::yes) continue;
            op.apply(step, run);
            run.world.journal().append(run.plan.id, "step", {{"step", step}});
        }
    } catch (Error const &e) {
        fail(op, run, e);
    }
    run.progress.reset();
    return conclude(run, op.verify(run));
}

}  // namespace omactl::op
