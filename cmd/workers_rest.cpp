#include "cmd/redis_target.hpp"
#include "cmd/workers_look.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr Millis k_look_every{500};
constexpr int k_of_the_time = 5;         // with very many workers a look takes its time, and shall not be all we do
constexpr Millis k_one_more_job{3'000};  // times of work have whole seconds, and a worker may just have looked
constexpr std::size_t k_named = 3;

/// One look at all workers.
class Look {
public:
    Look(Session &session, RestQuestion const &question)
        : m_question(question), m_spent(question.since ? since(session, *question.since) : Millis{0}),
          m_crew(look_at_crew(session.redis(), question.layout, false))
    {
        for (auto const &worker : m_crew.crew.workers) add(worker);
    }
    Unrest unrest;

private:
    static Millis since(Session &session, Ticks then)
    {
        return std::chrono::duration_cast<Millis>(session.context().clock.ticks() - then);
    }

    void add(queue::Worker const &worker)
    {
        auto const &[layout, queue, need_quiet, since] = m_question;
        bool const gone = queue::life_of(worker, m_crew.crew.now, k_gone_after) == queue::Life::gone;
        if (gone || (!queue.empty() && !queue::listens(worker, layout.kind, queue))) return;
        ++unrest.workers;
        if (need_quiet && !worker.quiet) ++unrest.deaf;
        // What is not told apart is counted all the same.
        if (queue.empty()) unrest.busy += std::max<std::int64_t>(worker.busy - std::ssize(worker.works), 0);
        auto const looks = m_crew.works.find(worker.id);
        for (std::size_t i = 0; i < worker.works.size(); ++i)
            if (queue.empty() || worker.works[i].queue == queue)
                add_work(worker, worker.works[i],
                         looks != m_crew.works.end() && i < looks->second.size() ? looks->second[i] : WorkLook{});
    }

    void add_work(queue::Worker const &worker, queue::Held const &held, WorkLook const &look)
    {
        ++unrest.busy;
        auto const now = m_crew.crew.now;
        auto const paused = now - m_spent;
        if (m_question.since && held.since && *held.since > paused + k_one_more_job) unrest.disobedient = true;
        if (unrest.works.size() >= k_named) return;
        unrest.works.push_back(fmt::format("{} on {}{}", look.text(), printable(short_name(worker)),
                                           held.since ? " since " + human_duration(age_of(*held.since, now)) : ""));
    }

    RestQuestion const &m_question;
    Millis m_spent;
    CrewLook m_crew;
};

}  // namespace

std::string Unrest::trouble() const
{
    if (disobedient)
        return fmt::format("workers go on taking jobs, so they do not know this pause: {}", fmt::join(works, "; "));
    if (busy > 0)
        return fmt::format("{} still {}{}{}{}", counted(busy, "job"), either(busy, "runs", "run"),
                           works.empty() ? "" : ": ", fmt::join(works, "; "),
                           busy > std::ssize(works) && !works.empty() ? "; …" : "");
    return fmt::format("{} {} not said yet that {} quiet", counted(deaf, "process"), either(deaf, "has", "have"),
                       either(deaf, "it is", "they are"));
}

Unrest wait_until_rest(Session &session, RestQuestion const &question, Millis wait, std::function<void()> const &beat)
{
    auto &clock = session.context().clock;
    auto const end = clock.ticks() + wait;
    auto looked = clock.ticks();
    auto unrest = Look{session, question}.unrest;
    std::optional<cli::Progress> progress;
    if (!unrest.rests() && wait > Millis{0}) progress.emplace(session.context(), "rest", unrest.workers);
    while (!unrest.rests() && clock.ticks() < end) {
        if (progress) progress->at(std::max<std::int64_t>(unrest.workers - unrest.busy - unrest.deaf, 0));
        beat();
        auto const took = std::chrono::duration_cast<Millis>(clock.ticks() - looked);
        clock.sleep(std::max(k_look_every, k_of_the_time * took));
        throw_if_interrupted();
        looked = clock.ticks();
        unrest = Look{session, question}.unrest;
    }
    return unrest;
}

op::Outcome wait_for_rest(op::Run &run, std::string_view done)
{
    Millis const wait{run.plan.detail.at("wait_ms").get<std::int64_t>()};
    RestQuestion const question{layout_of(run.plan), run.plan.detail.at("queue").get<std::string>(),
                                run.plan.operation == "workers.quiet", run.began};
    auto const unrest = wait_until_rest(session_of(run.world), question, wait, [&] { run.guard.beat(); });
    op::Outcome outcome;
    outcome.sentence = fmt::format("{} {} in {}; {}, {}.", done, printable(run.plan.target),
                                   human_duration(run.spent()), counted(unrest.workers, "worker"),
                                   unrest.busy == 0 ? "none works" : counted(unrest.busy, "job") + " under way");
    outcome.changes.push_back({{"paused", run.plan.target}, {"workers", unrest.workers}, {"busy", unrest.busy}});
    outcome.after = {{"busy", unrest.busy}, {"disobedient", unrest.disobedient}};
    if (!unrest.rests() && (wait > Millis{0} || unrest.disobedient)) {
        outcome.fault = Fault::unverified;
        outcome.trouble = unrest.trouble();
    }
    return outcome;
}

}  // namespace omactl::cmd
