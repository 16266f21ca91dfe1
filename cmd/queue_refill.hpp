#pragma once

#include "lib/operation/operation.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <string>

namespace omactl::cmd {

/// Which records of an archive go where, and how fast: part of a plan's detail.
struct Refill {
    std::string archive_id;  ///< the operation whose archive it is; its ledger says what is back
    std::string path;
    std::string list;  ///< key that is pushed to
    std::string queue_name;
    bool at_head = false;
    std::string klass;       ///< "" any
    bool unique = false;     ///< skip jobs whose class and args wait already
    std::int64_t first = 0;  ///< at most so many; 0: all
    double rate = 0;         ///< jobs a second; 0: as fast as it goes
    std::int64_t max_length = 0;
    std::int64_t stall_ms = 300'000;
    std::int64_t records = 0;             ///< in the archive, for the progress bar
    std::vector<std::int64_t> skip = {};  ///< numbers of records that belong elsewhere, in order
    bool own = false;                     ///< the operation's own archive, which nobody else puts back: no ledger
};
op::Json to_json(Refill const &refill);
Refill refill_from(op::Json const &json);

/// Where its archive is on this machine. Throws not_found when it is on another, failed when it is
/// damaged.
std::string refill_archive(Refill const &refill, op::World &world, queue::Layout const &layout);

/// How many records a refill would push now, and what a few of them look like.
struct RefillLook {
    std::int64_t pushing = 0, back = 0, other = 0, waiting = 0;  ///< pushed, back already, of another class, not unique
    std::int64_t pieces = 0;  ///< steps that push them; 0 when that is not known beforehand
    std::string sample;
};
/// The whole archive is only read when a filter needs it or `steps` are to be counted; else the
/// ledger tells.
RefillLook look_at(Refill const &refill, redis::Connection &redis, queue::Layout const &layout, bool steps);

/// Pushes them, or what is left of them. Throws as steps do.
void refill(Refill const &refill, op::Run &run, queue::Layout const &layout);

/// Throws conflict when the service has lost the ledger that tells what is back.
void need_ledger(redis::Connection &redis, queue::Layout const &layout, std::string const &archive_id);

}  // namespace omactl::cmd
