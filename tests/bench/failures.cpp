// The row of failed jobs that go back: against what Sidekiq and node-resque have for it themselves.

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "tests/bench/jobs.hpp"
#include "tests/bench/observer.hpp"
#include "tests/bench/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>

namespace omactl::bench {

namespace {

// Peers get fewer, as they take long; what counts is the time for each.
constexpr std::int64_t k_failures = 100'000, k_of_sidekiq = 20'000, k_of_node = 2'000;
constexpr double k_reach = 20, k_longest_ms = 10;

std::string failure(std::int64_t n)
{
    return fmt::format(R"({{"failed_at":"2026/11/23 03:10:00 UTC","payload":{},"exception":"PG::ConnectionBad",)"
                       R"("error":"could not connect to server: Connection refused","backtrace":)"
                       R"(["/app/app/jobs/refresh_site.rb:12:in `perform'"],"worker":"web-1:4711:*","queue":"bench"}})",
                       job(n, class_of(n)));
}

/// Its own part of a job, as Sidekiq writes it.
std::string member(std::int64_t n)
{
    auto const text = job(n, class_of(n));
    return fmt::format(R"({{"retry":true,"queue":"bench",{},"jid":"{:024x}","created_at":1700000000.25,)"
                       R"("enqueued_at":1700000000.5,"error_message":"could not connect to server",)"
                       R"("error_class":"PG::ConnectionBad","failed_at":1700000100.5,"retry_count":{}}})",
                       text.substr(1, text.size() - 2), n, n % 5);
}

void fill_failed(Stage &stage, std::int64_t count)
{
    stage.empty_queue();
    for (std::int64_t n = 0; n < count;) {
        std::vector<std::string> words = {"RPUSH", "resque:failed"};
        for (auto const end = std::min(count, n + 500); n < end; ++n) words.push_back(failure(n));
        stage.redis().call(redis::Command{words});
    }
}

void fill_retry(Stage &stage, std::int64_t count)
{
    stage.empty_queue();
    for (auto const *key : {"retry", "queue:bench", "queues"}) stage.redis().call({"DEL", key});
    for (std::int64_t n = 0; n < count;) {
        std::vector<std::string> words = {"ZADD", "retry"};
        for (auto const end = std::min(count, n + 500); n < end; ++n) {
            words.push_back(fmt::format("{}.37", 1'900'000'000 + n));
            words.push_back(member(n));
        }
        stage.redis().call(redis::Command{words});
    }
    stage.redis().call({"SADD", "queues", "bench"});
}

double per_job(Measured measured, std::int64_t jobs)
{
    return measured.seconds / static_cast<double>(jobs);
}

/// One way to put failures back, and how to fill its place.
struct Way {
    std::string name;
    std::int64_t jobs;
    std::function<void()> fill;
    std::function<Measured()> run;
    std::function<std::int64_t()> left;
};

double seconds_each(Way const &way)
{
    way.fill();
    auto const measured = way.run();
    if (auto const left = way.left(); left != 0)
        throw Error{Fault::failed, fmt::format("bench: {} left {}", way.name, left)};
    return per_job(measured, way.jobs);
}

double longest_script(Way const &way, redis::Connection &redis)
{
    way.fill();
    watch_commands(redis);
    way.run();
    return longest_command(redis);
}

/// omactl as it is told which kind's keys it is to look at.
std::function<Measured()> requeue(Stage &stage, std::string const &kind)
{
    auto const config = stage.file(kind + ".toml");
    std::ofstream{config} << fmt::format(
        "[env.default.redis]\nurl = {{ env = \"REDIS_URL\" }}\n[env.default.queue]\nkind = \"{}\"\n", kind);
    return [&stage, config] { return stage.omactl("queue failed requeue --yes", {"OMACTL_CONFIG=" + config}); };
}

std::vector<Way> our_ways(Stage &stage)
{
    auto const llen = [&stage] { return stage.redis().call({"LLEN", "resque:failed"}).integer(); };
    auto const zcard = [&stage] { return stage.redis().call({"ZCARD", "retry"}).integer(); };
    return {{"queue failed requeue, Resque", k_failures, [&stage] { fill_failed(stage, k_failures); },
             requeue(stage, "resque"), llen},
            {"queue failed requeue, Sidekiq", k_failures, [&stage] { fill_retry(stage, k_failures); },
             requeue(stage, "sidekiq"), zcard}};
}

std::vector<Way> peers(Stage &stage)
{
    auto const llen = [&stage] { return stage.redis().call({"LLEN", "resque:failed"}).integer(); };
    auto const zcard = [&stage] { return stage.redis().call({"ZCARD", "retry"}).integer(); };
    return {{"Sidekiq's RetrySet#retry_all", k_of_sidekiq, [&stage] { fill_retry(stage, k_of_sidekiq); },
             [&stage] {
                 return stage.says_seconds({"ruby", OMACTL_SOURCE "/tests/bench/peers/retry_all.rb"});
             },
             zcard},
            {"node-resque's retryAndRemoveFailed", k_of_node, [&stage] { fill_failed(stage, k_of_node); },
             [&stage] {
                 return stage.says_seconds({"node", OMACTL_SOURCE "/tests/bench/peers/retry_failed.mjs",
                                            OMACTL_SOURCE "/build/npm/node_modules", stage.redis().address().path});
             },
             llen}};
}

}  // namespace

std::vector<Figure> requeue_failures(Bench &bench)
{
    auto const ours = our_ways(bench.stage), theirs = peers(bench.stage);
    std::vector<std::vector<double>> our_times(ours.size()), their_times(theirs.size());
    for (int i = 0; i < bench.pairs; ++i)
        for (std::size_t k = 0; k < ours.size(); ++k) {
            our_times[k].push_back(seconds_each(ours[k]));
            their_times[k].push_back(seconds_each(theirs[k]));
        }
    std::size_t const fastest = median(their_times[0]) <= median(their_times[1]) ? 0 : 1;
    auto const their_rate = 1 / median(their_times[fastest]);
    std::vector<Figure> figures;
    for (std::size_t k = 0; k < ours.size(); ++k) {
        auto const rate = 1 / median(our_times[k]);
        figures.push_back(
            {ours[k].name, theirs[fastest].name,
             fmt::format("{:.1f}× ({} to {})", rate / their_rate, human_rate(rate), human_rate(their_rate)),
             fmt::format("≥ {}×", k_reach), rate >= k_reach * their_rate});
        auto const longest = longest_script(ours[k], bench.stage.redis());
        figures.push_back({"  longest server command", "", fmt::format("{:.2f} ms", longest),
                           fmt::format("< {} ms", k_longest_ms), longest < k_longest_ms});
    }
    return figures;
}

}  // namespace omactl::bench
