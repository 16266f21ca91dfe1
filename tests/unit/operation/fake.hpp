#pragma once

#include "lib/cli/memory_io.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::tests {

/// A private folder, removed with all that is in it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(Folder const &) = delete;
    Folder &operator=(Folder const &) = delete;
    std::string operator/(std::string_view name) const { return m_path + "/" + std::string(name); }
    std::string const &path() const { return m_path; }

private:
    std::string m_path;
};

/// What kill -9 looks like from inside: nobody catches it, and the lease stays behind.
struct Killed {};

/// The service that the fake operations change: data, records and lease, in memory, outliving the
/// "processes" of a test. `at` holds what happens at a point, once: "take", "adopt", "recheck",
/// "apply STEP", "write STEP" (before it takes effect), "answer STEP" (after it), "put back",
/// "settle", "record", "verify", "plan undo", "beat".
struct Service {
    std::map<std::string, Record> records;
    std::string leased_by;         ///< id of the operation
    std::vector<std::string> log;  ///< what happened, in order
    std::map<std::string, std::function<void()>> at;
    std::vector<std::string> effect;  ///< steps that took effect, in order
    bool dead_hand = false;           ///< the process was killed: its lease is not given back
    op::Outcome outcome;              ///< what verify finds

    void pass(std::string const &point);
    void kill_at(std::string const &point);
    void fail_at(std::string const &point, Fault fault, std::string message);
    void forget_lease() { leased_by.clear(); }  ///< as if it had run out
    std::string story() const;                  ///< the log in one line
};

/// One "process": a world of its own on a shared service and state folder.
class FakeWorld final : public op::World {
public:
    FakeWorld(Service &service, std::string const &state_folder);
    ~FakeWorld() override;

    std::string env_name() override { return "test"; }
    bool is_protected() override { return protect; }
    bool is_readonly() override { return readonly; }
    void allow_writes() override { service.log.emplace_back("allow writes"); }
    std::optional<op::Plan> find_plan(std::string_view id) override;

    op::Plan plan(std::string_view target = "sites");  ///< of "test.change", steps one, two, three

    Service &service;
    bool protect = false, readonly = false;
    cli::MemoryIo &io;
    cli::Context &settings;

private:
    struct Inside;
    explicit FakeWorld(Service &s, Inside *inside);
    std::unique_ptr<Inside> m_inside;
};

/// The events of an operation in the journal: "started, step, done".
std::string events_of(op::World &world, std::string_view id);
op::State state_of(op::World &world, std::string_view id);

/// What a call threw, as a copy; Fault::ok when it threw nothing.
template <class Call> Error error_of(Call const &call)
{
    try {
        call();
    } catch (Error const &error) {
        return error;
    }
    return Error{Fault::ok, "nothing was thrown"};
}

/// What does not end well throws; anything else is a mistake of ours.
inline void returns_ok(Fault fault)
{
    if (fault != Fault::ok) throw std::logic_error{"a fault was returned and not thrown"};
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

}  // namespace omactl::tests
