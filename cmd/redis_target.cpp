#include "cmd/redis_target.hpp"

#include "lib/keyspace/info.hpp"
#include "lib/operation/lock.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

std::string Server::describe() const
{
    return fmt::format("redis {} (run {}…, {})", address, run_id.substr(0, 4), role);
}

Server ask_server(redis::Connection &redis)
{
    auto const server = keyspace::Info::ask(redis, "server");
    auto const replication = keyspace::Info::ask(redis, "replication");
    return {server.text("run_id"), replication.text("role"), redis.address().describe()};
}

queue::Layout layout_of(op::Plan const &plan)
{
    return {plan.detail.at("namespace").get<std::string>(), queue::kind_of(plan.detail.at("kind").get<std::string>())};
}

void need_master(Server const &server, config::RedisService const &service)
{
    need_pinned("Redis", "run id", service.run_id, server.run_id);
    need_pinned("Redis", "role", service.role, server.role);
    if (server.role == "slave")
        throw Error{Fault::failed, fmt::format("{} is a replica and takes no writes", server.describe()),
                    "point the environment's redis url at the master"};
}

void freeze_server(op::Plan &plan, Session &session, Server const &server)
{
    freeze_server(plan, session, server, session.queue_layout());
}

void freeze_server(op::Plan &plan, Session &session, Server const &server, queue::Layout const &layout)
{
    need_master(server, *session.environment().redis);
    plan.service = server.describe();
    plan.detail["namespace"] = layout.nspace;
    plan.detail["kind"] = queue::name_of(layout.kind);
    plan.detail["run_id"] = server.run_id;
}

void recheck_server(op::Plan const &plan, Session &session)
{
    auto const server = ask_server(session.redis());
    if (server.run_id != plan.detail.at("run_id").get<std::string>()) throw_another("Redis", server.describe());
}

namespace {

std::string lease_target(op::Plan const &plan)
{
    auto const list = plan.detail.at("list").get<std::string>();
    return plan.detail.value("alone", true) ? list : own_lease(list, plan.id);
}

}  // namespace

std::string own_lease(std::string const &list, std::string_view id)
{
    return fmt::format("{}:{}", list, id);
}

std::unique_ptr<Guard> redis_guard(op::Plan const &plan, op::World &world)
{
    auto const layout = layout_of(plan);
    auto keys = redis::guard_keys(layout.prefix(), lease_target(plan), plan.id);
    redis::Owner owner{plan.id, world.who(), op::holder_of(plan, world).reason, cli::dump(to_json(plan)),
                       plan.undoes.empty() ? "" : layout.record(plan.undoes)};
    return std::make_unique<redis::Fenced>(session_of(world).redis(), std::move(keys), std::move(owner),
                                           world.context().clock);
}

}  // namespace omactl::cmd
