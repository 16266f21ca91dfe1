#pragma once

#include "lib/operation/noted.hpp"

#include "recovery.hpp"

namespace omactl::tests {

/// A plan of "noted.change": steps one, two, three on a service that holds no record. Whether a step
/// took effect shows in Service::effect, and nowhere else. Points of Service::at: "target", "apply
/// STEP", "write STEP" (noted, not yet sent), "answer STEP".
op::Plan noted_plan(FakeWorld &world);

/// A service and the journal that some process left there.
struct NotedStage {
    Folder folder;
    Service service;
    op::Plan plan;
    std::string out, err;  // of the last process

    NotedStage() { service.outcome.sentence = "Changed 3 sites."; }

    template <class Call> Error in_process(Call const &call)
    {
        FakeWorld world{service, folder.path()};
        auto error = Error{Fault::ok, ""};
        try {
            error = error_of([&] { call(world); });
        } catch (Killed const &) {
        }
        out = world.io.written_out;
        err = world.io.written_err;
        return error;
    }
    Error carried()
    {
        return in_process([&](FakeWorld &world) {
            plan = noted_plan(world);
            returns_ok(op::carry_out(plan, world));
        });
    }
    Error applied()
    {
        return in_process([&](FakeWorld &world) { returns_ok(op::apply(plan, world)); });
    }
    Error resumed()
    {
        return in_process([&](FakeWorld &world) { returns_ok(op::resume(plan.id, world)); });
    }
    Error undone()
    {
        return in_process([&](FakeWorld &world) { returns_ok(op::undo(plan.id, {}, world)); });
    }
    std::string events()
    {
        FakeWorld world{service, folder.path()};
        return events_of(world, plan.id);
    }
    op::State state()
    {
        FakeWorld world{service, folder.path()};
        return state_of(world, plan.id);
    }
    std::optional<Record> record()
    {
        FakeWorld world{service, folder.path()};
        return op::find_operation(plan).guard(plan, world)->record();
    }
    std::string journal() const { return folder / "omactl/journal.jsonl"; }
};

inline Steps const k_all_and_none{"one", "two", "three", "no three", "no two", "no one"};

}  // namespace omactl::tests
