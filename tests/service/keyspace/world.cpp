#include "world.hpp"

#include <fmt/format.h>

namespace omactl::tests {

namespace {

using Commands = std::vector<redis::Command>;

void add_collection(Commands &all, std::string const &name, int n, int kind)
{
    for (int i = 0; i < 3 + n % 40; ++i) {
        auto const member = fmt::format("member {} of {}", i, n), other = std::to_string(i * 7.25 - n);
        switch (kind) {
        case 1: all.push_back({"RPUSH", name, member}); break;
        case 2: all.push_back({"SADD", name, member}); break;
        case 3: all.push_back({"ZADD", name, other, member}); break;
        case 4: all.push_back({"HSET", name, member, other}); break;
        case 5: all.push_back({"SADD", name, std::to_string(i * n)}); break;
        default: all.push_back({"XADD", name, fmt::format("{}-{}", n + 1, i + 1), "field", member}); break;
        }
    }
}

std::vector<std::string> with_defaults(std::vector<std::string> arguments)
{
    for (auto const *word : {"--databases", "400", "--repl-diskless-sync-delay", "0"}) arguments.emplace_back(word);
    return arguments;
}

}  // namespace

World::World(std::vector<std::string> arguments)
    : server({.arguments = with_defaults(std::move(arguments))}), redis(open(server.url()))
{
}

void World::fill(int keys, int db)
{
    auto const to = connector(server)(db);
    constexpr int k_kinds = 7;
    Commands all;
    for (int n = 0; n < keys; ++n) {
        auto const name = fmt::format("key:{}:{}", n % 10, n);
        if (n % k_kinds == 0)
            all.push_back(
                {"SET", name, std::string(static_cast<std::size_t>(1 + n % 500), static_cast<char>('a' + n % 26))});
        else
            add_collection(all, name, n, n % k_kinds);
        if (n % 3 == 0) all.push_back({"PEXPIREAT", name, std::to_string(4'000'000'000'000 + n)});
        if (all.size() < 1'000) continue;
        to->pipeline(all);
        all.clear();
    }
    to->pipeline(all);
}

keyspace::DumpResult World::dump(keyspace::DumpOptions const &options, std::string const &name)
{
    return keyspace::dump(path(name), facts(), connector(server), real_clock(), options, [](auto const &) {});
}

keyspace::Census World::census(std::optional<std::uint64_t> seed)
{
    return keyspace::take_census(facts(), connector(server), real_clock(), {.seed = seed}, {});
}

void fill_curious(redis::Connection &redis)
{
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    Commands const all{
        {"SET", every, every},
        {"SET", "", "the empty name"},
        {"SETBIT", "bits", "70000", "1"},
        {"PFADD", "hll", "a", "b", "c"},
        {"GEOADD", "places", "13.361389", "38.115556", "Palermo", "15.087269", "37.502669", "Catania"},
        {"ZADD", "scores", "inf", "most", "-inf", "least", "0.1", "tenth", "1e300", "much", "-0", "zero"},
        {"HSET", "bytes", every, every, "", ""},
        {"XADD", "stream", "5-1", "f", every},
        {"XADD", "stream", "5-2", "f", "v", "g", "w"},
        {"XADD", "stream", "6-1", "f", "v"},
        {"XDEL", "stream", "6-1"},
        {"XGROUP", "CREATE", "stream", "workers", "0"},
        {"XGROUP", "CREATE", "stream", "idle", "$"},
        {"XREADGROUP", "GROUP", "workers", "alice", "COUNT", "1", "STREAMS", "stream", ">"},
        {"XREADGROUP", "GROUP", "workers", "bob", "COUNT", "1", "STREAMS", "stream", ">"},
        {"XGROUP", "CREATECONSUMER", "stream", "workers", "carol"},
    };
    redis.pipeline(all);
}

Carried carry(World &world, std::string const &file, keyspace::RestoreOptions const &options)
{
    auto const before = world.census();
    World other;
    auto const source = keyspace::open_source(file);
    Carried carried;
    carried.result =
        keyspace::restore(*source, other.facts(), connector(other.server), real_clock(), options, [](auto const &) {});
    auto const after = other.census(before.seed);
    carried.comparison = keyspace::compare(before, after, real_clock().now());
    for (auto const &example : carried.comparison.examples) UNSCOPED_INFO(example);
    return carried;
}

}  // namespace omactl::tests
