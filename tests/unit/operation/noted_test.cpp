#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "full_disk.hpp"
#include "noted.hpp"

// Operations on a service that holds no record: the journal is their record, and the table of the
// design ("resume ID", "undo ID") holds for them as well.

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

std::int64_t count_of(Steps const &steps, std::string const &step)
{
    return std::count(steps.begin(), steps.end(), step);
}

std::int64_t events_in(std::string_view journal, std::string const &id, std::string_view name)
{
    std::int64_t count = 0;
    for (auto const line : split(journal, '\n'))
        count += contains(line, "\"id\":\"" + id) && contains(line, "\"event\":\"" + std::string(name) + "\"") ? 1 : 0;
    return count;
}

/// All that a whole life left behind: done, then undone.
struct Life {
    std::vector<std::string> lines;  // of the journal
    Plan plan;
    std::string undo_id;
    std::int64_t written(std::size_t until, std::string const &id, std::string_view event) const
    {
        std::string text;
        for (std::size_t i = 0; i < until; ++i) text += lines[i] + "\n";
        return events_in(text, id, event);
    }
};

Life whole_life()
{
    NotedStage stage;
    REQUIRE(stage.carried().fault() == Fault::ok);
    REQUIRE(stage.undone().fault() == Fault::ok);
    REQUIRE(stage.service.effect == k_all_and_none);
    Life life{{}, stage.plan, stage.record()->field("undo")};
    auto const text = read_file(stage.journal());
    for (auto const line : split(text, '\n'))
        if (!line.empty()) life.lines.emplace_back(line);
    return life;
}

/// kill -9 when `lines` of the journal were written (and `torn` bytes of the next) and `effects` had happened.
void die_at(NotedStage &stage, Life const &life, std::size_t lines, std::size_t torn, std::int64_t effects)
{
    std::string text;
    for (std::size_t i = 0; i < lines; ++i) text += life.lines[i] + "\n";
    if (lines < life.lines.size()) text += life.lines[lines].substr(0, torn);
    stage.plan = life.plan;
    make_folders(stage.folder / "omactl");
    auto const fd = open_file(stage.journal(), O_WRONLY | O_CREAT | O_TRUNC);
    write_all(fd.get(), text, stage.journal());
    stage.service.effect.assign(k_all_and_none.begin(), k_all_and_none.begin() + effects);
}

/// Calls `check` for each state of the world that a kill -9 can leave behind.
template <class Check> void at_each_death(Life const &life, Check const &check)
{
    for (std::size_t lines = 1; lines <= life.lines.size(); ++lines)
        for (std::size_t const torn : {0, 40}) {
            auto const noted =
                life.written(lines, life.plan.id, "writing") + life.written(lines, life.undo_id, "writing");
            auto const told = life.written(lines, life.plan.id, "step") + life.written(lines, life.undo_id, "step");
            for (auto effects = told; effects <= noted; ++effects) {
                NotedStage stage;
                die_at(stage, life, lines, torn, effects);
                INFO(lines << " lines and " << torn << " bytes, " << effects << " effects, " << stage.events());
                check(stage, lines);
            }
        }
}

}  // namespace

TEST_CASE("each write is noted before it is sent")
{
    NotedStage stage;
    CHECK(stage.carried().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
    CHECK(stage.events() == "started, writing, step, writing, step, writing, step, done");
    CHECK(stage.out == "Changed 3 sites.\n");
}

TEST_CASE("killed anywhere in its life, it is resumed: each step happens once, or never")
{
    auto const life = whole_life();
    at_each_death(life, [&](NotedStage &stage, std::size_t lines) {
        CHECK(stage.resumed().fault() == Fault::ok);
        if (life.written(lines, life.plan.id, "writing") == 0)
            CHECK(stage.service.effect.empty());
        else if (life.written(lines, life.undo_id, "writing") == 0)
            CHECK(stage.service.effect == k_all);
        else
            CHECK(stage.service.effect == k_all_and_none);
        CHECK(stage.state() != State::open);
        CHECK(stage.resumed().fault() == Fault::ok);  // and there is nothing left to do
        CHECK(stage.service.effect.size() % 3 == 0);
    });
}

TEST_CASE("killed anywhere in its life, it is undone: what happened is taken back, once")
{
    auto const life = whole_life();
    at_each_death(life, [&](NotedStage &stage, std::size_t lines) {
        bool const begun = life.written(lines, life.plan.id, "writing") > 0;
        CHECK(stage.undone().fault() == Fault::ok);
        for (auto const &step : k_all) {
            CHECK(count_of(stage.service.effect, step) <= 1);
            CHECK(count_of(stage.service.effect, step) == count_of(stage.service.effect, "no " + step));
        }
        CHECK(stage.state() == (begun ? State::undone : State::closed));
        auto const after = stage.service.effect;
        CHECK(stage.undone().fault() == Fault::ok);
        CHECK(stage.service.effect == after);
    });
}

TEST_CASE("what was noted and had no effect is nothing that could be undone")
{
    NotedStage stage;
    stage.service.kill_at("write one");
    stage.carried();
    REQUIRE(stage.events() == "started, writing");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(contains(stage.out, "put back; the target is as it was."));
    CHECK(stage.state() == State::undone);
}

TEST_CASE("refused by the service: nothing was changed, and the plan may be tried again")
{
    NotedStage stage;
    stage.service.fail_at("write one", Fault::denied, "postgres: permission denied");
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::denied);
    CHECK(error.message() == "postgres: permission denied; nothing was changed");
    CHECK(stage.state() == State::failed);
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.out == "test change sites failed, and the target is as it was.\n");
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.events() == "started, writing, failed");
    CHECK(stage.applied().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
    CHECK(stage.applied().fault() == Fault::conflict);  // but once only
}

