#include "lib/queue/workers.hpp"

#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/window.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace omactl::queue {

namespace {

using Answer = std::optional<redis::Reply>;

std::string text_or_empty(Answer const &answer)
{
    return answer && !answer->is_nil() ? std::string(answer->text()) : std::string{};
}

std::vector<std::string> members(Answer const &answer)
{
    std::vector<std::string> all;
    for (std::size_t i = 0; answer && i < answer->size(); ++i) all.emplace_back((*answer)[i].text());
    std::sort(all.begin(), all.end());
    return all;
}

Instant server_time(redis::Reply const &time)
{
    return Instant{Millis{time[0].integer() * 1000 + time[1].integer() / 1000}};
}

// Resque takes "true" in any case, with blanks around it, since 2.3.
bool says_true(std::string const &value)
{
    std::string word{trim(value)};
    for (auto &c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return word == "true";
}

// --- Resque -------------------------------------------------------------------------------------

std::string ping_key(Layout const &layout, std::string_view name)
{
    return layout.key("worker:ping:" + std::string(name));
}

Crew read_resque_crew(redis::Connection &redis, Layout const &layout)
{
    Crew crew;
    std::vector<redis::Command> const questions{{"TIME"},
                                                {"SMEMBERS", layout.workers()},
                                                {"HGETALL", heartbeats(layout)},
                                                {"GET", layout.key("pause-all-workers")},
                                                {"EXISTS", layout.key("pause:all")}};
    auto const answers = ask(redis, questions);
    crew.now = server_time(answers[0].value());
    std::map<std::string, std::string, std::less<>> beats;
    for (std::size_t i = 0; answers[2] && i + 1 < answers[2]->size(); i += 2)
        beats.emplace((*answers[2])[i].text(), (*answers[2])[i + 1].text());
    for (auto const &id : members(answers[1])) {
        Worker worker;
        read_worker_id(worker, id);
        if (auto const found = beats.find(id); found != beats.end()) {
            worker.beat_bytes = found->second;
            worker.beat = lenient_time(found->second);
        }
        crew.workers.push_back(std::move(worker));
    }
    crew.all_paused = says_true(text_or_empty(answers[3]));
    crew.plugin_paused_all = answers[4].value().integer() == 1;
    return crew;
}

// node-resque's name is what stands before the queues: by default host:pid, but it may be any word.
std::vector<std::string> possible_names(Worker const &worker)
{
    if (!worker.beat_bytes.empty()) return {};
    std::vector<std::string> names{worker.host};
    if (!worker.pid.empty()) names.push_back(worker.host + ":" + worker.pid);
    return names;
}

void read_ping(Worker &worker, std::string const &name, Answer const &answer)
{
    auto bytes = text_or_empty(answer);
    auto const time = json_at(bytes, "/time"), queues = json_at(bytes, "/queues");
    bool const own_name = name == worker.host;
    // A ping under the host's name may be another worker's, whose name is just that.
    if (!time || (own_name && worker.id != name + ":" + json_text(queues.value_or("")).value_or(""))) return;
    worker.beat = lenient_time(*time);
    worker.beat_bytes = std::move(bytes);
    worker.ping = name;
    if (!own_name) return;
    worker.pid.clear();
    worker.queues.clear();
    for (auto const queue : split(std::string_view{worker.id}.substr(name.size() + 1), ','))
        worker.queues.emplace_back(queue);
}

/// What is asked about one worker in the second round.
struct Question {
    enum class What { length, started, ping } what;
    std::size_t worker;
    std::string name = {};  // of a ping
};

void read_resque_signs(redis::Connection &redis, Layout const &layout, Crew &crew)
{
    std::vector<Question> questions;
    for (std::size_t w = 0; w < crew.workers.size(); ++w) {
        questions.push_back({Question::What::length, w});
        questions.push_back({Question::What::started, w});
        for (auto &name : possible_names(crew.workers[w])) questions.push_back({Question::What::ping, w, name});
    }
    auto const command = [&](std::size_t i) -> redis::Command {
        auto const &id = crew.workers[questions[i].worker].id;
        switch (questions[i].what) {
        case Question::What::length: return {"STRLEN", layout.worker(id)};
        case Question::What::started: return {"GET", layout.worker(id) + ":started"};
        case Question::What::ping: break;
        }
        return {"GET", ping_key(layout, questions[i].name)};
    };
    auto const take = [&](std::size_t i, Answer answer) {
        auto &worker = crew.workers[questions[i].worker];
        if (questions[i].what == Question::What::ping) return read_ping(worker, questions[i].name, answer);
        if (questions[i].what == Question::What::started)
            return void(worker.started = lenient_time(text_or_empty(answer)));
        if (!answer || answer->integer() == 0) return;
        worker.busy = 1;
        worker.works.emplace_back().bytes = answer->integer();
    };
    ask_window(
        redis, questions.size(), command, [](std::size_t) { return std::int64_t{100}; }, take);
}

void read_resque_jobs(redis::Connection &redis, Layout const &layout, std::vector<Worker *> const &busy, Instant now,
                      EachWorker const &each)
{
    ask_window(
        redis, busy.size(),
        [&](std::size_t i) {
            return redis::Command{"GET", layout.worker(busy[i]->id)};
        },
        [&](std::size_t i) { return busy[i]->works.front().bytes; },
        [&](std::size_t i, Answer answer) {
            auto &worker = *busy[i];
            worker.works.clear();  // it may have come to its end between the two looks
            worker.busy = 0;
            if (auto entry = text_or_empty(answer); !entry.empty()) {
                worker.busy = 1;
                worker.works.push_back(read_held(std::move(entry)));
            }
            if (each) each(worker, now);
        });
}

Crew read_resque(redis::Connection &redis, Layout const &layout, Detail detail, EachWorker const &each)
{
    auto crew = read_resque_crew(redis, layout);
    read_resque_signs(redis, layout, crew);
    std::vector<Worker *> busy;
    for (auto &worker : crew.workers)
        if (detail == Detail::jobs && worker.busy > 0)
            busy.push_back(&worker);
        else if (each)
            each(worker, crew.now);
    read_resque_jobs(redis, layout, busy, crew.now, each);
    return crew;
}

// --- Sidekiq ------------------------------------------------------------------------------------

void read_process(Worker &worker, Answer const &answer)
{
    if (!answer || (*answer)[0].is_nil()) return void(worker.entry_gone = true);
    auto const field = [&](std::size_t i) { return (*answer)[i].is_nil() ? std::string_view{} : (*answer)[i].text(); };
    read_process_info(worker, field(0));
    worker.busy = std::atoll(std::string(field(1)).c_str());
    worker.beat_bytes = field(2);
    worker.beat = lenient_time(field(2));
    worker.quiet = field(3) == "true";
}

void read_works(Worker &worker, Answer const &answer)
{
    for (std::size_t i = 0; answer && i + 1 < answer->size(); i += 2) {
        auto held = read_held(std::string((*answer)[i + 1].text()));
        held.thread = (*answer)[i].text();
        worker.works.push_back(std::move(held));
    }
    std::sort(worker.works.begin(), worker.works.end(), [](Held const &a, Held const &b) { return a.since < b.since; });
}

Crew read_sidekiq(redis::Connection &redis, Layout const &layout, Detail detail, EachWorker const &each)
{
    constexpr std::int64_t guess = 64 * 1024;  // of what a process's threads hold together
    std::vector<redis::Command> const questions{{"TIME"}, {"SMEMBERS", layout.key("processes")}};
    auto const answers = ask(redis, questions);
    Crew crew;
    crew.now = server_time(answers[0].value());
    for (auto const &id : members(answers[1])) read_worker_id(crew.workers.emplace_back(), id);
    auto &all = crew.workers;
    for (auto &worker : all) worker.queues.clear();  // what stands third in its id is no queue
    ask_window(
        redis, all.size(),
        [&](std::size_t i) { return redis::Command{"HMGET", layout.key(all[i].id), "info", "busy", "beat", "quiet"}; },
        [](std::size_t) { return std::int64_t{1'000}; },
        [&](std::size_t i, Answer answer) { read_process(all[i], answer); });
    if (detail == Detail::jobs)
        ask_window(
            redis, 2 * all.size(),
            [&](std::size_t i) {
                auto const keys = work_keys(layout, all[i / 2].id);
                return redis::Command{"HGETALL", i % 2 == 0 ? keys.work : keys.workers};
            },
            [](std::size_t) { return guess; },
            [&](std::size_t i, Answer answer) {
                read_works(all[i / 2], answer);
                if (i % 2 == 1 && each) each(all[i / 2], crew.now);
            });
    else if (each)
        for (auto &worker : all) each(worker, crew.now);
    return crew;
}

}  // namespace

Crew read_crew(redis::Connection &redis, Layout const &layout, Detail detail, EachWorker const &each)
{
    return layout.kind == Kind::sidekiq ? read_sidekiq(redis, layout, detail, each)
                                        : read_resque(redis, layout, detail, each);
}

Life life_of(Worker const &worker, Instant now, Millis older_than)
{
    if (worker.entry_gone) return Life::gone;
    if (!worker.beat) return Life::unknown;
    return now - *worker.beat > older_than ? Life::gone : Life::alive;
}

bool listens(Worker const &worker, Kind kind, std::string const &queue)
{
    if (kind == Kind::sidekiq)
        return std::find(worker.queues.begin(), worker.queues.end(), queue) != worker.queues.end();
    bool taken = false;
    for (auto const &pattern : worker.queues) {
        bool const negated = pattern.starts_with('!');
        if (::fnmatch(pattern.c_str() + (negated ? 1 : 0), queue.c_str(), FNM_PERIOD) == 0) taken = !negated;
    }
    return taken;
}

WorkKeys work_keys(Layout const &layout, std::string const &process)
{
    return {layout.key(process + ":work"), layout.key(process + ":workers")};
}

WorkerKeys keys_of(Layout const &layout, Worker const &worker)
{
    auto const &counted = worker.ping.empty() ? worker.id : worker.ping;
    return {layout.worker(worker.id), layout.worker(worker.id) + ":started", layout.key("stat:processed:" + counted),
            layout.key("stat:failed:" + counted), worker.ping.empty() ? "" : ping_key(layout, worker.ping)};
}

std::string heartbeats(Layout const &layout)
{
    return layout.key("workers:heartbeat");
}

}  // namespace omactl::queue
