#include "cmd/hold_words.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

std::string how_long(op::OpenHold const &hold, Instant now)
{
    auto const until = parse_time(hold.until);
    if (!until) return "when it is released";
    if (*until < now) return fmt::format("overdue {}", human_duration(now - *until));
    return fmt::format("in {}{}", human_duration(*until - now), hold.by_itself.empty() ? "" : ", by itself");
}

cli::Json hold_json(op::OpenHold const &hold, Instant now)
{
    cli::Json json{{"id", hold.id},
                   {"command", hold.command},
                   {"target", hold.env + "/" + hold.target},
                   {"who", hold.who},
                   {"reason", hold.reason},
                   {"began_at", hold.began},
                   {"ends_at", hold.until.empty() ? cli::Json{} : cli::Json(hold.until)},
                   {"overdue", op::is_overdue(hold, now)}};
    json["ends_by_itself"] = hold.by_itself.empty() ? cli::Json{} : cli::Json(hold.by_itself);
    return json;
}

}  // namespace omactl::cmd
