#include "cmd/pg_evidence.hpp"
#include "cmd/pg_forest.hpp"
#include "cmd/pg_lock.hpp"
#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/pg_victims.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace omactl::cmd {

namespace {

constexpr Millis k_look_every{100};
constexpr Millis k_beat_every{2'000};
constexpr Millis k_settles_within{1'000};

pg::How how_of(std::string_view step)
{
    return step == "cancel" ? pg::How::cancel : pg::How::terminate;
}

postgres::Connection &connection(op::Run &run)
{
    return postgres_of(session_of(run.world));
}

std::vector<pg::Backend> backends_of(std::vector<Victim> const &victims)
{
    std::vector<pg::Backend> all;
    for (auto const &victim : victims) all.push_back(victim.backend);
    return all;
}

/// Those whom this rung concerns and who are still at what the plan showed.
std::vector<Victim> still_at_it(pg::How how, op::Run &run)
{
    auto const victims = victims_of(run.plan);
    auto const presence = pg::presence_of(connection(run), backends_of(victims));
    std::vector<Victim> still;
    for (std::size_t i = 0; i < victims.size(); ++i)
        if (takes(how, victims[i]) && presence[i] == pg::Presence::same) still.push_back(victims[i]);
    return still;
}

constexpr char k_aimed[] = "aimed";  // the signal may be out, nobody knows what the server said
constexpr char k_not_sent[] = "not sent";

// What the server said to each signal goes into the record, by token.
// True when one was sent, as far as is known.
bool send(pg::How how, std::vector<Victim> const &targets, op::Run &run)
{
    auto const spare = spare_of(run.plan);
    op::Noted::Fields said{{fmt::format("began {}", name_of(how)), "1"}};
    for (auto const &target : targets) said[target.backend.token()] = k_aimed;
    op::noted(run).about_to_write(fmt::format("{} {}", name_of(how), counted(std::ssize(targets), "backend")), said);
    std::size_t next = 0;
    try {
        while (next < targets.size()) {
            auto const &backend = targets[next++].backend;
            said[backend.token()] = pg::name_of(pg::signal(connection(run), backend, how, spare));
        }
    } catch (...) {
        for (; next < targets.size(); ++next) said[targets[next].backend.token()] = k_not_sent;
        op::noted(run).remember(said);
        throw;
    }
    op::noted(run).remember(said);
    return std::any_of(targets.begin(), targets.end(), [&](Victim const &target) {
        return said[target.backend.token()] == pg::name_of(pg::Verdict::sent);
    });
}

void wait_for(pg::How how, Millis limit, op::Run &run)
{
    auto &clock = run.world.context().clock;
    auto const end = clock.ticks() + limit;
    auto next_beat = clock.ticks() + k_beat_every;
    while (clock.ticks() < end && !still_at_it(how, run).empty()) {
        if (clock.ticks() >= next_beat) {
            run.guard.beat();
            next_beat = clock.ticks() + k_beat_every;
        }
        clock.sleep(k_look_every);
        throw_if_interrupted();
    }
}

void climb(pg::How how, op::Run &run)
{
    throw_if_interrupted();
    auto const targets = still_at_it(how, run);
    if (targets.empty()) return;
    if (!send(how, targets, run)) return;
    wait_for(how, ladder_of(run.plan).wait_of(how), run);
}

/// What became of each victim.
enum class Fate { ended, cancelled, over, there, changed, denied, unknown };
constexpr std::string_view k_fates[] = {
    "ended", "cancelled", "over, by us or by itself", "still there", "changed, not touched", "denied", "unknown"};

Fate fate_of(pg::Presence presence, std::string const &said)
{
    if (presence == pg::Presence::unknown) return Fate::unknown;
    if (presence == pg::Presence::same) return said == pg::name_of(pg::Verdict::denied) ? Fate::denied : Fate::there;
    // It is no longer at it. By us, unless nothing of ours reached it, or nobody knows.
    if (said == pg::name_of(pg::Verdict::sent))
        return presence == pg::Presence::moved_on ? Fate::cancelled : Fate::ended;
    return said == k_aimed ? Fate::over : Fate::changed;
}

struct Tally {
    std::map<Fate, std::int64_t> counts;
    std::vector<std::string> left;  ///< a line for each that did not end by us
    op::Json changes = op::Json::array();
    std::int64_t of(Fate fate) const
    {
        auto const found = counts.find(fate);
        return found == counts.end() ? 0 : found->second;
    }
};

Tally tally_of(op::Run &run)
{
    auto const victims = victims_of(run.plan);
    auto const presence = pg::presence_of(connection(run), backends_of(victims));
    auto const record = run.guard.record();
    Tally tally;
    for (std::size_t i = 0; i < victims.size(); ++i) {
        auto const &backend = victims[i].backend;
        auto const fate = fate_of(presence[i], record ? record->field(backend.token()) : "");
        auto const word = k_fates[static_cast<std::size_t>(fate)];
        ++tally.counts[fate];
        tally.changes.push_back({{"pid", backend.pid}, {"token", backend.token()}, {"outcome", word}});
        if (fate != Fate::ended && fate != Fate::cancelled)
            tally.left.push_back(fmt::format("{} {}: {}", backend.token(), who_is(backend), word));
    }
    return tally;
}

// "Ended 2 backends", "Cancelled 1 query", "Ended 1 backend, cancelled 2 queries"
std::string what_we_did(Tally const &tally)
{
    auto const ended = tally.of(Fate::ended), cancelled = tally.of(Fate::cancelled);
    if (cancelled == 0) return fmt::format("Ended {}", counted(ended, "backend"));
    auto const queries = fmt::format("{} {}", with_commas(cancelled), either(cancelled, "query", "queries"));
    return ended == 0 ? "Cancelled " + queries
                      : fmt::format("Ended {}, cancelled {}", counted(ended, "backend"), queries);
}

std::string sentence_of(Tally const &tally, op::Run &run)
{
    auto const all = std::ssize(tally.changes);
    auto text = what_we_did(tally);
    if (tally.of(Fate::ended) + tally.of(Fate::cancelled) < all) text += fmt::format(", of {}", with_commas(all));
    text += fmt::format(" in {}.", human_duration(run.spent()));
    if (auto const n = tally.of(Fate::over); n > 0)
        text += fmt::format(" {} {} over, by us or by {}: the server's answer was lost.", with_commas(n),
                            either(n, "is", "are"), either(n, "itself", "themselves"));
    if (auto const n = tally.of(Fate::changed); n > 0)
        text += fmt::format(" {} had gone on to something else, or ended, and {} not touched.", with_commas(n),
                            either(n, "was", "were"));
    return text;
}

// The gravest of what became of them.
void judge(Tally const &tally, op::Outcome &outcome)
{
    auto const there = tally.of(Fate::there), denied = tally.of(Fate::denied), unknown = tally.of(Fate::unknown);
    auto const ended = tally.of(Fate::ended) + tally.of(Fate::cancelled);
    if (there + denied + unknown == 0) {
        if (ended + tally.of(Fate::over) > 0) return;
        outcome.fault = Fault::conflict;
        outcome.trouble = "none was what the plan showed any more; nothing was touched";
        return;
    }
    outcome.trouble =
        fmt::format("{}{}", fmt::join(tally.left, "; "),
                    denied > 0 ? " (needs pg_signal_backend; of a superuser's backend, a superuser)" : "");
    if (unknown > 0)
        outcome.fault = Fault::unknown;
    else if (there > 0)
        outcome.fault = Fault::unverified;
    else
        outcome.fault = ended > 0 ? Fault::partial : Fault::denied;
}

// Those who waited get their locks one after the other, a moment later.
std::size_t waiting_after(op::Run &run, bool ended)
{
    auto &clock = run.world.context().clock;
    auto const end = clock.ticks() + (ended ? k_settles_within : Millis{0});
    for (;;) {
        auto const waiting = look_at_locks(session_of(run.world)).forest.waiting;
        if (waiting == 0 || clock.ticks() >= end) return waiting;
        clock.sleep(k_look_every);
    }
}

/// Ends backends, each by a statement that names it by its start and what it does, and nobody else.
class PgKill final : public op::NotedOperation {
public:
    PgKill() noexcept : NotedOperation("pg.kill", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_target(plan, world); }
    void recheck_target(op::Plan const &plan, op::World &world) const override { recheck_pg(plan, session_of(world)); }

    void apply(std::string_view step, op::Run &run) const override
    {
        if (step == "record")
            record_evidence(victims_of(run.plan), run);
        else
            climb(how_of(step), run);
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        if (step == "record") return evidence_is_there(run.plan, run.world) ? op::Taken::yes : op::Taken::no;
        if (still_at_it(how_of(step), run).empty()) return op::Taken::yes;
        auto const record = run.guard.record();
        return record && record->field("began " + std::string(step)) == "1" ? op::Taken::partly : op::Taken::no;
    }

    // Nothing of it can be taken back; but where no signal went out, nothing was changed.
    bool put_back(op::Run &run) const override { return !run.guard.record(); }

    op::Outcome verify(op::Run &run) const override
    {
        auto const tally = tally_of(run);
        auto const waiting = waiting_after(run, tally.of(Fate::ended) + tally.of(Fate::cancelled) > 0);
        op::Outcome outcome;
        outcome.sentence = sentence_of(tally, run);
        if (auto const before = run.plan.before.value("blocked", std::size_t{0}); before > 0)
            outcome.sentence += waiting == 0 ? " Nobody waits for a lock any more."
                                             : fmt::format(" {} still wait for locks: omactl pg locks", waiting);
        outcome.changes = tally.changes;
        outcome.after = {{"blocked", waiting}};
        judge(tally, outcome);
        return outcome;
    }

protected:
    std::unique_ptr<op::Lock> lock(op::Plan const &plan, op::World &world) const override
    {
        return pg_lock(plan, session_of(world));
    }
};

PgKill const g_kill;

}  // namespace

}  // namespace omactl::cmd
