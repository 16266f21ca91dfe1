#pragma once

#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace omactl::drill {

/// How many there are of each payload.
using Tally = std::map<std::string, std::int64_t>;

/// Where the jobs of a drill are: of each payload as many as were pushed must be done, waiting, in
/// somebody's hand, failed, or in an archive of omactl's and not back.
struct JobAccounts {
    std::int64_t pushed = 0, done = 0, waiting = 0, held = 0, failed = 0, archived = 0;
    std::int64_t lost = 0, repeated = 0;
    std::string example;  ///< a payload that is lost or repeated
};

struct Books {
    Tally pushed;
    std::string done_file;       ///< a line each
    std::string archive_folder;  ///< of the omactl that is practised with
};
JobAccounts account(Books const &books, redis::Connection &redis, queue::Layout const &layout);

}  // namespace omactl::drill
