#pragma once

#include "cmd/session.hpp"
#include "lib/pg/forest.hpp"

#include <memory>
#include <string>
#include <vector>

namespace omactl::cmd {

/// Who waits for whom, as one look found it. The forest points into the two before it.
struct LocksLook {
    pg::Server server;
    std::vector<pg::Backend> backends;
    pg::LockFacts facts;
    pg::Forest forest;
    LocksLook() = default;
    LocksLook(LocksLook const &) = delete;
    LocksLook &operator=(LocksLook const &) = delete;
    LocksLook(LocksLook &&) = default;  ///< vectors keep their elements where they are
    LocksLook &operator=(LocksLook &&) = default;
};
LocksLook look_at_locks(Session &session);
/// The same where the server is known already.
LocksLook look_at_locks(Session &session, pg::Server const &server);

/// "4711:x7Kq2", "prepared 'gid'"
std::string name_of_node(pg::Node const &node);
/// What frees those behind a root: "omactl pg kill 4711:x7Kq2", "omactl pg console -- -c 'rollback prepared …'"; ""
/// nothing can.
std::string freeing_line(pg::Node const &root, pg::Server const &server);
/// The roots with what frees each, and the one command for all. Whole lines.
std::string roots_text(LocksLook const &look);

}  // namespace omactl::cmd
