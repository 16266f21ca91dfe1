#pragma once

#include "cmd/queue_failures.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/layout.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace omactl::cmd {

/// Reads what is new in Resque's `failed`, from its newest end back to the last record that is known.
class NewFailures {
public:
    /// `known`: SHA-1 in hex of a record, behind which all are new; "": all are.
    NewFailures(redis::Connection &redis, queue::Layout const &layout, std::string known);
    void read(std::function<void(std::string_view record)> const &each);

private:
    redis::Connection &m_redis;
    std::string m_key, m_known;
};
/// The newest failure of which `counts` says so, by its SHA-1; "" when there is none.
std::string newest_failure(redis::Connection &redis, queue::Layout const &layout,
                           std::function<bool(std::string_view record)> const &counts);

/// What became of the canaries, as far as Redis knows.
struct CanaryState {
    std::int64_t count = 0, waiting = 0, working = 0, refailed = 0;
    std::string error;  ///< of the first that failed again
    std::int64_t at_work() const { return waiting + working; }
};

/// Looks for jobs that this operation has pushed: in their queues, in workers' hands, among what failed
/// since. A worker may write a job anew when it fails, so there it is known by its jid (Sidekiq), else by
/// its class and args.
class CanaryWatch {
public:
    CanaryWatch(op::Run &run, queue::Layout const &layout);
    CanaryState look();

private:
    struct Kind {
        std::int64_t count = 0, waiting = 0, working = 0;
        std::int64_t failed = 0, refailed = 0;  ///< found; of these ours, also when Sidekiq tries it again
    };
    using Kinds = std::unordered_map<Fingerprint, Kind, FingerprintHash>;

    Fingerprint identity(std::string_view job) const;
    void find_waiting();
    void find_working();
    void find_failed();
    void count_failed(queue::Failure const &failure, std::string_view job);

    redis::Connection &m_redis;
    queue::Layout const &m_layout;
    Fingerprinter m_printer;
    Kinds m_kinds;
    std::unordered_map<Fingerprint, std::pair<Fingerprint, std::int64_t>, FingerprintHash> m_bytes;  ///< kind, how many
    std::set<std::string> m_queues;
    NewFailures m_new_failures;
    std::string m_error;
};

}  // namespace omactl::cmd
