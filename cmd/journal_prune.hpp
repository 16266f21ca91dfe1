#pragma once

#include "cmd/session.hpp"
#include "lib/operation/journal.hpp"
#include "lib/queue/layout.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace omactl::cmd {

constexpr std::int64_t k_forgotten_at_once = 100;  ///< operations, by one script

/// An operation that is to be forgotten: part of a plan's detail.
struct Forgotten {
    std::string id;
    std::optional<queue::Layout> layout;  ///< where Redis remembers it; nullopt: it does not
    std::string archive;                  ///< its archive on this machine, "" none
};
op::Json to_json(std::vector<Forgotten> const &all);
std::vector<Forgotten> forgotten_in(op::Plan const &plan);
std::set<std::string> ids_of(std::vector<Forgotten> const &all);

/// nullopt: Redis holds no record of it, since its service is another.
std::optional<queue::Layout> layout_in_redis(op::Plan const &plan);
/// Is nothing left to be done about it?
bool is_decided(op::State state);

/// What of the journal is old and decided, and why the rest of what is old stays.
struct Old {
    std::vector<op::Entry const *> gone;
    std::int64_t unfinished = 0, undecided = 0, held = 0, needed = 0;
};
/// `before`: ended earlier than this (RFC 3339). `undecided`: also those whose archived jobs are out,
/// and nobody has said that they stay out. Asks Redis, of those
/// operations that it holds a record of.
Old old_operations(std::vector<op::Entry> const &entries, std::string const &before, bool undecided, Session &session);

}  // namespace omactl::cmd
