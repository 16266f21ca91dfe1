#include "lib/operation/operation.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {
constinit Operation const *g_operations = nullptr;
}

Operation::Operation(std::string_view name, int version) noexcept
    : m_name(name), m_version(version), m_next(g_operations)
{
    g_operations = this;
}

Operation const &find_operation(Plan const &plan)
{
    for (auto const *op = g_operations; op; op = op->next())
        if (op->name() == plan.operation && op->version() == plan.version) return *op;
    throw Error{Fault::failed,
                fmt::format("this omactl does not know operation {} version {}", plan.operation, plan.version),
                "use the omactl that began it"};
}

Millis Run::spent() const
{
    return std::chrono::duration_cast<Millis>(world.context().clock.ticks() - began);
}

Plan Operation::plan_undo(Plan const &, UndoOptions const &, World &) const
{
    throw Error{Fault::declined, "an undo has no undo", "run the command again instead"};
}

std::string Operation::extend(Run &run, Instant) const
{
    throw Error{Fault::declined, fmt::format("the end of '{}' can't be moved", run.plan.command),
                fmt::format("omactl undo {}, and begin it anew", run.plan.id)};
}

}  // namespace omactl::op
