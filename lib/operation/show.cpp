#include "lib/operation/show.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::op {

namespace {

bool in_json(World const &world)
{
    auto const output = world.context().globals.output;
    return output == cli::Output::json || output == cli::Output::jsonl;
}

std::string describe(Plan const &plan)
{
    auto text = fmt::format("Plan for {}, {}\n", printable(plan.full_target()), printable(plan.service));
    std::size_t width = 0;
    for (auto const &[label, what] : plan.lines) width = std::max(width, columns(printable(label)));
    for (auto const &[label, what] : plan.lines) {
        auto const shown = printable(label);
        text += fmt::format("  {}{}  {}\n", shown, std::string(width - columns(shown), ' '), printable(what));
    }
    return text;
}

void put_json(Json json, World &world)
{
    auto &context = world.context();
    cli::redact(json, context.secrets);
    context.io.out(cli::dump(json, context.globals.output == cli::Output::json ? 2 : -1) + "\n");
}

void put(std::string text, World &world)
{
    world.context().io.out(world.context().secrets.redact(std::move(text)));
}

void show_dry(Plan const &plan, World &world)
{
    if (in_json(world))
        return put_json({{"command", plan.command},
                         {"target", plan.full_target()},
                         {"status", "planned"},
                         {"count", plan.count},
                         {"plan", to_json(plan)}},
                        world);
    auto text = describe(plan);
    if (!plan.wire.empty()) text += "It would send\n";
    for (auto const &command : plan.wire) text += fmt::format("  {}\n", printable(command));
    put(text + "Dry run: nothing was changed.\n", world);
}

}  // namespace

void show_plan(Plan const &plan, World &world)
{
    if (world.context().change.dry_run) return show_dry(plan, world);
    if (!in_json(world)) world.context().say(describe(plan));
}

void show_outcome(Plan const &plan, Outcome const &outcome, World &world)
{
    auto &context = world.context();
    auto const id = world.journal().shortest(plan.id);
    auto const undo = plan.undo.empty() ? std::string{} : fmt::format("omactl undo {}", id);
    if (in_json(world)) {
        Json json{{"id", plan.id},
                  {"command", plan.command},
                  {"target", plan.full_target()},
                  {"status", outcome.fault == Fault::ok ? "done" : std::string(name_of(outcome.fault))},
                  {"changes", outcome.changes}};
        json["archive"] = plan.archive.empty() ? Json{} : Json(plan.archive);
        json["undo"] = undo.empty() ? Json{} : Json(undo);
        return put_json(std::move(json), world);
    }
    if (context.globals.quiet) return;
    put(outcome.sentence + "\n", world);
    if (!undo.empty()) context.say(fmt::format("Undo: {}\n", undo));
}

std::string ways_on(Plan const &plan, std::string_view id)
{
    auto const on = fmt::format("omactl resume {}    (go on)", id);
    bool const can_go_back = plan.undoes.empty() && plan.no_undo.empty();
    return can_go_back ? fmt::format("{}\nomactl undo {}    (put back)", on, id) : on;
}

void show_nothing(std::string_view command, std::string_view target, std::string_view id, std::string_view sentence,
                  World &world)
{
    if (in_json(world))
        put_json({{"id", id.empty() ? Json{} : Json(id)},
                  {"command", command},
                  {"target", target},
                  {"status", "nothing"},
                  {"changes", Json::array()},
                  {"archive", nullptr},
                  {"undo", nullptr}},
                 world);
    else if (!world.context().globals.quiet)
        put(std::string(sentence) + "\n", world);
}

}  // namespace omactl::op
