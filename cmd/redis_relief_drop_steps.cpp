#include "cmd/archive_place.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/redis_config.hpp"
#include "cmd/redis_connect.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_relief_drop.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/drop.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/keyspace/prefix.hpp"
#include "lib/keyspace/restore.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_drop_undo = "redis.drop-undo";

/// The figures that a step has left in the record; null: it has not got so far.
cli::Json result_of(op::Run &run)
{
    auto const record = run.guard.record();
    return record ? cli::Json::parse(record->field("result"), nullptr, false) : cli::Json{};
}

op::Taken taken(op::Run &run)
{
    auto const record = run.guard.record();
    if (!record || record->field("began").empty()) return op::Taken::no;
    return record->field("result").empty() ? op::Taken::partly : op::Taken::yes;
}

// --- keep ----------------------------------------------------------------------------------------

keyspace::DumpResult dump_prefix(op::Run &run)
try {
    auto &session = session_of(run.world);
    auto const &detail = run.plan.detail;
    keyspace::DumpOptions options;
    options.databases = {detail.at("db").get<int>()};
    options.match = keyspace::glob_of_prefix(detail.at("prefix").get<std::string>());
    options.exclude = own_keys(session);
    options.functions = false;
    options.resume = false;  // what an earlier try has read may have changed since
    run.progress.emplace(run.world.context(), "keep", run.plan.count);
    return keyspace::dump(run.plan.archive, keyspace::ask_facts(session.redis()), redis_connector(session),
                          run.world.context().clock, options, [&](keyspace::DumpProgress const &at) {
                              run.progress->at(at.keys);
                              run.guard.beat();
                              throw_if_interrupted();
                          });
} catch (Error const &) {
    remove_if_there(run.plan.archive + ".part");
    throw;
}

void keep(op::Run &run)
{
    make_folders(session_of(run.world).archive_folder());
    auto const result = dump_prefix(run);
    run.progress.reset();
    keyspace::check_file(run.plan.archive);
    auto const count = result.tally.count();
    if (result.left_out.empty() && count <= bound_of(run.plan.count)) return;
    remove_if_there(run.plan.archive);
    if (!result.left_out.empty())
        throw Error{Fault::failed, fmt::format("'{}' can't be kept ({}), so nothing is dropped",
                                               printable(result.left_out[0].key), printable(result.left_out[0].why))};
    throw Error{
        Fault::conflict,
        fmt::format("there are {} by now, and {} were planned", counted(count, "key"), with_commas(run.plan.count)),
        "plan again: the same command counts them anew"};
}

// --- drop ----------------------------------------------------------------------------------------

void drop(op::Run &run)
{
    auto &session = session_of(run.world);
    auto const source = keyspace::open_source(run.plan.archive);
    op::noted(run).about_to_write("drop " + run.plan.detail.at("prefix").get<std::string>(), {{"began", "1"}});
    run.progress.emplace(run.world.context(), "drop", run.plan.count);
    auto const result = keyspace::drop(*source, redis_connector(session), [&](keyspace::DropResult const &at) {
        run.progress->at(at.count());
        run.guard.beat();
        throw_if_interrupted();
    });
    run.progress.reset();
    cli::Json const json{{"dropped", result.dropped}, {"changed", result.changed}, {"gone", result.gone}};
    op::noted(run).remember({{"result", cli::dump(json)}});
}

/// Both are of keys in one file of this machine.
class WithFile : public op::NotedOperation {
public:
    using NotedOperation::NotedOperation;
    void recheck(op::Plan const &plan, op::World &world) const override { recheck_target(plan, world); }
    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        recheck_server(plan, session_of(world));
    }
};

class RedisDrop final : public WithFile {
public:
    RedisDrop() noexcept : WithFile(k_drop_operation, k_drop_version) {}

    void apply(std::string_view step, op::Run &run) const override { step == "keep" ? keep(run) : drop(run); }
    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        if (step == "drop") return taken(run);
        return is_there(run.plan.archive) ? op::Taken::yes : op::Taken::no;
    }
    op::Outcome verify(op::Run &run) const override
    {
        auto const result = result_of(run);
        auto const count = [&](char const *name) { return result.at(name).get<std::int64_t>(); };
        auto const used = keyspace::Info::ask(session_of(run.world).redis(), "memory").size("used_memory");
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("Dropped {} of {} in {}; {} used, before {}.", counted(count("dropped"), "key"),
                        printable(run.plan.detail.at("prefix").get<std::string>()), human_duration(run.spent()),
                        human_bytes(used), human_bytes(run.plan.before.at("used_bytes").get<std::uint64_t>()));
        if (count("changed") > 0)
            outcome.sentence +=
                fmt::format(" {} written to meanwhile, and left alone.",
                            counted(count("changed"), "key") + (count("changed") == 1 ? " was" : " were"));
        if (count("gone") > 0)
            outcome.sentence += fmt::format(" {} gone already.",
                                            counted(count("gone"), "key") + (count("gone") == 1 ? " was" : " were"));
        outcome.changes.push_back(result);
        outcome.after = {{"used_bytes", used}};
        return outcome;
    }
    op::Plan plan_undo(op::Plan const &done, op::UndoOptions const &, op::World &world) const override;
};

