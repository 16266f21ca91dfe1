#include "lib/cli/io.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::op {

namespace {

[[noreturn]] void throw_unasked(std::string const &flag)
{
    throw Error{Fault::declined, "not confirmed", fmt::format("no terminal to ask on; add {}", flag)};
}

std::string answer(World &world, std::string const &question)
{
    auto const said = world.context().io.ask(world.context().secrets.redact(question));
    throw_if_interrupted();
    return said ? std::string(trim(*said)) : std::string{};
}

void ask_yes_no(Plan const &plan, World &world)
{
    auto &context = world.context();
    if (context.change.yes) return;
    if (!context.io.can_ask()) throw_unasked("--yes");
    auto said = answer(world, plan.question + " [y/N] ");
    std::transform(said.begin(), said.end(), said.begin(), [](unsigned char c) { return std::tolower(c); });
    if (said != "y" && said != "yes") throw Error{Fault::declined, "declined; nothing was changed"};
}

void ask_the_name(Plan const &plan, World &world)
{
    auto &context = world.context();
    if (!context.io.can_ask()) throw_unasked("--confirm " + shell_quoted(plan.full_target()));
    auto const said = answer(world, fmt::format("{} Type {} to go on: ", plan.question, plan.target));
    if (said != plan.target) throw Error{Fault::declined, "declined; nothing was changed"};
}

}  // namespace

void confirm(Plan const &plan, World &world)
{
    if (auto const &named = world.context().change.confirm) {
        if (*named == plan.full_target()) return;
        throw Error{Fault::declined, fmt::format("--confirm names '{}', the target is '{}'", printable(*named),
                                                 printable(plan.full_target()))};
    }
    if (plan.ask == Ask::nothing) return;
    if (plan.ask == Ask::the_name && world.is_protected()) return ask_the_name(plan, world);
    ask_yes_no(plan, world);
}

}  // namespace omactl::op
