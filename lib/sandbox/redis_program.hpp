#pragma once

namespace omactl::sandbox {

/// Throws not_found, with the line that installs it, when no redis-server can be started here.
void need_redis_program();

}  // namespace omactl::sandbox
