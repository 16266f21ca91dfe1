#include "cmd/queue_archive.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_step_size.hpp"
#include "cmd/queue_target.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/steps.hpp"

#include <algorithm>
#include <deque>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_first_chunk = 16;
constexpr std::size_t k_most = 1'000;
constexpr std::size_t k_most_bytes = 512 * 1024;
constexpr std::size_t k_ready = 2 * k_most, k_ready_bytes = 2 * k_most_bytes;
constexpr Millis k_soon{1};

/// Takes archived members to their queues. The script itself looks which of them are still there,
/// so nothing is read before: Sidekiq's own poller takes from these sets all the time.
class Drawer {
public:
    Drawer(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
        : m_rescue(rescue), m_limit(limit), m_run(run), m_layout(layout), m_how(rescue.enqueue()),
          m_archive(need_archive(run.plan, session_of(run.world))), m_pace(run, rescue.rate, Millis{rescue.stall_ms})
    {
        auto const record = run.guard.record();
        auto const at = record ? std::atoll(record->field("at").c_str()) : 0;
        m_pushed = record ? std::atoll(record->field("pushed").c_str()) : 0;
        read_own();
        while (m_archive.position() < at && m_archive.next()) {}
        run.progress.emplace(run.world.context(), "requeue", run.plan.count);
    }

    void work()
    {
        for (fill(); !m_pending.empty() && m_pushed < m_limit; fill()) {
            m_pace.wait_turn();
            move_chunk();
        }
        m_run.progress.reset();
    }

private:
    // Enough for this step and, while the server is at it, for the next.
    void fill()
    {
        while (m_pending.size() < k_ready && m_bytes < k_ready_bytes) {
            auto const n = m_archive.position();
            auto const record = m_archive.next();
            if (!record) return;
            auto const kept = kept_of(*record);
            auto made = queue::enqueued(kept.member, m_how);
            if (!made) continue;
            m_bytes += kept.member.size();
            m_pending.push_back(
                {n, std::string(kept.score), std::string(kept.member), std::move(made->job), std::move(made->queue)});
        }
    }

    // The server is at work: whatever happens here, its answer must be heard.
    void read_ahead()
    {
        try {
            fill();
        } catch (Error const &) {
            std::int64_t moved = 0;
            queue::finish_taking(fenced(m_run), moved);
            throw;
        }
    }

    queue::Drawn next_chunk()
    {
        auto const most = std::min(
            m_size.get(), static_cast<std::size_t>(m_pace.portion(std::min<std::int64_t>(k_most, m_limit - m_pushed))));
        queue::Drawn drawn;
        drawn.set = m_layout.key(m_rescue.set);
        drawn.max_length = m_rescue.max_length;
        std::size_t bytes = 0;
        while (!m_pending.empty() && drawn.members.size() < most && bytes < k_most_bytes) {
            bytes += m_pending.front().member.size();
            drawn.members.push_back(std::move(m_pending.front()));
            m_pending.pop_front();
        }
        m_bytes -= bytes;
        drawn.next = drawn.members.back().n + 1;
        drawn.own = bits_with(drawn.members);
        return drawn;
    }

    queue::Bits bits_with(std::vector<queue::Drawn::One> const &members) const
    {
        auto const first = members.front().n / 8, last = members.back().n / 8;
        queue::Bits bits{first,
                         m_own.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1))};
        for (auto const &one : members) queue::set_bit(bits.bytes, one.n - first * 8);
        return bits;
    }

    void move_chunk()
    {
        auto drawn = next_chunk();
        auto const size = drawn.members.size();
        auto &clock = m_run.world.context().clock;
        auto const began = clock.ticks();
        std::int64_t moved = 0;
        queue::start_take_sorted(fenced(m_run), m_layout, m_run.plan.id, drawn);
        read_ahead();
        auto const prepared = clock.ticks();
        if (queue::finish_taking(fenced(m_run), moved) == queue::Returned::too_long) return put_off(drawn);
        if (moved == static_cast<std::int64_t>(size))
            std::copy(drawn.own.bytes.begin(), drawn.own.bytes.end(), m_own.begin() + drawn.own.at);
        else
            read_own();
        m_pushed += moved;
        m_pace.pushed(moved);
        m_run.progress->at(m_pushed);
        // What was done meanwhile is not the server's; but if that was not waited for, nothing is known of it.
        auto const waited = clock.ticks() - prepared;
        if (waited > k_soon || prepared - began < k_soon) m_size.adapt(clock.ticks() - began);
    }

    // The destination is too long for so many.
    void put_off(queue::Drawn &drawn)
    {
        auto const size = drawn.members.size();
        auto const queue = drawn.members.front().queue;
        for (auto one = drawn.members.rbegin(); one != drawn.members.rend(); ++one) {
            m_bytes += one->member.size();
            m_pending.push_front(std::move(*one));
        }
        if (size == 1) return m_pace.blocked(queue);
        m_size.set(size / 2);
    }

    void read_own()
    {
        m_own = queue::read_bits(session_of(m_run.world).redis(), m_layout.pushed(m_run.plan.id));
        m_own.resize(static_cast<std::size_t>(m_run.plan.count / 8 + 1), '\0');
    }

    Rescue const &m_rescue;
    std::int64_t m_limit;
    op::Run &m_run;
    queue::Layout const &m_layout;
    queue::Enqueue m_how;
    op::ArchiveReader m_archive;
    Pace m_pace;
    std::deque<queue::Drawn::One> m_pending;
    StepSize m_size{k_first_chunk, k_most};
    std::string m_own;  ///< bits of what this operation has pushed
    std::size_t m_bytes = 0;
    std::int64_t m_pushed = 0;
};

}  // namespace

void move_sorted(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
{
    Drawer{rescue, run, layout, limit}.work();
}

}  // namespace omactl::cmd
