#include "cmd/queue_look.hpp"

#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/queue/rates.hpp"

#include <algorithm>

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

// TYPE and LLEN of all in one pipeline; a key of another type refuses LLEN, so types come first.
void ask_lengths(redis::Connection &redis, Layout const &layout, QueuesLook &looks)
{
    std::vector<redis::Command> questions;
    for (auto const &look : looks.queues) questions.push_back({"TYPE", layout.queue(look.name)});
    auto const types = redis.pipeline(questions);
    questions.clear();
    for (std::size_t i = 0; i < types.size(); ++i) {
        looks.queues[i].type = types[i].text();
        if (looks.queues[i].type == "list") questions.push_back({"LLEN", layout.queue(looks.queues[i].name)});
    }
    auto const lengths = redis.pipeline(questions);
    std::size_t next = 0;
    for (auto &look : looks.queues) {
        look.length =
            look.type == "list" ? lengths[next++].integer() : length_of(redis, layout.queue(look.name), look.type);
        looks.total += look.length;
    }
}

void ask_workers(redis::Connection &redis, Layout const &layout, std::vector<std::string> const &workers,
                 QueuesLook &looks)
{
    looks.workers = std::ssize(workers);
    std::vector<redis::Command> questions;
    for (auto const &id : workers) questions.push_back({"EXISTS", layout.worker(id)});
    for (auto const &answer : redis.pipeline(questions)) looks.working += answer.integer();
}

void ask_holdings(redis::Connection &redis, Layout const &layout, QueuesLook &looks)
{
    for (auto const &holding : holdings(redis, layout)) {
        if (holding.jobs == 0) continue;
        auto found = std::find_if(looks.queues.begin(), looks.queues.end(),
                                  [&](QueueLook const &look) { return layout.queue(look.name) == holding.list; });
        if (found == looks.queues.end()) {
            looks.queues.push_back({.name = holding.list.substr(std::min(layout.queue("").size(), holding.list.size())),
                                    .type = "none",
                                    .listed = false});
            found = looks.queues.end() - 1;
        }
        found->held_by = holding.id;
        found->held = holding.jobs;
    }
}

std::vector<queue::Tail> ask_tails(redis::Connection &redis, Layout const &layout, QueuesLook const &looks,
                                   Fingerprinter const &printer)
{
    std::vector<redis::Command> questions;
    for (auto const &look : looks.queues)
        for (auto &question : queue::tail_questions(look.type == "list" ? layout.queue(look.name) : layout.queue(""),
                                                    layout.oldest_left()))
            questions.push_back(std::move(question));
    auto const answers = redis.pipeline(questions);
    std::vector<queue::Tail> tails;
    for (std::size_t i = 0; i + 1 < answers.size(); i += 2)
        tails.push_back(queue::tail_of(answers[i], answers[i + 1], layout.oldest_left(), printer));
    return tails;
}

void ask_rates(redis::Connection &redis, Layout const &layout, QueuesLook &looks, Clock &clock, Millis interval)
{
    Fingerprinter const printer;
    auto const began = clock.ticks();
    auto const before = ask_tails(redis, layout, looks, printer);
    clock.sleep(interval);
    throw_if_interrupted();
    auto const after = ask_tails(redis, layout, looks, printer);
    auto const seconds = std::chrono::duration<double>(clock.ticks() - began).count();
    for (std::size_t i = 0; i < looks.queues.size(); ++i) {
        auto &look = looks.queues[i];
        if (look.type != "list") continue;
        look.length = after[i].length;
        look.net_per_s = static_cast<double>(after[i].length - before[i].length) / seconds;
        auto const arrived = queue::arrivals(before[i], after[i]);
        if (!arrived) continue;
        look.in_per_s = static_cast<double>(*arrived) / seconds;
        look.out_per_s = static_cast<double>(before[i].length + *arrived - after[i].length) / seconds;
    }
}

}  // namespace

QueuesLook look_at_queues(Session &session, Millis interval)
{
    auto const layout = queue_layout(session);
    auto &redis = session.redis();
    QueuesLook looks;
    looks.nspace = layout.nspace;
    std::vector<redis::Command> const questions{
        {"SMEMBERS", layout.queues()}, {"LLEN", layout.failed()}, {"SMEMBERS", layout.workers()}};
    auto const answers = redis.pipeline(questions);
    for (auto &name : members(answers[0])) looks.queues.push_back({.name = std::move(name)});
    looks.failed = answers[1].integer();
    ask_lengths(redis, layout, looks);
    ask_workers(redis, layout, members(answers[2]), looks);
    ask_holdings(redis, layout, looks);
    if (interval > Millis{0}) ask_rates(redis, layout, looks, session.context().clock, interval);
    std::sort(looks.queues.begin(), looks.queues.end(), [](QueueLook const &a, QueueLook const &b) {
        return a.length != b.length ? a.length > b.length : a.name < b.name;
    });
    return looks;
}

}  // namespace omactl::cmd
