#include "cmd/queue_archive.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_step_size.hpp"
#include "cmd/queue_target.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/steps.hpp"

#include <algorithm>
#include <deque>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_first_chunk = 16;
constexpr std::size_t k_most = 500;
constexpr std::size_t k_most_bytes = 256 * 1024;

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
    void fill()
    {
        while (m_pending.size() < k_most && m_bytes < k_most_bytes) {
            auto const n = m_archive.position();
            auto const record = m_archive.next();
            if (!record) return;
            auto const kept = kept_of(*record);
            auto job = queue::enqueued(kept.member, m_how);
            if (!job) continue;
            auto const to =
                m_rescue.to.empty() ? queue::text_of(queue::read_failed_job(kept.member).queue) : m_rescue.to;
            m_bytes += kept.member.size();
            m_pending.push_back({n, std::string(kept.score), std::string(kept.member), std::move(*job), to});
        }
    }

    queue::Drawn next_chunk() const
    {
        auto const most = std::min(
            m_size.get(), static_cast<std::size_t>(m_pace.portion(std::min<std::int64_t>(k_most, m_limit - m_pushed))));
        queue::Drawn drawn;
        drawn.set = m_layout.key(m_rescue.set);
        drawn.max_length = m_rescue.max_length;
        std::size_t bytes = 0;
        for (auto const &one : m_pending) {
            if (drawn.members.size() >= most || bytes >= k_most_bytes) break;
            bytes += one.member.size();
            drawn.members.push_back(one);
        }
        drawn.next = drawn.members.back().n + 1;
        return drawn;
    }

    void move_chunk()
    {
        auto const drawn = next_chunk();
        auto &clock = m_run.world.context().clock;
        auto const began = clock.ticks();
        std::int64_t moved = 0;
        if (queue::take_sorted(fenced(m_run), m_layout, m_run.plan.id, drawn, moved) == queue::Returned::too_long) {
            if (drawn.members.size() == 1) return m_pace.blocked(drawn.members.front().queue);
            m_size.set(drawn.members.size() / 2);
            return;
        }
        for (auto const &one : drawn.members) m_bytes -= one.member.size();
        m_pending.erase(m_pending.begin(), m_pending.begin() + std::ssize(drawn.members));
        m_pushed += moved;
        m_pace.pushed(moved);
        m_run.progress->at(m_pushed);
        m_size.adapt(clock.ticks() - began);
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
    std::size_t m_bytes = 0;
    std::int64_t m_pushed = 0;
};

}  // namespace

void move_sorted(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
{
    Drawer{rescue, run, layout, limit}.work();
}

}  // namespace omactl::cmd
