#include "cmd/redis_files.hpp"
#include "cmd/redis_return.hpp"
#include "cmd/redis_start.hpp"
#include "cmd/service.hpp"
#include "cmd/service_control.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr char k_page[] = "omactl run redis-data-lost";

RedisFiles files_of(op::Plan const &plan)
{
    return find_redis_files(plan.detail.at("dir").get<std::string>());
}

void copy(op::Run &run)
{
    op::noted(run).about_to_write("copies of " + run.plan.detail.at("dir").get<std::string>());
    copy_redis_files(files_of(run.plan), run.plan.archive, [&] {
        run.guard.beat();
        throw_if_interrupted();
    });
}

bool answers(op::Run &run)
{
    std::string why;
    return ask_redis_alive(session_of(run.world), why).has_value();
}

void start(op::Run &run)
{
    throw_if_interrupted();
    if (answers(run)) return;
    auto const words = run.plan.detail.at("words").get<std::vector<std::string>>();
    op::noted(run).about_to_write(shown_words(words));
    run_control(words, run);
}

op::Outcome not_up(op::Run &run, std::string const &why)
{
    auto const log = run.plan.detail.value("log", "");
    op::Outcome outcome;
    outcome.fault = Fault::unverified;
    outcome.sentence = "Redis has not come up.";
    outcome.trouble =
        fmt::format("{}; {} says why: a full disk, a damaged AOF (redis-check-aof) or RDB (redis-check-rdb)", why,
                    log.empty() ? "its own log" : log);
    return outcome;
}

/// Its files held so many keys, as far as one can tell without it; 0: not known.
std::int64_t expected_keys(op::Plan const &plan)
{
    auto const in_rdb = plan.detail.value("rdb_keys", std::int64_t{0});
    return in_rdb > 0 ? in_rdb : plan.detail.at("known_keys").get<std::int64_t>();
}

/// What is missing, and how one sees that; "" when nothing seems to be.
std::string missing_text(op::Plan const &plan, std::int64_t keys)
{
    auto const &detail = plan.detail;
    if (keys == 0 && detail.contains("dir") && detail.at("files") == 0)
        return fmt::format("it came up empty: there was no file in {}", printable(detail.at("dir").get<std::string>()));
    auto const in_rdb = detail.value("rdb_keys", std::int64_t{0});
    // An AOF may have deleted since what an RDB beside it has.
    auto const least = detail.value("aof", false) ? in_rdb / 2 : in_rdb - in_rdb / 10;
    auto const now = fmt::format("and it has {} now", with_commas(keys));
    if (keys < least) return fmt::format("its file held {}, {}", counted(in_rdb, "key"), now);
    auto const known = detail.at("known_keys").get<std::int64_t>();
    if (keys < known / 2) return fmt::format("it held {} when omactl last saw it, {}", counted(known, "key"), now);
    return {};
}

/// Where they are from, as far as its files told.
std::string source_text(op::Plan const &plan, keyspace::Info const &info)
{
    if (info.number("aof_enabled") == 1) return ", of its AOF";
    auto const saved = parse_time(plan.detail.value("rdb_saved", ""));
    return saved ? fmt::format(", of its RDB, saved {}", human_time(*saved)) : "";
}

std::string copies_text(op::Plan const &plan)
{
    return plan.archive.empty() ? std::string{} : fmt::format("; copies of its files are in {}", plan.archive);
}

op::Outcome judge(op::Run &run, keyspace::Info const &info)
{
    auto const keys = keyspace::ask_facts(session_of(run.world).redis()).keys();
    op::Outcome outcome;
    outcome.sentence = fmt::format("Redis answers after {}: {}{}{}.", human_duration(run.spent()), counted(keys, "key"),
                                   source_text(run.plan, info), copies_text(run.plan));
    outcome.after = {{"keys", keys}};
    outcome.changes.push_back({{"keys", keys},
                               {"expected_keys", expected_keys(run.plan)},
                               {"aof", info.number("aof_enabled") == 1},
                               {"copies", run.plan.archive}});
    if (auto const missing = missing_text(run.plan, keys); !missing.empty()) {
        outcome.fault = Fault::unverified;
        outcome.trouble = fmt::format("{}: {}", missing, k_page);
    }
    return outcome;
}

/// Starts its process. That it answers, with its data loaded, is the proof.
class RedisStart final : public op::NotedOperation {
public:
    RedisStart() noexcept : NotedOperation(k_redis_start, k_redis_start_version) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        recheck_target(plan, world);
        std::string why;
        if (ask_redis_alive(session_of(world), why))
            throw Error{Fault::conflict, "it answers again", "omactl redis status"};
    }
    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        auto const address = session_of(world).redis().address().describe();
        if (address != plan.detail.at("address").get<std::string>()) throw_another("Redis", address);
    }

    void apply(std::string_view step, op::Run &run) const override { step == "copy" ? copy(run) : start(run); }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        bool const done = step == "copy" ? is_there(run.plan.archive) || answers(run) : answers(run);
        return done ? op::Taken::yes : op::Taken::no;
    }

    // Copies do no harm, and stay.
    bool put_back(op::Run &run) const override { return !answers(run); }

    op::Outcome verify(op::Run &run) const override
    {
        std::string why;
        Millis const limit{run.plan.detail.at("wait_ms").get<std::int64_t>()};
        auto const info = await_loaded(run, {}, limit, why, [] {});
        return info ? judge(run, *info) : not_up(run, why);
    }
};

RedisStart const g_operation;

/// What an operation on Redis has last said of its keys.
std::optional<std::int64_t> keys_after(op::Entry const &entry)
{
    for (auto event = entry.events.rbegin(); event != entry.events.rend(); ++event)
        if (event->data.contains("after") && event->data["after"].is_object() && event->data["after"].contains("keys"))
            return event->data["after"]["keys"].get<std::int64_t>();
    auto const &before = entry.plan.before;
    if (before.is_object() && before.contains("keys")) return before["keys"].get<std::int64_t>();
    return std::nullopt;
}

}  // namespace

std::int64_t last_known_keys(op::World &world)
{
    auto const entries = world.journal().entries();
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
        if (entry->plan.env == world.env_name() && entry->plan.operation.starts_with("redis."))
            if (auto const keys = keys_after(*entry)) return *keys;
    return 0;
}

}  // namespace omactl::cmd
