#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using op::State;

struct CloseWords {
    std::string id;
};

void need_an_end(op::Entry const &entry, op::Journal const &journal)
{
    if (entry.state == State::open || entry.state == State::partial || entry.state == State::unknown)
        throw Error{Fault::conflict, fmt::format("{} is not finished", entry.id),
                    op::ways_on(entry.plan, journal.shortest(entry.id))};
    if (entry.plan.archive.empty())
        throw Error{Fault::usage, fmt::format("{} has kept nothing that could stay out", entry.id), {}};
}

op::Plan plan_close(op::Entry const &entry, Session &session)
{
    auto plan = op::begin_plan(session, {}, 1, entry.plan.target);
    plan.id = entry.id;
    plan.env = entry.plan.env;
    plan.service = "this machine's journal";
    plan.archive = entry.plan.archive;
    plan.count = 1;
    plan.lines = {{"journal close", fmt::format("what {} has archived stays out: {}",
                                                session.journal().shortest(entry.id), printable(plan.reason))},
                  {"", "the archive stays where it is; undo still puts it back"}};
    plan.question = "Let them stay out?";
    return plan;
}

Fault close(CloseWords const &words, Session &session)
{
    auto &journal = session.journal();
    auto const &context = session.context();
    auto const entry = journal.find(words.id);
    if (!entry)
        throw Error{Fault::not_found, fmt::format("no operation '{}' in the journal", printable(words.id)),
                    "omactl journal ls"};
    need_an_end(*entry, journal);
    if (!context.change.reason)
        throw Error{Fault::usage, "why do they stay out?",
                    fmt::format("omactl journal close {} --reason TEXT", journal.shortest(entry->id))};
    auto const plan = plan_close(*entry, session);
    return op::carry_out_at_once(plan, session, [&] {
        journal.append(entry->id, "decided", {{"reason", plan.reason}, {"who", session.who()}});
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("What {} has archived stays out: {}", journal.shortest(entry->id), printable(plan.reason));
        outcome.changes.push_back({{"decided", entry->id}, {"reason", plan.reason}});
        return outcome;
    });
}

constexpr cli::Param k_params[] = {
    cli::param<&CloseWords::id>("id", "", "Operation, or the beginning of its id", cli::Complete::operations),
};
constexpr cli::Example k_examples[] = {
    {"omactl journal close 01JDB7Q4 --reason 'site 42 is gone'", "its jobs stay in the archive, on purpose"},
};
Action<CloseWords> const g_close{
    {.path = "journal close",
     .kind = cli::Kind::change,
     .summary = "Decide that archived jobs stay out",
     .details = "Until then `status` shows them as OPEN. Nothing is removed, and nothing in any service changes.",
     .params = k_params,
     .examples = k_examples},
    close};

}  // namespace

}  // namespace omactl::cmd
