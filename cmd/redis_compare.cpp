// What is done after a restart: counted again, compared, told.

#include "cmd/archive_place.hpp"
#include "cmd/redis_connect.hpp"
#include "cmd/redis_dump_restore.hpp"
#include "cmd/redis_fence.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_rest.hpp"
#include "cmd/service_control.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_shown = 3;  // of the keys that differ

bool is_fenced(op::Run &run)
{
    return run.plan.detail.at("fence").get<bool>();
}

keyspace::Census count_again(op::Run &run, keyspace::Census const &before, keyspace::Facts const &facts)
{
    auto &session = session_of(run.world);
    keyspace::CensusOptions options;
    options.seed = before.seed;
    options.one_in = before.one_in;
    options.exclude = own_keys(session);
    options.load = gentle_load(0, session);
    run.progress.emplace(run.world.context(), "compare", before.count());
    auto census = keyspace::take_census(facts, redis_connector(session), run.world.context().clock, options,
                                        [&](std::int64_t keys) {
                                            run.progress->at(keys);
                                            run.guard.beat();
                                            if (is_fenced(run)) hold_writes(run);
                                            throw_if_interrupted();
                                        });
    run.progress.reset();
    return census;
}

Instant server_time(redis::Connection &redis)
{
    auto const time = redis.call({"TIME"});
    return Instant{Millis{time[0].integer() * 1'000 + time[1].integer() / 1'000}};
}

cli::Json result_json(keyspace::Comparison const &found, keyspace::Facts const &before_it)
{
    cli::Json json{{"same", found.same},
                   {"lost", found.lost},
                   {"changed", found.changed},
                   {"other_expiry", found.other_expiry},
                   {"expired", found.expired},
                   {"added", found.added},
                   {"keys_after", before_it.keys()},
                   {"run_id", before_it.run_id},
                   {"uptime_s", before_it.uptime},
                   {"examples", cli::Json::array()}};
    for (auto const &example : found.examples) json["examples"].push_back(example);
    return json;
}

/// Of others, between the two counts. nullopt: the server didn't tell.
std::optional<std::int64_t> writes_between(op::Run &run)
{
    auto const kept = kept_before(run);
    auto const after = write_calls(session_of(run.world).redis());
    if (!kept || !kept->writes || !after) return std::nullopt;
    return *kept->writes + *after;
}

std::int64_t number(cli::Json const &result, char const *name)
{
    return result.at(name).get<std::int64_t>();
}

bool differs(cli::Json const &result)
{
    return number(result, "lost") + number(result, "changed") + number(result, "added") > 0;
}

// --- words ---------------------------------------------------------------------------------------

std::string findings_text(cli::Json const &result)
{
    std::string text;
    auto const add = [&](char const *name, std::string_view what) {
        auto const n = number(result, name);
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n == 0 ? "none" : with_commas(n), what);
    };
    add("lost", "lost");
    add("changed", "changed");
    add("expired", "expired in transit");
    if (number(result, "added") > 0) add("added", "that were not there");
    return text;
}

std::string writes_text(cli::Json const &result)
{
    if (!differs(result)) return {};
    if (result.at("writes").is_null()) return "; how much others have written meanwhile is not known";
    auto const writes = number(result, "writes");
    if (writes == 0) return "; nobody has written meanwhile";
    return fmt::format("; {} of others came in meanwhile, which may be {}", counted(writes, "write"),
                       number(result, "lost") == 0 ? "why" : "why of a part of it");
}

std::string examples_text(cli::Json const &result)
{
    std::string text;
    auto const &examples = result.at("examples");
    for (std::size_t i = 0; i < examples.size() && i < k_shown; ++i)
        text += (i == 0 ? ": " : ", ") + examples[i].get<std::string>();
    return text + (examples.size() > k_shown ? ", …" : "");
}

