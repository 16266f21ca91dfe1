#include "lib/core/interrupt.hpp"
#include "lib/operation/show.hpp"

#include <catch2/catch.hpp>

#include <csignal>

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
    Stage()
    {
        world.settings.change.yes = false;
        world.io.askable = true;
    }
    Error answered(std::string answer)
    {
        world.io.answers = {std::move(answer)};
        return error_of([&] { confirm(plan, world); });
    }
};

}  // namespace

TEST_CASE("yes is a yes")
{
    for (auto const *answer : {"y", "Y", "yes", "YES", "Yes", "  y  ", "yes\r"}) {
        INFO(answer);
        Stage stage;
        CHECK(stage.answered(answer).fault() == Fault::ok);
        CHECK(stage.world.io.questions == std::vector<std::string>{"Change 3 sites in test? [y/N] "});
    }
}

TEST_CASE("everything else is a no")
{
    for (auto const *answer : {"", "n", "no", "yesterday", "ye", "yess", "y y", "yes please", "1", "true", "sites", "j",
                               "omactl queue ls"}) {
        INFO(answer);
        Stage stage;
        auto const error = stage.answered(answer);
        CHECK(error.fault() == Fault::declined);
        CHECK(error.message() == "declined; nothing was changed");
    }
}

TEST_CASE("end of input is a no")
{
    Stage stage;
    CHECK(error_of([&] { confirm(stage.plan, stage.world); }).fault() == Fault::declined);
    CHECK(stage.world.io.questions.size() == 1);
}

TEST_CASE("Ctrl-C at the question is an interrupt")
{
    Stage stage;
    set_interrupt_signal(SIGINT);
    auto const error = error_of([&] { confirm(stage.plan, stage.world); });
    set_interrupt_signal(0);
    CHECK(error.fault() == Fault::interrupted);
}

TEST_CASE("--yes asks nothing")
{
    Stage stage;
    stage.world.settings.change.yes = true;
    stage.world.io.askable = false;
    CHECK_NOTHROW(confirm(stage.plan, stage.world));
    CHECK(stage.world.io.questions.empty());
}

TEST_CASE("no terminal and no --yes: declined, naming the flag")
{
    Stage stage;
    stage.world.io.askable = false;
    stage.world.io.answers = {"y"};
    auto const error = error_of([&] { confirm(stage.plan, stage.world); });
    CHECK(error.fault() == Fault::declined);
    CHECK(error.message() == "not confirmed");
    CHECK(error.hint() == "no terminal to ask on; add --yes");
    CHECK(stage.world.io.questions.empty());
}

TEST_CASE("what takes nothing away asks nothing")
{
    Stage stage;
    stage.plan.ask = Ask::nothing;
    stage.world.io.askable = false;
    stage.world.protect = true;
    CHECK_NOTHROW(confirm(stage.plan, stage.world));
}

TEST_CASE("what can't be undone asks for the name where it is protected")
{
    Stage stage;
    stage.plan.ask = Ask::the_name;
    stage.world.protect = true;
    CHECK(stage.answered("sites").fault() == Fault::ok);
    CHECK(stage.world.io.questions.back() == "Change 3 sites in test? Type sites to go on: ");
    for (auto const *answer : {"", "y", "yes", "site", "Sites", "sites!", "test/sites"}) {
        INFO(answer);
        CHECK(stage.answered(answer).fault() == Fault::declined);
    }
}

TEST_CASE("--yes does not stand for the name")
{
    Stage stage;
    stage.plan.ask = Ask::the_name;
    stage.world.protect = true;
    stage.world.settings.change.yes = true;
    CHECK(stage.answered("no").fault() == Fault::declined);
    stage.world.io.askable = false;
    auto const error = error_of([&] { confirm(stage.plan, stage.world); });
    CHECK(error.fault() == Fault::declined);
    CHECK(error.hint() == "no terminal to ask on; add --confirm test/sites");
}

TEST_CASE("the flag that is named can be pasted, whatever the target is called")
{
    Stage stage;
    stage.plan.ask = Ask::the_name;
    stage.plan.target = "it's; rm";
    stage.world.protect = true;
    stage.world.io.askable = false;
    CHECK(error_of([&] { confirm(stage.plan, stage.world); }).hint() ==
          R"(no terminal to ask on; add --confirm 'test/it'\''s; rm')");
}

TEST_CASE("--confirm with the right name, and with a wrong one")
{
    Stage stage;
    stage.plan.ask = Ask::the_name;
    stage.world.protect = true;
    stage.world.io.askable = false;
    stage.world.settings.change.confirm = "test/sites";
    CHECK_NOTHROW(confirm(stage.plan, stage.world));
    for (auto const *wrong : {"", "sites", "production/sites", "test/site", "test/sites "}) {
        INFO(wrong);
        stage.world.settings.change.confirm = wrong;
        stage.world.settings.change.yes = true;
        auto const error = error_of([&] { confirm(stage.plan, stage.world); });
        CHECK(error.fault() == Fault::declined);
        CHECK(contains(error.message(), "the target is 'test/sites'"));
    }
}

TEST_CASE("where nothing is protected, yes or no will do for what can't be undone")
{
    Stage stage;
    stage.plan.ask = Ask::the_name;
    CHECK(stage.answered("y").fault() == Fault::ok);
    CHECK(stage.world.io.questions.back() == "Change 3 sites in test? [y/N] ");
    CHECK(stage.answered("sites").fault() == Fault::declined);
}
