#include "tests/faults/fixtures.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

#include <bit>
#include <random>

namespace omactl::faults {

namespace {

// Not to be packed away to nothing, and the same in every run.
std::string const &filling()
{
    static std::string const text = [] {
        std::string bytes(40'000, '\0');
        std::minstd_rand random{1};
        for (auto &byte : bytes) byte = "0123456789abcdef"[random() % 16];
        return bytes;
    }();
    return text;
}

// Classes come in no period that a chunk could have.
std::string job(std::string const &queue, unsigned n)
{
    if (n == 7) return queue + "\xff\xfe no JSON, no UTF-8, but a job";
    return fmt::format(R"({{"class":"{}","args":["{}",{},"{}"]}})",
                       std::popcount(n) % 2 == 0 ? "RefreshSite" : "Mail::Digest", queue, n, filling());
}

}  // namespace

void ran(Outcome const &outcome, std::string_view words)
{
    if (outcome.ended.status == 0) return;
    throw Error{omactl::Fault::failed, fmt::format("omactl {} ended with {}:\n{}{}", words, outcome.ended.status,
                                                   outcome.ended.out, outcome.ended.err)};
}

std::string change(Ground &ground, std::string const &words, std::string_view operation)
{
    ran(ground.omactl(words), words);
    return ground.laptop.last(operation).value().id;
}

std::string sidekiq_job(std::string const &queue, int n, std::int64_t enqueued_at)
{
    return fmt::format(R"({{"retry":true,"queue":"{}","class":"RefreshSite","args":[{}],"jid":"{:024x}",)"
                       R"("created_at":1700000000.25,"enqueued_at":{}.5,"error_message":"gave up","error_class":"{}",)"
                       R"("failed_at":17000{:05}.5,"retry_count":{}}})",
                       queue, n, n, enqueued_at, n % 3 == 0 ? "Timeout" : "NoMethodError", n, n % 7);
}

void fill_sorted(Ground &ground, std::string const &set, int jobs)
{
    ground.speak_sidekiq();
    for (int n = 0; n < jobs; ++n)
        ground.redis.call({"ZADD", "resque:" + set, fmt::format("19000{:05}.125", n / 4),
                           sidekiq_job(n % 2 == 0 ? "sites" : "mail", n, 1'700'000'000)});
    ground.redis.call({"SADD", "resque:queues", "sites", "mail"});
}

void fill_delayed(Ground &ground, int jobs)
{
    for (int n = 0; n < jobs; ++n) {
        std::string const queue = n % 2 == 0 ? "sites" : "mail";
        auto const epoch = std::to_string(4'100'000'000 + n / 4);
        auto const job = n % 3 == 0 ? fmt::format(R"({{"class":"Later","queue":"{}","args":[{}]}})", queue, n)
                                    : fmt::format(R"({{"class":"Later","args":[{}],"queue":"{}"}})", n, queue);
        ground.redis.call({"RPUSH", "resque:delayed:" + epoch, job});
        ground.redis.call({"ZADD", "resque:delayed_queue_schedule", epoch, epoch});
        ground.redis.call({"SADD", "resque:timestamps:" + job, "delayed:" + epoch});
    }
    ground.redis.call({"HSET", "resque:delayed:last_enqueued_at", "x", "1"});
    ground.redis.call({"SADD", "resque:queues", "sites", "mail"});
}

void fill_queue(Ground &ground, std::string const &name, int jobs)
{
    std::vector<std::string> words{"RPUSH", "resque:queue:" + name};
    for (unsigned n = 0; n < static_cast<unsigned>(jobs); ++n) words.push_back(job(name, n));
    ground.redis.call(redis::Command{std::span<std::string const>{words}});
    ground.redis.call({"SADD", "resque:queues", name});
}

void fill_failed(Ground &ground, int failures)
{
    std::vector<std::string> words{"RPUSH", "resque:failed"};
    for (int n = 0; n < failures; ++n)
        words.push_back(
            fmt::format(R"({{"failed_at":"2026/11/23 03:{:02}:00 UTC","payload":{{"class":"RefreshSite","args":[{}]}},)"
                        R"("exception":"{}","error":"gave up","backtrace":["a.rb:1"],"worker":"w1:1:*","queue":"{}"}})",
                        n % 60, n, n % 3 == 0 ? "Timeout" : "NoMethodError", n % 2 == 0 ? "sites" : "mail"));
    ground.redis.call(redis::Command{std::span<std::string const>{words}});
    ground.redis.call({"SADD", "resque:queues", "sites", "mail"});
}

void fill_worker(Ground &ground, std::string const &id, int n, std::string const &heartbeat)
{
    auto const entry = "resque:worker:" + id;
    ground.redis.call({"SADD", "resque:workers", id});
    if (!heartbeat.empty()) ground.redis.call({"HSET", "resque:workers:heartbeat", id, heartbeat});
    ground.redis.call({"SET", entry + ":started", "2026-01-01 00:00:00 +0000"});
    ground.redis.call({"SET", "resque:stat:processed:" + id, std::to_string(n)});
    ground.redis.call(
        {"SET", entry,
         fmt::format(
             R"({{"queue":"{}","run_at":"2026-01-01T00:00:00Z","payload":{{"class":"Held","args":[{},"{}"]}}}})",
             n % 2 == 0 ? "sites" : "mail", n, filling())});
}

std::string clear(Ground &ground, std::string const &queue)
{
    return change(ground, "queue clear " + queue + " --yes", "queue.clear");
}

}  // namespace omactl::faults