std::string sentence_of(cli::Json const &result, op::Run &run)
{
    auto const kept = kept_before(run).value_or(Kept{});
    auto const looked =
        number(result, "same") + number(result, "changed") + number(result, "lost") + number(result, "expired");
    return fmt::format("Restarted {} in {}: up since {} s (run {}…, before run {}…), {}, before {}. "
                       "Of {} looked at: {}{}.",
                       run.plan.target, human_duration(run.spent()), number(result, "uptime_s"),
                       result.at("run_id").get<std::string>().substr(0, 4),
                       run.plan.detail.at("run_id").get<std::string>().substr(0, 4),
                       counted(number(result, "keys_after"), "key"), with_commas(kept.keys), with_commas(looked),
                       findings_text(result), writes_text(result));
}

std::string restore_line(op::Run &run, bool replace)
{
    return fmt::format("omactl redis restore {}{}", shell_quoted(run.plan.archive), replace ? " --replace" : "");
}

std::string trouble_of(cli::Json const &result, op::Run &run)
{
    auto const rest = rest_text(run);
    return fmt::format("{}{}; what is missing comes back by `{}`{}{}", findings_text(result), examples_text(result),
                       restore_line(run, number(result, "changed") > 0), rest.empty() ? "" : "; ", rest);
}

op::Outcome never_came_back(op::Run &run)
{
    op::Outcome outcome;
    auto const &why = run.scratch["down"];
    auto const log = run.plan.detail.value("log", "");
    auto const rest = rest_text(run);
    outcome.fault = Fault::unverified;
    outcome.sentence = fmt::format("No restarted Redis has come up; {} keeps what it held.", run.plan.archive);
    outcome.trouble = fmt::format("{}{}; when it is up: omactl resume {}{}{}", why,
                                  log.empty() ? "; its own log says why" : "; look at " + log, run.plan.id,
                                  rest.empty() ? "" : "; ", rest);
    return outcome;
}

cli::Json change_of(cli::Json const &result, op::Run &run)
{
    auto const kept = kept_before(run).value_or(Kept{});
    auto change = result;
    change["keys_before"] = kept.keys;
    change["looked_at"] = kept.counted;
    change["writes_held"] = kept.fenced;
    change["dump"] = run.plan.archive;
    change["run_id_before"] = run.plan.detail.at("run_id");
    auto const record = run.guard.record();
    auto const processing = record ? record->field("processing") : std::string{};
    change["processing"] = processing.empty() ? cli::Json{} : cli::Json(processing);
    return change;
}

}  // namespace

void compare_redis(op::Run &run)
{
    auto &session = session_of(run.world);
    if (is_fenced(run)) hold_writes(run);
    auto const before = keyspace::read_census(census_file(run.plan));
    auto const facts = keyspace::ask_facts(session.redis());
    auto const after = count_again(run, before, facts);
    auto result = result_json(keyspace::compare(before, after, server_time(session.redis())), facts);
    auto const writes = writes_between(run);
    result["writes"] = writes ? cli::Json(*writes) : cli::Json{};
    let_writes(run);
    op::noted(run).remember({{"compared", cli::dump(result)}});
}

std::optional<cli::Json> compared(op::Run &run)
{
    auto const record = run.guard.record();
    auto const text = record ? record->field("compared") : std::string{};
    return text.empty() ? std::nullopt : std::optional{cli::Json::parse(text)};
}

// A write can touch several keys; that few of them explain as few differences is as much as can be said.
bool is_good(cli::Json const &result)
{
    if (number(result, "lost") > 0) return false;
    if (!differs(result)) return true;
    return !result.at("writes").is_null() &&
           number(result, "changed") + number(result, "added") <= number(result, "writes");
}

op::Outcome outcome_of(op::Run &run)
{
    auto const result = compared(run);
    if (!result) return never_came_back(run);
    op::Outcome outcome;
    outcome.sentence = sentence_of(*result, run);
    outcome.changes.push_back(change_of(*result, run));
    outcome.after = {{"keys", result->at("keys_after")}, {"run_id", result->at("run_id")}};
    auto const &processing = outcome.changes[0].at("processing");
    if (processing.is_string()) outcome.sentence += fmt::format(" Then: {}.", processing.get<std::string>());
    if (is_good(*result)) {
        remove_if_there(census_file(run.plan));
    } else {
        outcome.fault = Fault::unverified;
        outcome.trouble = trouble_of(*result, run);
    }
    return outcome;
}

}  // namespace omactl::cmd
