#pragma once

#include "lib/queue/layout.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// What a plan sends, line by line, for its dry run: every command by its name and number, and all
/// keys that the scripts change. The tests compare it with what a server sees of the real run.
class WireText {
public:
    /// `list` is what the lease is on; `reversed` the operation that is undone, "" when none.
    WireText(queue::Layout const &layout, std::string const &list, std::string_view reversed = {});

    // The steps of lib/queue/steps.hpp, in the order of the plan.
    void stage(std::string const &list);
    void release(std::string const &list);
    void mask(std::string const &list);
    void sift(std::string const &list, std::int64_t times);
    void shift(std::string const &list, std::string const &to, std::int64_t times);
    void splice(std::string const &from, std::string const &list);
    /// `pieces` 0: not known beforehand; `archive_id` "": there is no ledger.
    void give_back(std::string const &list, bool at_head, std::string_view archive_id, std::int64_t pieces,
                   bool of_a_queue = true);
    void take_failed(std::vector<std::string> const &queues);
    void take_sorted(std::string const &set, std::vector<std::string> const &queues);
    void drop(std::string const &key, bool buckets);
    void put_later(std::string const &key, bool buckets, std::string_view dropped_by);
    void push(std::string const &list);
    /// `back`: how what they came from is put back, as "RPUSH resque:failed"; "" not at all.
    void untake(std::string const &list, std::string_view pushed_by, std::string_view archive_id,
                std::string const &back, std::int64_t times);
    void finish(std::string const &helper_key);
    /// Any other script; `times` 0: not known beforehand.
    void step(std::string_view script, std::int64_t times, std::string effects);

    std::vector<std::string> lines() const;

private:
    std::string push_to(std::string const &list) const;

    queue::Layout m_layout;
    std::string m_lease, m_reversed;
    std::vector<std::string> m_steps, m_scripts;  ///< lines; different scripts
};

}  // namespace omactl::cmd
