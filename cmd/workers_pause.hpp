#pragma once

#include "cmd/queue_wire.hpp"
#include "cmd/workers_means.hpp"
#include "lib/queue/workers.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// How a pause with an end ends.
constexpr char k_by_itself[] = "Redis lets its keys run out";

// What ways to pause have in common.

/// A fresh plan of this operation: its lock, the queue ("" all) and how long to wait.
op::Plan begin_pause(PauseWish const &wish, Session &session, std::string_view operation);

/// How many workers would rest, and how many of them work now.
struct Concerned {
    std::int64_t workers = 0, busy = 0;
    std::vector<std::string> processes;  ///< Sidekiq's that are there and not quiet
};
Concerned concerned(Session &session, queue::Layout const &layout, std::string const &queue);
std::string effect_of(Concerned const &all);  ///< "2 workers take no more jobs; 1 job under way is finished"

/// The writes of a plan that is one lease and these scripts.
class PauseWire {
public:
    PauseWire(queue::Layout const &layout, op::Plan const &plan);
    PauseWire &step(std::string_view script, std::string effects);
    std::vector<std::string> lines() const { return m_wire.lines(); }

private:
    WireText m_wire;
};

/// A hold's end, as it is in a plan.
std::string until_of(PauseWish const &wish, Session &session);

/// The plan that ends a pause by keys: undo of `workers pause`.
op::Plan plan_workers_resume(op::Plan const &paused, Session &session);

// Who still works.

/// Whose work is waited for.
struct RestQuestion {
    queue::Layout layout;
    std::string queue;           ///< "" all
    bool need_quiet = false;     ///< Sidekiq's processes are to say that they are quiet
    std::optional<Ticks> since;  ///< a job begun after that was taken in spite of the pause
};

struct Unrest {
    std::int64_t workers = 0, busy = 0, deaf = 0;  ///< deaf: Sidekiq processes that are not quiet yet
    std::vector<std::string> works;                ///< "RefreshSite [1842] on web-3:4711 since 1 min 12 s"
    bool disobedient = false;                      ///< a job was begun after the pause
    bool rests() const { return busy == 0 && deaf == 0; }
    std::string trouble() const;  ///< what keeps it from resting
};
/// Looks until nobody works, at most so long; calls `beat` in between.
Unrest wait_until_rest(Session &session, RestQuestion const &question, Millis wait, std::function<void()> const &beat);

/// Waits until what was paused rests, as long as the plan says, and tells who does not.
op::Outcome wait_for_rest(op::Run &run, std::string_view done);

}  // namespace omactl::cmd
