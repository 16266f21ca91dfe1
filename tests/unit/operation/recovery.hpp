#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "fake.hpp"

namespace omactl::tests {

using Steps = std::vector<std::string>;

/// An operation, and the "processes" that begin it, resume it and undo it. Each process is a
/// FakeWorld; one that was killed leaves its lease behind, which then runs out.
struct Recovery {
    Folder folder;
    Service service;
    op::Plan plan;
    std::string out, err;  // of the last process

    Recovery() { service.outcome.sentence = "Changed 3 sites."; }

    void begin()
    {
        begin([] {});
    }
    template <class Prepare> void begin(Prepare const &prepare)
    {
        FakeWorld world{service, folder.path()};
        plan = world.plan();
        prepare();
        try {
            op::carry_out(plan, world);
        } catch (Killed const &) {
            service.forget_lease();
        } catch (Error const &) {
        }
        service.log.clear();
    }
    void begin_and_die(std::string const &point)
    {
        begin([&] { service.kill_at(point); });
    }
    template <class Call> Error in_process(Call const &call)
    {
        FakeWorld world{service, folder.path()};
        auto error = Error{Fault::ok, ""};
        try {
            error = error_of([&] { call(world); });
        } catch (Killed const &) {
            service.forget_lease();
        }
        out = world.io.written_out;
        err = world.io.written_err;
        return error;
    }
    Error resumed(std::string const &id = "")
    {
        service.log.clear();
        return in_process([&](FakeWorld &world) { returns_ok(op::resume(id.empty() ? plan.id : id, world)); });
    }
    Error undone(std::string const &id = "")
    {
        service.log.clear();
        return in_process([&](FakeWorld &world) { returns_ok(op::undo(id.empty() ? plan.id : id, {}, world)); });
    }
    op::State state(std::string const &id = "")
    {
        FakeWorld world{service, folder.path()};
        return state_of(world, id.empty() ? plan.id : id);
    }
    std::string events(std::string const &id = "")
    {
        FakeWorld world{service, folder.path()};
        return events_of(world, id.empty() ? plan.id : id);
    }
    std::string undo_id() { return service.records[plan.id].field("undo"); }
    Steps const &effect() const { return service.effect; }
};

inline Steps const k_all{"one", "two", "three"};
inline Steps const k_all_and_back{"one", "two", "three", "fetch", "home"};

}  // namespace omactl::tests
