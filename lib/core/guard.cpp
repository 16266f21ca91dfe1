#include "lib/core/guard.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

namespace omactl {

void throw_held(std::optional<Holder> const &holder, std::string const &ours)
{
    if (!holder) throw Error{Fault::conflict, "the lock was taken and given back just now", "try again"};
    bool const has_end = holder->left > Millis{0};
    if (holder->operation == ours)
        throw Error{
            Fault::conflict,
            fmt::format("{} began this operation and still holds its lock{}", holder->who,
                        has_end ? fmt::format(", for at most {} unless it lives", human_duration(holder->left)) : ""),
            has_end ? "if that omactl is dead, wait for the lock: the same command with --wait-lock 2m"
                    : "it goes on by itself; or wait for its end: the same command with --wait-lock 2m"};
    throw Error{Fault::conflict,
                fmt::format("locked by {} (operation {}{}){}", holder->who, holder->operation,
                            holder->reason.empty() ? "" : ", \"" + holder->reason + "\"",
                            has_end
                                ? fmt::format(", for at most {} more unless it goes on", human_duration(holder->left))
                                : ""),
                fmt::format("omactl journal show {}    (or wait for it: --wait-lock 2m)", holder->operation)};
}

}  // namespace omactl
