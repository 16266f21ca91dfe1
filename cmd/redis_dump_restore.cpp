#include "cmd/redis_dump_restore.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/redis_dump_method.hpp"
#include "cmd/redis_rest.hpp"
#include "cmd/redis_return.hpp"
#include "cmd/service_control.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

struct DumpRestoreOptions {
    std::string digest = "sample";
    std::optional<std::string> method;
    Millis pause_for{3'600'000}, pause_wait{300'000}, wait{600'000};
    bool no_pause = false, no_fence = false, with_replicas = false;
};

constexpr std::int64_t k_sample = 20'000;  // keys, about
constexpr std::uint64_t k_spare = 16 * 1024 * 1024;

int one_in(DumpRestoreOptions const &o, keyspace::Facts const &facts)
{
    if (o.digest != "sample" && o.digest != "full")
        throw Error{Fault::usage, fmt::format("no digest '{}'", printable(o.digest)), "--digest sample, or full"};
    return o.digest == "full" ? 1 : static_cast<int>(1 + facts.keys() / k_sample);
}

bool can_hold_writes(DumpRestoreOptions const &o, keyspace::Facts const &facts)
{
    return !o.no_fence && facts.at_least(6, 2);
}

void need_space(op::Plan const &plan, keyspace::Facts const &facts)
{
    auto const free = free_space(plan.archive);
    if (free >= facts.used_memory / 4 + k_spare) return;
    throw Error{Fault::failed,
                fmt::format("the server uses {}, and where the dump is to lie {} are free",
                            human_bytes(facts.used_memory), human_bytes(free)),
                "make room on this machine"};
}

void describe_counting(op::Plan &plan, DumpRestoreOptions const &o, keyspace::Facts const &facts, Session &session)
{
    auto const n = plan.detail.at("one_in").get<int>();
    auto const method = choose_method({o.method.value_or(""), plan.archive, false, false}, facts);
    plan.detail["rdb"] = method.rdb;
    plan.lines.emplace_back("writes", can_hold_writes(o, facts)
                                          ? "of others wait from the first count to the last (CLIENT PAUSE)"
                                          : "of others go on: what they change can't be told from what a restart does");
    plan.lines.emplace_back("count", n == 1 ? "each key, with its expiry and a digest of what it holds"
                                            : fmt::format("one key in {}, with its expiry and a digest of what it "
                                                          "holds (--digest full: each)",
                                                          n));
    plan.lines.emplace_back("dump", fmt::format("to {}, {} free, and read back", shown_archive_file(plan, session),
                                                human_bytes(free_space(plan.archive))));
    plan.lines.emplace_back("by", fmt::format("{}: {}", method.rdb ? "rdb" : "keys", method.why));
}

void describe_restart(op::Plan &plan, DumpRestoreOptions const &o, RestartWay const &way)
{
    plan.lines.emplace_back("restart", fmt::format("BGSAVE first; then {}; until it has loaded, at most {} without "
                                                   "progress",
                                                   fmt::join(way.shown(), "; "), human_duration(o.wait)));
    plan.lines.emplace_back("compare", "what is lost, changed, expired in transit; if all is well processing goes on");
}

void describe_wire(op::Plan &plan, RestartWay const &way, Session &session)
{
    if (plan.detail.at("fence").get<bool>())
        plan.wire.emplace_back("CLIENT PAUSE 8000 WRITE    (again and again, while it lasts)");
    plan.wire.emplace_back("BGSAVE");
    if (plan.detail.at("rdb").get<bool>()) plan.wire.emplace_back("PSYNC ? -1");
    for (auto const &line : way.shown()) plan.wire.push_back(line);
    if (plan.detail.at("fence").get<bool>()) plan.wire.emplace_back("CLIENT UNPAUSE");
    for (auto const &line : wire_of_end(plan, session)) plan.wire.push_back(line);
}

void say_undo(op::Plan &plan, Session &session)
{
    plan.lines.emplace_back("undo", fmt::format("omactl undo ID while it is not restarted; later the dump brings back "
                                                "what is missing: omactl redis restore {}",
                                                shown_archive_file(plan, session)));
}

RestartLook look_or_start(Session &session)
{
    try {
        return look_before_restart(session);
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable || !nobody_listens(e)) throw;
        throw Error{e.fault(), e.message(), "omactl redis start    (it is down: there is nothing to dump)"};
    }
}

void freeze(op::Plan &plan, DumpRestoreOptions const &o, RestartLook const &look, RestartWay const &way)
{
    plan.service = look.server.describe();
    plan.detail = {{"run_id", look.server.run_id},
                   {"address", look.server.address},
                   {"one_in", one_in(o, look.facts)},
                   {"fence", can_hold_writes(o, look.facts)},
                   {"by", way.to_json()},
                   {"wait_ms", o.wait.count()}};
    plan.before = {{"keys", look.facts.keys()}, {"used_bytes", look.facts.used_memory}};
    plan.count = 1;
    plan.ask = op::Ask::the_name;
    plan.steps = {"pause", "keep", "restart", "compare", "go on"};
}

