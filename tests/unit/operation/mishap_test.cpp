#include <catch2/catch.hpp>

#include <optional>
#include <stdexcept>

#include "fake.hpp"
#include "full_disk.hpp"

// What goes wrong on the way, and what the exit status then promises.

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

struct Stage {
    Folder folder;
    Service service;
    FakeWorld world{service, folder.path()};
    Plan plan = world.plan();
    Stage() { service.outcome.sentence = "Changed 3 sites."; }

    Error carried()
    {
        return error_of([&] { carry_out(plan, world); });
    }
    std::string short_id() const { return plan.id.substr(0, 10); }
    std::string resume_line() const
    {
        return "omactl resume " + short_id() + "    (go on)\nomactl undo " + short_id() + "    (put back)";
    }
};

}  // namespace

TEST_CASE("refused before the first write: the refusal stands, nothing was changed")
{
    for (auto const fault : {Fault::failed, Fault::denied, Fault::unreachable, Fault::not_found, Fault::conflict,
                             Fault::interrupted, Fault::terminated}) {
        Stage stage;
        stage.service.fail_at("write one", fault, "redis: READONLY");
        auto const error = stage.carried();
        CHECK(error.fault() == fault);
        CHECK(error.message() == "redis: READONLY; nothing was changed");
        CHECK(error.hint() == "the cause's own hint");
        CHECK(stage.service.effect.empty());
        CHECK(events_of(stage.world, stage.plan.id) == "started, failed");
        CHECK(stage.world.journal().find(stage.plan.id)->last_data("failed")->at("status") == static_cast<int>(fault));
    }
}

TEST_CASE("nothing was sent and nobody answers any more: unreachable, and safe to repeat")
{
    Stage stage;
    stage.service.fail_at("write one", Fault::unreachable, "redis: connection refused");
    stage.service.fail_at("record", Fault::unreachable, "redis: connection refused");
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::unreachable);
    CHECK(error.message() == "redis: connection refused; nothing was changed");
    CHECK(state_of(stage.world, stage.plan.id) == State::failed);
}

TEST_CASE("after a write that can be put back: put back, and the cause stands")
{
    for (auto const fault : {Fault::failed, Fault::unreachable, Fault::interrupted}) {
        Stage stage;
        stage.service.fail_at("write two", fault, "redis: OOM");
        auto const error = stage.carried();
        CHECK(error.fault() == fault);
        CHECK(error.message() == "redis: OOM; nothing was changed");
        CHECK(stage.service.effect == std::vector<std::string>{"one", "returned"});
        CHECK(events_of(stage.world, stage.plan.id) == "started, step, failed");
    }
}

TEST_CASE("after a write that can't be put back: partial, with the lines that go on and that put back")
{
    for (auto const fault : {Fault::failed, Fault::unreachable, Fault::denied, Fault::unverified}) {
        Stage stage;
        stage.service.fail_at("write three", fault, "redis: OOM");
        auto const error = stage.carried();
        CHECK(error.fault() == Fault::partial);
        CHECK(error.message() == "redis: OOM; stopped midway");
        CHECK(error.hint() == stage.resume_line());
        CHECK(stage.service.effect == std::vector<std::string>{"one", "two"});
        CHECK(state_of(stage.world, stage.plan.id) == State::partial);
    }
}

TEST_CASE("putting back fails: partial, and both reasons are told")
{
    Stage stage;
    stage.service.fail_at("write two", Fault::failed, "redis: OOM");
    stage.service.fail_at("write returned", Fault::unreachable, "redis: connection refused");
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::partial);
    CHECK(error.message() == "redis: OOM; stopped midway (putting back: redis: connection refused)");
    CHECK(error.hint() == stage.resume_line());
    CHECK(state_of(stage.world, stage.plan.id) == State::partial);
}

TEST_CASE("an answer that is lost for good: unknown, and nothing else is tried")
{
    for (auto const *point : {"answer one", "answer two", "answer three"}) {
        Stage stage;
        stage.service.fail_at(point, Fault::unknown, "redis: it was sent, outcome unknown");
        auto const error = stage.carried();
        INFO(point);
        CHECK(error.fault() == Fault::unknown);
        CHECK(error.message() == "redis: it was sent, outcome unknown");
        CHECK(error.hint() == stage.resume_line());
        CHECK_FALSE(contains(stage.service.story(), "put back"));
        CHECK(state_of(stage.world, stage.plan.id) == State::unknown);
    }
}