TEST_CASE("a second try that is killed is open, whatever the first one came to")
{
    NotedStage stage;
    stage.service.fail_at("write one", Fault::failed, "refused");
    stage.carried();
    stage.service.kill_at("answer one");
    stage.applied();
    CHECK(stage.state() == State::open);
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
}

TEST_CASE("refused midway: partial, with the lines that go on and that put back")
{
    NotedStage stage;
    stage.service.fail_at("write two", Fault::failed, "refused");
    auto const error = stage.carried();
    CHECK(error.fault() == Fault::partial);
    CHECK(contains(error.hint(), "omactl undo "));
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
}

TEST_CASE("an answer that was lost: unknown, and the service is asked")
{
    for (auto const *point : {"write two", "answer two"}) {
        NotedStage stage;
        stage.service.fail_at(point, Fault::unknown, "connection lost");
        CHECK(stage.carried().fault() == Fault::unknown);
        CHECK(stage.state() == State::unknown);
        CHECK(stage.resumed().fault() == Fault::ok);
        CHECK(stage.service.effect == k_all);
    }
}

TEST_CASE("done without a write: finished, and nobody says that the service forgot it")
{
    NotedStage stage;
    stage.service.effect = k_all;
    stage.in_process([&](FakeWorld &world) {
        stage.plan = noted_plan(world);
        stage.plan.steps.clear();
        CHECK(carry_out(stage.plan, world) == Fault::ok);
    });
    CHECK(stage.state() == State::done);
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
}

TEST_CASE("applied, not verified: resume verifies only, undo puts back")
{
    NotedStage stage;
    stage.service.outcome.fault = Fault::unverified;
    stage.service.outcome.trouble = "not there yet";
    CHECK(stage.carried().fault() == Fault::unverified);
    CHECK(stage.resumed().fault() == Fault::unverified);
    stage.service.outcome.fault = Fault::ok;
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all_and_none);
}

TEST_CASE("the disk of the journal is full: nothing is sent that is not noted")
{
    NotedStage stage;
    std::optional<FullDisk> full;
    stage.service.at["apply two"] = [&] { full.emplace(stage.journal()); };
    auto const error = stage.carried();
    full.reset();
    CHECK(error.fault() == Fault::partial);
    CHECK(stage.service.effect == Steps{"one"});
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
}

TEST_CASE("another target answers: neither resume nor undo touches it")
{
    NotedStage stage;
    stage.service.kill_at("answer two");
    stage.carried();
    for (bool const back : {false, true}) {
        stage.service.fail_at("target", Fault::conflict, "another server answers");
        CHECK((back ? stage.undone() : stage.resumed()).fault() == Fault::conflict);
        CHECK(stage.service.effect == Steps{"one", "two"});
    }
    CHECK(stage.resumed().fault() == Fault::ok);  // and nobody kept the lock
}

TEST_CASE("facts known only after an effect are remembered")
{
    NotedStage stage;
    stage.carried();
    FakeWorld world{stage.service, stage.folder.path()};
    Noted guard{stage.plan, world, file_lock(stage.plan, world)};
    guard.take(Millis{0});
    guard.about_to_write("reindex", {{"from", "sites-1"}});
    guard.remember({{"task", "node:4711"}});
    CHECK(guard.writes() == 1);
    auto const record = guard.record().value();
    CHECK(record.seq == 4);
    CHECK(record.field("from") == "sites-1");
    CHECK(record.field("task") == "node:4711");
    CHECK(record.field("over").empty());  // it has gone on
    CHECK(plan_from_text(record.plan).id == stage.plan.id);
}

// --- the lock -----------------------------------------------------------------------------------

TEST_CASE("a second omactl is kept out, and told by whom")
{
    NotedStage stage;
    stage.service.at["write one"] = [&] {
        FakeWorld other{stage.service, stage.folder.path()};
        auto plan = noted_plan(other);
        auto const error = error_of([&] { carry_out(plan, other); });
        CHECK(error.fault() == Fault::conflict);
        CHECK(contains(error.message(), "locked by tester@"));
        CHECK(contains(error.message(), "(operation " + stage.plan.id + ", \"because\")"));
        auto const again = error_of([&] { resume(stage.plan.id, other); });
        CHECK(again.fault() == Fault::conflict);
        CHECK(contains(again.message(), "began this operation and still holds its lock"));
    };
    stage.in_process([&](FakeWorld &world) {
        stage.plan = noted_plan(world);
        stage.plan.reason = "because";
        CHECK(carry_out(stage.plan, world) == Fault::ok);
    });
    CHECK(stage.service.effect == k_all);
}