/// "tail -n 50 /var/log/redis/redis.log"; "" when nothing tells.
std::string where_its_log_is(config::Control const &control, Session &session)
try {
    if (auto line = log_line(control); !line.empty()) return line;
    auto const reply = session.redis().call({"CONFIG", "GET", "logfile"});
    if (reply.size() < 2 || reply[1].text().empty()) return {};
    return fmt::format("tail -n 50 {}", shell_quoted(reply[1].text()));
} catch (redis::Refused const &) {
    return {};
}

op::Plan plan_dump_restore(DumpRestoreOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, k_dump_restore, k_dump_restore_version, "redis");
    auto const look = look_or_start(session);
    need_restartable(look, o.with_replicas, session);
    auto const &control = session.environment().redis->control;
    auto const way = RestartWay::of(control);
    freeze(plan, o, look, way);
    plan.detail["log"] = where_its_log_is(control, session);
    plan.archive = session.archive_folder() + "/" + plan.id + ".keys";
    need_space(plan, look.facts);
    plan.lines = {{"redis restart", fmt::format("up since {}; {}, {} used; {} disconnected",
                                                human_duration(std::chrono::seconds{look.facts.uptime}),
                                                counted(look.facts.keys(), "key"), human_bytes(look.facts.used_memory),
                                                counted(look.info.number("connected_clients"), "client"))}};
    if (!o.no_pause) plan_rest(plan, {o.pause_for, o.pause_wait}, session);
    describe_counting(plan, o, look.facts, session);
    describe_restart(plan, o, way);
    describe_wire(plan, way, session);
    add_doubts(plan, look, session);
    say_undo(plan, session);
    plan.question = fmt::format("Restart Redis in {}.", plan.env);
    return plan;
}

Fault dump_restore(DumpRestoreOptions const &o, Session &session)
{
    return op::carry_out(plan_dump_restore(o, session), session);
}

constexpr cli::Param k_params[] = {
    cli::one_of(cli::param<&DumpRestoreOptions::digest>("--digest", "WHICH", "Compare a sample of the keys, or all"),
                "sample|full"),
    cli::one_of(cli::param<&DumpRestoreOptions::method>("--method", "METHOD", "Of the dump, as with redis dump"),
                "keys|rdb"),
    cli::param<&DumpRestoreOptions::pause_for>("--pause-for", "DUR", "The pause ends by itself after so long"),
    cli::param<&DumpRestoreOptions::pause_wait>("--pause-wait", "DUR", "How long to wait for jobs under way"),
    cli::param<&DumpRestoreOptions::wait>("--wait", "DUR", "How long it may load without progress"),
    cli::param<&DumpRestoreOptions::no_pause>("--no-pause", "", "Let workers work on"),
    cli::param<&DumpRestoreOptions::no_fence>("--no-fence", "", "Let everybody go on writing until it stops"),
    cli::param<&DumpRestoreOptions::with_replicas>("--with-replicas", "",
                                                   "Restart it in spite of replicas or Sentinel"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis dump-restore --dry-run", "what would be done, and what speaks against it"},
    {"omactl redis dump-restore --reason 'fragmented after the big delete'", "pause, dump, restart, compare, go on"},
    {"omactl redis dump-restore --digest full --wait 30m", "compare each key; a large one that loads slowly"},
};
constexpr std::string_view k_details =
    "By what [env.NAME.redis] names: restart = […], unit = \"…\", stop and start, or start alone (then by SHUTDOWN).\n"
    "First workers rest, and writes of others wait; keys are counted with a digest of each, dumped to this machine,\n"
    "the dump is read back, and the server saves. Any doubt stops there, and all is as it was. Afterwards it is\n"
    "waited for while it loads, counted again, and told what is lost, changed, or expired in transit; its run id\n"
    "is the proof of the restart. If something is missing the pause stays, until `omactl workers resume`, and\n"
    "`omactl redis restore` of the dump brings it back. A pause that stands already stays in place. With replicas\n"
    "or Sentinel it refuses, as a failover is the better way.";

Action<DumpRestoreOptions> const g_dump_restore{{.path = "redis dump-restore",
                                                 .kind = cli::Kind::change,
                                                 .summary = "Restart Redis, and prove that nothing is missing",
                                                 .details = k_details,
                                                 .params = k_params,
                                                 .examples = k_examples},
                                                dump_restore};

constexpr cli::Example k_alias_examples[] = {
    {"omactl redis restart --dry-run", "what would be done, and what speaks against it"},
};
Action<DumpRestoreOptions> const g_restart{{.path = "redis restart",
                                            .kind = cli::Kind::change,
                                            .summary = "The same as redis dump-restore",
                                            .details = "Another name of it: there is more to read at\n"
                                                       "`omactl redis dump-restore --help`.",
                                            .params = k_params,
                                            .examples = k_alias_examples},
                                           dump_restore};

}  // namespace

}  // namespace omactl::cmd
