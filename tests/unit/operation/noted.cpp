#include "noted.hpp"

#include <algorithm>

namespace omactl::tests {

using op::Plan;
using op::Run;
using op::Taken;

namespace {

Service &service_of(op::World &world)
{
    return dynamic_cast<FakeWorld &>(world).service;
}

bool is_in(Steps const &effect, std::string const &step)
{
    return std::find(effect.begin(), effect.end(), step) != effect.end();
}

class Stepwise : public op::NotedOperation {
public:
    using NotedOperation::NotedOperation;
    void recheck(Plan const &, op::World &world) const override { service_of(world).pass("recheck"); }
    void recheck_target(Plan const &, op::World &world) const override { service_of(world).pass("target"); }
    void apply(std::string_view step, Run &run) const override
    {
        auto &service = service_of(run.world);
        auto const name = std::string(step);
        service.pass("apply " + name);
        op::noted(run).about_to_write(name);
        service.pass("write " + name);
        service.effect.push_back(name);
        service.pass("answer " + name);
    }
    Taken probe(std::string_view step, Run &run) const override
    {
        return is_in(service_of(run.world).effect, std::string(step)) ? Taken::yes : Taken::no;
    }
    op::Outcome verify(Run &run) const override
    {
        service_of(run.world).pass("verify");
        return service_of(run.world).outcome;
    }
};

class NotedChange final : public Stepwise {
public:
    NotedChange() noexcept : Stepwise("noted.change", 1) {}
    Plan plan_undo(Plan const &plan, op::UndoOptions const &, op::World &world) const override
    {
        auto undo = op::begin_plan(world, "noted.undo", 1, plan.target);
        undo.undoes = plan.id;
        undo.question = "Put it back?";
        for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step)
            if (is_in(service_of(world).effect, *step)) undo.steps.push_back("no " + *step);
        undo.count = std::ssize(undo.steps);
        return undo;
    }
};

class NotedUndo final : public Stepwise {
public:
    NotedUndo() noexcept : Stepwise("noted.undo", 1) {}
};

NotedChange const g_change;
NotedUndo const g_undo;

}  // namespace

Plan noted_plan(FakeWorld &world)
{
    auto plan = world.plan();
    plan.operation = "noted.change";
    return plan;
}

}  // namespace omactl::tests