// --- undo ----------------------------------------------------------------------------------------

std::string archive_of(op::Plan const &done, op::World &world)
{
    for (auto const &path : {done.archive, world.archive_folder() + "/" + done.id + ".keys"})
        if (is_there(path)) return path;
    throw Error{Fault::not_found, fmt::format("its archive is not on this machine: {}", printable(done.archive)),
                fmt::format("copy it to {}/", printable(world.archive_folder()))};
}

op::Plan RedisDrop::plan_undo(op::Plan const &done, op::UndoOptions const &options, op::World &world) const
{
    auto &session = session_of(world);
    if (options.rate > 0) throw Error{Fault::usage, "--rate is for jobs", "omactl undo " + done.id};
    auto plan = op::begin_plan(world, k_drop_undo, 1, done.target);
    auto const file = archive_of(done, world);
    auto const checked = keyspace::check_file(file);
    plan.undoes = done.id;
    plan.detail = {{"file", file}, {"prefix", done.detail.at("prefix")}};
    freeze_redis(plan, session);
    plan.count = std::max<std::int64_t>(1, checked.tally.count());
    plan.steps = {"restore"};
    plan.lines = {
        {"redis relief",
         fmt::format("up to {} of {} come back, with their expiries", counted(checked.tally.count(), "key"),
                     printable(done.detail.at("prefix").get<std::string>()))},
        {"from", fmt::format("{}: read to its end, whole", printable(homely(file, session.context().environ)))},
        {"left alone", "what is there again; what has expired since stays away"}};
    plan.wire = {fmt::format("RESTORE KEY EXPIRY PAYLOAD [ABSTTL]    ({})", counted(checked.tally.count(), "time"))};
    if (checked.tally.in_pieces > 0)
        plan.wire.push_back(fmt::format("RPUSH, SADD, HSET, ZADD, SETRANGE beside, then RENAME    ({})",
                                        counted(checked.tally.in_pieces, "big key")));
    plan.question = fmt::format("Bring {} back in {}?", counted(checked.tally.count(), "key"), plan.env);
    return plan;
}

void bring_back(op::Run &run)
{
    auto &session = session_of(run.world);
    auto const file = run.plan.detail.at("file").get<std::string>();
    auto const source = keyspace::open_source(file);
    op::noted(run).about_to_write("RESTORE " + run.plan.target, {{"began", "1"}});
    keyspace::undo_renames(*keyspace::open_source(file), redis_connector(session));
    run.progress.emplace(run.world.context(), "restore", run.plan.count);
    keyspace::RestoreOptions options;
    options.functions = false;
    auto const result = keyspace::restore(*source, keyspace::ask_facts(session.redis()), redis_connector(session),
                                          run.world.context().clock, options, [&](keyspace::RestoreProgress const &at) {
                                              run.progress->at(at.keys);
                                              run.guard.beat();
                                              throw_if_interrupted();
                                          });
    run.progress.reset();
    cli::Json const json{{"restored", result.restored},
                         {"same", result.same},
                         {"expired", result.expired},
                         {"others", result.conflicts},
                         {"refused", result.refused}};
    op::noted(run).remember({{"result", cli::dump(json)}});
}

class RedisDropUndo final : public WithFile {
public:
    RedisDropUndo() noexcept : WithFile(k_drop_undo, 1) {}

    void apply(std::string_view, op::Run &run) const override { bring_back(run); }
    op::Taken probe(std::string_view, op::Run &run) const override { return taken(run); }
    op::Outcome verify(op::Run &run) const override
    {
        auto const result = result_of(run);
        auto const count = [&](char const *name) { return result.at(name).get<std::int64_t>(); };
        op::Outcome outcome;
        outcome.sentence =
            fmt::format("Brought {} back in {}", counted(count("restored"), "key"), human_duration(run.spent()));
        if (count("same") > 0) outcome.sentence += fmt::format("; {} were there", with_commas(count("same")));
        if (count("expired") > 0) outcome.sentence += fmt::format("; {} had expired", with_commas(count("expired")));
        outcome.sentence += ".";
        outcome.changes.push_back(result);
        auto const left = count("others") + count("refused");
        if (left == 0) return outcome;
        outcome.fault = Fault::partial;
        outcome.trouble = fmt::format("{} left alone: something else has come in their place",
                                      counted(left, "key") + (left == 1 ? " was" : " were"));
        return outcome;
    }
};

RedisDrop const g_drop;
RedisDropUndo const g_undo;

}  // namespace

}  // namespace omactl::cmd
