#include "cmd/redis_relief_drop.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/redis_config.hpp"
#include "cmd/redis_connect.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_relief.hpp"
#include "lib/cli/progress.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/prefix.hpp"
#include "lib/operation/engine.hpp"
#include "lib/settings/store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace omactl::cmd {

namespace {

/// Names that are no cache: of queues, workers, settings, and omactl's own among them.
std::vector<std::string> precious_names(queue::Layout const &layout)
{
    if (!layout.nspace.empty()) return {layout.prefix()};
    return {layout.key("queue:"), layout.queues(),     layout.retry(),     layout.dead(),
            layout.schedule(),    layout.key("stat:"), layout.processes(), layout.key("omactl:")};
}

std::vector<std::string> precious_names(Session &session)
{
    std::vector<std::string> names;
    try {
        names = precious_names(session.queue_layout());
    } catch (Error const &e) {
        if (e.fault() != Fault::usage) throw;
        for (auto const kind : {queue::Kind::resque, queue::Kind::sidekiq})
            for (auto &name : precious_names(queue::Layout::of(kind, {}))) names.push_back(std::move(name));
    }
    auto const &store = session.environment().settings.store;
    if (!store) return names;
    auto const parsed = settings::Store::parse(*store);
    if (parsed.kind != settings::Store::Kind::sql) names.push_back(parsed.name);
    return names;
}

void need_droppable(keyspace::Facts const &facts)
{
    if (facts.cluster)
        throw Error{Fault::failed, "this is a Redis Cluster, whose keys are on several servers: not supported"};
    if (facts.role == "slave")
        throw Error{Fault::failed, "this is a replica and takes no writes",
                    "point the environment's redis url at the master"};
}

std::string expiry_text(keyspace::PrefixLook const &look)
{
    if (look.sampled == 0) return "not known";
    auto const text = fmt::format("{} of {} that were looked at end by themselves", with_commas(look.with_expiry),
                                  with_commas(look.sampled));
    return look.with_expiry == 0 ? text + ": is it a cache?" : text;
}

void describe(op::Plan &plan, keyspace::PrefixLook const &look, Session &session)
{
    auto const &prefix = look.prefix;
    plan.lines = {
        {"redis relief", fmt::format("{} that begin with {} leave database {}: about {}", counted(look.keys, "key"),
                                     printable(prefix), plan.detail.at("db").get<int>(), human_bytes(look.bytes()))}};
    std::vector<std::string> names;
    for (auto const &name : look.examples) names.push_back(printable(name));
    plan.lines.emplace_back("", fmt::format("for example {}", fmt::join(names, ", ")));
    plan.lines.emplace_back("expiry", expiry_text(look));
    plan.lines.emplace_back(
        "kept in",
        fmt::format("{}, on this machine",
                    homely(session.context().change.dry_run ? session.archive_folder() + "/ID.keys" : plan.archive,
                           session.context().environ)));
    plan.lines.emplace_back("left alone", "what is written to between being kept and being taken away");
    plan.lines.emplace_back("undo", fmt::format("{}: {}", shown_undo(plan, session), plan.undo));
    plan.wire = {"EVAL drop-same in pieces: DUMP, and UNLINK where it is as it was kept"};
    plan.wire.emplace_back("RENAMENX KEY KEY:omactl:drop, UNLINK    (for each key of more than 2 MiB)");
}

}  // namespace

void refuse_precious(std::string const &prefix, Session &session)
{
    for (auto const &name : precious_names(session))
        if (name.starts_with(prefix) || prefix.starts_with(name))
            throw Error{Fault::declined,
                        fmt::format("'{}' is no cache: queues, workers or settings are under '{}'", printable(prefix),
                                    printable(name)),
                        "omactl redis relief    (names the prefixes that take most)"};
}

op::Plan plan_drop(DropWish const &wish, Session &session)
{
    if (wish.prefix.empty()) throw Error{Fault::usage, "--drop needs the beginning of names", "--drop cache:"};
    auto plan = op::begin_plan(session, k_drop_operation, k_drop_version, wish.prefix);
    auto const facts = keyspace::ask_facts(session.redis());
    need_droppable(facts);
    refuse_precious(wish.prefix, session);
    plan.detail = {{"prefix", wish.prefix}, {"db", wish.db.value_or(session.redis().address().db)}};
    freeze_redis(plan, session);
    auto const redis = redis_connector(session)(plan.detail.at("db").get<int>());
    keyspace::PrefixLook look;
    {
        cli::Progress progress{session.context(), "count keys", 0};
        look = keyspace::look_at_prefix(*redis, facts, wish.prefix, own_keys(session), [&](std::int64_t keys) {
            progress.at(keys);
            throw_if_interrupted();
        });
    }
    plan.count = look.keys;
    plan.nothing =
        fmt::format("No key of database {} begins with {}.", plan.detail.at("db").get<int>(), printable(wish.prefix));
    if (plan.count == 0) return plan;
    plan.steps = {"keep", "drop"};
    plan.archive = session.archive_folder() + "/" + plan.id + ".keys";
    plan.undo = "brings them back, with their expiries, where nothing else has come in their place";
    check_space(plan.archive, look.bytes());
    plan.before = {{"keys", look.keys}, {"used_bytes", facts.used_memory}};
    describe(plan, look, session);
    plan.question = fmt::format("Drop {} in {}?", counted(plan.count, "key"), plan.env);
    return plan;
}

}  // namespace omactl::cmd
