#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omactl::queue {

enum class Kind { resque, sidekiq };
/// As the configuration and plans spell it.
constexpr std::string_view name_of(Kind kind)
{
    return kind == Kind::resque ? "resque" : "sidekiq";
}
constexpr Kind kind_of(std::string_view name)
{
    return name == "sidekiq" ? Kind::sidekiq : Kind::resque;
}

/// How a framework keeps its queues in Redis: names of keys, and which end is old. Resque pushes
/// right and pops left (oldest = index 0); Sidekiq is the mirror image.
/// Source: resque lib/resque/data_store.rb; sidekiq lib/sidekiq/{client,fetch}.rb.
struct Layout {
    std::string nspace = "resque";  ///< without the colon; "" none, as Sidekiq is used
    Kind kind = Kind::resque;

    /// The framework's own namespace where none is given.
    static Layout of(Kind kind, std::optional<std::string> const &nspace)
    {
        return {nspace.value_or(kind == Kind::resque ? "resque" : ""), kind};
    }
    /// Where these keys are, for people: "namespace 'resque'".
    std::string place() const
    {
        return nspace.empty() ? "this Redis (" + std::string(name_of(kind)) + ", no namespace)"
                              : "namespace '" + nspace + "'";
    }

    bool oldest_left() const { return kind == Kind::resque; }
    std::string prefix() const { return nspace.empty() ? std::string{} : nspace + ":"; }
    std::string key(std::string_view rest) const { return prefix() + std::string(rest); }
    std::string queues() const { return key("queues"); }
    std::string queue(std::string_view name) const { return key("queue:" + std::string(name)); }
    std::string failed() const { return key("failed"); }
    std::string workers() const { return key("workers"); }
    std::string worker(std::string_view id) const { return key("worker:" + std::string(id)); }
    std::string failed_queues() const { return key("failed_queues"); }  ///< exists with redis_multi_queue only

    // Sidekiq's sorted sets of jobs, and the set of its processes, each a hash of its own.
    std::string retry() const { return key("retry"); }
    std::string dead() const { return key("dead"); }
    std::string schedule() const { return key("schedule"); }
    std::string processes() const { return key("processes"); }
    std::string process(std::string_view id) const { return key(id); }

    // resque-scheduler's: a sorted set of times (epoch seconds), for each a list of jobs, and for each
    // job's bytes the set of lists in which it stands (lib/resque/scheduler/delaying_extensions.rb).
    std::string delayed_schedule() const { return key("delayed_queue_schedule"); }
    std::string delayed(std::string_view epoch) const { return key("delayed:" + std::string(epoch)); }
    std::string timestamps(std::string_view job) const { return key("timestamps:" + std::string(job)); }

    /// Side lists of a list that is being changed. They stand inside the namespace, since ACLs often
    /// allow nothing else, and their hash tag keeps them in the list's slot.
    std::string staged(std::string_view list_key) const { return side(list_key, "staged"); }
    std::string kept(std::string_view list_key) const { return side(list_key, "kept"); }
    std::string mask(std::string_view list_key) const { return side(list_key, "mask"); }
    std::string aside(std::string_view list_key) const { return side(list_key, "aside"); }
    std::string side(std::string_view list_key, std::string_view what) const
    {
        return key("omactl:{" + std::string(list_key) + "}:" + std::string(what));
    }
    std::string record(std::string_view id) const { return key("omactl:op:" + std::string(id)); }
    std::string open_operations() const { return key("omactl:open"); }
    /// Bit n: record n of that operation's archive is back in a queue.
    std::string ledger(std::string_view id) const { return key("omactl:ledger:" + std::string(id)); }
    /// Bit n: record n was pushed by that operation, and not taken back.
    std::string pushed(std::string_view id) const { return key("omactl:pushed:" + std::string(id)); }
};

}  // namespace omactl::queue
