#pragma once

#include "lib/operation/lock.hpp"
#include "lib/operation/operation.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::op {

/// Guard of an operation whose service can hold no record. The lease is the service's lock; the record
/// is what this machine's journal says: an event before the first effect of each step goes out, so that
/// whoever finds that event alone asks the service, by identity, whether the step took effect.
class Noted final : public Guard {
public:
    using Fields = std::map<std::string, std::string>;
    Noted(Plan const &plan, World &world, std::unique_ptr<Lock> lock);

    void take(Millis wait) override;
    void adopt(Millis wait) override { take(wait); }
    void release() noexcept override;
    void beat() override { m_lock->beat(); }
    std::optional<Record> record() override;
    std::int64_t writes() const override { return m_writes; }
    bool is_kept_by_service() const override { return false; }

    /// To be called before what changes the service is sent, once a step or more often: sees that the
    /// lock is still ours, and has `what` ("terminate 4711") in the journal, on disk. `fields` go into
    /// the record. When it throws, nothing may be sent.
    void about_to_write(std::string_view what, Fields const &fields = {});
    /// More for the record, known only after the effect: the id of a task that was begun, say.
    void remember(Fields const &fields);

    Lock &lock() { return *m_lock; }

private:
    Plan m_plan;
    World &m_world;
    std::unique_ptr<Lock> m_lock;
    std::int64_t m_writes = 0;
    bool m_leased = false;
};

/// What operations on such services have in common.
class NotedOperation : public Operation {
public:
    using Operation::Operation;
    std::unique_ptr<Guard> guard(Plan const &plan, World &world) const final;
    void recheck_target(Plan const &plan, World &world) const override = 0;
    /// True when each probe says that its step had no effect.
    bool put_back(Run &run) const override;
    /// For those whose plan_undo takes what is half done as it is.
    void settle(Run &) const override {}

protected:
    virtual std::unique_ptr<Lock> lock(Plan const &plan, World &world) const { return file_lock(plan, world); }
};

inline Noted &noted(Run &run)
{
    return static_cast<Noted &>(run.guard);
}

}  // namespace omactl::op
