#pragma once

#include "cmd/payloads.hpp"
#include "cmd/queue_failures.hpp"
#include "lib/cli/report.hpp"
#include "lib/queue/moment.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace omactl::cmd {

/// A failure as it is kept, whichever the kind.
struct FailureRecord {
    std::string set, score, bytes;
    std::int64_t index;  ///< from the oldest, or the lowest score
};
/// All that it says, its job as `payloads` shows it.
cli::Json to_json(FailureRecord const &shown, queue::Kind kind, Payloads const &payloads);

/// The newest failures that match: of Resque's list those at its end, of Sidekiq's sets, which stand in
/// another order, those with the latest time.
class Newest {
public:
    Newest(std::int64_t most, queue::Kind kind) : m_most(most), m_kind(kind) {}
    void add(FailedJob const &job)
    {
        ++m_matching;
        if (m_most <= 0) return;
        auto const at = m_kind == queue::Kind::sidekiq ? queue::instant_of(job.failure.failed_at) : std::nullopt;
        auto const rank = m_kind == queue::Kind::resque ? job.index : at ? at->time_since_epoch().count() : 0;
        if (std::ssize(m_shown) == m_most && rank < m_shown.begin()->first) return;
        m_shown.emplace(rank,
                        FailureRecord{std::string(job.set), std::string(job.score), std::string(job.bytes), job.index});
        if (std::ssize(m_shown) > m_most) m_shown.erase(m_shown.begin());
    }
    std::multimap<std::int64_t, FailureRecord> const &shown() const { return m_shown; }
    std::int64_t matching() const { return m_matching; }

private:
    std::int64_t m_most;
    queue::Kind m_kind;
    std::multimap<std::int64_t, FailureRecord> m_shown;
    std::int64_t m_matching = 0;
};

}  // namespace omactl::cmd