TEST_CASE("who has lost the lock writes nothing more")
{
    NotedStage stage;
    stage.service.at["apply two"] = [&] { std::filesystem::remove_all(stage.folder / "omactl/locks"); };
    CHECK(stage.carried().fault() == Fault::conflict);
    CHECK(stage.service.effect == Steps{"one"});
}

TEST_CASE("a file lock is free again after its holder, and names nobody then")
{
    Folder const folder;
    FileLock one{folder / "a/lock", {"01A", "marta@laptop", "why", {}}},
        two{folder / "a/lock", {"01B", "jan@web", "", {}}};
    CHECK_FALSE(two.holder());
    CHECK(one.try_take());
    CHECK_FALSE(two.try_take());
    CHECK(two.holder()->operation == "01A");
    CHECK(two.holder()->who == "marta@laptop");
    CHECK(two.holder()->reason == "why");
    one.beat();
    one.release();
    CHECK_FALSE(two.holder());
    CHECK(two.try_take());
    CHECK_THROWS_AS(one.beat(), Error);
}

// --- what can't be undone ------------------------------------------------------------------------

namespace {

void begin_one_way(NotedStage &stage)
{
    stage.in_process([&](FakeWorld &world) {
        stage.plan = noted_plan(world);
        stage.plan.undo.clear();
        stage.plan.has_no_undo("its transaction rolls back");
        carry_out(stage.plan, world);
    });
}

}  // namespace

TEST_CASE("no undo: its outcome offers none, and undo says why at once")
{
    NotedStage stage;
    begin_one_way(stage);
    CHECK(stage.out == "Changed 3 sites.\n");
    CHECK_FALSE(contains(stage.err, "Undo:"));
    CHECK(contains(stage.err, "undo               none: its transaction rolls back"));
    auto const events = stage.events();
    auto const error = stage.undone();
    CHECK(error.fault() == Fault::declined);
    CHECK(error.message() == "test change sites has no undo: its transaction rolls back");
    CHECK(error.hint() == "omactl journal show " + stage.plan.id.substr(0, 10));
    CHECK(stage.events() == events);
    CHECK(stage.out.empty());
}

TEST_CASE("no undo, midway: undo settles nothing and names the command that goes on")
{
    NotedStage stage;
    stage.service.kill_at("answer two");
    begin_one_way(stage);
    auto const error = stage.undone();
    CHECK(error.fault() == Fault::declined);
    CHECK(error.message() == "test change sites stopped midway and has no undo: its transaction rolls back");
    CHECK(error.hint() == "omactl resume " + stage.plan.id.substr(0, 10) + "    (go on)");
    CHECK(stage.service.effect == Steps{"one", "two"});
    CHECK(stage.resumed().fault() == Fault::ok);
    CHECK(stage.service.effect == k_all);
}

TEST_CASE("no undo, failed midway: the hint has no undo either")
{
    NotedStage stage;
    stage.service.fail_at("write two", Fault::failed, "refused");
    begin_one_way(stage);
    CHECK(stage.state() == State::partial);
    CHECK_FALSE(contains(stage.err, "omactl undo"));
}

TEST_CASE("no undo, nothing written: undo closes it as any other")
{
    NotedStage stage;
    stage.service.kill_at("apply one");
    begin_one_way(stage);
    CHECK(stage.undone().fault() == Fault::ok);
    CHECK(stage.state() == State::closed);
}

namespace {

/// Held at the first try by somebody who is gone when one looks who it is.
struct JustLookedAt final : Lock {
    int tries = 0;
    bool try_take() override { return ++tries > 1; }
    void beat() override {}
    void release() noexcept override {}
    std::optional<Holder> holder() override { return std::nullopt; }
};

}  // namespace

TEST_CASE("a lock that nobody holds any more is taken, without waiting")
{
    NotedStage stage;
    FakeWorld world{stage.service, stage.folder.path()};
    Noted guard{noted_plan(world), world, std::make_unique<JustLookedAt>()};
    guard.take(Millis{0});
    CHECK(dynamic_cast<JustLookedAt &>(guard.lock()).tries == 2);
}

TEST_CASE("where the journal alone knows the plan, what it hides is not written as stars")
{
    NotedStage stage;
    stage.in_process([&](FakeWorld &world) {
        world.settings.secrets.add(Secret{"not-a-real-password"});
        stage.plan = noted_plan(world);
        stage.plan.detail["match"] = "user:not-a-real-password:*";
        stage.service.kill_at("answer one");
        carry_out(stage.plan, world);
    });
    for (auto const &error : {stage.resumed(), stage.undone()}) {
        CHECK(error.fault() == Fault::declined);
        CHECK(error.message() == "the journal hides a secret that this would have to write");
        CHECK(contains(error.hint(), "omactl journal show "));
    }
    CHECK(stage.service.effect == Steps{"one"});
}
