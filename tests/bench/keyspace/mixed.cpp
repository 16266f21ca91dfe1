#include "tests/bench/keyspace/mixed.hpp"

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

namespace omactl::bench {

namespace {

constexpr int k_elements = 20, k_element = 40, k_types = 7, k_hash = 4, k_stream = 5;

/// Half of it can be packed away, as with most text.
std::string text(std::mt19937_64 &random, std::size_t size)
{
    std::string out;
    while (out.size() < size) out += fmt::format("{:016x}", random());
    out.resize(size);
    return out;
}

redis::Command filling(int kind, std::string const &key, std::mt19937_64 &random)
{
    static constexpr std::string_view k_commands[] = {"SET", "RPUSH", "SADD", "ZADD", "HSET", "XADD", "SADD"};
    std::vector<std::string> words{std::string(k_commands[kind]), key};
    if (kind == 0) words.push_back(text(random, k_elements * k_element));
    if (kind == k_stream) words.push_back("*");
    for (int i = 0; i < k_elements && kind != 0; ++i) {
        if (kind == 3) words.push_back(std::to_string(static_cast<double>(random() % 1'000'000) / 7));
        if (kind == k_hash || kind == k_stream) words.push_back(fmt::format("field-{}", i));
        words.push_back(kind == 6 ? std::to_string(random() >> 1) : text(random, k_element));
    }
    if (kind == 6)
        for (int i = 0; i < 4 * k_elements; ++i) words.push_back(std::to_string(random() >> 1));
    return redis::Command{std::span<std::string const>{words}};
}

}  // namespace

void fill_mixed(redis::Connection &redis, int keys, bool streams)
{
    std::mt19937_64 random{20261128};
    std::vector<redis::Command> commands;
    for (int n = 0; n < keys; ++n) {
        auto const key = fmt::format("bench:{}:{}", n % 100, n);
        auto const kind = n % k_types;
        commands.push_back(filling(kind == k_stream && !streams ? k_hash : kind, key, random));
        if (n % 3 == 0) commands.push_back({"PEXPIREAT", key, "4000000000000"});
        if (commands.size() < 500) continue;
        redis.pipeline(commands);
        commands.clear();
    }
    redis.pipeline(commands);
}

}  // namespace omactl::bench
