#pragma once

#include "cmd/session.hpp"
#include "lib/operation/engine.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/fenced.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// Which Redis this is, as a plan freezes it and `recheck` compares it.
struct Server {
    std::string run_id, role, address;
    std::string describe() const;  ///< "redis 10.0.0.12:6379/0 (run 9f2c…, master)"
};
Server ask_server(redis::Connection &redis);

/// When there are no queues: what to set if there are some of another kind; "" else.
std::string kind_there_is(redis::Connection &redis, queue::Layout const &layout);
/// The layout from a plan's detail: an operation works with what was planned, not with today's configuration.
queue::Layout layout_of(op::Plan const &plan);
/// Puts server and layout into a fresh plan; refuses a replica and pinned identities that differ (declined).
void freeze_server(op::Plan &plan, Session &session, Server const &server);
/// The same with another layout than the environment's: that of the operation which a plan reverses.
void freeze_server(op::Plan &plan, Session &session, Server const &server, queue::Layout const &layout);
/// Throws conflict when another server answers at the address than when it was planned.
void recheck_server(op::Plan const &plan, Session &session);

/// Lease and record of a plan that changes the list (or other key) named `detail.list`. When it may
/// go on beside others (`detail.alone` false), the lease is on own_lease() and only keeps a second
/// run of the same operation away.
std::unique_ptr<Guard> redis_guard(op::Plan const &plan, op::World &world);
std::string own_lease(std::string const &list, std::string_view id);
inline redis::Fenced &fenced(op::Run &run)
{
    return static_cast<redis::Fenced &>(run.guard);
}

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
