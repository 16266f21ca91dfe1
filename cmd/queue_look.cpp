#include "cmd/queue_look.hpp"

#include "cmd/queue_flow.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/moment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace omactl::cmd {

namespace {

using queue::Layout;

std::vector<std::string> members(redis::Reply const &reply)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < reply.size(); ++i) names.emplace_back(reply[i].text());
    return names;
}

std::int64_t length_of(redis::Connection &redis, std::string const &list, std::string const &type)
{
    if (type == "list") return redis.call({"LLEN", list}).integer();
    if (type == "zset") return redis.call({"ZCARD", list}).integer();
    return 0;
}

std::optional<double> latency_of(redis::Reply const &oldest, Instant now)
{
    if (oldest.size() == 0) return std::nullopt;
    auto const at = queue::enqueued_at(oldest[0].text());
    if (!at) return std::nullopt;
    return std::max(std::chrono::duration<double>(now - *at).count(), 0.0);
}

// What TYPE says comes first, in one pipeline: a key of another type refuses LLEN.
void ask_lengths(redis::Connection &redis, Layout const &layout, QueuesLook &looks, Instant now)
{
    std::vector<redis::Command> questions;
    for (auto const &look : looks.queues) questions.push_back({"TYPE", layout.queue(look.name)});
    auto const types = redis.pipeline(questions);
    questions.clear();
    bool const ages = layout.kind == queue::Kind::sidekiq;
    for (std::size_t i = 0; i < types.size(); ++i) {
        auto &look = looks.queues[i];
        look.type = types[i].text();
        if (look.type != "list") continue;
        questions.push_back({"LLEN", layout.queue(look.name)});
        if (ages) questions.push_back(queue::range(layout.queue(look.name), layout.oldest_left(), 0, 1));
    }
    auto const answers = redis.pipeline(questions);
    std::size_t next = 0;
    for (auto &look : looks.queues) {
        bool const is_list = look.type == "list";
        look.length = is_list ? answers[next++].integer() : length_of(redis, layout.queue(look.name), look.type);
        if (is_list && ages) look.latency_s = latency_of(answers[next++], now);
        looks.total += look.length;
    }
}

std::int64_t number_at(std::string_view doc, std::string_view pointer)
{
    auto const raw = json_at(doc, pointer);
    return raw ? std::atoll(std::string(*raw).c_str()) : 0;
}

// A process that died leaves its name in the set; its hash expires.
void ask_processes(redis::Connection &redis, Layout const &layout, std::vector<std::string> const &processes,
                   QueuesLook &looks)
{
    std::vector<redis::Command> questions;
    for (auto const &id : processes) questions.push_back({"HMGET", layout.process(id), "info", "busy"});
    for (auto const &answer : redis.pipeline(questions)) {
        if (answer[0].is_nil()) continue;
        looks.workers += number_at(answer[0].text(), "/concurrency");
        if (!answer[1].is_nil()) looks.working += answer[1].integer();
    }
}

void ask_workers(redis::Connection &redis, Layout const &layout, std::vector<std::string> const &workers,
                 QueuesLook &looks)
{
    if (layout.kind == queue::Kind::sidekiq) return ask_processes(redis, layout, workers, looks);
    looks.workers = std::ssize(workers);
    std::vector<redis::Command> questions;
    for (auto const &id : workers) questions.push_back({"EXISTS", layout.worker(id)});
    for (auto const &answer : redis.pipeline(questions)) looks.working += answer.integer();
}

void ask_holdings(redis::Connection &redis, Layout const &layout, QueuesLook &looks)
{
    for (auto const &holding : holdings(redis, layout)) {
        if (holding.jobs == 0 || !holding.list.starts_with(layout.queue(""))) continue;
        auto found = std::find_if(looks.queues.begin(), looks.queues.end(),
                                  [&](QueueLook const &look) { return layout.queue(look.name) == holding.list; });
        if (found == looks.queues.end()) {
            looks.queues.push_back(
                {.name = holding.list.substr(layout.queue("").size()), .type = "none", .listed = false});
            found = looks.queues.end() - 1;
        }
        found->held_by = holding.id;
        found->held = holding.jobs;
    }
}

std::vector<redis::Command> first_questions(Layout const &layout)
{
    if (layout.kind == queue::Kind::resque)
        return {{"SMEMBERS", layout.queues()}, {"SMEMBERS", layout.workers()}, {"LLEN", layout.failed()}};
    return {{"SMEMBERS", layout.queues()},
            {"SMEMBERS", layout.processes()},
            {"ZCARD", layout.retry()},
            {"ZCARD", layout.dead()},
            {"ZCARD", layout.schedule()}};
}

}  // namespace

std::string QueuesLook::failures() const
{
    if (layout.kind == queue::Kind::resque) return with_commas(failed) + " failed";
    return fmt::format("{} in retry, {} dead", with_commas(retry), with_commas(dead));
}

std::string QueuesLook::workforce() const
{
    return fmt::format("{} of {} working", with_commas(working),
                       counted(workers, layout.kind == queue::Kind::resque ? "worker" : "thread"));
}

QueuesLook look_at_queues(Session &session, Millis interval)
{
    auto const layout = queue_layout(session);
    auto &redis = session.redis();
    QueuesLook looks;
    looks.layout = layout;
    auto const answers = redis.pipeline(first_questions(layout));
    for (auto &name : members(answers[0])) looks.queues.push_back({.name = std::move(name)});
    looks.failed = answers[2].integer();
    if (layout.kind == queue::Kind::sidekiq) {
        looks.retry = answers[2].integer();
        looks.dead = answers[3].integer();
        looks.scheduled = answers[4].integer();
        looks.failed = looks.retry + looks.dead;
    }
    ask_lengths(redis, layout, looks, session.context().clock.now());
    ask_workers(redis, layout, members(answers[1]), looks);
    ask_holdings(redis, layout, looks);
    if (interval > Millis{0}) {
        auto &clock = session.context().clock;
        Flow flow{clock, false};
        flow.look(redis, looks);
        clock.sleep(interval);
        throw_if_interrupted();
        flow.look(redis, looks);
    }
    std::sort(looks.queues.begin(), looks.queues.end(), [](QueueLook const &a, QueueLook const &b) {
        return a.length != b.length ? a.length > b.length : a.name < b.name;
    });
    return looks;
}

}  // namespace omactl::cmd
