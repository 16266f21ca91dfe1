#include "cmd/queue_doctor.hpp"
#include "cmd/workers_look.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/window.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using Level = Ailment::Level;
using queue::Kind;
using queue::Life;

constexpr Millis k_overdue{300'000};
constexpr std::string_view k_looked_at = "100000";  // elements at each end of a list
constexpr std::int64_t k_bytes_guess = 1'000;

void check_crew(Ward &ward)
{
    auto const &layout = ward.layout;
    auto const crew = queue::read_crew(ward.redis, layout, queue::Detail::signs);
    for (auto const &worker : crew.workers) {
        if (queue::life_of(worker, crew.now, k_gone_after) != Life::gone) continue;
        if (layout.kind == Kind::sidekiq && worker.entry_gone)
            ward.found.add(Level::harmless, "process_gone", "processes are listed whose entry is gone", worker.id,
                           ward.line({"SREM", layout.key("processes"), worker.id}));
        else if (worker.busy > 0)
            ward.found.add(Level::broken, "orphans", "dead workers hold jobs", worker.id,
                           layout.kind == Kind::resque ? "omactl workers orphans --requeue" : "omactl workers orphans");
        else
            ward.found.add(Level::broken, "worker_gone", "workers are registered that give no heartbeat any more",
                           worker.id,
                           ward.line({"SREM", layout.workers(), worker.id}) + " && " +
                               ward.line({"HDEL", queue::heartbeats(layout), worker.id}) + " && " +
                               ward.line({"UNLINK", layout.worker(worker.id) + ":started"}));
    }
}

void check_heartbeats(Ward &ward)
{
    auto const key = queue::heartbeats(ward.layout);
    std::vector<redis::Command> const question{{"HKEYS", key}};
    auto const answer = std::move(queue::ask(ward.redis, question).front());
    for (std::size_t i = 0; answer && i < answer->size(); ++i) {
        std::string id{(*answer)[i].text()};
        if (ward.workers.contains(id)) continue;
        auto mend = ward.line({"HDEL", key, id});
        ward.found.add(Level::harmless, "heartbeat_alone", "heartbeats stand of workers that are not registered",
                       std::move(id), std::move(mend));
    }
}

// From both ends, so that no list holds the server up for long; in between is not looked at.
void check_empty_elements(Ward &ward)
{
    std::vector<std::string> const names{ward.queues.begin(), ward.queues.end()};
    std::vector<std::string> lists{ward.layout.failed()};
    for (auto const &name : names) lists.push_back(ward.layout.queue(name));
    queue::ask_window(
        ward.redis, lists.size() * 2,
        [&](std::size_t i) {
            return redis::Command{"LPOS", lists[i / 2], "", "RANK", i % 2 == 0 ? "1" : "-1", "MAXLEN", k_looked_at};
        },
        [](std::size_t) { return k_bytes_guess * 256; },
        [&](std::size_t i, std::optional<redis::Reply> place) {
            if (!place || place->is_nil()) return;
            ward.found.add(Level::broken, "empty_elements", "lists with empty elements, which break every reader",
                           lists[i / 2],
                           i < 2 ? "omactl queue failed clear --malformed"
                                 : fmt::format("omactl queue clear {} --malformed", shell_quoted(names[i / 2 - 1])));
        });
}

void check_failures(Ward &ward)
{
    auto const &layout = ward.layout;
    std::vector<redis::Command> const questions{{"SMEMBERS", layout.failed_queues()}, {"LLEN", layout.failed()}};
    auto const answers = queue::ask(ward.redis, questions);
    if (!answers[1])
        ward.found.add(Level::broken, "wrong_type", "keys of another type than they should have", layout.failed(),
                       ward.line({"TYPE", layout.failed()}));
    if (!answers[0] || answers[0]->size() == 0 || !answers[1] || answers[1]->integer() == 0) return;
    ward.found.add(Level::broken, "two_backends",
                   "failures are kept in a list a queue (redis_multi_queue), and some in the common list besides",
                   layout.failed(), "omactl queue failed ls    # shows the common list");
}

void check_queue_keys(Ward &ward)
{
    std::vector<std::string> const names{ward.queues.begin(), ward.queues.end()};
    queue::ask_window(
        ward.redis, names.size(),
        [&](std::size_t i) {
            return redis::Command{"TYPE", ward.layout.queue(names[i])};
        },
        [](std::size_t) { return k_bytes_guess; },
        [&](std::size_t i, std::optional<redis::Reply> type) {
            auto const key = ward.layout.queue(names[i]);
            if (type->text() == "none")
                ward.found.add(Level::harmless, "listed_empty", "queues are listed and empty", names[i],
                               ward.line({"SREM", ward.layout.queues(), names[i]}));
            else if (type->text() != "list")
                ward.found.add(Level::broken, "wrong_type", "keys of another type than they should have", key,
                               ward.line({"RENAMENX", key, ward.layout.key("aside:queue:" + names[i])}));
        });
}

/// Times that have come, of jobs that nobody has taken: members of a sorted set by their score.
void check_overdue(Ward &ward, std::string const &set, std::string_view mend)
{
    auto const until = std::to_string((ward.now - k_overdue).time_since_epoch().count() / 1000);
    std::vector<redis::Command> const question{{"ZCOUNT", set, "-inf", until}};
    auto const count = std::move(queue::ask(ward.redis, question).front());
    if (!count)
        return ward.found.add(Level::broken, "wrong_type", "keys of another type than they should have", set,
                              ward.line({"TYPE", set}));
    if (count->integer() == 0) return;
    ward.found.add(Level::broken, "overdue", "delayed jobs are overdue by more than 5 min",
                   fmt::format("{} in {}", with_commas(count->integer()), set), std::string(mend));
}

void check_sidekiq(Ward &ward)
{
    for (auto const *set : {"schedule", "retry"})
        check_overdue(ward, ward.layout.key(set), "omactl workers ls    # does a process poll them?");
    std::vector<redis::Command> const question{{"SMEMBERS", ward.layout.key("paused")}};
    auto const paused = std::move(queue::ask(ward.redis, question).front());
    for (std::size_t i = 0; paused && i < paused->size(); ++i) {
        std::string name{(*paused)[i].text()};
        auto mend = ward.line({"SREM", ward.layout.key("paused"), name});
        ward.found.add(Level::broken, "paused_ignored",
                       "queues are in `paused`: only Sidekiq Pro stops at that, free Sidekiq goes on", std::move(name),
                       std::move(mend));
    }
}

}  // namespace

void check_facts(Ward &ward)
{
    check_crew(ward);
    check_queue_keys(ward);
    try {
        check_empty_elements(ward);
    } catch (redis::Refused const &) {
        ward.found.add(Level::harmless, "not_asked", "empty elements can't be looked for without LPOS (Redis 6.0.6)",
                       "every list", "");
    }
    if (ward.layout.kind == Kind::sidekiq) return check_sidekiq(ward);
    check_heartbeats(ward);
    check_failures(ward);
    check_overdue(ward, ward.layout.key("delayed_queue_schedule"),
                  "bundle exec rake resque:scheduler    # does none run?");
}

}  // namespace omactl::cmd
