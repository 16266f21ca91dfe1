#pragma once

#include "lib/queue/layout.hpp"
#include "lib/redis/fenced.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::queue {

extern redis::Script const k_admit, k_expel;

/// Some of the members that an import adds to one of Sidekiq's sorted sets, and that its undo takes out.
struct Admitted {
    struct One {
        std::int64_t n;  ///< number of its record in the import's archive
        std::string score, member;
    };
    std::string set;        ///< key
    std::string import_id;  ///< whose `pushed` bits say which were added
    std::vector<One> members = {};
    std::int64_t next = 0;  ///< the record after these, kept in the record as `at`
};

/// Adds those that are not in the set; what is in it keeps its score. Returns how many were added.
std::int64_t admit(redis::Fenced &guard, Layout const &layout, Admitted const &chunk);
/// Takes out those that are there still and have this score; clears their bits. Returns how many.
std::int64_t expel(redis::Fenced &guard, Layout const &layout, Admitted const &chunk);

}  // namespace omactl::queue
