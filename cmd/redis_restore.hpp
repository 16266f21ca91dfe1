#pragma once

#include "cmd/session.hpp"
#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/restore.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

/// What of a file is to be restored, and where to. It travels in the plan's detail.
struct RestoreWish {
    std::string file;  ///< absolute
    bool replace = false;
    std::string match;           ///< glob; "" all
    std::optional<int> only_db;  ///< of the file
    std::optional<int> into;     ///< database that all go to

    int target(int db) const { return into.value_or(db); }
    cli::Json to_json() const;
    static RestoreWish from(op::Plan const &plan);
};

/// What a restore will find, from the file and from the server's EXISTS.
struct RestoreLook {
    keyspace::Tally wanted;  ///< whose time is not over
    std::int64_t expired = 0, own = 0, unmatched = 0;
    std::int64_t asked = 0, there = 0;  ///< of those wanted, all or one in so many
    bool exact() const { return asked == wanted.count(); }
    std::int64_t about_there() const;  ///< of all
};

/// Reads the file once; calls for each key that is wanted and not over. `own` says which are left out on purpose.
void each_wanted(RestoreWish const &wish, keyspace::Exclude const &own, Instant now, RestoreLook &look,
                 std::function<void(keyspace::Record const &)> const &each);
/// Small files are asked about key by key, of large ones every so many.
RestoreLook look_at_restore(RestoreWish const &wish, std::int64_t keys_in_file, Session &session);
/// How many of the wanted keys are not there.
std::int64_t count_missing(RestoreWish const &wish, Session &session);

/// A file that is not the one of the plan is a conflict.
cli::Json file_identity(std::string const &file);

constexpr std::string_view k_restore_operation = "redis.restore";
constexpr int k_restore_version = 1;

}  // namespace omactl::cmd
