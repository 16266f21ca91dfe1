#include "cmd/queue_rescue.hpp"

#include "cmd/queue_archive.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_step_size.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/delayed.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/sorted.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_first_chunk = 16;
constexpr std::size_t k_most = 500;
constexpr std::int64_t k_most_window = 1'000;

/// A record that waits in `failed` to be moved.
struct Pending {
    std::int64_t n = 0;      ///< number in the archive
    std::int64_t index = 0;  ///< in `failed`, when it was located
    queue::Taken::One one;   ///< offset is filled in when its window is known
};

class Mover {
public:
    Mover(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
        : m_rescue(rescue), m_limit(limit), m_run(run), m_layout(layout), m_redis(session_of(run.world).redis()),
          m_pace(run, rescue.rate, Millis{rescue.stall_ms})
    {
        m_own = queue::read_bits(m_redis, layout.pushed(run.plan.id));
        m_own.resize(static_cast<std::size_t>(run.plan.count / 8 + 1), '\0');
        auto const record = run.guard.record();
        m_pushed = record ? std::atoll(record->field("pushed").c_str()) : 0;
        run.progress.emplace(run.world.context(), "requeue", run.plan.count);
    }

    void work()
    {
        if (m_pushed < m_limit) locate();
        while (m_at < m_pending.size() && m_pushed < m_limit) {
            m_pace.wait_turn();
            move_chunk();
        }
        m_run.progress.reset();
    }

private:
    bool moved(std::int64_t n) const { return queue::bit(m_own, n); }

    // Finds where each archived record that is not moved yet stands in `failed` now.
    void locate()
    {
        std::unordered_map<Fingerprint, std::vector<std::int64_t>, FingerprintHash> wanted;
        op::ArchiveReader archive{need_archive(m_run.plan, session_of(m_run.world))};
        while (auto const record = archive.next())
            if (auto const n = archive.position() - 1; !moved(n)) wanted[m_printer.of(*record)].push_back(n);
        for (auto &[print, numbers] : wanted) std::reverse(numbers.begin(), numbers.end());
        m_pending.clear();
        m_at = m_gone = 0;
        auto const length = m_redis.call({"LLEN", m_layout.failed()}).integer();
        read_failures(m_redis, m_layout, length, [&](std::int64_t index, std::string_view record) {
            auto const found = wanted.find(m_printer.of(record));
            if (found == wanted.end() || found->second.empty()) return;
            m_pending.push_back(pending(found->second.back(), index, record));
            found->second.pop_back();
        });
    }

    Pending pending(std::int64_t n, std::int64_t index, std::string_view record) const
    {
        auto const failure = queue::read_failure(record);
        Pending p{n, index, {}};
        p.one.sha1 = hex(openssl::module().sha1(record));
        p.one.at = static_cast<std::size_t>(failure.payload.data() - record.data());
        p.one.size = failure.payload.size();
        p.one.queue = m_rescue.to.empty() ? queue::text_of(failure.queue) : m_rescue.to;
        return p;
    }

    queue::Taken window() const
    {
        auto const most = std::min(
            m_size.get(), static_cast<std::size_t>(m_pace.portion(std::min<std::int64_t>(k_most, m_limit - m_pushed))));
        queue::Taken taken;
        taken.first = m_pending[m_at].index - m_gone;
        std::int64_t lowest = m_pending[m_at].n, highest = lowest;
        for (auto i = m_at; i < m_pending.size() && taken.records.size() < most; ++i) {
            auto const &p = m_pending[i];
            auto const offset = p.index - m_gone - taken.first;
            if (offset >= k_most_window) break;
            taken.window = offset + 1;
            taken.records.push_back(p.one);
            taken.records.back().offset = offset;
            lowest = std::min(lowest, p.n);
            highest = std::max(highest, p.n);
        }
        taken.max_length = m_rescue.max_length;
        taken.own = {lowest / 8, m_own.substr(static_cast<std::size_t>(lowest / 8),
                                              static_cast<std::size_t>(highest / 8 - lowest / 8 + 1))};
        for (std::size_t i = 0; i < taken.records.size(); ++i)
            queue::set_bit(taken.own.bytes, m_pending[m_at + i].n - taken.own.at * 8);
        return taken;
    }

    void move_chunk()
    {
        auto const taken = window();
        auto &clock = m_run.world.context().clock;
        auto const began = clock.ticks();
        switch (queue::take_failed(fenced(m_run), m_layout, m_run.plan.id, taken)) {
        case queue::Returned::ledger_moved: return locate();  // somebody else has removed records
        case queue::Returned::too_long:
            if (m_size.get() > 1)
                m_size.set(m_size.get() / 2);
            else
                m_pace.blocked(taken.records.front().queue);
            return;
        case queue::Returned::pushed: break;
        }
        std::copy(taken.own.bytes.begin(), taken.own.bytes.end(), m_own.begin() + taken.own.at);
        m_at += taken.records.size();
        m_gone += std::ssize(taken.records);
        m_pushed += std::ssize(taken.records);
        m_pace.pushed(std::ssize(taken.records));
        m_run.progress->at(m_pushed);
        m_size.adapt(clock.ticks() - began);
    }

    Rescue const &m_rescue;
    std::int64_t m_limit;
    op::Run &m_run;
    queue::Layout const &m_layout;
    redis::Connection &m_redis;
    Pace m_pace;
    Fingerprinter m_printer;
    std::string m_own;
    std::vector<Pending> m_pending;
    StepSize m_size{k_first_chunk, k_most};
    std::size_t m_at = 0;
    std::int64_t m_gone = 0, m_pushed = 0;
};

}  // namespace

