#include "cmd/overdue.hpp"

#include "lib/core/text.hpp"
#include "lib/operation/holds.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

void mention_overdue(Session &session)
{
    auto const &context = session.context();
    if (context.command.starts_with("holds") || context.command == "help" || context.command == "status") return;
    auto const now = context.clock.now();
    for (auto const &hold : op::noted_holds(session)) {
        if (!hold.by_itself.empty() || !op::is_overdue(hold, now)) continue;
        context.say(fmt::format("Overdue since {}: {} of {} by {}{}: omactl -e {} holds release {}\n", hold.until,
                                printable(hold.command), printable(hold.target), printable(hold.who),
                                hold.reason.empty() ? "" : ", \"" + printable(hold.reason) + "\"",
                                shell_quoted(hold.env), hold.id));
    }
}

}  // namespace omactl::cmd
