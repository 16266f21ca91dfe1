#pragma once

#include "lib/queue/layout.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace omactl::queue {

/// The queues that the jobs of one script go to, each once, in the order of their first jobs.
struct Destinations {
    std::vector<std::string> names;
    std::vector<std::size_t> places;  ///< for each job that of its queue in `names`

    void add_keys(std::vector<std::string> &keys, Layout const &layout) const
    {
        for (auto const &name : names) keys.push_back(layout.queue(name));
    }
};

/// Of jobs that have a `queue`.
template <class Jobs> Destinations destinations_of(Jobs const &jobs)
{
    Destinations all;
    for (auto const &job : jobs) {
        auto const found = std::find(all.names.begin(), all.names.end(), job.queue);
        all.places.push_back(static_cast<std::size_t>(found - all.names.begin()));
        if (found == all.names.end()) all.names.push_back(job.queue);
    }
    return all;
}

}  // namespace omactl::queue
