#include "lib/core/file.hpp"
#include "lib/operation/holds.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include "fake.hpp"

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;
using namespace std::chrono_literals;

namespace {

struct Stand {
    Folder folder;
    Service service;
    FakeWorld world{service, folder.path()};
    Instant now = world.settings.clock.now();

    /// Does an operation that leaves a hold; returns its id.
    std::string begin(std::string const &until, std::string const &by_itself = "", std::string_view target = "sites")
    {
        world.settings.change.yes = true;
        auto plan = world.plan(target);
        plan.hold = Hold{until, by_itself};
        service.forget_lease();
        returns_ok(carry_out(plan, world));
        return plan.id;
    }
    std::vector<OpenHold> open() { return open_holds(world.journal().entries(), now); }
};

std::string ids(std::vector<OpenHold> const &holds)
{
    std::string all;
    for (auto const &hold : holds) all += hold.id + " ";
    return all;
}

}  // namespace

TEST_CASE("a hold is in force from its operation's end to its undo, and noted beside the journal")
{
    Stand stand;
    CHECK(noted_holds(stand.world).empty());
    auto const id = stand.begin(rfc3339(stand.now + 30min));
    auto const open = stand.open();
    REQUIRE(open.size() == 1);
    CHECK(open[0].id == id);
    CHECK(open[0].target == "sites");
    CHECK(open[0].env == "test");
    CHECK_FALSE(is_overdue(open[0], stand.now));
    CHECK(is_overdue(open[0], stand.now + 31min));
    CHECK(ids(noted_holds(stand.world)) == id + " ");
    returns_ok(undo(id, {}, stand.world));
    CHECK(stand.open().empty());
    CHECK(noted_holds(stand.world).empty());
}

TEST_CASE("a hold that a colleague has ended: whoever finds that notes it")
{
    for (auto const find : {0, 1, 2}) {
        CAPTURE(find);
        Stand stand;
        auto const id = stand.begin(rfc3339(stand.now - 1min));
        REQUIRE(noted_holds(stand.world).size() == 1);
        auto &fields = stand.service.records[id].fields;
        CHECK_FALSE(ended_elsewhere(stand.open().at(0), stand.world));
        fields["undone"] = "1";
        fields["undo"] = "01JDB7Q4000000000000000000";
        stand.world.settings.change.dry_run = true;
        returns_ok(undo(id, {}, stand.world));
        CHECK(state_of(stand.world, id) == State::done);
        stand.world.settings.change.dry_run = false;
        if (find == 0) CHECK(ended_elsewhere(stand.open().at(0), stand.world));
        if (find == 1) returns_ok(undo(id, {}, stand.world));
        if (find == 2) returns_ok(resume(id, stand.world));
        CHECK(state_of(stand.world, id) == State::undone);
        CHECK(stand.world.journal().find(id)->last_data("undone")->at("by") == fields["undo"]);
        CHECK(noted_holds(stand.world).empty());
    }
}

TEST_CASE("an operation that failed, or leaves nothing that lasts, is no hold")
{
    Stand stand;
    stand.service.fail_at("write one", Fault::failed, "no");
    CHECK_THROWS_AS(stand.begin(rfc3339(stand.now + 30min)), Error);
    stand.world.settings.change.yes = true;
    stand.service.forget_lease();
    returns_ok(carry_out(stand.world.plan("other"), stand.world));
    CHECK(stand.open().empty());
}

TEST_CASE("what ends by itself is over then; what nobody ends is overdue; what has no end is neither")
{
    Stand stand;
    auto const past = rfc3339(stand.now - 1min);
    stand.begin(past, "Redis lets its keys run out", "a");
    auto const overdue = stand.begin(past, "", "b");
    auto const endless = stand.begin("", "", "c");
    auto const soon = stand.begin(rfc3339(stand.now + 1min), "Redis lets its keys run out", "d");
    auto const open = stand.open();
    CHECK(ids(open) == overdue + " " + soon + " " + endless + " ");
    REQUIRE(open.size() == 3);
    CHECK(is_overdue(open[0], stand.now));
    CHECK_FALSE(is_overdue(open[1], stand.now));
    CHECK_FALSE(is_overdue(open[2], stand.now + 24h * 365));
}

TEST_CASE("the end that was moved last counts; where it can't be moved, it is not")
{
    Stand stand;
    auto const id = stand.begin(rfc3339(stand.now + 30min));
    auto const hold = stand.open().at(0);
    stand.service.forget_lease();
    CHECK(error_of([&] { extend_hold(hold, stand.now + 2h, stand.world); }).fault() == Fault::declined);
    CHECK(stand.open().at(0).until == rfc3339(stand.now + 30min));
    stand.world.journal().append(id, "extended", {{"until", rfc3339(stand.now + 1h)}});
    stand.world.journal().append(id, "extended", {{"until", rfc3339(stand.now + 2h)}});
    CHECK(stand.open().at(0).until == rfc3339(stand.now + 2h));
    CHECK(stand.open().at(0).by_itself.empty());
    stand.world.journal().append(id, "extended", {{"until", rfc3339(stand.now - 1s)}, {"by_itself", "it runs out"}});
    CHECK(stand.open().empty());
    CHECK(state_of(stand.world, id) == State::done);
}

TEST_CASE("a plan says whether anybody ends it")
{
    Stand stand;
    auto const until = rfc3339(stand.now + 30min);
    CHECK(how_it_ends({until, "Redis lets its keys run out"}, stand.world) == "yes (Redis lets its keys run out)");
    CHECK(contains(how_it_ends({until, ""}, stand.world), "NO: nobody enforces"));
    CHECK(contains(how_it_ends({"", ""}, stand.world), "until somebody ends it"));
    note_enforced(stand.world, "elsewhere");
    CHECK(contains(how_it_ends({until, ""}, stand.world), "NO: nobody enforces"));
    note_enforced(stand.world, "test");
    CHECK(contains(how_it_ends({until, ""}, stand.world), "yes (enforced from cron, last "));
    CHECK(last_enforced(stand.world, "test"));
}

TEST_CASE("notes that can't be read are no holds, and no error")
{
    Stand stand;
    stand.begin(rfc3339(stand.now + 30min));
    for (auto const *junk : {"", "{", "[1]", "[{\"id\":\"x\"}]"}) {
        auto fd = open_file(stand.folder / "omactl/holds.json", O_WRONLY | O_TRUNC | O_CREAT);
        write_all(fd.get(), junk, "holds.json");
        fd.close();
        CHECK(noted_holds(stand.world).empty());
    }
}
