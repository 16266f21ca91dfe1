#include "lib/core/file.hpp"

#include "recovery.hpp"

// Resume and undo by whom, where, and how.

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

TEST_CASE("a colleague's machine knows it from the service, and goes on")
{
    Recovery stage;
    stage.begin_and_die("answer one");
    Folder const elsewhere;
    FakeWorld colleague{stage.service, elsewhere.path()};
    CHECK(resume(stage.plan.id.substr(0, 10), colleague) == Fault::ok);
    CHECK(stage.effect() == k_all);
    CHECK(events_of(colleague, stage.plan.id) == "started, resumed, step, step, done");
    FakeWorld again{stage.service, elsewhere.path()};
    CHECK(undo(stage.plan.id, {}, again) == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
}

TEST_CASE("an unknown id, an ambiguous one, one of another environment")
{
    Recovery stage;
    stage.begin();
    CHECK(stage.resumed("7ZZZZZZZ").fault() == Fault::not_found);
    CHECK(stage.undone("7ZZZZZZZ").fault() == Fault::not_found);
    CHECK(stage.undone("not an id").fault() == Fault::usage);
    auto other = stage.plan;
    other.id.replace(0, 4, "7YYY");
    other.env = "staging";
    stage.in_process([&](FakeWorld &world) {
        world.journal().append(other.id, "started", {{"plan", to_json(other)}});
    });
    auto const error = stage.undone("7YYY");
    CHECK(error.fault() == Fault::usage);
    CHECK(contains(error.hint(), "omactl -e staging"));
}

TEST_CASE("read-only: looking is all there is")
{
    Recovery stage;
    stage.begin_and_die("answer one");
    for (bool const back : {false, true})
        CHECK(stage
                  .in_process([&](FakeWorld &world) {
                      world.readonly = true;
                      back ? undo(stage.plan.id, {}, world) : resume(stage.plan.id, world);
                  })
                  .fault() == Fault::declined);
    CHECK(stage.effect() == Steps{"one"});
}

TEST_CASE("a dry resume shows the plan and changes nothing")
{
    Recovery stage;
    stage.begin_and_die("answer one");
    auto const before = stage.events();
    stage.in_process([&](FakeWorld &world) {
        world.settings.change.dry_run = true;
        CHECK(resume(stage.plan.id, world) == Fault::ok);
        CHECK(undo(stage.plan.id, {}, world) == Fault::ok);
    });
    CHECK(contains(stage.out, "Dry run: nothing was changed."));
    CHECK(stage.effect() == Steps{"one"});
    CHECK(stage.events() == before);
}

TEST_CASE("an undo writes the secret that was there, and not what the journal shows of it")
{
    Recovery stage;
    Secret const secret{"not-a-real-password"};
    stage.in_process([&](FakeWorld &world) {
        world.settings.secrets.add(secret);
        stage.plan = world.plan();
        stage.plan.detail["from"] = "redis://:not-a-real-password@db/0";
        returns_ok(carry_out(stage.plan, world));
        CHECK_FALSE(contains(read_file(world.journal().path()), secret.reveal()));
    });
    CHECK(stage
              .in_process([&](FakeWorld &world) {
                  world.settings.secrets.add(secret);
                  returns_ok(undo(stage.plan.id, {}, world));
                  CHECK_FALSE(contains(read_file(world.journal().path()), secret.reveal()));
              })
              .fault() == Fault::ok);
    auto const written = plan_from_text(stage.service.records[stage.undo_id()].plan);
    CHECK(written.detail["from"] == "redis://:not-a-real-password@db/0");
}

TEST_CASE("a password that is a name of the plan breaks neither resume nor undo")
{
    for (auto const *name : {"sites", "test", "three", "test.change", "resque"}) {
        Recovery stage;
        INFO(name);
        auto const with_secret = [&](auto const &call) {
            return stage.in_process([&](FakeWorld &world) {
                world.settings.secrets.add(Secret{name});
                call(world);
            });
        };
        with_secret([&](FakeWorld &world) {
            stage.plan = world.plan();
            stage.plan.detail["namespace"] = "resque";
            stage.service.kill_at("answer one");
            carry_out(stage.plan, world);
        });
        CHECK(with_secret([&](FakeWorld &world) {
                  CHECK(world.journal().find(stage.plan.id)->plan.detail == stage.plan.detail);
                  returns_ok(resume(stage.plan.id, world));
              }).fault() == Fault::ok);
        CHECK(with_secret([&](FakeWorld &world) { returns_ok(undo(stage.plan.id, {}, world)); }).fault() == Fault::ok);
        CHECK(stage.effect() == k_all_and_back);
    }
}
