#pragma once

#include "lib/core/file.hpp"
#include "lib/core/secret.hpp"
#include "lib/core/time.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::op {

/// How an operation stands, from its events.
enum class State { open, done, failed, partial, unknown, unverified, closed, undone };
std::string_view name_of(State state);

struct Event {
    std::string id;
    std::string at;    ///< RFC 3339
    std::string name;  ///< planned: "started"; then "step", and a verdict: "done", "failed", …
    Json data;
};

/// All events of one operation, oldest first.
struct Entry {
    std::string id;
    Plan plan;
    State state = State::open;
    std::string began, ended;  ///< RFC 3339; ended "" while open
    std::string undone_by;     ///< id of the undo, when one was begun
    std::vector<Event> events;
    Json const *last_data(std::string_view event) const;
};

/// The append-only record of every operation on this machine: JSON lines in
/// <state folder>/journal.jsonl, mode 0600. Each line ends in its checksum (XXH3, 16 hex digits,
/// over the line's bytes before `,"sum"`), so a torn last line is seen and bridged, never fatal.
class Journal {
public:
    Journal(std::string folder, Clock const &clock, Secrets const &secrets);

    /// One locked append and fsync. Throws Fault::failed when it can't be written: then nothing
    /// may start.
    void append(std::string_view id, std::string_view event, Json data);
    /// All operations, oldest first. Broken lines are counted in `damaged`.
    std::vector<Entry> entries(std::size_t *damaged = nullptr) const;
    /// The same of the last `bytes` of the file, without the operations that began before: for where
    /// there is no time to read it all.
    std::vector<Entry> latest(std::uint64_t bytes) const;
    /// By any unique prefix. nullopt: none. Throws Fault::usage when the prefix fits several.
    std::optional<Entry> find(std::string_view prefix) const;
    /// The shortest prefix of `id` that is unique here, at least 10 characters.
    std::string shortest(std::string_view id) const;
    /// The same among entries that were read already.
    static std::string shortest(std::string_view id, std::vector<Entry> const &entries);
    std::string const &path() const { return m_path; }

    /// Forgets these operations: the file is written anew and renamed, so that it is the old or the
    /// new one at any time. What others append meanwhile stays.
    void drop(std::set<std::string> const &ids);
    /// How many bytes of the file are theirs.
    std::uint64_t bytes_of(std::set<std::string> const &ids) const;

private:
    Fd locked() const;
    std::string m_path;
    Clock const &m_clock;
    Secrets const &m_secrets;
};

}  // namespace omactl::op
