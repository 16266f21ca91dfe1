#include "cmd/queue_target.hpp"

#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/show.hpp"
#include "lib/queue/recognise.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

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

std::string kind_there_is(redis::Connection &redis, queue::Layout const &layout)
{
    auto const found = queue::recognise(redis);
    if (layout.kind == queue::Kind::resque && found.sidekiq && !found.resque)
        return "the keys look like Sidekiq's: set kind = \"sidekiq\", and no namespace, in the configuration";
    if (layout.kind == queue::Kind::sidekiq && found.resque && !found.sidekiq)
        return "the keys look like Resque's: set kind = \"resque\" in the configuration";
    return {};
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
