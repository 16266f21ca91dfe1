#include "cmd/archive_place.hpp"
#include "cmd/one_step.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/workers_command.hpp"
#include "cmd/workers_kill.hpp"
#include "cmd/workers_orphans.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/ending.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace omactl::cmd {

namespace {

using Held = std::vector<queue::Orphan>;

constexpr Millis k_look_every{500};
constexpr Millis k_silence{60'000};        // then Sidekiq itself takes a process for dead
constexpr Millis k_pruned{30'000};         // off the list and so long silent: not of its own accord
constexpr Millis k_sidekiq_takes{90'000};  // its own limit is 25 s by default
constexpr char k_lpos_at_most[] = "1000";

std::vector<std::int64_t> numbers_in(std::string const &text)
{
    std::vector<std::int64_t> numbers;
    for (auto const word : split(text, ','))
        if (!word.empty()) numbers.push_back(std::stoll(std::string(word)));
    return numbers;
}

std::string text_of(std::vector<std::int64_t> const &numbers)
{
    return fmt::format("{}", fmt::join(numbers, ","));
}

Held archived(op::Run &run)
{
    auto const record = run.guard.record();
    return record ? archived_by_kill(run.plan, *record) : Held{};
}

/// Those of them who hold what they held.
Held unchanged(Held const &held, redis::Connection &redis, queue::Layout const &layout)
{
    Held same;
    for (std::size_t first = 0; first < held.size();) {
        auto const batch = slice(held, first, batch_of(held, first));
        auto const entries = queue::entries_of(redis, layout, batch);
        for (std::size_t i = 0; i < batch.size(); ++i)
            if (hex(openssl::module().sha1(entries[i])) == batch[i].sha1) same.push_back(batch[i]);
        first += batch.size();
    }
    return same;
}

// --- save ---------------------------------------------------------------------------------------

op::Json header(op::Run const &run)
{
    return {{"omactl", "archive"},
            {"v", 1},
            {"id", run.plan.id},
            {"operation", run.plan.operation},
            {"key", layout_of(run.plan).workers()},
            {"queue", run.plan.target},
            {"server", run.plan.service},
            {"predicate", "in the hands of workers that were ended"},
            {"at", rfc3339(run.world.context().clock.now())}};
}

void save(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    auto const held = orphans_from(run.plan.detail.at("orphans"));
    op::ArchiveWriter archive{archive_path(run.world, run.plan.id), header(run)};
    std::vector<std::int64_t> saved;
    for (std::size_t first = 0; first < held.size();) {
        throw_if_interrupted();
        auto const batch = slice(held, first, batch_of(held, first));
        auto entries = queue::entries_of(session_of(run.world).redis(), layout, batch);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (hex(openssl::module().sha1(entries[i])) != batch[i].sha1) continue;
            archive.add(queue::read_held(std::move(entries[i])).job());
            saved.push_back(batch[i].number);
        }
        first += batch.size();
    }
    if (saved.empty()) throw Error{Fault::conflict, "all these jobs have come to their end meanwhile", {}};
    archive.finish();
    run.scratch["saved"] = text_of(saved);
    run.scratch["removed"] = std::to_string(saved.size());
    run.scratch["checksum"] = archive.checksum();
}

// --- end ----------------------------------------------------------------------------------------

void begin(op::Run &run)
{
    auto const all = orphans_from(run.plan.detail.at("orphans"));
    auto const saved = numbers_in(run.scratch["saved"]);
    std::set<std::string> processes;
    if (find_way(run.plan.detail.at("way").get<std::string>())->kills_by_signal())
        for (auto const n : saved) processes.insert(all.at(static_cast<std::size_t>(n)).worker.id);
    queue::begin_ending(fenced(run), layout_of(run.plan), run.plan.id, std::ssize(saved),
                        {processes.begin(), processes.end()},
                        {{"saved", run.scratch["saved"]},
                         {"removed", run.scratch["removed"]},
                         {"archive", archive_path(run.world, run.plan.id)},
                         {"archive_checksum", run.scratch["checksum"]},
                         {"archive_host", run.world.host()}});
}

void end(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    if (!run.guard.record()) begin(run);
    throw_if_interrupted();
    auto const *way = find_way(run.plan.detail.at("way").get<std::string>());
    auto const still = unchanged(archived(run), session_of(run.world).redis(), layout);
    auto const left = way->kill(run, still);
    std::vector<std::int64_t> numbers;
    for (auto const &[number, why] : left) numbers.push_back(number);
    queue::note_ended(fenced(run), layout,
                      {{"left", text_of(numbers)}, {"why_left", left.empty() ? "" : left.begin()->second}});
}

// --- settle -------------------------------------------------------------------------------------

/// Which of the jobs nobody has in hand any more, though their workers' entries say so.
class Aftermath {
public:
    explicit Aftermath(op::Run &run) : m_run(run), m_layout(layout_of(run.plan)), m_waiting(to_wait_for(run)) {}

    /// Waits until each worker has come to its end or is known to be dead.
    void wait()
    {
        auto &clock = m_run.world.context().clock;
        bool const sidekiq = m_layout.kind == queue::Kind::sidekiq;
        Millis const settle{m_run.plan.detail.at("settle_ms").get<std::int64_t>()};
        auto const until = clock.ticks() + (sidekiq ? k_sidekiq_takes : settle);
        look(sidekiq);
        while (!m_waiting.empty() && clock.ticks() < until) {
            m_run.guard.beat();
            clock.sleep(k_look_every);
            throw_if_interrupted();
            look(sidekiq);
        }
        if (!sidekiq) m_dead = std::move(m_waiting);  // so the kill command says
        if (!sidekiq) m_waiting.clear();
    }

    Held const &dead() const { return m_dead; }
    Held const &alive() const { return m_waiting; }

private:
    static Held to_wait_for(op::Run &run)
    {
        auto const record = run.guard.record();
        auto const left = numbers_in(record ? record->field("left") : "");
        auto held = archived(run);
        std::erase_if(held, [&](queue::Orphan const &one) {
            return std::find(left.begin(), left.end(), one.number) != left.end();
        });
        return held;
    }

    void look(bool sidekiq)
    {
        auto &redis = session_of(m_run.world).redis();
        auto const crew = queue::read_crew(redis, m_layout, queue::Detail::signs);
        std::map<std::string, queue::Worker const *> there;
        for (auto const &worker : crew.workers) there.emplace(worker.id, &worker);
        Held rest;
        for (auto &one : sidekiq ? m_waiting : unchanged(m_waiting, redis, m_layout)) {
            auto const worker = there.find(one.worker.id);
            auto const *found = worker == there.end() ? nullptr : worker->second;
            one.worker.beat_bytes = found ? found->beat_bytes : "";
            one.worker.ping = found ? found->ping : "";
            if (!sidekiq || is_alive(one.worker.id, found, crew.now))
                rest.push_back(one);
            else if (is_dead(one.worker.id, found, crew.now))
                m_dead.push_back(one);
        }
        m_waiting = std::move(rest);
    }

    bool is_alive(std::string const &id, queue::Worker const *found, Instant now)
    {
        bool const alive = found && !found->entry_gone && found->beat && now - *found->beat <= k_silence;
        if (alive) m_beats[id] = *found->beat;
        return alive;
    }

    // A process that is off the list has put its jobs back, or finished them: unless it was silent for
    // long, and another one has struck it off.
    bool is_dead(std::string const &id, queue::Worker const *found, Instant now) const
    {
        auto const last = m_beats.find(id);
        return found || (last != m_beats.end() && now - last->second > k_pruned);
    }

    op::Run &m_run;
    queue::Layout m_layout;
    Held m_waiting, m_dead;
    std::map<std::string, Instant> m_beats;  // the last that was seen of Sidekiq's processes
};

void take_stock(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    Aftermath after{run};
    after.wait();
    bool const whole = after.alive().empty();
    auto const &dead = after.dead();
    std::size_t first = 0;
    do {
        auto const count = batch_of(dead, first);
        bool const last = first + count == dead.size() && whole;
        queue::unregister(fenced(run), layout, run.plan.id, slice(dead, first, count), {last ? "settle" : "end", last});
        first += count;
    } while (first < dead.size());
    if (whole) return;
    std::set<std::string> names;
    for (auto const &one : after.alive()) names.insert(printable(one.worker.host + ":" + one.worker.pid));
    throw Error{Fault::partial,
                fmt::format("{} of Sidekiq's {} on, in spite of TERM: {}: end them on their hosts, by KILL",
                            counted(std::ssize(names), "process"), either(std::ssize(names), "goes", "go"),
                            fmt::join(names, ", "))};
}

// --- verify -------------------------------------------------------------------------------------

/// What became of the jobs.
struct Fates {
    std::int64_t archived = 0, back = 0, ended = 0, left = 0;
    std::set<std::string> workers, queues;  ///< those that were ended; where what is in the archive came from
};

bool waits(redis::Connection &redis, std::string const &list, std::string_view job)
{
    try {
        return !redis.call({"LPOS", list, job, "RANK", "-1", "MAXLEN", k_lpos_at_most}).is_nil();
    } catch (redis::Refused const &) {
        return false;  // older than LPOS
    }
}

Fates fates_of(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    auto &redis = session_of(run.world).redis();
    auto const record = run.guard.record();
    auto const held = archived(run);
    auto const left = numbers_in(record ? record->field("left") : "");
    auto const bits = queue::read_bits(redis, layout.ledger(run.plan.id));
    std::optional<op::ArchiveReader> jobs;
    if (auto const path = archive_here(run.world, record ? record->field("archive") : "", run.plan.id))
        jobs.emplace(*path);
    Fates fates;
    for (auto const &one : held) {
        auto const job = jobs ? jobs->next() : std::nullopt;
        bool const is_left = std::find(left.begin(), left.end(), one.number) != left.end();
        if (!is_left) fates.workers.insert(one.worker.id);
        if (!queue::bit(bits, one.number)) {
            ++fates.archived;
            fates.queues.insert(one.queue);
        } else if (is_left) {
            ++fates.left;
        } else if (layout.kind == queue::Kind::sidekiq && job && waits(redis, layout.queue(one.queue), *job)) {
            ++fates.back;
        } else {
            ++fates.ended;
        }
    }
    return fates;
}

std::string sentence_of(Fates const &fates, op::Run &run)
{
    auto text =
        fmt::format("Ended {} in {}.", counted(std::ssize(fates.workers), "worker"), human_duration(run.spent()));
    if (fates.back > 0)
        text += fmt::format(" {} went back to {} by Sidekiq itself.", counted(fates.back, "job"),
                            either(fates.back, "its queue", "their queues"));
    if (fates.ended > 0)
        text += fmt::format(" {} had come to {} end (done, failed, or taken anew).", counted(fates.ended, "job"),
                            either(fates.ended, "an", "their"));
    if (fates.archived == 0) return text;
    std::vector<std::string> lines;
    for (auto const &name : fates.queues)
        lines.push_back(fmt::format("omactl queue requeue {} --from archive:{}", shell_quoted(name),
                                    run.world.journal().shortest(run.plan.id)));
    bool const may_be_done = layout_of(run.plan).kind == queue::Kind::sidekiq;
    return text + fmt::format(" {} {} in the archive{}: {}", counted(fates.archived, "job"),
                              either(fates.archived, "is", "are"),
                              may_be_done ? " (what was done in its worker's last seconds may be among them)" : "",
                              fmt::join(lines, " · "));
}

/// Saves the jobs, ends their workers, and has those jobs in its archive to requeue that no worker
/// has put back or finished by itself.
class WorkersKill final : public OnRedis {
public:
    WorkersKill() noexcept : OnRedis("workers.kill", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        OnRedis::recheck(plan, world);
        if (plan.detail.at("way") == "command") need_means(plan, session_of(world));
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        if (step == "save")
            save(run);
        else if (step == "end")
            end(run);
        else
            take_stock(run);
    }

    // The archive counts once the service knows it.
    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        if (record->field("over") == "1" || step == "save") return op::Taken::yes;
        return step == "end" && record->phase == "end" ? op::Taken::yes : op::Taken::partly;
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const fates = fates_of(run);
        auto const record = run.guard.record();
        op::Outcome outcome;
        outcome.sentence = sentence_of(fates, run);
        outcome.changes.push_back({{"workers", std::ssize(fates.workers)},
                                   {"archived", fates.archived},
                                   {"back_by_themselves", fates.back},
                                   {"ended", fates.ended},
                                   {"left", fates.left}});
        outcome.after = {{"archived", fates.archived}};
        if (fates.left > 0) {
            outcome.fault = Fault::unverified;
            outcome.trouble = fmt::format("{} could not be taken from {} workers: {}", counted(fates.left, "job"),
                                          either(fates.left, "its", "their"), record ? record->field("why_left") : "");
        }
        return outcome;
    }
};

WorkersKill const g_kill;

}  // namespace

std::vector<queue::Orphan> archived_by_kill(op::Plan const &kill, Record const &record)
{
    auto const all = orphans_from(kill.detail.at("orphans"));
    Held held;
    for (auto const n : numbers_in(record.field("saved"))) {
        held.push_back(all.at(static_cast<std::size_t>(n)));
        held.back().number = std::ssize(held) - 1;
    }
    return held;
}

}  // namespace omactl::cmd
