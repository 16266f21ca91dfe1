#include "cmd/queue_target.hpp"
#include "cmd/workers_look.hpp"
#include "cmd/workers_pause.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr Millis k_look_every{500};
constexpr Millis k_one_more_job{3'000};  // times of work have whole seconds, and a worker may just have looked
constexpr std::size_t k_named = 3;

/// Who of the paused still works.
struct Unrest {
    std::int64_t workers = 0, busy = 0, deaf = 0;  ///< deaf: Sidekiq processes that are not quiet yet
    std::vector<std::string> works;                ///< "RefreshSite [1842] on web-3:4711 since 1 min 12 s"
    bool disobedient = false;                      ///< a job was begun after the pause
    bool rests() const { return busy == 0 && deaf == 0; }
};

void add_work(Unrest &unrest, queue::Worker const &worker, queue::Held const &held, WorkLook const &look, Instant now,
              Instant paused)
{
    ++unrest.busy;
    if (held.since && *held.since > paused + k_one_more_job) unrest.disobedient = true;
    if (unrest.works.size() >= k_named) return;
    unrest.works.push_back(fmt::format("{} on {}{}", look.text(), printable(short_name(worker)),
                                       held.since ? " since " + human_duration(age_of(*held.since, now)) : ""));
}

Unrest look(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    auto const queue = run.plan.detail.at("queue").get<std::string>();
    auto const crew = look_at_crew(session_of(run.world).redis(), layout, false);
    auto const paused = crew.crew.now - run.spent();
    Unrest unrest;
    for (auto const &worker : crew.crew.workers) {
        bool const gone = queue::life_of(worker, crew.crew.now, k_gone_after) == queue::Life::gone;
        if (gone || (!queue.empty() && !queue::listens(worker, layout.kind, queue))) continue;
        ++unrest.workers;
        if (layout.kind == queue::Kind::sidekiq && !worker.quiet) ++unrest.deaf;
        auto const looks = crew.works.find(worker.id);
        for (std::size_t i = 0; i < worker.works.size(); ++i)
            if (queue.empty() || worker.works[i].queue == queue)
                add_work(unrest, worker, worker.works[i],
                         looks != crew.works.end() && i < looks->second.size() ? looks->second[i] : WorkLook{},
                         crew.crew.now, paused);
    }
    return unrest;
}

std::string trouble_of(Unrest const &unrest)
{
    if (unrest.disobedient)
        return fmt::format("workers go on taking jobs, so they do not know this pause: {}",
                           fmt::join(unrest.works, "; "));
    if (unrest.busy > 0)
        return fmt::format("{} still {}: {}{}", counted(unrest.busy, "job"), either(unrest.busy, "runs", "run"),
                           fmt::join(unrest.works, "; "), unrest.busy > std::ssize(unrest.works) ? "; …" : "");
    return fmt::format("{} {} not said yet that {} quiet", counted(unrest.deaf, "process"),
                       either(unrest.deaf, "has", "have"), either(unrest.deaf, "it is", "they are"));
}

}  // namespace

op::Outcome wait_for_rest(op::Run &run, std::string_view done)
{
    auto &clock = run.world.context().clock;
    Millis const wait{run.plan.detail.at("wait_ms").get<std::int64_t>()};
    auto const end = clock.ticks() + wait;
    auto unrest = look(run);
    if (!unrest.rests() && wait > Millis{0}) run.progress.emplace(run.world.context(), "rest", unrest.workers);
    while (!unrest.rests() && clock.ticks() < end) {
        if (run.progress) run.progress->at(std::max<std::int64_t>(unrest.workers - unrest.busy - unrest.deaf, 0));
        run.guard.beat();
        clock.sleep(k_look_every);
        throw_if_interrupted();
        unrest = look(run);
    }
    run.progress.reset();
    op::Outcome outcome;
    outcome.sentence = fmt::format("{} {} in {}; {}, {}.", done, printable(run.plan.target),
                                   human_duration(run.spent()), counted(unrest.workers, "worker"),
                                   unrest.busy == 0 ? "none works" : counted(unrest.busy, "job") + " under way");
    outcome.changes.push_back({{"paused", run.plan.target}, {"workers", unrest.workers}, {"busy", unrest.busy}});
    outcome.after = {{"busy", unrest.busy}};
    if (!unrest.rests() && (wait > Millis{0} || unrest.disobedient)) {
        outcome.fault = Fault::unverified;
        outcome.trouble = trouble_of(unrest);
    }
    return outcome;
}

}  // namespace omactl::cmd
