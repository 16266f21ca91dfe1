#pragma once

#include "cmd/session.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/plan.hpp"
#include "lib/queue/layout.hpp"
#include "lib/queue/selection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

/// Options of the commands that take some or all jobs out of a queue.
struct PartOptions {
    std::string queue, to;                  ///< `to`: for `queue move` only
    std::optional<std::string> name, from;  ///< for `queue clear`, which needs no queue when it has `from`
    std::optional<std::string> klass;
    std::vector<std::string> where;
    bool malformed = false, duplicates = false;
    std::optional<std::int64_t> first, keep_newest;
    std::optional<Millis> older_than;
};

/// Those of them that say which jobs leave.
#define OMACTL_PART_PARAMS                                                                                             \
    cli::param<&PartOptions::klass>("--class", "CLASS", "Only jobs of this class (ActiveJob: the wrapped class)"),     \
        cli::param<&PartOptions::where>("--where", "PTR=VALUE",                                                        \
                                        "Only jobs whose payload has this value at a JSON pointer"),                   \
        cli::param<&PartOptions::malformed>("--malformed", "", "Only payloads that no worker could read"),             \
        cli::param<&PartOptions::duplicates>("--duplicates", "",                                                       \
                                             "Only jobs whose class and args came before; the oldest stays"),          \
        cli::param<&PartOptions::older_than>("--older-than", "DUR",                                                    \
                                             "Only jobs that say they were enqueued longer ago (Sidekiq, ActiveJob)"), \
        cli::param<&PartOptions::first>("--first", "N", "Only the first N that match, oldest first"),                  \
        cli::param<&PartOptions::keep_newest>("--keep-newest", "N", "The newest N jobs of the queue stay")

queue::Filter filter_of(PartOptions const &options, Instant now);

/// A plan for jobs of a queue that exists and whose jobs nobody holds: service, archive and list are filled in.
struct PartPlan {
    op::Plan plan;
    queue::Layout layout;
    std::int64_t length;  ///< of the queue
};
PartPlan begin_part(std::string_view operation, PartOptions const &options, Session &session);

/// What a look at a queue says of the jobs that would leave.
struct PartLook {
    std::int64_t leaving = 0, bytes = 0;  ///< bytes: an estimate when all leave
    std::int64_t timeless = 0;            ///< stay, since nothing says how old they are
    std::string sample;
};
PartLook look_at_part(redis::Connection &redis, queue::Layout const &layout, std::string const &list,
                      std::int64_t length, queue::Filter const &filter);

/// Why no job would leave; `verb`: to clear, to move.
std::string nothing_matches(std::string_view verb, std::string const &name, std::int64_t length,
                            queue::Filter const &filter, PartLook const &look);

}  // namespace omactl::cmd
