#include "lib/operation/operation.hpp"

#include <catch2/catch.hpp>

#include "fake.hpp"

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

Plan full_plan()
{
    Plan plan;
    plan.id = "01JDB7Q4AAAAAAAAAAAAAAAAAA";
    plan.operation = "queue.clear";
    plan.version = 3;
    plan.command = "queue clear";
    plan.env = "production";
    plan.target = "sites";
    plan.service = "redis 10.0.0.12:6379/0 (run 9f2c…, master)";
    plan.reason = "stuck \"since\" 02:50\n";
    plan.who = "marta@laptop";
    plan.ask = Ask::the_name;
    plan.question = "Clear 170,905 jobs from sites in production?";
    plan.count = 9'007'199'254'740'993;
    plan.nothing = "Nothing to clear.";
    plan.lines = {{"queue clear sites", "170,905 leave"}, {"", "for example {}"}};
    plan.wire = {"RENAMENX a b", "UNLINK b"};
    plan.steps = {"stage", "archive", "release"};
    plan.undo = "omactl undo 01JDB7Q4";
    plan.no_undo = "its transaction rolls back";
    plan.undoes = "01JDB7Q3AAAAAAAAAAAAAAAAAA";
    plan.archive = "/home/marta/archive/01.jsonl.zst";
    plan.before = {{"length", 212'480}};
    plan.detail = {{"list", "resque:queue:sites"}, {"filter", {{"class", "RefreshSite"}}}, {"none", nullptr}};
    return plan;
}

}  // namespace

TEST_CASE("a plan goes to JSON and back, to the last field")
{
    auto const plan = full_plan();
    auto const again = plan_from_text(cli::dump(to_json(plan)));
    CHECK(to_json(again) == to_json(plan));
    CHECK(again.id == plan.id);
    CHECK(again.operation == plan.operation);
    CHECK(again.version == plan.version);
    CHECK(again.command == plan.command);
    CHECK(again.env == plan.env);
    CHECK(again.target == plan.target);
    CHECK(again.service == plan.service);
    CHECK(again.reason == plan.reason);
    CHECK(again.who == plan.who);
    CHECK(again.ask == plan.ask);
    CHECK(again.question == plan.question);
    CHECK(again.count == plan.count);
    CHECK(again.nothing == plan.nothing);
    CHECK(again.lines == plan.lines);
    CHECK(again.wire == plan.wire);
    CHECK(again.steps == plan.steps);
    CHECK(again.undo == plan.undo);
    CHECK(again.no_undo == plan.no_undo);
    CHECK(again.undoes == plan.undoes);
    CHECK(again.archive == plan.archive);
    CHECK(again.before == plan.before);
    CHECK(again.detail == plan.detail);
    CHECK(again.full_target() == "production/sites");
}

TEST_CASE("what lacks any field, or has another type in it, is no plan")
{
    auto const whole = to_json(full_plan());
    for (auto const &[name, value] : whole.items()) {
        INFO(name);
        auto without = whole;
        without.erase(name);
        CHECK(error_of([&] { plan_from_json(without); }).fault() == Fault::failed);
        if (name == "before" || name == "detail") continue;  // any JSON may stand there
        auto wrong = whole;
        wrong[name] = {{"x", 1}};
        auto const error = error_of([&] { plan_from_json(wrong); });
        CHECK(error.fault() == Fault::failed);
        CHECK(contains(error.message(), "not a plan"));
    }
}

TEST_CASE("text that is no JSON, and other JSON, are no plans")
{
    for (auto const *text : {"", "{", "null", "[]", "7", "{}", "\"plan\""}) {
        INFO(text);
        CHECK(error_of([&] { plan_from_text(text); }).fault() == Fault::failed);
    }
}

TEST_CASE("a plan of another omactl's format is named as such")
{
    auto later = to_json(full_plan());
    later["format"] = 2;
    auto const error = error_of([&] { plan_from_json(later); });
    CHECK(error.fault() == Fault::failed);
    CHECK(error.message() == "a plan of another version of omactl");
    CHECK(error.hint() == "use the omactl that made it");
}

TEST_CASE("operations are found by name and version")
{
    Plan plan;
    plan.operation = "test.change";
    CHECK(find_operation(plan).name() == "test.change");
    plan.version = 2;
    CHECK(error_of([&] { find_operation(plan); }).message() ==
          "this omactl does not know operation test.change version 2");
    plan = full_plan();
    CHECK(error_of([&] { find_operation(plan); }).fault() == Fault::failed);
}
