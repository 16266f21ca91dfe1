#include "cmd/queue_target.hpp"
#include "cmd/queue_why.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/rates.hpp"
#include "lib/queue/window.hpp"

#include <algorithm>
#include <set>

namespace omactl::cmd {

namespace {

using queue::Layout;
using queue::Life;

constexpr Millis k_pause_of_workers{6'000};  ///< Resque sleeps 5 s when it has found nothing
constexpr Millis k_least_pause{500};
constexpr Millis k_recent{300'000};
constexpr Millis k_young{60'000};
constexpr std::int64_t k_newest_failures = 10;

/// The queue and the counters at one moment.
struct Moment {
    queue::Tail tail;
    std::int64_t finished = 0, failed = 0;
    Ticks at;
};

Moment look_once(redis::Connection &redis, Layout const &layout, std::string const &list, Fingerprinter const &printer,
                 Clock const &clock)
{
    auto questions = queue::tail_questions(list, layout.oldest_left(), queue::k_longest_tail);
    questions.push_back({"GET", layout.key("stat:processed")});
    questions.push_back({"GET", layout.key("stat:failed")});
    auto const answers = redis.pipeline(questions);
    auto const number = [](redis::Reply const &reply) { return reply.is_nil() ? 0 : reply.integer(); };
    return {queue::tail_of(answers[0], answers[1], layout.oldest_left(), printer), number(answers[2]),
            number(answers[3]), clock.ticks()};
}

void compare(WhyLook &look, Moment const &before, Moment const &after)
{
    look.length = after.tail.length;
    look.net = after.tail.length - before.tail.length;
    look.arrived = queue::arrivals(before.tail, after.tail);
    look.left = look.arrived ? std::optional{*look.arrived - look.net} : std::nullopt;
    look.finished = after.finished - before.finished;
    look.failed = after.failed - before.failed;
    look.span = std::chrono::duration_cast<Millis>(after.at - before.at);
}

void ask_listeners(WhyLook &look, redis::Connection &redis, Layout const &layout, bool with_payloads)
{
    std::set<std::string> heard;
    auto const take = [&](queue::Worker &worker, Instant now) {
        heard.insert(worker.queues.begin(), worker.queues.end());
        std::vector<WorkLook> works;
        bool const listens = queue::listens(worker, layout.kind, look.name);
        for (auto &held : worker.works) {
            if (listens) works.push_back(look_at_work(held, with_payloads));
            held.entry = {};
        }
        if (listens) look.listeners.push_back({worker, queue::life_of(worker, now, k_gone_after), std::move(works)});
    };
    auto const crew = queue::read_crew(redis, layout, queue::Detail::jobs, take);
    look.now = crew.now;
    look.all_paused = crew.all_paused;
    look.plugin_paused = crew.plugin_paused_all;
    look.heard.assign(heard.begin(), heard.end());
}

void ask_pauses(WhyLook &look, redis::Connection &redis, Layout const &layout)
{
    std::vector<redis::Command> const questions{{"EXISTS", layout.key("pause:queue:" + look.name)},
                                                {"SISMEMBER", layout.key("paused"), look.name}};
    auto const answers = queue::ask(redis, questions);
    look.plugin_paused = look.plugin_paused || answers[0].value().integer() == 1;
    look.in_paused_set = answers[1] && answers[1]->integer() == 1;
}

// An idle worker may be between two looks of its own; work that began just now may end just now.
bool may_move_yet(WhyLook const &look)
{
    if (look.length == 0 || look.moving() || look.all_paused || look.plugin_paused) return false;
    if (!look.causes.empty() || !look.newest_failure.empty() || look.failed > 0) return false;
    if (look.idle() > 0) return true;
    return std::any_of(look.listeners.begin(), look.listeners.end(), [&](Listener const &one) {
        if (one.life == Life::gone || one.worker.works.empty()) return false;
        auto const since = one.worker.works.front().since;
        return since && age_of(*since, look.now) < k_young;
    });
}

// The newest records only: whether failures come now is the question, not what there is.
void ask_failures(WhyLook &look, redis::Connection &redis, Layout const &layout)
{
    std::vector<redis::Command> questions;
    for (std::int64_t n = 1; n <= k_newest_failures; ++n)
        questions.push_back({"LINDEX", layout.failed(), std::to_string(-n)});
    for (auto const &answer : queue::ask(redis, questions)) {
        if (!answer || answer->is_nil()) continue;
        auto const failure = queue::read_failure(answer->text());
        if (!failure.well_formed || queue::text_of(failure.queue) != look.name) continue;
        auto const at = queue::lenient_time(queue::text_of(failure.failed_at));
        if (!at || age_of(*at, look.now) > k_recent) continue;
        look.newest_failure = queue::error_of(failure);
        return;
    }
}

}  // namespace

std::int64_t WhyLook::busy() const
{
    return std::count_if(listeners.begin(), listeners.end(), [](Listener const &one) {
        return one.life != Life::gone && one.worker.busy >= one.worker.threads;
    });
}

std::int64_t WhyLook::idle() const
{
    return std::ssize(listeners) - busy() - gone() - quiet();
}

std::int64_t WhyLook::quiet() const
{
    return std::count_if(listeners.begin(), listeners.end(), [](Listener const &one) {
        return one.life != Life::gone && one.worker.busy < one.worker.threads && one.worker.quiet;
    });
}

std::int64_t WhyLook::gone() const
{
    return std::count_if(listeners.begin(), listeners.end(),
                         [](Listener const &one) { return one.life == Life::gone; });
}

WhyLook look_why(std::string const &name, Millis interval, bool with_payloads, std::vector<Cause> known,
                 Session &session)
{
    auto const layout = session.queue_layout();
    auto &redis = session.redis();
    auto &clock = session.context().clock;
    WhyLook look;
    look.name = name;
    look.causes = std::move(known);
    look.held_by = stand(redis, layout, name).held_by;
    Fingerprinter const printer;
    auto const list = layout.queue(name);
    auto const before = look_once(redis, layout, list, printer, clock);
    ask_listeners(look, redis, layout, with_payloads);
    ask_pauses(look, redis, layout);
    ask_failures(look, redis, layout);
    auto const look_again = [&](Millis pause) {
        clock.sleep(pause);
        throw_if_interrupted();
        compare(look, before, look_once(redis, layout, list, printer, clock));
    };
    look_again(before.tail.length == 0 ? Millis{0} : interval);
    while (may_move_yet(look) && look.span < k_pause_of_workers) look_again(std::max(interval, k_least_pause));
    return look;
}

}  // namespace omactl::cmd
