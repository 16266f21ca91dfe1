#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace omactl {

/// Who holds a lease, as others read it.
struct Holder {
    std::string operation;  ///< id
    std::string who;        ///< user@host
    std::string reason;
    Millis left{0};  ///< at most, unless it goes on; 0: as long as its process lives
};

/// What the service itself remembers of an operation. It changes only together with the data, in
/// one atomic step, so it is fact; the journal is history.
struct Record {
    std::string plan;                           ///< JSON of the plan, so that another machine can go on
    std::string phase;                          ///< the last step that is complete; "" before the first
    std::int64_t seq = 0;                       ///< writes done
    std::map<std::string, std::string> fields;  ///< the operation's own
    std::string field(std::string const &name) const
    {
        auto const found = fields.find(name);
        return found == fields.end() ? std::string{} : found->second;
    }
};

/// Lease and record of one operation, kept where its change is made.
class Guard {
public:
    virtual ~Guard() = default;
    /// Takes the lease. Throws Fault::conflict naming the holder when it is held at the end of
    /// `wait`. Works when the service is full.
    virtual void take(Millis wait) = 0;
    /// The same, for an operation that exists: afterwards its former owner can write no more.
    virtual void adopt(Millis wait) = 0;
    virtual void release() noexcept = 0;
    /// Says that we are alive; call it while waiting. Throws Fault::conflict when the lease is lost.
    virtual void beat() = 0;
    virtual std::optional<Record> record() = 0;
    /// Writes made by this process through this guard, answered or not.
    virtual std::int64_t writes() const = 0;
    /// Does the service itself keep the record? Then it can lose it, and colleagues can read it.
    virtual bool is_kept_by_service() const { return true; }
};

/// Throws Fault::conflict: who holds the lease that operation `ours` wants. nullopt: nobody, by now.
[[noreturn]] void throw_held(std::optional<Holder> const &holder, std::string const &ours);

}  // namespace omactl
