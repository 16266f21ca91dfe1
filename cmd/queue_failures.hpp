#pragma once

#include "lib/operation/plan.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <regex.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// Which failure records are meant; conditions combine by AND.
struct FailureFilter {
    std::string queue;        ///< the record's own queue; "" any
    std::string klass;        ///< "" any
    std::string error;        ///< POSIX extended regex over "Exception: message"; "" any
    std::int64_t since = 0;   ///< failed at or after, ms since the epoch; 0: any
    std::int64_t before = 0;  ///< failed before, ms since the epoch; 0: any
    bool malformed = false;   ///< only records that can't be read, among them Resque's "" elements
    bool retried = false;     ///< only those of Resque that say they were retried (its own requeue leaves them)

    bool everything() const { return describe() == "all"; }
    std::string describe() const;
};
op::Json to_json(FailureFilter const &filter);
FailureFilter failure_filter_from(op::Json const &json);

class FailureMatcher {
public:
    explicit FailureMatcher(FailureFilter filter);  ///< throws Fault::usage on a bad regex
    ~FailureMatcher();
    FailureMatcher(FailureMatcher const &) = delete;
    FailureMatcher &operator=(FailureMatcher const &) = delete;
    bool matches(queue::Failure const &failure) const;
    /// Records left out because their time could not be read, though a time was asked for.
    std::int64_t timeless() const { return m_timeless; }

private:
    bool is_of_time(queue::Failure const &failure) const;
    FailureFilter m_filter;
    std::optional<regex_t> m_regex;
    mutable std::int64_t m_timeless = 0;
};

/// A failure record, and where it stands.
struct FailedJob {
    std::string_view set;    ///< "failed" of Resque; "retry", "dead" of Sidekiq
    std::int64_t index = 0;  ///< from the oldest, or the lowest score
    std::string_view score;  ///< "" in a list
    std::string_view bytes;
    queue::Failure failure;
};
/// Reads all of them, be they in Resque's list or in these of Sidekiq's sorted sets.
void each_failure(redis::Connection &redis, queue::Layout const &layout, std::vector<std::string> const &sets,
                  std::function<void(FailedJob const &)> const &each);
/// Where a kind keeps its failures, by the names that people use.
inline std::vector<std::string> failure_sets(queue::Kind kind)
{
    return kind == queue::Kind::resque ? std::vector<std::string>{"failed"} : std::vector<std::string>{"retry", "dead"};
}

/// The sets of jobs that a name means where no queue is called so: `failed`; of Sidekiq also `retry`,
/// `dead` and `schedule`. Empty: it can only be a queue.
std::vector<std::string> sets_named(std::string const &name, queue::Layout const &layout);
bool is_listed(redis::Connection &redis, queue::Layout const &layout, std::string const &queue);

/// Reads Resque's `failed` from the oldest on; `each` gets index and bytes.
void read_failures(redis::Connection &redis, queue::Layout const &layout, std::int64_t count,
                   std::function<void(std::int64_t, std::string_view)> const &each);

}  // namespace omactl::cmd
