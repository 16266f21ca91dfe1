#include "cmd/queue_look.hpp"

#include "cmd/queue_flow.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/oldest.hpp"
#include "lib/queue/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <span>

namespace omactl::cmd {

namespace {

using queue::Layout;

std::vector<std::string> members(redis::Reply const &reply)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < reply.size(); ++i) names.emplace_back(reply[i].text());
    return names;
}

/// Questions of several kinds in one pipeline, each with what its answer is for.
class Questions {
public:
    using Take = std::function<void(std::optional<redis::Reply> const &)>;  ///< nullopt: a key of another type
    void add(redis::Command question, Take take)
    {
        m_questions.push_back(std::move(question));
        m_takes.push_back(std::move(take));
    }
    void ask(redis::Connection &redis) const
    {
        queue::ask_window(
            redis, m_questions.size(), [&](std::size_t i) { return m_questions[i]; }, [](std::size_t) { return 1; },
            [&](std::size_t i, std::optional<redis::Reply> const &answer) { m_takes[i](answer); });
    }

private:
    std::vector<redis::Command> m_questions;
    std::vector<Take> m_takes;
};

std::optional<double> latency_of(redis::Reply const &oldest, Instant now)
{
    auto const at = queue::oldest_enqueued(oldest);
    if (!at) return std::nullopt;
    return std::max(std::chrono::duration<double>(now - *at).count(), 0.0);
}

void add_lengths(Questions &questions, Layout const &layout, QueuesLook &looks)
{
    for (auto &look : looks.queues)
        questions.add({"LLEN", layout.queue(look.name)}, [&look](auto const &length) {
            look.length = length ? length->integer() : 0;
            look.type = !length ? "" : look.length == 0 ? "none" : "list";
        });
}

// In a round of its own: a server that knows no read-only scripts refuses them all.
void ask_ages(redis::Connection &redis, Layout const &layout, QueuesLook &looks, Instant now)
{
    auto const ask = [&](auto const &question_for) {
        Questions questions;
        for (auto &look : looks.queues)
            if (look.type == "list")
                questions.add(question_for(layout.queue(look.name)), [&look, now](auto const &oldest) {
                    if (oldest) look.latency_s = latency_of(*oldest, now);
                });
        questions.ask(redis);
    };
    try {
        ask([&](std::string const &list) { return queue::ask_oldest(list, layout.oldest_left()); });
    } catch (redis::Refused const &e) {
        if (e.code() != "ERR" && e.code() != "NOPERM") throw;
        ask([&](std::string const &list) { return queue::range(list, layout.oldest_left(), 0, 1); });
    }
}

// Jesque keeps delayed queues in sorted sets.
void ask_others(redis::Connection &redis, Layout const &layout, QueuesLook &looks)
{
    for (auto &look : looks.queues) {
        if (!look.type.empty()) continue;
        look.type = redis.call({"TYPE", layout.queue(look.name)}).text();
        if (look.type == "zset") look.length = redis.call({"ZCARD", layout.queue(look.name)}).integer();
    }
}

std::int64_t number_at(std::string_view doc, std::string_view pointer)
{
    auto const raw = json_at(doc, pointer);
    return raw ? std::atoll(std::string(*raw).c_str()) : 0;
}

// Of Sidekiq: a process that died leaves its name in the set; its hash expires.
void add_workers(Questions &questions, Layout const &layout, std::vector<std::string> const &workers, QueuesLook &looks)
{
    if (layout.kind == queue::Kind::resque) looks.workers = std::ssize(workers);
    for (auto const &id : workers) {
        if (layout.kind == queue::Kind::resque) {
            questions.add({"EXISTS", layout.worker(id)},
                          [&looks](auto const &busy) { looks.working += busy ? busy->integer() : 0; });
            continue;
        }
        questions.add({"HMGET", layout.process(id), "info", "busy"}, [&looks](auto const &process) {
            if (!process || (*process)[0].is_nil()) return;
            looks.workers += number_at((*process)[0].text(), "/concurrency");
            if (!(*process)[1].is_nil()) looks.working += (*process)[1].integer();
        });
    }
}

void count(queue::Crew const &crew, Layout const &layout, QueuesLook &looks)
{
    for (auto const &worker : crew.workers) {
        if (worker.entry_gone) continue;
        looks.workers += layout.kind == queue::Kind::resque ? 1 : worker.threads;
        looks.working += worker.busy;
    }
}

void ask_holdings(redis::Connection &redis, Layout const &layout, std::vector<std::string> const &open,
                  QueuesLook &looks)
{
    for (auto const &holding : holdings(redis, layout, open)) {
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
    std::vector<redis::Command> all{{"SMEMBERS", layout.queues()}, {"SMEMBERS", layout.open_operations()}};
    if (layout.kind == queue::Kind::resque)
        all.insert(all.end(),
                   {{"SMEMBERS", layout.workers()}, {"LLEN", layout.failed()}, {"ZCARD", layout.delayed_schedule()}});
    else
        all.insert(all.end(), {{"SMEMBERS", layout.processes()},
                               {"ZCARD", layout.retry()},
                               {"ZCARD", layout.dead()},
                               {"ZCARD", layout.schedule()}});
    return all;
}

void count_failures(std::span<redis::Reply const> counts, QueuesLook &looks)
{
    looks.failed = counts[0].integer();
    if (looks.layout.kind == queue::Kind::resque) {
        looks.times = counts[1].integer();
        return;
    }
    looks.retry = counts[0].integer();
    looks.dead = counts[1].integer();
    looks.scheduled = counts[2].integer();
    looks.failed = looks.retry + looks.dead;
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

QueuesLook look_at_queues(Session &session, Millis interval, queue::Crew const *crew)
{
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    QueuesLook looks;
    looks.layout = layout;
    auto const answers = redis.pipeline(first_questions(layout));
    for (auto &name : members(answers[0])) looks.queues.push_back({.name = std::move(name)});
    count_failures(std::span{answers}.subspan(3), looks);
    Questions questions;
    add_lengths(questions, layout, looks);
    if (crew)
        count(*crew, layout, looks);
    else
        add_workers(questions, layout, members(answers[2]), looks);
    questions.ask(redis);
    if (layout.kind == queue::Kind::sidekiq) ask_ages(redis, layout, looks, session.context().clock.now());
    ask_others(redis, layout, looks);
    for (auto const &look : looks.queues) looks.total += look.length;
    ask_holdings(redis, layout, members(answers[1]), looks);
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
