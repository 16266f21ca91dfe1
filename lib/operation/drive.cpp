#include "lib/operation/drive.hpp"

#include "lib/cli/io.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {

std::string resume_line(Run &run)
{
    return ways_on(run.plan, run.world.journal().shortest(run.plan.id));
}

bool was_put_back(Operation const &op, Run &run, std::string &why_not)
{
    try {
        if (!run.guard.record()) {
            why_not = "the service has no memory of it any more";
            return false;
        }
        return op.put_back(run);
    } catch (Error const &e) {
        why_not = e.message();
        return false;
    }
}

// The journal may be what fails (disk full): the change and the verdict to the user stand all the same.
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
[[noreturn]] void fail(Operation const &op, Run &run, bool written_before, Error const &cause)
{
    run.progress.reset();
    Json const data{{"error", cause.message()}, {"status", static_cast<int>(cause.fault())}};
    bool const fenced = cause.fault() == Fault::conflict && run.guard.writes() > 0;
    if (cause.fault() == Fault::unknown) {
        record(run, "unknown", data);
        throw Error{Fault::unknown, cause.message(), resume_line(run)};
    }
    std::string why_not;
    bool const written = written_before || run.guard.writes() > 0;
    if (!written || was_put_back(op, run, why_not)) {
        record(run, "failed", data);
        throw Error{cause.fault(), cause.message() + "; nothing was changed", cause.hint()};
    }
    record(run, "partial", data);
    auto message = cause.message() + "; stopped midway";
    if (!why_not.empty() && why_not != cause.message()) message += " (putting back: " + why_not + ")";
    auto const fault = is_interrupt(cause.fault()) || fenced ? cause.fault() : Fault::partial;
    throw Error{fault, message, resume_line(run)};
}

// A verdict that is none of the others is final, and nothing was changed: denied, conflict.
std::string verdict_of(Fault fault)
{
    if (fault == Fault::ok) return "done";
    bool const goes_on = fault == Fault::partial || fault == Fault::unknown || fault == Fault::unverified;
    return goes_on ? std::string(name_of(fault)) : "failed";
}

void record_verdict(Run &run, Outcome const &outcome)
{
    auto &journal = run.world.journal();
    auto const verdict = verdict_of(outcome.fault);
    journal.append(run.plan.id, verdict,
                   {{"sentence", outcome.sentence},
                    {"trouble", outcome.trouble},
                    {"changes", outcome.changes},
                    {"after", outcome.after},
                    {"spent_ms", run.spent().count()}});
    bool const over = outcome.fault == Fault::ok || outcome.fault == Fault::partial;
    if (!run.plan.undoes.empty() && over) journal.append(run.plan.undoes, "undone", {{"by", run.plan.id}});
    if (run.plan.hold || !run.plan.undoes.empty()) note_holds(run.world);
}

Outcome verified(Operation const &op, Run &run)
{
    try {
        return op.verify(run);
    } catch (Error const &e) {
        record(run, "unverified", {{"error", e.message()}});
        throw Error{is_interrupt(e.fault()) ? e.fault() : Fault::unverified,
                    "applied, and could not be verified: " + e.message(), resume_line(run)};
    }
}

Fault conclude(Run &run, Outcome const &outcome)
{
    auto &journal = run.world.journal();
    std::string unrecorded;
    try {
        record_verdict(run, outcome);
    } catch (Error const &e) {
        unrecorded = e.message();
    }
    show_outcome(run.plan, outcome, run.world);
    if (!unrecorded.empty())
        run.world.context().io.err(
            fmt::format("The journal lacks the verdict ({}); when it can be written again: omactl resume {}\n",
                        unrecorded, run.plan.id));
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
            record(run, "step", {{"step", step}, {"written", going_on || run.guard.writes() > 0}});
        }
    } catch (Error const &e) {
        fail(op, run, going_on, e);
    } catch (std::exception const &e) {  // our bug, or no memory: what was begun is put back all the same
        fail(op, run, going_on, Error{Fault::internal, e.what()});
    }
    run.progress.reset();
    return conclude(run, verified(op, run));
}

}  // namespace omactl::op
