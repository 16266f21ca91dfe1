#include "lib/core/file.hpp"
#include "tests/bench/jobs.hpp"
#include "tests/bench/rows.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace omactl::bench {

namespace {

constexpr int k_queues = 200;
constexpr std::int64_t k_copies = 5;  // of each job, far from each other

/// The jobs of the stage, of which only every fifth differs from those before it.
void fill_with_copies(Stage &stage, std::string const &list)
{
    auto &redis = stage.redis();
    redis.call({"DEL", list});
    auto const distinct = stage.jobs() / k_copies;
    fill(redis, "copied", distinct);
    // RPUSH of what LRANGE gives, on the server: five times the same order.
    for (std::int64_t copy = 0; copy < k_copies; ++copy)
        redis.call({"EVAL", R"(for from = 0, ARGV[1] - 1, 1000 do
    redis.call('RPUSH', KEYS[2], unpack(redis.call('LRANGE', KEYS[1], from, math.min(from + 999, ARGV[1] - 1))))
end)",
                    "2", "copied", list, std::to_string(distinct)});
    redis.call({"DEL", "copied"});
}

void many_queues(Stage &stage)
{
    stage.empty_queue();
    for (int i = 0; i < k_queues; ++i) {
        auto const name = fmt::format("queue{}", i);
        stage.redis().call({"SADD", "resque:queues", name});
        for (int k = 0; k < 3; ++k) stage.redis().call({"RPUSH", "resque:queue:" + name, job(k, "RefreshSite")});
    }
}

}  // namespace

std::vector<Figure> clear_duplicates(Bench &bench)
{
    auto &stage = bench.stage;
    auto const full = [&] {
        stage.empty_queue();
        stage.redis().call({"COPY", "copies", k_list});
    };
    fill_with_copies(stage, "copies");
    auto const pairs = alternate(
        bench.pairs,
        [&] {
            full();
            auto const measured = stage.clear_measured("--duplicates");
            stage.expect_length(stage.jobs() / k_copies);
            return measured;
        },
        [&] {
            full();
            auto const measured = stage.clear_measured();
            stage.expect_length(0);
            return measured;
        });
    stage.redis().call({"DEL", "copies"});
    return {timed("queue clear --duplicates", "queue clear of the same jobs", pairs, 2), memory(pairs, 256)};
}

std::vector<Figure> ls(Bench &bench)
{
    constexpr int k_times = 30;
    auto &stage = bench.stage;
    many_queues(stage);
    std::string questions;
    for (int i = 0; i < k_queues; ++i) questions += fmt::format("LLEN resque:queue:queue{}\r\n", i);
    auto const path = stage.file("lengths");
    write_all(open_file(path, O_WRONLY | O_CREAT | O_TRUNC).get(), questions, path);
    auto const pairs = alternate(
        k_times * bench.pairs, [&] { return stage.omactl("queue ls"); },
        [&] { return stage.redis_cli("--pipe", path); });
    for (int i = 0; i < k_queues; ++i) stage.redis().call({"SREM", "resque:queues", fmt::format("queue{}", i)});
    stage.empty_queue();
    return {timed("queue ls of 200 queues", "redis-cli --pipe of their LLENs", pairs, 2)};
}

}  // namespace omactl::bench
