// What can be done in every sandbox.

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"

#include <fmt/format.h>

#include "drill/deed.hpp"

namespace omactl::drill {

namespace {

using Type = DeedKind::Type;

// --- restart: redis -------------------------------------------------------------------------------

std::string restart(Fields const &fields, Ground &ground)
{
    ground.service(fields.text("")).restart();
    return fmt::format("{} was restarted", fields.text(""));
}
DeedKind const g_restart{"restart", "", {{""}}, restart};

// --- quiet: 3s ------------------------------------------------------------------------------------

std::string quiet(Fields const &fields, Ground &ground)
{
    auto const before = ground.work();
    auto const span = fields.span("");
    ground.site().sleep(span);
    if (ground.work() != before) throw Error{Fault::found, "jobs were worked on while everything should rest"};
    return fmt::format("for {} no job was worked on", human_duration(span));
}
DeedKind const g_quiet{"quiet", "", {{"", Type::span}}, quiet};

// --- wait: 3s -------------------------------------------------------------------------------------

std::string wait(Fields const &fields, Ground &ground)
{
    ground.site().sleep(fields.span(""));
    return human_duration(fields.span("")) + " go by";
}
DeedKind const g_wait{"wait", "", {{"", Type::span}}, wait};

}  // namespace

}  // namespace omactl::drill
