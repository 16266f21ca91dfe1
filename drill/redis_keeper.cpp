#include "drill/redis_keeper.hpp"

#include "lib/sandbox/redis_program.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <csignal>
#include <filesystem>
#include <optional>

#include "drill/part.hpp"

namespace omactl::drill {

namespace {

constexpr std::string_view k_part = "redis";

void crash(sandbox::RedisServer &server)
{
    if (server.pid() > 0) ::kill(server.pid(), SIGKILL);
    server.stop();
}

/// As after a restart with another `dir`.
void empty(sandbox::RedisServer &server)
{
    server.stop();
    std::filesystem::remove_all(server.folder() + "/appendonlydir");
    std::filesystem::remove(server.folder() + "/dump.rdb");
    server.restart();
}

void carry_out(std::string const &verb, sandbox::RedisServer &server)
{
    if (verb == "crash") return crash(server);
    if (verb == "empty") return empty(server);
    if (verb == "start" && server.pid() > 0) return;
    if (verb == "restart" || verb == "start") return server.restart();
    throw_no_verb(verb);
}

int keep_redis(std::string_view order, Clock &)
{
    std::optional<sandbox::RedisServer> server;
    auto const begin = [&] {
        return server
            .emplace(sandbox::RedisOptions{
                .arguments = {"--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0"},
                // It keeps the memory that it had until it is asked for it.
                .variables = {"MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1",
                              "JE_MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1"}})
            .folder();
    };
    return keep(order, begin, [&](std::string const &verb) { carry_out(verb, *server); });
}
Part const g_keeper{k_part, keep_redis};

Site &with_program(Site &site)
{
    static_cast<void>(sandbox::redis_program(site.folder(), "redis-server"));
    return site;
}

}  // namespace

RedisKeeper::RedisKeeper(Site &site) : m_keeper(with_program(site), k_part, "Redis") {}

}  // namespace omactl::drill
