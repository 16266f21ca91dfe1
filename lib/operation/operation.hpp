#pragma once

#include "lib/cli/progress.hpp"
#include "lib/core/guard.hpp"
#include "lib/operation/plan.hpp"
#include "lib/operation/world.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::op {

/// Did a step take effect?
enum class Taken { no, partly, yes };

/// What was done, in words and figures.
struct Outcome {
    std::string sentence;  ///< "Cleared 170,905 jobs from sites in 1.6 s; 41,581 wait"
    std::string trouble;   ///< not empty: the wanted state did not show (11), or not all came back (9)
    Fault fault = Fault::ok;
    Json changes = Json::array();
    Json after;  ///< figures of the target
};

/// One run of one plan: what apply, probe and verify work with.
struct Run {
    Plan const &plan;
    World &world;
    Guard &guard;
    Ticks began;
    std::optional<cli::Progress> progress = std::nullopt;
    std::map<std::string, std::string> scratch = {};  ///< what one step hands to the next in this process

    Millis spent() const;
};

/// Options of `undo`.
struct UndoOptions {
    double rate = 0;  ///< things a second; 0: as fast as it goes
};

/// A kind of change. Registered by name and version, so that any process can go on with a plan that
/// another one made. Objects stand at file scope in cmd/ and link themselves in.
class Operation {
public:
    Operation(std::string_view name, int version) noexcept;
    virtual ~Operation() = default;
    Operation(Operation const &) = delete;
    Operation &operator=(Operation const &) = delete;

    std::string_view name() const noexcept { return m_name; }
    int version() const noexcept { return m_version; }
    Operation const *next() const noexcept { return m_next; }

    /// Lease and record for this plan; contacts nobody yet.
    virtual std::unique_ptr<Guard> guard(Plan const &plan, World &world) const = 0;
    /// Under the lease, before the first write: is the world still as planned? Throws conflict.
    virtual void recheck(Plan const &plan, World &world) const = 0;
    /// Before an operation goes on that another process began: is this the target that it was planned
    /// for? Throws conflict. A record that the service itself keeps is proof enough.
    virtual void recheck_target(Plan const &, World &) const {}
    /// Does one step, or what is left of it. Atomic pieces only, so that any end is a known state;
    /// between pieces it looks for interrupts.
    virtual void apply(std::string_view step, Run &run) const = 0;
    virtual Taken probe(std::string_view step, Run &run) const = 0;
    /// After a failure: makes the target as it was, if it still can be. False: it can't; go on or
    /// undo instead.
    virtual bool put_back(Run &run) const = 0;
    /// Before the undo of an operation that stopped midway and can't be put back: brings it to a
    /// state that plan_undo knows.
    virtual void settle(Run &run) const = 0;
    virtual Outcome verify(Run &run) const = 0;
    /// The plan of the reverse; not asked where the plan has Plan::no_undo. Without a word of its own the
    /// operation is an undo itself, and has none.
    virtual Plan plan_undo(Plan const &plan, UndoOptions const &options, World &world) const;

    /// Moves the end of the hold that this operation left. Returns what ends it then, as in
    /// Hold::by_itself. Throws declined when its end is fixed.
    virtual std::string extend(Run &run, Instant until) const;

private:
    std::string_view m_name;
    int m_version;
    Operation const *m_next;
};

/// Throws Fault::failed when no such operation is known.
Operation const &find_operation(Plan const &plan);

}  // namespace omactl::op
