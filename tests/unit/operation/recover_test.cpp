#include "recovery.hpp"

// The table of the design, "resume ID" and "undo ID", row by row.

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

// --- started, nothing written ------------------------------------------------------------------

TEST_CASE("started, nothing written: resume closes it")
{
    Recovery stage;
    stage.begin_and_die("write one");
    CHECK(stage.state() == State::open);
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.out == "test change sites: nothing had been written; closed.\n");
    CHECK(stage.effect().empty());
    CHECK(stage.events() == "started, closed");
    CHECK(stage.resumed().fault() == Fault::ok);  // and again
    CHECK(stage.events() == "started, closed");
}

TEST_CASE("started, nothing written: undo closes it too")
{
    Recovery stage;
    stage.begin_and_die("apply one");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.out == "test change sites: nothing had been written; closed.\n");
    CHECK(stage.effect().empty());
    CHECK(stage.events() == "started, closed");
}

// --- midway -------------------------------------------------------------------------------------

TEST_CASE("midway: resume goes on where it stopped")
{
    for (auto const &[point, left] : {std::pair<std::string, std::string>{"answer one", "write two, write three"},
                                      {"write two", "write two, write three"},
                                      {"answer two", "write three"},
                                      {"write three", "write three"}}) {
        Recovery stage;
        stage.begin_and_die(point);
        INFO(point);
        CHECK(stage.resumed().fault() == Fault::ok);
        CHECK(stage.service.story() == "allow writes, adopt, " + left + ", verify, release");
        CHECK(stage.effect() == k_all);
        CHECK(stage.state() == State::done);
        CHECK(stage.out == "Changed 3 sites.\n");
        CHECK(contains(stage.err, "Undo: omactl undo "));
    }
}

TEST_CASE("midway, and it can be put back: undo does that")
{
    Recovery stage;
    stage.begin_and_die("write two");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.service.story() == "allow writes, adopt, put back, write returned, release");
    CHECK(stage.effect() == Steps{"one", "returned"});
    CHECK(stage.state() == State::undone);
    CHECK(contains(stage.out, "put back; the target is as it was."));
}

TEST_CASE("midway, and it can't be put back: undo settles it and takes it back as a whole")
{
    Recovery stage;
    stage.begin_and_die("answer two");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
    CHECK(stage.state() == State::undone);
    CHECK(stage.state(stage.undo_id()) == State::done);
    CHECK(stage.service.story() == "allow writes, adopt, put back, settle, write three, release, "
                                   "allow writes, take, recheck, write fetch, write home, verify, release");
}

TEST_CASE("midway: its undo is a change, asked for as such")
{
    Recovery stage;
    stage.begin_and_die("answer two");
    auto const declined = stage.in_process([&](FakeWorld &world) {
        world.settings.change.yes = false;
        undo(stage.plan.id, {}, world);
    });
    CHECK(declined.fault() == Fault::declined);
    CHECK(stage.effect() == Steps{"one", "two"});
    auto const once = stage.in_process([&](FakeWorld &world) {
        world.settings.change.yes = false;
        world.io.askable = true;
        world.io.answers = {"y", "n"};
        undo(stage.plan.id, {}, world);
        CHECK(world.io.questions.size() == 1);
        CHECK(contains(world.io.questions.front(), "test change sites stopped midway."));
    });
    CHECK(once.fault() == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
}

TEST_CASE("midway after a partial end or a lost answer: the same")
{
    for (auto const fault : {Fault::failed, Fault::unknown, Fault::interrupted}) {
        Recovery stage;
        stage.begin([&] { stage.service.fail_at("answer two", fault, "it broke"); });
        CHECK(stage.resumed().fault() == Fault::ok);
        CHECK(stage.effect() == k_all);
        CHECK(stage.state() == State::done);
    }
}

TEST_CASE("its lease still stands: neither resume nor undo may touch it")
{
    Recovery stage;
    stage.begin_and_die("answer two");
    stage.service.leased_by = stage.plan.id;
    CHECK(stage.resumed().fault() == Fault::conflict);
    CHECK(stage.undone().fault() == Fault::conflict);
    CHECK(stage.effect() == Steps{"one", "two"});
}

TEST_CASE("a resume can die too, and be resumed")
{
    Recovery stage;
    stage.begin_and_die("answer one");
    stage.service.kill_at("answer two");
    stage.resumed();
    CHECK(stage.effect() == Steps{"one", "two"});
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.effect() == k_all);
}

// --- applied, not verified -----------------------------------------------------------------------

