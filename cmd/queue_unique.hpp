#pragma once

#include "lib/queue/job.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace omactl::cmd {

/// The work (class and args) that waits in some queues, for --unique: about 50 MiB a million jobs.
class UniqueWork {
public:
    UniqueWork() = default;
    /// Reads the queues from end to end.
    UniqueWork(redis::Connection &redis, queue::Layout const &layout, std::vector<std::string> const &queues);
    /// False when the same work waits in that queue already; from now on this one does. Payloads
    /// that can't be read are always new. Without queues everything is.
    bool is_new(std::string const &queue, std::string_view payload);

private:
    using Works = std::unordered_set<Fingerprint, FingerprintHash>;
    bool m_active = false;
    Fingerprinter m_printer;
    std::map<std::string, Works, std::less<>> m_works;
};

}  // namespace omactl::cmd
