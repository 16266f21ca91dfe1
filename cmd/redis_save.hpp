#pragma once

#include "cmd/session.hpp"

#include <functional>

namespace omactl::cmd {

/// Has the server write its RDB (BGSAVE), and watches it to its end with progress; one that is under way already is of
/// another time, and waited for. `meanwhile` may throw to stop. Throws failed when it can't, or has not.
void save_at_server(Session &session, std::function<void()> const &meanwhile);

}  // namespace omactl::cmd
