#pragma once

#include "lib/core/time.hpp"
#include "lib/settings/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::settings {

/// All settings of a store at one time, as a file that people read and diff, one setting a line, sorted by name:
///     {"omactl":"settings","v":1,"store":"redis-hash:settings","server":"10.0.0.12:6379/0","at":"2026-11-28T03:15:00.000Z"}
///     {"name":"alexa_limit","value":"1000000"}
///     {"name":"key","value":{"base64":"/wA="},"expires":"2026-12-01T00:00:00.000Z"}
///     {"name":"feeds","kind":"list"}
///     {"count":3,"sum":"0123456789abcdef"}      over all lines before this one
/// Without its last line it is no snapshot.
struct Snapshot {
    std::string store;   ///< Store::describe()
    std::string server;  ///< where the store was
    Instant at{};
    std::vector<Setting> settings;  ///< sorted by name
};

std::string snapshot_text(Snapshot const &snapshot);
/// Throws failed ("snapshot PATH: …, line N") when it is damaged, cut short or of a later version.
Snapshot parse_snapshot(std::string_view text, std::string const &path);

struct SnapshotFile {
    std::string path;
    Instant at{};  ///< by its name, whole seconds
};

/// "settings-20261128T031500Z.jsonl"
std::string snapshot_name(Instant at);
/// The snapshots of a folder by their names, newest first. A folder that is not there has none.
std::vector<SnapshotFile> list_snapshots(std::string const &folder);
/// Throws not_found when there is no such file, failed as parse_snapshot().
Snapshot read_snapshot(std::string const &path);
/// Makes the folder where it must, writes under a temporary name, fsyncs, renames. Returns the path; never writes
/// over a snapshot: a second one in the same second is "…Z-2.jsonl".
std::string write_snapshot(std::string const &folder, Snapshot const &snapshot);

struct Kept {
    std::string path;      ///< of the snapshot that says what is live now
    bool written = false;  ///< false: the newest one says it already
    std::string damaged;   ///< not empty: why the newest one could not be compared with, so a new one was written
};
/// Writes unless the newest snapshot of the same store on the same server holds the same settings.
Kept write_if_changed(std::string const &folder, Snapshot const &snapshot);

}  // namespace omactl::settings