op::Json to_json(Rescue const &r)
{
    return {{"filter", to_json(r.filter)},
            {"to", r.to},
            {"unique", r.unique},
            {"first", r.first},
            {"rate", r.rate},
            {"max_length", r.max_length},
            {"stall_ms", r.stall_ms},
            {"bound", r.bound},
            {"set", r.set},
            {"at", r.at},
            {"away", r.away}};
}

Rescue rescue_from(op::Json const &j)
{
    return {failure_filter_from(j.at("filter")),
            j.at("to"),
            j.at("unique"),
            j.at("first"),
            j.at("rate"),
            j.at("max_length"),
            j.at("stall_ms"),
            j.at("bound"),
            j.value("set", "failed"),
            j.value("at", std::int64_t{0}),
            j.value("away", false)};
}

std::string key_of(Rescue const &rescue, queue::Layout const &layout)
{
    return rescue.delayed() ? layout.delayed_schedule() : layout.key(rescue.set);
}

std::int64_t count_of(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout)
{
    if (rescue.delayed()) return queue::count_delayed(redis, layout);
    return redis.call({rescue.sorted() ? "ZCARD" : "LLEN", key_of(rescue, layout)}).integer();
}

void need_one_list(redis::Connection &redis, queue::Layout const &layout)
{
    if (redis.call({"EXISTS", layout.failed_queues()}).integer() == 1)
        throw Error{
            Fault::failed,
            "this application keeps its failures in a list a queue (redis_multi_queue), which is not supported yet",
            "omactl queue failed ls shows the common list only"};
}

UniqueWork unique_work(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout)
{
    if (!rescue.unique) return {};
    if (!rescue.to.empty()) return {redis, layout, {rescue.to}};
    if (!rescue.filter.queue.empty()) return {redis, layout, {rescue.filter.queue}};
    auto const members = redis.call({"SMEMBERS", layout.queues()});
    std::vector<std::string> names;
    for (std::size_t i = 0; i < members.size(); ++i) names.emplace_back(members[i].text());
    return {redis, layout, names};
}

void save_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout)
{
    auto &redis = session_of(run.world).redis();
    FailureMatcher const matcher{rescue.filter};
    auto unique = unique_work(rescue, redis, layout);
    op::ArchiveWriter archive{run.plan.archive,
                              {{"omactl", "archive"},
                               {"v", 1},
                               {"id", run.plan.id},
                               {"operation", run.plan.operation},
                               {"key", key_of(rescue, layout)},
                               {"records", rescue.sorted() ? "score member" : "as in the list"},
                               {"queue", run.plan.target},
                               {"server", run.plan.service},
                               {"predicate", rescue.filter.describe()},
                               {"at", rfc3339(run.world.context().clock.now())}}};
    each_candidate(rescue, redis, layout, [&](FailedJob const &job) {
        if (archive.count() >= run.plan.count) return;
        if (!rescue.means(job.failure, matcher)) return;
        if (!unique.is_new(rescue.to.empty() ? queue::text_of(job.failure.queue) : rescue.to, job.failure.payload))
            return;
        archive.add(rescue.sorted() ? fmt::format("{} {}", job.score, job.bytes) : std::string(job.bytes));
    });
    archive.finish();
}

void each_candidate(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout,
                    std::function<void(FailedJob const &)> const &each)
{
    if (!rescue.sorted())
        return read_failures(redis, layout, rescue.bound, [&](std::int64_t index, std::string_view record) {
            each({rescue.set, index, {}, record, queue::read_failure(record)});
        });
    std::int64_t index = 0;
    auto const visit = [&](std::string_view score, std::string_view member) {
        each({rescue.set, index++, score, member, queue::read_failed_job(member)});
        return interrupt_signal() == 0;
    };
    if (rescue.delayed())
        queue::read_delayed(redis, layout, rescue.bound, visit);
    else
        queue::read_sorted(redis, layout.key(rescue.set), rescue.bound, visit);
    throw_if_interrupted();
}

void move_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout, std::int64_t limit)
{
    Mover{rescue, run, layout, limit}.work();
}

}  // namespace omactl::cmd
