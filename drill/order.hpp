#pragma once

#include "lib/core/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::drill {

/// What omactl asks of omactl-drill: JSON in its second word (cmd/drill_order.cpp writes it).
struct Order {
    std::string name;                  ///< of the drill
    bool automatic = false;            ///< nobody is asked
    bool quiet = false, json = false;  ///< what is said
    std::string omactl;                ///< path of the program to practise with
    std::vector<std::string> folders;  ///< of pages and drills
};
Order read_order(std::string_view json);

/// What a drill asks of the worker processes that it starts.
struct WorkerOrder {
    std::string socket, host, done;   ///< of Redis; of its id; the file for what it has done
    std::vector<std::string> queues;  ///< in the order in which they are asked
    Millis pace{0};                   ///< how long a job takes
    bool hangs = false;               ///< takes one job and stays with it
    /// For the tests of the accounts: the n-th job is thrown away, or done once more; 0: none.
    std::int64_t forgets = 0, repeats = 0;
};
std::string written(WorkerOrder const &order);
WorkerOrder read_worker_order(std::string_view json);

}  // namespace omactl::drill
