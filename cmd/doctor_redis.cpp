#include "cmd/doctor_redis.hpp"

#include "lib/core/text.hpp"
#include "lib/keyspace/info.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace omactl::cmd {

namespace {

using Level = Finding::Level;
Finding reached(redis::Connection &redis, Clock const &clock)
{
    redis.connect();
    auto const begin = clock.ticks();
    redis.call({"PING"});
    std::chrono::duration<double, std::milli> const took = clock.ticks() - begin;
    Finding finding{Level::ok, "redis",
                    fmt::format("{} answers in {:.1f} ms", redis.address().describe(), took.count()), ""};
    finding.facts = {{"address", redis.address().describe()}, {"ping_s", took.count() / 1000}};
    return finding;
}

bool is_older(std::string const &version, int major)
{
    return std::atoi(version.c_str()) < major;
}

Finding server(redis::Connection &redis)
{
    auto const info = keyspace::Info::ask(redis, "server");
    auto const version = printable(info.text("redis_version")), run_id = printable(info.text("run_id"));
    Finding finding{Level::ok, "version", fmt::format("Redis {}, run {}", version, run_id), ""};
    finding.facts = {{"version", version}, {"run_id", run_id}};
    if (is_older(version, 6)) {
        finding.level = Level::warn;
        finding.message += "; omactl is tested with 7.0";
        finding.mend = "rehearse with --dry-run and on a small queue first, or upgrade";
    }
    return finding;
}

/// The pins of the configuration, told here so that they don't refuse a change in the night.
Finding identity(redis::Connection &redis, config::RedisService const &service, std::string const &run_id)
{
    auto const info = keyspace::Info::ask(redis, "replication");
    auto const role = printable(info.text("role"));
    Finding finding{Level::ok, "role", role, ""};
    finding.facts["role"] = role;
    if (service.run_id && *service.run_id != run_id) {
        finding.level = Level::fail;
        finding.message =
            fmt::format("the configuration pins run_id {}, the server is another", printable(*service.run_id));
        finding.mend = fmt::format("if it was only restarted: run_id = \"{}\"", run_id);
    } else if (service.role && *service.role != role) {
        finding.level = Level::fail;
        finding.message = fmt::format("the configuration wants a {}, the server is a {}", *service.role, role);
        finding.mend = "look where the URL leads: omactl config show";
    } else if (role != "master" && !service.role) {
        finding.level = Level::warn;
        finding.message = fmt::format("{}: it refuses every change", role);
        finding.mend = fmt::format("give its master's address as url: {}:{}", printable(info.text("master_host")),
                                   printable(info.text("master_port")));
    }
    return finding;
}

Finding clock_skew(redis::Connection &redis, Clock const &clock)
{
    constexpr double k_far_s = 5;
    auto const before = clock.now();
    auto const reply = redis.call({"TIME"});
    auto const after = clock.now();
    auto const server = static_cast<double>(reply[0].integer()) + static_cast<double>(reply[1].integer()) / 1e6;
    auto const ours = std::chrono::duration<double>((before + (after - before) / 2).time_since_epoch()).count();
    auto const off = ours - server;
    Finding finding{Level::ok, "clock", "agrees with the server's", ""};
    finding.facts["ahead_s"] = std::round(off * 1000) / 1000;
    if (std::abs(off) < k_far_s) return finding;
    auto const span = human_duration(Millis{static_cast<std::int64_t>(std::abs(off) * 1000)});
    finding.level = Level::warn;
    finding.message = fmt::format("this machine's is {} {} the server's: ages and --since are off by that", span,
                                  off > 0 ? "ahead of" : "behind");
    finding.mend = "timedatectl status    (then, on the machine that is wrong: sudo timedatectl set-ntp true)";
    return finding;
}

/// Told here, not in the night: by what it is restarted and started, and where its files are.
Finding restarting(config::RedisService const &service)
{
    auto const &control = service.control;
    if (control.restart.empty() && control.start.empty() && !control.unit)
        return {Level::ok, "restart", "not configured: redis dump-restore and redis start do not work here",
                "restart = [\"systemctl\", \"restart\", \"redis-server\"]    (or unit = \"…\")"};
    if (service.dir) return {Level::ok, "restart", "configured", ""};
    return {Level::ok, "restart", "configured; where its files are is not, so redis start needs --dir",
            "dir = \"/var/lib/redis\""};
}

}  // namespace

std::vector<Finding> examine_redis(Session &session)
{
    auto const &clock = session.context().clock;
    auto &redis = session.redis();
    std::vector<Finding> findings{reached(redis, clock)};
    auto const ask = [&](std::string_view what, auto const &question) {
        try {
            findings.push_back(question());
        } catch (redis::Refused const &e) {
            findings.push_back({Level::fail, std::string(what), e.message(), e.hint()});
        }
    };
    std::string run_id;
    ask("version", [&] {
        auto finding = server(redis);
        run_id = finding.facts.value("run_id", "");
        return finding;
    });
    ask("role", [&] { return identity(redis, *session.environment().redis, run_id); });
    ask("clock", [&] { return clock_skew(redis, clock); });
    ask("access", [&] { return permissions(session); });
    findings.push_back(restarting(*session.environment().redis));
    return findings;
}

}  // namespace omactl::cmd