TEST_CASE("unknown wins over what could be put back before it")
{
    Stage stage;
    stage.service.fail_at("write two", Fault::unknown, "redis: it was sent, outcome unknown");
    CHECK(stage.carried().fault() == Fault::unknown);
    CHECK(stage.service.effect == std::vector<std::string>{"one"});
}

TEST_CASE("fenced off by another: conflict, whatever we had done")
{
    Stage stage;
    stage.service.fail_at("write three", Fault::conflict, "another omactl has taken over");
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::conflict);
    CHECK(error.message() == "another omactl has taken over; stopped midway");
    CHECK(error.hint() == stage.resume_line());
}

TEST_CASE("interrupted midway: the signal's status, and the resume line")
{
    for (auto const fault : {Fault::interrupted, Fault::terminated}) {
        Stage stage;
        stage.service.fail_at("apply three", fault, "interrupted");
        auto const error = stage.carried();
        CHECK(error.fault() == fault);
        CHECK(error.hint() == stage.resume_line());
        CHECK(events_of(stage.world, stage.plan.id) == "started, step, step, partial");
    }
}

TEST_CASE("done, and verifying fails: unverified, never safe to repeat")
{
    for (auto const fault : {Fault::unreachable, Fault::failed, Fault::denied}) {
        Stage stage;
        stage.service.fail_at("verify", fault, "redis: connection refused");
        auto const error = stage.carried();
        CHECK(error.fault() == Fault::unverified);
        CHECK(contains(error.message(), "redis: connection refused"));
        CHECK(contains(error.hint(), "omactl resume " + stage.short_id()));
        CHECK(stage.service.effect == std::vector<std::string>{"one", "two", "three"});
        CHECK_FALSE(contains(stage.service.story(), "put back"));
        CHECK(state_of(stage.world, stage.plan.id) == State::unverified);
    }
}

TEST_CASE("interrupted while verifying: the signal's status, and the journal knows it is applied")
{
    Stage stage;
    stage.service.fail_at("verify", Fault::interrupted, "interrupted");
    CHECK(stage.carried().fault() == Fault::interrupted);
    CHECK(state_of(stage.world, stage.plan.id) == State::unverified);
}

TEST_CASE("the journal's disk fills up midway: the change goes on, and its verdict is told all the same")
{
    for (auto const *point : {"answer one", "answer three", "verify"}) {
        Stage stage;
        std::optional<FullDisk> full;
        stage.service.at[point] = [&] { full.emplace(stage.folder / "omactl/journal.jsonl"); };
        auto const error = stage.carried();
        full.reset();
        INFO(point);
        CHECK(error.fault() == Fault::ok);
        CHECK(stage.service.effect == std::vector<std::string>{"one", "two", "three"});
        CHECK(stage.world.io.written_out == "Changed 3 sites.\n");
        CHECK(contains(stage.world.io.written_err, "The journal lacks the verdict"));
        CHECK(contains(stage.world.io.written_err, "omactl resume " + stage.plan.id));
        FakeWorld later{stage.service, stage.folder.path()};
        CHECK(state_of(later, stage.plan.id) == State::open);
        CHECK(resume(stage.plan.id, later) == Fault::ok);
        CHECK(state_of(later, stage.plan.id) == State::done);
        CHECK(stage.service.effect.size() == 3);
    }
}

TEST_CASE("the journal's disk fills up, and the change fails: put back as ever")
{
    Stage stage;
    std::optional<FullDisk> full;
    stage.service.at["answer one"] = [&] { full.emplace(stage.folder / "omactl/journal.jsonl"); };
    stage.service.fail_at("write two", Fault::failed, "redis: OOM");
    auto const error = stage.carried();
    full.reset();
    CHECK(error.fault() == Fault::failed);
    CHECK(error.message() == "redis: OOM; nothing was changed");
    CHECK(stage.service.effect == std::vector<std::string>{"one", "returned"});
}

TEST_CASE("a bug of ours on the way still puts back what can be")
{
    Stage stage;
    stage.service.at["write two"] = [] { throw std::out_of_range{"no such thing"}; };
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::internal);
    CHECK(contains(error.message(), "no such thing"));
    CHECK(stage.service.effect == std::vector<std::string>{"one", "returned"});
    CHECK(state_of(stage.world, stage.plan.id) == State::failed);
}

TEST_CASE("--quiet and a failure: the message is all there is")
{
    Stage stage;
    stage.world.settings.globals.quiet = true;
    stage.service.fail_at("write three", Fault::failed, "redis: OOM");
    CHECK(stage.carried().fault() == Fault::partial);
    CHECK(stage.world.io.written_out.empty());
    CHECK(stage.world.io.written_err.empty());
}
