#pragma once

#include "cmd/redis_target.hpp"
#include "lib/operation/engine.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// When there are no queues: what to set if there are some of another kind; "" else.
std::string kind_there_is(redis::Connection &redis, queue::Layout const &layout);
/// More than this many over a planned count is another situation than the one confirmed.
inline std::int64_t bound_of(std::int64_t planned)
{
    return planned + std::max<std::int64_t>(1'000, planned / 10);
}

/// What a name means where jobs are read or written: a queue, or (unless there is a queue of that name)
/// `failed` of Resque, `retry`, `dead` or `schedule` of Sidekiq.
struct JobPlace {
    std::string key;
    std::string set;      ///< "failed", "retry", …; "" a queue
    bool sorted = false;  ///< it is a sorted set
};
JobPlace job_place(std::string const &name, redis::Connection &redis, queue::Layout const &layout);

/// How a queue stands.
struct Standing {
    std::int64_t length = 0;
    bool listed = false;
    std::string held_by;  ///< id of the unfinished operation that holds jobs of it
};
/// Throws not_found with the nearest names when nobody has heard of the queue, and failed when its
/// key is no list.
Standing stand(redis::Connection &redis, queue::Layout const &layout, std::string const &name);
/// Throws conflict when an unfinished operation holds jobs of the queue. It need not exist.
void need_free(redis::Connection &redis, queue::Layout const &layout, std::string const &name);
/// The same of a list by its key; `name` is for people.
void need_free(redis::Connection &redis, queue::Layout const &layout, std::string const &list, std::string const &name);
/// What a list's elements are called: "job", or of `failed` "failure".
std::string_view noun_of(op::Plan const &plan);

/// Operations in the service that are not finished, with what they hold.
struct Holding {
    std::string id, list, phase, command;
    std::int64_t jobs = 0;  ///< staged, kept and aside
};
std::vector<Holding> holdings(redis::Connection &redis, queue::Layout const &layout);
/// The same where their ids are known: the members of layout.open_operations().
std::vector<Holding> holdings(redis::Connection &redis, queue::Layout const &layout,
                              std::vector<std::string> const &open);

}  // namespace omactl::cmd
