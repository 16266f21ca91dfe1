#pragma once

#include "lib/core/fingerprint_set.hpp"
#include "lib/queue/job.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::queue {

/// Which jobs of a queue are meant; conditions combine by AND.
struct Filter {
    std::string klass;                                       ///< exact class; "" any
    std::vector<std::pair<std::string, std::string>> where;  ///< JSON pointer into the payload, wanted value
    bool malformed = false;                                  ///< only payloads that no worker could read
    bool duplicates = false;       ///< only jobs whose class and args came before: the oldest stays
    std::int64_t keep_newest = 0;  ///< the newest N of the queue stay, whatever they are
    std::int64_t before = 0;       ///< enqueued before this, by the job's own word, ms since the epoch; 0: any
    std::int64_t first = 0;        ///< at most so many, the oldest of those that match; 0: all

    bool everything() const
    {
        return klass.empty() && where.empty() && !malformed && !duplicates && keep_newest == 0 && before == 0 &&
               first == 0;
    }
    std::string describe() const;  ///< "class RefreshSite, duplicates"; "all" for everything
};

/// "/args/0=42" → pointer and value. Throws Fault::usage.
std::pair<std::string, std::string> parse_where(std::string_view text);

/// Decides job by job, from the oldest to the newest.
class Selector {
public:
    /// `total`: length of the list, for keep_newest.
    Selector(Filter filter, std::int64_t total);
    bool leaves(std::string_view payload);
    /// Jobs that stay only because their age can't be read.
    std::int64_t timeless() const { return m_timeless; }

private:
    bool is_meant(std::string_view payload);
    bool matches(std::string_view payload, Job const &job) const;
    bool is_old(std::string_view payload);
    Filter m_filter;
    std::int64_t m_left;  ///< jobs not seen yet
    std::int64_t m_timeless = 0, m_leaving = 0;
    Fingerprinter m_printer;
    FingerprintSet m_seen;
};

}  // namespace omactl::queue
