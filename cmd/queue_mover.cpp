#include "cmd/queue_archive.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_step_size.hpp"
#include "cmd/queue_target.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/steps.hpp"

#include <algorithm>
#include <cstring>
#include <deque>
#include <unordered_map>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_first_chunk = 16;
constexpr std::size_t k_most = 1'000;
constexpr std::size_t k_most_bytes = 512 * 1024;
constexpr std::size_t k_ready = 2 * k_most, k_ready_bytes = 2 * k_most_bytes;
constexpr std::int64_t k_most_window = 1'000;
constexpr Millis k_soon{1};

/// An archived record that is not moved yet, and where it stood in `failed` when that was last read.
struct Place {
    std::int64_t n, index;
};

/// The same with its bytes, ready to be moved.
struct Pending {
    Place place;
    queue::Taken::One one;  ///< offset is filled in when its window is known
};

std::vector<Place> places_of(std::string const &bytes)
{
    std::vector<Place> places(bytes.size() / sizeof(std::int64_t));
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i].n = static_cast<std::int64_t>(i);
        std::memcpy(&places[i].index, bytes.data() + i * sizeof(std::int64_t), sizeof(std::int64_t));
    }
    return places;
}

/// Moves archived failure records piece by piece, in the archive's order, which is the list's. The next
/// piece is read and parsed while the server works at one. When somebody else has taken records away,
/// it looks anew where the others stand.
class Mover {
public:
    Mover(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
        : m_rescue(rescue), m_limit(limit), m_run(run), m_layout(layout), m_redis(session_of(run.world).redis()),
          m_pace(run, rescue.rate, Millis{rescue.stall_ms})
    {
        m_own = queue::read_bits(m_redis, layout.pushed(run.plan.id));
        bool const fresh = m_own.empty() && run.scratch.contains("places");
        m_own.resize(static_cast<std::size_t>(run.plan.count / 8 + 1), '\0');
        auto const record = run.guard.record();
        m_pushed = record ? std::atoll(record->field("pushed").c_str()) : 0;
        run.progress.emplace(run.world.context(), "requeue", run.plan.count);
        if (m_pushed >= limit) return;
        if (fresh)
            begin(places_of(run.scratch["places"]));
        else
            begin(located());
    }

    void work()
    {
        while (m_pushed < m_limit) {
            fill();
            if (m_pending.empty() && !look_for_others()) break;
            m_pace.wait_turn();
            move_chunk();
        }
        m_run.progress.reset();
    }

private:
    // Equal records are all the same: the k-th that stands there is taken for the k-th that is left.
    // In a list that others have added to at its end, one may stand before another with a lower number:
    // that one's turn comes in another round.
    std::vector<Place> located()
    {
        std::unordered_map<Fingerprint, std::deque<std::int64_t>, FingerprintHash> wanted;
        Fingerprinter const printer;
        op::ArchiveReader archive{need_archive(m_run.plan, session_of(m_run.world))};
        while (auto const record = archive.next())
            if (auto const n = archive.position() - 1; !queue::bit(m_own, n)) wanted[printer.of(*record)].push_back(n);
        std::vector<Place> places;
        m_others = false;
        auto const length = m_redis.call({"LLEN", m_layout.failed()}).integer();
        read_failures(m_redis, m_layout, length, [&](std::int64_t index, std::string_view record) {
            auto const found = wanted.find(printer.of(record));
            if (found == wanted.end()) return;
            auto &numbers = found->second;
            auto const last = places.empty() ? -1 : places.back().n;
            auto const next = std::upper_bound(numbers.begin(), numbers.end(), last);
            if (next == numbers.end()) return void(m_others = m_others || !numbers.empty());
            places.push_back({*next, index});
            numbers.erase(next);
        });
        return places;
    }

    void begin(std::vector<Place> places)
    {
        m_places = std::move(places);
        m_archive.emplace(need_archive(m_run.plan, session_of(m_run.world)));
        m_pending.clear();
        m_bytes = m_at = 0;
        m_gone = 0;
    }

    // True: there is more to move, that had no turn in this round.
    bool look_for_others()
    {
        if (!m_others) return false;
        begin(located());
        fill();
        return !m_pending.empty();
    }

    void fill()
    {
        while (m_at < m_places.size() && m_pending.size() < k_ready && m_bytes < k_ready_bytes) {
            auto const record = m_archive->next();
            if (!record) return;
            if (m_archive->position() - 1 != m_places[m_at].n) continue;
            m_pending.push_back(pending(m_places[m_at++], *record));
            m_bytes += record->size();
        }
    }

    Pending pending(Place place, std::string_view record) const
    {
        auto const failure = queue::read_failure(record);
        return {place,
                {0, std::string(record), static_cast<std::size_t>(failure.payload.data() - record.data()),
                 failure.payload.size(), m_rescue.to.empty() ? queue::text_of(failure.queue) : m_rescue.to}};
    }

    std::size_t most() const
    {
        auto const portion = m_pace.portion(std::min<std::int64_t>(k_most, m_limit - m_pushed));
        return std::min(m_size.get(), static_cast<std::size_t>(portion));
    }

    queue::Taken next_chunk()
    {
        queue::Taken taken;
        taken.first = m_pending.front().place.index - m_gone;
        std::size_t bytes = 0;
        m_moving.clear();
        while (!m_pending.empty() && taken.records.size() < most() && bytes < k_most_bytes) {
            auto &next = m_pending.front();
            auto const offset = next.place.index - m_gone - taken.first;
            if (offset >= k_most_window) break;
            taken.window = offset + 1;
            bytes += next.one.record.size();
            m_moving.push_back(next.place);
            taken.records.push_back(std::move(next.one));
            taken.records.back().offset = offset;
            m_pending.pop_front();
        }
        m_bytes -= bytes;
        taken.max_length = m_rescue.max_length;
        taken.next = m_moving.back().n + 1;
        auto const first = m_moving.front().n / 8, last = m_moving.back().n / 8;
        taken.own = {first, m_own.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1))};
        for (auto const &place : m_moving) queue::set_bit(taken.own.bytes, place.n - first * 8);
        return taken;
    }

    void move_chunk()
    {
        auto taken = next_chunk();
        auto &clock = m_run.world.context().clock;
        auto const began = clock.ticks();
        queue::start_take_failed(fenced(m_run), m_layout, m_run.plan.id, taken);
        read_ahead();
        auto const prepared = clock.ticks();
        switch (queue::finish_take_failed(fenced(m_run))) {
        case queue::Returned::ledger_moved: return begin(located());  // somebody else has removed records
        case queue::Returned::too_long: return put_off(taken);
        case queue::Returned::pushed: break;
        }
        std::copy(taken.own.bytes.begin(), taken.own.bytes.end(), m_own.begin() + taken.own.at);
        m_gone += std::ssize(taken.records);
        m_pushed += std::ssize(taken.records);
        m_pace.pushed(std::ssize(taken.records));
        m_run.progress->at(m_pushed);
        // What was done meanwhile is not the server's; but if that was not waited for, nothing is known of it.
        auto const waited = clock.ticks() - prepared;
        if (waited > k_soon || prepared - began < k_soon) m_size.adapt(clock.ticks() - began);
    }

    // The server is at work: whatever happens here, its answer must be heard.
    void read_ahead()
    {
        try {
            fill();
        } catch (Error const &) {
            queue::finish_take_failed(fenced(m_run));
            throw;
        }
    }

    // The destination is too long for so many.
    void put_off(queue::Taken &taken)
    {
        auto const size = taken.records.size();
        auto const queue = taken.records.front().queue;
        for (auto i = size; i-- > 0;) {
            m_bytes += taken.records[i].record.size();
            m_pending.push_front({m_moving[i], std::move(taken.records[i])});
        }
        if (size == 1) return m_pace.blocked(queue);
        m_size.set(size / 2);
    }

    Rescue const &m_rescue;
    std::int64_t m_limit;
    op::Run &m_run;
    queue::Layout const &m_layout;
    redis::Connection &m_redis;
    Pace m_pace;
    std::string m_own;  ///< bits of what this operation has moved
    std::vector<Place> m_places, m_moving;
    std::optional<op::ArchiveReader> m_archive;
    std::deque<Pending> m_pending;
    StepSize m_size{k_first_chunk, k_most};
    std::size_t m_at = 0, m_bytes = 0;
    std::int64_t m_gone = 0, m_pushed = 0;
    bool m_others = false;
};

}  // namespace

void move_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
{
    Mover{rescue, run, layout, limit}.work();
}

}  // namespace omactl::cmd
