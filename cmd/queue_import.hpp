#pragma once

#include "cmd/queue_intake.hpp"
#include "cmd/queue_unique.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace omactl::cmd {

/// Which jobs of which file are imported: part of a plan's detail.
struct Import {
    std::string path;   ///< where it is read from
    std::string shown;  ///< what people call it
    std::string queue_name;
    std::string klass;  ///< "" any
    bool unique = false;
    bool lenient = false;
    std::int64_t first = 0;  ///< at most so many; 0: all
    std::string checksum;    ///< of all its jobs, when it was planned
    std::string set;         ///< of Sidekiq: "retry", "dead" or "schedule"; "" into a queue
};
op::Json to_json(Import const &import);
Import import_from(op::Json const &json);

/// What a walk through the file has seen.
struct ImportLook {
    std::int64_t taken = 0, other = 0, waiting = 0, bytes = 0;  ///< taken; of another class; not unique
    std::int64_t passed_over = 0;
    std::string sample, torn, checksum;
    op::Json header;
};
/// Walks through it; `each` gets the jobs that are to be pushed.
ImportLook look_at_file(Import const &import, UniqueWork unique, std::function<void(Incoming const &)> const &each);

}  // namespace omactl::cmd
