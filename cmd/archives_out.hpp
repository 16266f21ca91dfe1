#pragma once

#include "cmd/session.hpp"
#include "lib/operation/journal.hpp"

#include <cstdint>
#include <vector>

namespace omactl::cmd {

/// A clear whose archived jobs are not back, and nobody has decided that they stay out.
struct ArchivedOut {
    op::Entry const *entry;
    std::int64_t jobs;
};
/// Those of the session's environment. Asks Redis.
std::vector<ArchivedOut> archives_out(std::vector<op::Entry> const &entries, Session &session);

}  // namespace omactl::cmd
