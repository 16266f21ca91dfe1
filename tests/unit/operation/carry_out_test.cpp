#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

#include "fake.hpp"

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
        return error_of([&] { returns_ok(carry_out(plan, world)); });
    }
};

}  // namespace

TEST_CASE("confirm, lock, recheck, record, apply, verify, unlock: in this order")
{
    Stage stage;
    CHECK(carry_out(stage.plan, stage.world) == Fault::ok);
    CHECK(stage.service.story() == "allow writes, take, recheck, write one, write two, write three, verify, release");
    CHECK(events_of(stage.world, stage.plan.id) == "started, step, step, step, done");
    CHECK(stage.world.io.written_out == "Changed 3 sites.\n");
    CHECK(contains(stage.world.io.written_err, "Plan for test/sites, a service in memory\n"));
    CHECK(contains(stage.world.io.written_err, "Undo: omactl undo " + stage.plan.id.substr(0, 10) + "\n"));
}

TEST_CASE("nothing is written before the journal knows of it")
{
    Stage stage;
    std::string before_one, before_two;
    stage.service.at["write one"] = [&] { before_one = events_of(stage.world, stage.plan.id); };
    stage.service.at["write two"] = [&] { before_two = events_of(stage.world, stage.plan.id); };
    stage.carried();
    CHECK(before_one == "started");
    CHECK(before_two == "started, step");
}

TEST_CASE("what the journal tells of it is enough for another process")
{
    Stage stage;
    stage.plan.reason = "stuck";
    stage.service.outcome.changes.push_back({{"removed", 3}});
    stage.service.outcome.after = {{"length", 7}};
    stage.carried();
    auto const entry = stage.world.journal().find(stage.plan.id).value();
    CHECK(to_json(entry.plan) == to_json(stage.plan));
    auto const *started = entry.last_data("started");
    REQUIRE(started);
    CHECK(started->at("argv") == Json{"omactl", "test", "change"});
    CHECK(contains(started->at("who").get<std::string>(), "tester@"));
    auto const *done = entry.last_data("done");
    REQUIRE(done);
    CHECK(done->at("sentence") == "Changed 3 sites.");
    CHECK(done->at("changes") == Json::array({{{"removed", 3}}}));
    CHECK(done->at("after").at("length") == 7);
    CHECK(done->contains("spent_ms"));
}

TEST_CASE("a journal that can't be written: nothing starts")
{
    Stage stage;
    std::filesystem::create_directories(stage.folder / "omactl/journal.jsonl");  // a folder in its place
    CHECK(stage.carried().fault() == Fault::failed);
    CHECK(stage.service.story() == "allow writes, take, recheck, release");
    CHECK(stage.service.effect.empty());
}

TEST_CASE("with nothing to do nothing is asked, locked or recorded")
{
    Stage stage;
    stage.plan.count = 0;
    CHECK(carry_out(stage.plan, stage.world) == Fault::ok);
    CHECK(stage.service.log.empty());
    CHECK(stage.world.io.written_out == "Nothing to change.\n");
    CHECK_FALSE(is_there(stage.world.journal().path()));
}

TEST_CASE("a dry run shows the exact writes and does none of them")
{
    Stage stage;
    stage.world.settings.change.dry_run = true;
    stage.world.settings.change.yes = false;
    CHECK(carry_out(stage.plan, stage.world) == Fault::ok);
    CHECK(stage.service.log.empty());
    CHECK_FALSE(is_there(stage.world.journal().path()));
    CHECK(contains(stage.world.io.written_out, "It would send\n  ONE sites\n  TWO sites\n  THREE sites\n"));
    CHECK(contains(stage.world.io.written_out, "Dry run: nothing was changed.\n"));
    CHECK(stage.world.io.written_err.empty());
}

TEST_CASE("a plan and what was done are shown without secrets, in words and as JSON")
{
    auto const secret = std::string("not-a-real-password");
    for (auto const output : {cli::Output::table, cli::Output::json})
        for (bool const dry_run : {true, false}) {
            Stage stage;
            auto &settings = stage.world.settings;
            settings.secrets.add(Secret{secret});
            settings.globals.output = output;
            settings.change.dry_run = dry_run;
            stage.plan.lines.emplace_back("redis_url", secret);
            stage.plan.wire.push_back("SET redis_url " + secret);
            stage.plan.detail["to"] = secret;
            stage.service.outcome.sentence = "Set " + secret;
            stage.service.outcome.changes.push_back({{"to", secret}});
            CHECK(carry_out(stage.plan, stage.world) == Fault::ok);
            auto const shown = stage.world.io.written_out + stage.world.io.written_err;
            CHECK_FALSE(contains(shown, secret));
            CHECK(contains(shown, "***"));
        }
}

