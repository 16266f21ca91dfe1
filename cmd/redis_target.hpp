#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/fenced.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace omactl::cmd {

/// Which Redis this is, as a plan freezes it and `recheck` compares it.
struct Server {
    std::string run_id, role, address;
    std::string describe() const;  ///< "redis 10.0.0.12:6379/0 (run 9f2c…, master)"
};
Server ask_server(redis::Connection &redis);

/// The layout from a plan's detail: an operation works with what was planned, not with today's configuration.
queue::Layout layout_of(op::Plan const &plan);
/// Refuses a replica and pinned identities that differ (declined).
void need_master(Server const &server, config::RedisService const &service);
/// Puts server and layout into a fresh plan; refuses as need_master() does.
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

/// What operations on a Redis have in common whose first write is all there is to keep in mind: until
/// the service has a record nothing has happened, and afterwards the way leads forward only.
class OnRedis : public op::Operation {
public:
    using Operation::Operation;
    std::unique_ptr<Guard> guard(op::Plan const &plan, op::World &world) const override
    {
        return redis_guard(plan, world);
    }
    void recheck(op::Plan const &plan, op::World &world) const override { recheck_server(plan, session_of(world)); }
    bool put_back(op::Run &run) const override { return !run.guard.record(); }
    void settle(op::Run &) const override {}
};

}  // namespace omactl::cmd
