#include "cmd/queue_target.hpp"

#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/lock.hpp"
#include "lib/operation/show.hpp"
#include "lib/queue/recognise.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

std::string info_field(std::string_view info, std::string_view name)
{
    for (auto const line : split(info, '\n'))
        if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
            return std::string(trim(line.substr(name.size() + 1)));
    return {};
}

[[noreturn]] void throw_unknown_queue(redis::Connection &redis, queue::Layout const &layout, std::string const &name)
{
    auto const members = redis.call({"SMEMBERS", layout.queues()});
    std::vector<std::string> names;
    for (std::size_t i = 0; i < members.size(); ++i) names.emplace_back(members[i].text());
    if (names.empty())
        if (auto const other = kind_there_is(redis, layout); !other.empty())
            throw Error{Fault::not_found,
                        fmt::format("no queue '{}' in {}", printable(name), printable(layout.place())), other};
    auto const near = nearest(name, names);
    throw Error{Fault::not_found, fmt::format("no queue '{}' in {}", printable(name), printable(layout.place())),
                near.empty() ? "omactl queue ls" : fmt::format("did you mean {}?", fmt::join(near, ", "))};
}

}  // namespace

std::string Server::describe() const
{
    return fmt::format("redis {} (run {}…, {})", address, run_id.substr(0, 4), role);
}

Server ask_server(redis::Connection &redis)
{
    auto const server = redis.call({"INFO", "server"});
    auto const replication = redis.call({"INFO", "replication"});
    return {info_field(server.text(), "run_id"), info_field(replication.text(), "role"), redis.address().describe()};
}

std::string kind_there_is(redis::Connection &redis, queue::Layout const &layout)
{
    auto const found = queue::recognise(redis);
    if (layout.kind == queue::Kind::resque && found.sidekiq && !found.resque)
        return "the keys look like Sidekiq's: set kind = \"sidekiq\", and no namespace, in the configuration";
    if (layout.kind == queue::Kind::sidekiq && found.resque && !found.sidekiq)
        return "the keys look like Resque's: set kind = \"resque\" in the configuration";
    return {};
}

queue::Layout layout_of(op::Plan const &plan)
{
    return {plan.detail.at("namespace").get<std::string>(), queue::kind_of(plan.detail.at("kind").get<std::string>())};
}

void freeze_server(op::Plan &plan, Session &session, Server const &server)
{
    freeze_server(plan, session, server, session.queue_layout());
}

void freeze_server(op::Plan &plan, Session &session, Server const &server, queue::Layout const &layout)
{
    auto const &service = *session.environment().redis;
    need_pinned("Redis", "run id", service.run_id, server.run_id);
    need_pinned("Redis", "role", service.role, server.role);
    if (server.role == "slave")
        throw Error{Fault::failed, fmt::format("{} is a replica and takes no writes", server.describe()),
                    "point the environment's redis url at the master"};
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

namespace {

constexpr std::string_view k_nobody_known = "another operation";

std::string holder_of(redis::Connection &redis, queue::Layout const &layout, std::string const &list)
{
    for (auto const &holding : holdings(redis, layout))
        if (holding.list == list) return holding.id;
    return std::string(k_nobody_known);
}

}  // namespace

JobPlace job_place(std::string const &name, redis::Connection &redis, queue::Layout const &layout)
{
    bool const sorted =
        layout.kind == queue::Kind::sidekiq && (name == "retry" || name == "dead" || name == "schedule");
    bool const set = sorted || (layout.kind == queue::Kind::resque && name == "failed");
    if (!set || redis.call({"SISMEMBER", layout.queues(), name}).integer() == 1) return {layout.queue(name), "", false};
    return {layout.key(name), name, sorted};
}

Standing stand(redis::Connection &redis, queue::Layout const &layout, std::string const &name)
{
    auto const list = layout.queue(name);
    std::vector<redis::Command> const questions{{"TYPE", list},
                                                {"SISMEMBER", layout.queues(), name},
                                                {"EXISTS", layout.staged(list), layout.kept(list), layout.aside(list)}};
    auto const answers = redis.pipeline(questions);
    auto const type = answers[0].text();
    if (type != "list" && type != "none")
        throw Error{Fault::failed, fmt::format("'{}' is a {}, not a list of jobs", list, type),
                    fmt::format("{} TYPE {}", redis::redis_cli(redis.address()), shell_quoted(list))};
    Standing standing{type == "list" ? redis.call({"LLEN", list}).integer() : 0, answers[1].integer() == 1, {}};
    if (answers[2].integer() > 0) standing.held_by = holder_of(redis, layout, list);
    if (standing.length == 0 && !standing.listed && standing.held_by.empty()) throw_unknown_queue(redis, layout, name);
    return standing;
}

std::string_view noun_of(op::Plan const &plan)
{
    return plan.detail.at("list") == layout_of(plan).failed() ? "failure" : "job";
}

void need_free(redis::Connection &redis, queue::Layout const &layout, std::string const &name)
{
    need_free(redis, layout, layout.queue(name), name);
}

void need_free(redis::Connection &redis, queue::Layout const &layout, std::string const &list, std::string const &name)
{
    if (redis.call({"EXISTS", layout.staged(list), layout.kept(list), layout.aside(list)}).integer() == 0) return;
    auto const id = holder_of(redis, layout, list);
    throw Error{Fault::conflict, fmt::format("{} holds jobs of '{}' and is not finished", id, name),
                id == k_nobody_known ? "omactl queue ls" : op::ways_on({}, id)};
}

std::vector<Holding> holdings(redis::Connection &redis, queue::Layout const &layout)
{
    auto const open = redis.call({"SMEMBERS", layout.open_operations()});
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < open.size(); ++i) ids.emplace_back(open[i].text());
    return holdings(redis, layout, ids);
}

std::vector<Holding> holdings(redis::Connection &redis, queue::Layout const &layout,
                              std::vector<std::string> const &open)
{
    std::vector<Holding> found;
    for (auto const &id : open) {
        auto const record = redis::read_record(redis, layout.record(id));
        if (!record) continue;
        Holding holding{id, record->field("list"), record->phase, {}, 0};
        auto const plan = cli::Json::parse(record->plan, nullptr, false);
        if (plan.is_object()) {
            holding.command = plan.value("command", "");
            if (holding.list.empty() && plan.contains("detail")) holding.list = plan["detail"].value("list", "");
        }
        std::vector<redis::Command> const lengths{{"LLEN", layout.staged(holding.list)},
                                                  {"LLEN", layout.kept(holding.list)},
                                                  {"LLEN", layout.aside(holding.list)}};
        for (auto const &length : redis.pipeline(lengths)) holding.jobs += length.integer();
        found.push_back(std::move(holding));
    }
    return found;
}

}  // namespace omactl::cmd
