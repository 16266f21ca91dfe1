#include "cmd/redis_start.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/redis_files.hpp"
#include "cmd/redis_health.hpp"
#include "cmd/redis_return.hpp"
#include "cmd/service_control.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::cmd {

namespace {

struct StartOptions {
    std::optional<std::string> dir;
    bool no_copy = false;
    Millis wait{600'000};
};

/// Why it does not answer; nullopt: it does, and `plan.nothing` says how it is.
std::optional<Error> trouble_of(op::Plan &plan, Session &session)
{
    try {
        auto const info = keyspace::Info::ask(session.redis());
        auto const up = human_duration(std::chrono::seconds{info.number("uptime_in_seconds")});
        plan.nothing = is_loading(info) ? fmt::format("It is there, and {}.", loading_text(info))
                                        : fmt::format("It answers, and is up since {}; there is nothing to start.", up);
        return std::nullopt;
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable) throw;
        return e;
    }
}

void need_nobody_there(Error const &why)
{
    if (nobody_listens(why)) return;
    throw Error{Fault::unreachable, why.message() + "; something is there, so it is not started beside it",
                "it hangs, or the way to it does: look on its host"};
}

std::string dir_of(StartOptions const &o, Session &session)
{
    if (o.dir) return std::filesystem::absolute(*o.dir).lexically_normal();
    if (auto const &dir = session.environment().redis->dir) return *dir;
    throw Error{Fault::usage, "where its files are is not known: copies of them are kept before it is started",
                "--dir /var/lib/redis, or dir = \"…\" in [env.NAME.redis]; --no-copy starts it without"};
}

std::string age_text(std::optional<Instant> at, Session &session)
{
    if (!at) return {};
    auto const ago = std::max(Millis{0}, session.context().clock.now() - *at);
    return fmt::format("{}, {} ago", human_time(*at), human_duration(ago));
}

void describe_rdb(op::Plan &plan, RedisFiles const &files, Session &session)
{
    if (!files.rdb) return;
    auto const look = look_at_rdb(files.dir + "/" + *files.rdb, session.context().clock.now());
    plan.detail["rdb_keys"] = look.keys;
    if (look.saved) plan.detail["rdb_saved"] = rfc3339(*look.saved);
    if (look.trouble.empty())
        plan.lines.emplace_back(printable(*files.rdb),
                                fmt::format("{}, saved {}", counted(look.keys, "key"), age_text(look.saved, session)));
    else
        plan.lines.emplace_back(printable(*files.rdb), printable(look.trouble));
}

void keep_copies(op::Plan &plan, StartOptions const &o, Session &session)
{
    auto const files = find_redis_files(dir_of(o, session));
    plan.detail["dir"] = files.dir;
    plan.detail["files"] = files.names.size();
    plan.detail["aof"] = files.aof;
    if (files.names.empty()) {
        plan.lines.emplace_back("its files", fmt::format("none in {}: it comes up empty", printable(files.dir)));
        return;
    }
    plan.archive = session.archive_folder() + "/" + plan.id + ".files";
    if (free_space(plan.archive) < files.bytes)
        throw Error{Fault::failed,
                    fmt::format("copies of its files take {}, and {} are free", human_bytes(files.bytes),
                                human_bytes(free_space(plan.archive))),
                    "make room on this machine; --no-copy starts it without"};
    plan.steps.insert(plan.steps.begin(), "copy");
    plan.lines.emplace_back("copies first", fmt::format("{} of {}, {}, to {}", counted(std::ssize(files.names), "file"),
                                                        printable(files.dir), human_bytes(files.bytes),
                                                        shown_archive_file(plan, session)));
    if (files.aof) plan.lines.emplace_back("AOF", fmt::format("last written {}", age_text(files.written, session)));
    describe_rdb(plan, files, session);
}

op::Plan plan_start(StartOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, k_redis_start, k_redis_start_version, "redis");
    auto const address = session.redis().address().describe();
    plan.service = "redis " + address;
    auto const why = trouble_of(plan, session);
    if (!why) return plan;
    need_nobody_there(*why);
    auto const &control = session.environment().redis->control;
    auto const words = start_words(control, "redis");
    plan.detail = {{"words", words},
                   {"wait_ms", o.wait.count()},
                   {"log", log_line(control)},
                   {"address", address},
                   {"known_keys", last_known_keys(session)}};
    plan.count = 1;
    plan.steps = {"start"};
    plan.lines = {{"redis start", why->message()}};
    if (o.no_copy)
        plan.lines.emplace_back("copies", "none: what it saves first replaces what is there (--no-copy)");
    else
        keep_copies(plan, o, session);
    plan.lines.emplace_back("by", shown_words(words));
    plan.lines.emplace_back(
        "then", fmt::format("waits until it has loaded, at most {} without progress", human_duration(o.wait)));
    plan.wire = {shown_words(words)};
    plan.has_no_undo("what is down has nothing to go back to");
    plan.question = fmt::format("Start Redis in {}?", plan.env);
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&StartOptions::dir>("--dir", "DIR", "Where dump.rdb and AOF are, on this machine", cli::Complete::files),
    cli::param<&StartOptions::no_copy>("--no-copy", "", "Keep no copies of its files"),
    cli::param<&StartOptions::wait>("--wait", "DUR", "How long it may load without progress"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis start --dry-run", "what it would load, and where the copies go"},
    {"omactl redis start --dir /var/lib/redis", "keep copies of what is there, then start it"},
};
Action<StartOptions> const g_start{
    {.path = "redis start",
     .kind = cli::Kind::change,
     .summary = "Start a Redis that is down, and say what it has loaded",
     .details =
         "By what [env.NAME.redis] names: start = […], restart = […], or unit = \"…\". First copies of dump.rdb\n"
         "and AOF are kept, from the dir = \"…\" named there or --dir: the first save of a server that came up\n"
         "empty would overwrite the last good one. Then it is waited for while it loads, and told how many\n"
         "keys it has and from when. Where far fewer are there than its files held: status 11, and the page\n"
         "that deals with it. One that answers is left alone.",
     .params = k_params,
     .examples = k_examples},
    [](StartOptions const &o, Session &session) { return op::carry_out(plan_start(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
