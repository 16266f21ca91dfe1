#include "cmd/redis_dump_restore.hpp"
#include "cmd/redis_fence.hpp"
#include "cmd/redis_return.hpp"
#include "cmd/service_control.hpp"
#include "lib/operation/noted.hpp"

namespace omactl::cmd {

namespace {

constexpr char k_away[] = "away", k_back[] = "back";

bool is_another(op::Run &run, redis::Connection &redis)
{
    auto const run_id = keyspace::Info::ask(redis, "server").text("run_id");
    if (run_id.empty() || run_id == run.plan.detail.at("run_id").get<std::string>()) return false;
    if (run.scratch[k_back] == run_id) return true;
    run.scratch[k_back] = run_id;
    forget_held_writes(run);
    return true;
}

/// SHUTDOWN has no answer when it is carried out.
void shut_down(op::Run &run)
{
    auto &redis = session_of(run.world).redis();
    try {
        redis.call({"SHUTDOWN", "SAVE"});
    } catch (redis::Lost const &) {
        return;
    }
    throw Error{Fault::failed, "SHUTDOWN was answered, so it was not carried out", "its log says why"};
}

}  // namespace

RestartWay RestartWay::of(config::Control const &control)
{
    if (!control.restart.empty() || control.unit) return {false, {restart_words(control, "redis")}};
    if (!control.stop.empty() && !control.start.empty()) return {false, {control.stop, control.start}};
    if (!control.start.empty()) return {true, {control.start}};
    return {false, {restart_words(control, "redis")}};
}

std::vector<std::string> RestartWay::shown() const
{
    std::vector<std::string> all;
    if (shutdown) all.emplace_back("SHUTDOWN SAVE");
    for (auto const &words : commands) all.push_back(shown_words(words));
    return all;
}

cli::Json RestartWay::to_json() const
{
    return {{"shutdown", shutdown}, {"commands", commands}};
}

RestartWay RestartWay::from(op::Plan const &plan)
{
    auto const &json = plan.detail.at("by");
    return {json.at("shutdown").get<bool>(), json.at("commands").get<std::vector<std::vector<std::string>>>()};
}

void restart_redis(RestartWay const &way, op::Run &run)
{
    if (way.shutdown) shut_down(run);
    session_of(run.world).redis().disconnect();
    for (auto const &words : way.commands) run_control(words, run, [&] { hold_writes_when_back(run); });
}

// Who comes back may take writes at once: so it is told first, and asked who it is then.
void hold_writes_when_back(op::Run &run)
{
    if (!run.plan.detail.at("fence").get<bool>()) return;
    auto &redis = session_of(run.world).redis();
    try {
        if (run.scratch.contains(k_away)) {
            forget_held_writes(run);
            hold_writes(run);
            run.scratch.erase(k_away);
        }
        if (is_another(run, redis)) hold_writes(run);
    } catch (Error const &) {
        run.scratch[k_away] = "1";
        redis.disconnect();
    }
}

}  // namespace omactl::cmd
