#include "tests/bench/keyspace/stand.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace omactl::bench {

namespace {

using Commands = std::vector<redis::Command>;

constexpr Millis k_all_expired{4'000};  // a second longer than the longest of them, and as much for tools that round

/// What is filled in, and whether it was carried: nothing lost, nothing changed, unless a set says otherwise.
struct Set {
    int db = 0;
    Commands commands;
    bool mortal = false;     ///< every key has a short time to live: none may stay
    bool functions = false;  ///< and a library of functions
};

Set one_stream()
{
    Set set;
    for (int i = 0; i < 1'000; ++i) set.commands.push_back({"SET", fmt::format("k{}", i), "v"});
    set.commands.push_back({"XADD", "stream", "*", "f", "v"});
    return set;
}

Set expiring_meanwhile()
{
    Set set;
    for (int i = 0; i < 20'000; ++i) {
        auto const key = fmt::format("list:{}", i);
        set.commands.push_back({"RPUSH", key, fmt::format("only of {}", i)});
        if (i % 2 == 0) set.commands.push_back({"PEXPIRE", key, std::to_string(1 + i % 1'500)});
    }
    return set;
}

Set less_than_a_second()
{
    Set set;
    set.mortal = true;
    for (int i = 0; i < 4'000; ++i)
        set.commands.push_back({"SET", fmt::format("k{}", i), "v", "PX", std::to_string(200 + i % 400)});
    return set;
}

Set high_database()
{
    Set set;
    set.db = 300;
    for (int i = 0; i < 40; ++i) set.commands.push_back({"SET", fmt::format("k{}", i), "v"});
    return set;
}

Set huge_hash()
{
    Set set;
    for (int i = 0; i < 60'000; ++i)
        set.commands.push_back(
            {"HSET", "huge", fmt::format("field {}", i), std::string(1'000, static_cast<char>('a' + i % 26))});
    return set;
}

Set functions()
{
    Set set;
    set.functions = true;
    set.commands = {{"FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('one', function() return 1 end)"},
                    {"SET", "k", "v"}};
    return set;
}

Set any_bytes()
{
    Set set;
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    set.commands = {{"SET", every, every}, {"HSET", "bytes", every, every}, {"SET", "\xff\xfe\r\n", "v"}};
    return set;
}

sandbox::RedisServer empty_server()
{
    return sandbox::RedisServer{{.tcp = true, .arguments = {"--databases", "512"}}};
}

keyspace::Census census(sandbox::RedisServer const &of, std::optional<std::uint64_t> seed = std::nullopt)
{
    keyspace::CensusOptions options;
    options.seed = seed;
    return keyspace::take_census(facts(of.url()), connector(of.url()), real_clock(), options, [](auto) {});
}

bool has_functions(sandbox::RedisServer const &server)
{
    return connector(server.url())(0)->call({"FUNCTION", "LIST"}).size() > 0;
}

// An expiry that is some ms off is forgiven, one that is gone is not.
bool is_right(Set const &set, keyspace::Census const &before, sandbox::RedisServer const &to)
{
    if (set.functions && !has_functions(to)) return false;
    if (set.mortal) {
        SystemClock{}.sleep(k_all_expired);
        return census(to).count() == 0;
    }
    auto const after = census(to, before.seed);
    auto const found = keyspace::compare(before, after, real_clock().now());
    return found.lost == 0 && found.changed == found.other_expiry;
}

bool is_carried(Set const &set, Carrier const &carrier)
{
    sandbox::Folder const folder;
    auto const from = empty_server(), to = empty_server();
    auto const file = folder.path() + "/dump";
    auto const before = [&] {
        connector(from.url())(set.db)->pipeline(set.commands);
        return set.mortal ? keyspace::Census{} : census(from);
    }();
    auto const dumped = carrier.dump(from, file);
    if (dumped.status != 0) return true;  // it says so
    if (carrier.restore(file, to).status != 0) return true;
    return is_right(set, before, to);
}

}  // namespace

int sets_carried(Carrier const &carrier)
{
    int carried = 0;
    for (auto const make :
         {one_stream, expiring_meanwhile, less_than_a_second, high_database, huge_hash, functions, any_bytes})
        carried += is_carried(make(), carrier) ? 1 : 0;
    return carried;
}

}  // namespace omactl::bench
