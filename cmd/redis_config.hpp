#pragma once

#include "cmd/session.hpp"
#include "lib/operation/plan.hpp"

#include <string>
#include <string_view>

namespace omactl::cmd {

/// One parameter of a running Redis. It lasts until Redis restarts: the file of its configuration stays as it is.
struct ConfigChange {
    std::string name, from, to;
};

/// The parameter's value now. Throws denied, in words, when this server refuses CONFIG, as managed ones do.
std::string config_value(Session &session, std::string_view name);
/// Why this user can't change a parameter there; "" when it can, or when that could not be asked.
std::string why_no_config(Session &session);
/// Does the server not have this command, or not for us? Managed ones refuse some of them so.
bool is_withheld(redis::Refused const &refused);
/// What helps where CONFIG is refused.
extern std::string_view const k_without_config;

/// Makes a fresh plan one of this change: who answers, steps, wire. `undo ID` puts the value back while nobody else
/// has changed it. Throws denied when CONFIG SET is refused.
void plan_config(op::Plan &plan, ConfigChange const &change, Session &session);
/// The registered name and version of what carries such a plan out.
constexpr std::string_view k_config_change = "redis.config";
constexpr int k_config_change_version = 1;
/// The change of a plan of that operation.
ConfigChange config_change_in(op::Plan const &plan);

/// Freezes who answers in a fresh plan that leaves no record in Redis. Throws declined when another one is pinned.
void freeze_redis(op::Plan &plan, Session &session);
/// Sends what may be done twice; when its answer is lost, once more.
void send_twice(redis::Connection &redis, redis::Command const &command);

}  // namespace omactl::cmd
