#pragma once

#include "cmd/queue_doctor.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// resque-retry: of these keys, each of which holds a failure that was not recorded since its job is
/// to run again, the ones whose job is in no list and in no worker's hands.
void find_lost_retries(Ward &ward, std::vector<std::string> keys);

}  // namespace omactl::cmd