TEST_CASE("declined: nothing was locked or recorded")
{
    Stage stage;
    stage.world.settings.change.yes = false;
    CHECK(stage.carried().fault() == Fault::declined);
    CHECK(stage.service.log.empty());
    CHECK_FALSE(is_there(stage.world.journal().path()));
}

TEST_CASE("--max is a limit and not a portion")
{
    Stage stage;
    stage.world.settings.change.max = 2;
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::declined);
    CHECK(contains(error.message(), "more than --max 2"));
    CHECK(stage.service.log.empty());
    stage.world.settings.change.max = 3;
    CHECK(stage.carried().fault() == Fault::ok);
}

TEST_CASE("read-only: declined before anything, and a dry run works")
{
    Stage stage;
    stage.world.readonly = true;
    CHECK(stage.carried().fault() == Fault::declined);
    stage.world.settings.change.dry_run = true;
    CHECK(stage.carried().fault() == Fault::ok);
    CHECK(stage.service.log.empty());
}

TEST_CASE("Ctrl-C before the start: nothing starts")
{
    Stage stage;
    set_interrupt_signal(SIGTERM);
    auto const error = stage.carried();
    set_interrupt_signal(0);
    CHECK(error.fault() == Fault::terminated);
    CHECK(stage.service.log.empty());
    CHECK_FALSE(is_there(stage.world.journal().path()));
}

TEST_CASE("somebody holds the lease: conflict, and theirs is left alone")
{
    Stage stage;
    stage.service.leased_by = "theirs";
    CHECK(stage.carried().fault() == Fault::conflict);
    CHECK(stage.service.leased_by == "theirs");
    CHECK(stage.service.effect.empty());
    CHECK_FALSE(is_there(stage.world.journal().path()));
}

TEST_CASE("the world has changed since the plan: conflict, the lease is given back, no trace in the journal")
{
    Stage stage;
    stage.service.fail_at("recheck", Fault::conflict, "12 waiting now, 3 when this was planned");
    CHECK(stage.carried().fault() == Fault::conflict);
    CHECK(stage.service.story() == "allow writes, take, recheck, release");
    CHECK_FALSE(is_there(stage.world.journal().path()));
}

TEST_CASE("the lease is given back in every end")
{
    for (auto const *point : {"apply one", "write one", "answer one", "apply two", "write three", "answer three",
                              "verify", "put back", "record"}) {
        for (auto const fault : {Fault::failed, Fault::unreachable, Fault::unknown, Fault::conflict, Fault::interrupted,
                                 Fault::internal}) {
            Stage stage;
            stage.service.fail_at(point, fault, "it broke");
            stage.carried();
            INFO(point << ", status " << static_cast<int>(fault));
            CHECK(stage.service.leased_by.empty());
            CHECK(stage.service.log.back() == "release");
        }
    }
}

TEST_CASE("an outcome that is not all well is shown, recorded and becomes the status")
{
    for (auto const fault : {Fault::unverified, Fault::partial}) {
        Stage stage;
        stage.service.outcome.fault = fault;
        stage.service.outcome.trouble = "two did not show";
        auto const error = stage.carried();
        CHECK(error.fault() == fault);
        CHECK(error.message() == "two did not show");
        CHECK(error.hint() == "omactl journal show " + stage.plan.id.substr(0, 10));
        CHECK(contains(stage.world.io.written_out, "Changed 3 sites."));
        CHECK(name_of(state_of(stage.world, stage.plan.id)) == name_of(fault));
    }
}

TEST_CASE("JSON is the whole of stdout")
{
    Stage stage;
    stage.world.settings.globals.output = cli::Output::json;
    stage.plan.archive = "/archive/01.zst";
    stage.service.outcome.changes.push_back({{"removed", 3}});
    stage.carried();
    auto const json = Json::parse(stage.world.io.written_out);
    CHECK(json.at("id") == stage.plan.id);
    CHECK(json.at("command") == "test change");
    CHECK(json.at("target") == "test/sites");
    CHECK(json.at("status") == "done");
    CHECK(json.at("changes").at(0).at("removed") == 3);
    CHECK(json.at("archive") == "/archive/01.zst");
    CHECK(contains(json.at("undo").get<std::string>(), "omactl undo "));
    CHECK(json.size() == 7);
}
