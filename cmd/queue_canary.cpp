#include "cmd/queue_canary.hpp"

#include "cmd/queue_archive.hpp"
#include "cmd/queue_canary_watch.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace omactl::cmd {

namespace {

constexpr Millis k_nap{500};
// How long a job must be nowhere before it counts as done: between queue and bookkeeping it is in the
// worker's memory alone, and Sidekiq tells what it works on with its heartbeat, every ten seconds at most.
constexpr Millis k_calm_resque{1'000}, k_calm_sidekiq{12'000};

std::string where_the_others_are(op::Run &run)
{
    auto const record = run.guard.record();
    auto const others = run.plan.count - (record ? std::atoll(record->field("pushed").c_str()) : 0);
    auto const archived = run.plan.detail.at("source") == "archive";
    return fmt::format("{} {} in {}", with_commas(others), either(others, "stays", "stay"),
                       archived ? "the archive" : run.plan.detail.at("rescue").at("set").get<std::string>());
}

std::string canaries(std::int64_t count)
{
    return fmt::format("{} {}", with_commas(count), either(count, "canary", "canaries"));
}

[[noreturn]] void throw_refailed(CanaryState const &state, op::Run &run)
{
    throw Error{Fault::partial,
                fmt::format("{} of {} failed again with {}; {}", with_commas(state.refailed), canaries(state.count),
                            cut(printable(state.error), 80), where_the_others_are(run)),
                {}};
}

[[noreturn]] void throw_undecided(CanaryState const &state, Canary const &canary, op::Run &run)
{
    auto const doing = state.waiting == 0   ? fmt::format("{} still worked on", either(state.working, "is", "are"))
                       : state.working == 0 ? fmt::format("still {}", either(state.waiting, "waits", "wait"))
                                            : fmt::format("still wait ({}) or are worked on", state.waiting);
    throw Error{Fault::partial,
                fmt::format("{} of {} {} after {}, so nothing is known of the fix; {}", with_commas(state.at_work()),
                            canaries(state.count), doing, human_duration(Millis{canary.wait_ms}),
                            where_the_others_are(run)),
                {}};
}

/// Waits between two looks, the longer the more a look costs.
class Watchman {
public:
    explicit Watchman(op::Run &run) : m_run(run), m_clock(run.world.context().clock) {}
    template <class Look> CanaryState watch(Look look)
    {
        auto const began = m_clock.ticks();
        auto const state = look();
        m_nap = std::max<Ticks::duration>(k_nap, (m_clock.ticks() - began) * 10);
        return state;
    }
    void rest()
    {
        for (auto const end = m_clock.ticks() + m_nap; m_clock.ticks() < end;) {
            throw_if_interrupted();
            m_clock.sleep(std::min(k_nap, std::chrono::ceil<Millis>(end - m_clock.ticks())));
        }
        m_run.guard.beat();
    }

private:
    op::Run &m_run;
    Clock &m_clock;
    Ticks::duration m_nap{};
};

}  // namespace

std::string Canary::describe() const
{
    return fmt::format("{} first; the others only if fewer than {} % of these fail again within {}", with_commas(count),
                       percent, human_duration(Millis{wait_ms}));
}

op::Json to_json(Canary const &c)
{
    return {{"count", c.count}, {"wait_ms", c.wait_ms}, {"percent", c.percent}};
}

std::optional<Canary> canary_of(op::Plan const &plan)
{
    if (!plan.detail.contains("canary")) return std::nullopt;
    auto const &j = plan.detail.at("canary");
    return Canary{j.at("count"), j.at("wait_ms"), j.at("percent")};
}

namespace {

// A canary's own record is about to leave.
std::string newest_that_stays(op::Run &run, queue::Layout const &layout)
{
    Fingerprinter const printer;
    std::unordered_set<Fingerprint, FingerprintHash> leaving;
    if (run.plan.detail.at("source") == "failed") {
        op::ArchiveReader archive{need_archive(run.plan, session_of(run.world))};
        auto const count = canary_of(run.plan)->count;
        while (auto const bytes = archive.position() < count ? archive.next() : std::nullopt)
            leaving.insert(printer.of(*bytes));
    }
    return newest_failure(session_of(run.world).redis(), layout,
                          [&](std::string_view bytes) { return !leaving.contains(printer.of(bytes)); });
}

}  // namespace

void note_old_failures(op::Run &run, queue::Layout const &layout)
{
    auto const record = run.guard.record();
    if (record && record->fields.contains("newest_failure")) return;
    auto const newest = layout.kind == queue::Kind::resque ? newest_that_stays(run, layout) : "";
    queue::reach(fenced(run), layout.mask(run.plan.id), "", {{"newest_failure", newest}});
}

void judge_canaries(Canary const &canary, op::Run &run, queue::Layout const &layout)
{
    auto &clock = run.world.context().clock;
    CanaryWatch watch{run, layout};
    Watchman man{run};
    auto const calm = layout.kind == queue::Kind::sidekiq ? k_calm_sidekiq : k_calm_resque;
    auto const began = clock.ticks();
    auto busy = began;
    for (CanaryState state;; man.rest()) {
        state = man.watch([&] { return watch.look(); });
        if (!run.progress) run.progress.emplace(run.world.context(), "canaries", state.count);
        run.progress->at(state.count - state.at_work());
        if (state.refailed > 0 && state.refailed * 100 >= canary.percent * state.count) throw_refailed(state, run);
        auto const now = clock.ticks();
        if (state.at_work() > 0) busy = now;
        if (state.at_work() > 0 && now - began >= Millis{canary.wait_ms}) throw_undecided(state, canary, run);
        if (now - busy < calm && state.count > 0) continue;
        run.progress.reset();
        return queue::reach(fenced(run), layout.mask(run.plan.id), "judge",
                            {{"canaries", std::to_string(state.count)}, {"refailed", std::to_string(state.refailed)}});
    }
}

}  // namespace omactl::cmd