TEST_CASE("applied, not verified: resume verifies only")
{
    for (auto const *point : {"answer three", "verify"}) {
        Recovery stage;
        stage.begin_and_die(point);
        INFO(point);
        CHECK(stage.resumed().fault() == Fault::ok);
        CHECK(stage.service.story() == "allow writes, adopt, verify, release");
        CHECK(stage.effect() == k_all);
        CHECK(stage.state() == State::done);
    }
}

TEST_CASE("unverified: resume verifies again, as often as it takes")
{
    Recovery stage;
    stage.service.outcome.fault = Fault::unverified;
    stage.service.outcome.trouble = "not there yet";
    stage.begin();
    CHECK(stage.state() == State::unverified);
    CHECK(stage.resumed().fault() == Fault::unverified);
    CHECK(stage.state() == State::unverified);
    stage.service.outcome.fault = Fault::ok;
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.state() == State::done);
    CHECK(stage.effect() == k_all);
}

TEST_CASE("applied, not verified: undo puts back")
{
    for (auto const *point : {"answer three", "verify"}) {
        Recovery stage;
        stage.begin_and_die(point);
        INFO(point);
        CHECK(stage.undone().fault() == Fault::ok);
        CHECK(stage.effect() == k_all_and_back);
        CHECK(stage.state() == State::undone);
    }
}

// --- done ----------------------------------------------------------------------------------------

TEST_CASE("done: nothing to resume")
{
    Recovery stage;
    stage.begin();
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.out == "test change sites is finished; nothing to resume.\n");
    CHECK(stage.service.story().empty());
    CHECK(stage.effect() == k_all);
}

TEST_CASE("done: undo puts back, as an operation of its own")
{
    Recovery stage;
    stage.begin();
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
    CHECK(stage.state() == State::undone);
    CHECK(stage.state(stage.undo_id()) == State::done);
    CHECK(stage.events() == "started, step, step, step, done, undoing, undone");
}

TEST_CASE("done: an undo that is declined or dry leaves all as it is")
{
    Recovery stage;
    stage.begin();
    CHECK(stage
              .in_process([&](FakeWorld &world) {
                  world.settings.change.yes = false;
                  undo(stage.plan.id, {}, world);
              })
              .fault() == Fault::declined);
    CHECK(stage
              .in_process([&](FakeWorld &world) {
                  world.settings.change.dry_run = true;
                  undo(stage.plan.id, {}, world);
              })
              .fault() == Fault::ok);
    CHECK(stage.effect() == k_all);
    CHECK(stage.events() == "started, step, step, step, done");
}

// --- being undone --------------------------------------------------------------------------------

TEST_CASE("being undone: resume and undo finish the undo, by either id")
{
    for (bool const by_undo_id : {false, true}) {
        for (bool const by_resume : {false, true}) {
            Recovery stage;
            stage.begin();
            stage.service.kill_at("answer fetch");
            stage.undone();
            REQUIRE(stage.effect() == Steps{"one", "two", "three", "fetch"});
            auto const id = by_undo_id ? stage.undo_id() : stage.plan.id;
            INFO((by_undo_id ? "the undo's id, " : "its id, ") << (by_resume ? "resume" : "undo"));
            CHECK((by_resume ? stage.resumed(id) : stage.undone(id)).fault() == Fault::ok);
            CHECK(stage.effect() == k_all_and_back);
            CHECK(stage.state() == State::undone);
            CHECK(stage.state(stage.undo_id()) == State::done);
        }
    }
}

TEST_CASE("an undo that had written nothing when it died: the operation is done as before")
{
    Recovery stage;
    stage.begin();
    stage.service.kill_at("write fetch");
    stage.undone();
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.effect() == k_all);
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
    CHECK(stage.state() == State::undone);
}

TEST_CASE("an undo that died after its last write is over; only the journal lacks a line")
{
    Recovery stage;
    stage.begin();
    stage.service.kill_at("answer home");
    stage.undone();
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.out == "test change sites was undone; nothing to resume.\n");
    CHECK(stage.effect() == k_all_and_back);
}

// --- undone --------------------------------------------------------------------------------------

TEST_CASE("undone: both say so and do nothing; an undo has no undo")
{
    Recovery stage;
    stage.begin();
    stage.undone();
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.out == "test change sites was undone; nothing to resume.\n");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.out == "test change sites is undone already.\n");
    auto const error = stage.undone(stage.undo_id());
    CHECK(error.fault() == Fault::declined);
    CHECK(error.message() == "an undo has no undo");
    CHECK(stage.resumed(stage.undo_id()).fault() == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
}

TEST_CASE("failed and put back: nothing to resume, nothing to undo")
{
    Recovery stage;
    stage.begin([&] { stage.service.fail_at("write two", Fault::failed, "refused"); });
    REQUIRE(stage.effect() == Steps{"one", "returned"});
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.effect() == Steps{"one", "returned"});
}
