#include <catch2/catch.hpp>

#include "fake.hpp"

// The table of the design, "resume ID" and "undo ID", row by row. A "process" is a FakeWorld; one
// that was killed leaves its lease behind, which then runs out.

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

using Steps = std::vector<std::string>;

struct Stage {
    Folder folder;
    Service service;
    Plan plan;
    std::string out, err;  // of the last process

    Stage() { service.outcome.sentence = "Changed 3 sites."; }

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
            carry_out(plan, world);
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
        return in_process([&](FakeWorld &world) { returns_ok(resume(id.empty() ? plan.id : id, world)); });
    }
    Error undone(std::string const &id = "")
    {
        service.log.clear();
        return in_process([&](FakeWorld &world) { returns_ok(undo(id.empty() ? plan.id : id, {}, world)); });
    }
    State state(std::string const &id = "")
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

Steps const k_all{"one", "two", "three"};
Steps const k_all_and_back{"one", "two", "three", "fetch", "home"};

}  // namespace

// --- started, nothing written ------------------------------------------------------------------

TEST_CASE("started, nothing written: resume closes it")
{
    Stage stage;
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
    Stage stage;
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
        Stage stage;
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
    Stage stage;
    stage.begin_and_die("write two");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.service.story() == "allow writes, adopt, put back, write returned, release");
    CHECK(stage.effect() == Steps{"one", "returned"});
    CHECK(stage.state() == State::undone);
    CHECK(contains(stage.out, "put back; the target is as it was."));
}

TEST_CASE("midway, and it can't be put back: undo settles it and takes it back as a whole")
{
    Stage stage;
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
    Stage stage;
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
        Stage stage;
        stage.begin([&] { stage.service.fail_at("answer two", fault, "it broke"); });
        CHECK(stage.resumed().fault() == Fault::ok);
        CHECK(stage.effect() == k_all);
        CHECK(stage.state() == State::done);
    }
}

TEST_CASE("its lease still stands: neither resume nor undo may touch it")
{
    Stage stage;
    stage.begin_and_die("answer two");
    stage.service.leased_by = stage.plan.id;
    CHECK(stage.resumed().fault() == Fault::conflict);
    CHECK(stage.undone().fault() == Fault::conflict);
    CHECK(stage.effect() == Steps{"one", "two"});
}

TEST_CASE("a resume can die too, and be resumed")
{
    Stage stage;
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
        Stage stage;
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
    Stage stage;
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
        Stage stage;
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
    Stage stage;
    stage.begin();
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.out == "test change sites is finished; nothing to resume.\n");
    CHECK(stage.service.story().empty());
    CHECK(stage.effect() == k_all);
}

TEST_CASE("done: undo puts back, as an operation of its own")
{
    Stage stage;
    stage.begin();
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.effect() == k_all_and_back);
    CHECK(stage.state() == State::undone);
    CHECK(stage.state(stage.undo_id()) == State::done);
    CHECK(stage.events() == "started, step, step, step, done, undoing, undone");
}

TEST_CASE("done: an undo that is declined or dry leaves all as it is")
{
    Stage stage;
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
            Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
    stage.begin([&] { stage.service.fail_at("write two", Fault::failed, "refused"); });
    REQUIRE(stage.effect() == Steps{"one", "returned"});
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.effect() == Steps{"one", "returned"});
}

// --- by whom and where ---------------------------------------------------------------------------

TEST_CASE("a colleague's machine knows it from the service, and goes on")
{
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
