#pragma once

#include "lib/queue/layout.hpp"
#include "lib/redis/fenced.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::queue {

/// Jobs that one script moves at most; with 200-byte jobs such a script takes well under 2 ms.
constexpr std::int64_t k_chunk = 1'000;
/// How many jobs of this mean size one script should move.
std::int64_t chunk_for(std::int64_t jobs, std::int64_t bytes);

/// The scripts' names and what each of them writes, for dry runs ("stage: RENAMENX q staged").
extern redis::Script const k_stage, k_release, k_mask, k_sift, k_shift, k_splice, k_return, k_take_failed,
    k_take_sorted, k_push, k_untake, k_finish;

/// Takes the whole list away under its staged name, in one O(1) step that also works when Redis is
/// full; the fixed name excludes a second one. Returns its length; nullopt: the list is empty.
/// Throws conflict when somebody's staged list is in the way.
std::optional<std::int64_t> stage(redis::Fenced &guard, Layout const &layout, std::string const &list);

/// Drops the staged list, whose jobs are archived, and ends the operation.
void release(redis::Fenced &guard, Layout const &layout, std::string const &list,
             std::map<std::string, std::string> const &facts);

/// Stores which staged jobs leave (bit n of `bits`, most significant first), so that any machine can
/// go on. Works when Redis is full.
void store_mask(redis::Fenced &guard, Layout const &layout, std::string const &list, std::string_view bits,
                std::map<std::string, std::string> const &facts);

/// Moves the next `count` staged jobs, before which `from` have been looked at (the record's
/// `sifted`): those that stay, by the mask that is stored in Redis, to the kept list, the others
/// away. Returns the new `from`.
std::int64_t sift(redis::Fenced &guard, Layout const &layout, std::string const &list, std::string_view mask,
                  std::int64_t from, std::int64_t count);
/// What store_mask() stored for so many jobs. Throws conflict when it is gone.
std::string read_mask(redis::Connection &redis, Layout const &layout, std::string const &list, std::int64_t jobs);

/// One piece of putting `from` back in front of what has arrived in `list`: moves arrivals behind it
/// while there are many, then, in one script, the rest and the name. True: done.
bool splice(redis::Fenced &guard, Layout const &layout, std::string const &from, std::string const &list,
            std::int64_t chunk, redis::Mark const &last, std::map<std::string, std::string> const &facts = {});

/// Bits of a chunk of an archive's records, as bytes of a bitmap.
struct Bits {
    std::int64_t at = 0;  ///< first byte
    std::string bytes;
};

/// Moves the next staged jobs of a list whose leavers go to another queue: in one step these to its
/// newest end, the others to the kept list. `leaves` has '1' or '0' for each.
struct Shift {
    std::string list;
    std::int64_t from = 0;  ///< staged jobs before them
    std::string to;         ///< name of the other queue
    std::string leaves;
    Bits own;                       ///< bits of the operation's `pushed` map to set
    std::vector<std::string> jobs;  ///< the bytes to push where they are edited; empty: as they stand
};
/// Returns the new `from`.
std::int64_t shift(redis::Fenced &guard, Layout const &layout, std::string const &id, Shift const &chunk);

/// Pushes records of an archive and marks them in its ledger, in one step. Started and finished apart,
/// so that the next chunk is prepared while the server works at this one.
struct Return {
    std::string list;             ///< where they go (a queue, or an aside list)
    bool at_head = false;         ///< at the oldest end, the first job foremost
    std::string queue_name;       ///< joins the set of queues; "": `list` is no queue
    std::string archive_id;       ///< whose ledger; "" when there is none (own archive)
    Bits expected;                ///< the ledger as it was read
    std::string marked;           ///< the same bytes with this chunk's bits set
    Bits own;                     ///< bits of this operation's `pushed` map to set
    std::int64_t max_length = 0;  ///< of the list afterwards; 0: any
    std::int64_t next = 0;        ///< the record after this chunk, kept in the record as `at`
    std::vector<std::string_view> jobs;
};
enum class Returned { pushed, ledger_moved, too_long };
void start_return(redis::Fenced &guard, Layout const &layout, std::string const &id, Return const &chunk);
Returned finish_return(redis::Fenced &guard);

/// Takes failure records out of `failed` and pushes their jobs, in one step. Each record's bytes go along:
/// the script compares them with what stands there. Started and finished apart, as a Return is.
struct Taken {
    std::int64_t first = 0;   ///< index of the window's first record in `failed` now
    std::int64_t window = 0;  ///< its size
    struct One {
        std::int64_t offset;   ///< inside the window
        std::string record;    ///< its bytes
        std::size_t at, size;  ///< the job's span inside the record
        std::string queue;     ///< its destination
    };
    std::vector<One> records;
    Bits own;
    std::int64_t max_length = 0;
    std::int64_t next = 0;
};
void start_take_failed(redis::Fenced &guard, Layout const &layout, std::string const &id, Taken const &chunk);
Returned finish_take_failed(redis::Fenced &guard);

/// Takes members out of one of Sidekiq's sorted sets and pushes their jobs, in one step. A member
/// that is gone meanwhile, or has another score, is left alone: it is somebody else's. Started and
/// finished apart, as a Return is.
struct Drawn {
    std::string set;  ///< key
    struct One {
        std::int64_t n;  ///< number of its record in the archive
        std::string score, member;
        std::string job;    ///< the bytes that are pushed
        std::string queue;  ///< its destination
    };
    std::vector<One> members;
    Bits own = {};  ///< of the `pushed` map, when all of them are still there
    std::int64_t max_length = 0;
    std::int64_t next = 0;
};
void start_take_sorted(redis::Fenced &guard, Layout const &layout, std::string const &id, Drawn const &chunk);
/// The end of a step that takes jobs from somewhere into queues. `moved`: how many were there still.
Returned finish_taking(redis::Fenced &guard, std::int64_t &moved);

/// Pushes jobs that come from nowhere (`queue push`) at the newest end.
void push(redis::Fenced &guard, Layout const &layout, std::string const &id, std::string const &name,
          std::vector<std::string> const &jobs);

/// Sifts a chunk of a staged list for an undo: jobs that this mask says leave, the others go to the
/// kept list; clears bits and puts failure records back in the same step.
struct Untake {
    std::string list;
    std::string leaves;                 ///< '1' or '0' for each staged job of this chunk
    std::string pushed_by;              ///< id of the operation whose bits are cleared
    std::string archive_id;             ///< whose ledger; "" when none
    std::vector<std::int64_t> bits;     ///< record numbers that are no longer back
    std::vector<std::string> failures;  ///< for the newest end of `failed`, or of `back`
    std::string set = {};               ///< key of the sorted set, or schedule, that `members` go back into
    std::vector<std::pair<std::string, std::string>> members = {};  ///< score and member
    bool buckets = false;   ///< resque-scheduler's: members go back into their buckets
    std::string back = {};  ///< key of another list than `failed`
};
void untake(redis::Fenced &guard, Layout const &layout, Untake const &chunk);

/// Marks a phase in which nothing changes but the operation's record ("" leaves the phase).
void reach(redis::Fenced &guard, std::string const &key, std::string const &phase,
           std::map<std::string, std::string> const &facts);

/// Marks the operation as over; drops a helper key of its own. `facts` go into its record.
void finish(redis::Fenced &guard, std::string const &key, std::string const &phase,
            std::map<std::string, std::string> const &facts);

}  // namespace omactl::queue
