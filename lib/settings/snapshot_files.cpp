#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/settings/snapshot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace omactl::settings {

namespace {

constexpr std::string_view k_head = "settings-", k_tail = ".jsonl";

// "20261128T031500Z"
std::string compact(Instant at)
{
    auto const text = rfc3339(at);  // 2026-11-28T03:15:00.000Z
    std::string digits;
    for (char const c : text.substr(0, 19))
        if (c != '-' && c != ':') digits += c;
    return digits + "Z";
}

struct Stamp {
    Instant at{};
    unsigned number = 1;  ///< of several in one second
    auto operator<=>(Stamp const &) const = default;
};

std::optional<Instant> time_of(std::string_view compact_time)
{
    if (compact_time.size() != 16 || compact_time[8] != 'T' || compact_time[15] != 'Z') return std::nullopt;
    auto const at = [&](std::size_t from, std::size_t count) { return compact_time.substr(from, count); };
    return parse_time(fmt::format("{}-{}-{}T{}:{}:{}Z", at(0, 4), at(4, 2), at(6, 2), at(9, 2), at(11, 2), at(13, 2)));
}

std::optional<Stamp> stamp_of(std::string_view name)
{
    if (!name.starts_with(k_head) || !name.ends_with(k_tail) || name.size() <= k_head.size() + k_tail.size())
        return std::nullopt;
    name = name.substr(k_head.size(), name.size() - k_head.size() - k_tail.size());
    auto const dash = name.find('-');
    auto const at = time_of(name.substr(0, dash));
    if (!at) return std::nullopt;
    Stamp stamp{*at, 1};
    if (dash == name.npos) return stamp;
    auto const number = name.substr(dash + 1);
    auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), stamp.number);
    if (error != std::errc{} || end != number.data() + number.size()) return std::nullopt;
    return stamp;
}

std::string free_path(std::string const &folder, Instant at)
{
    auto path = fmt::format("{}/{}", folder, snapshot_name(at));
    for (int number = 2; is_there(path); ++number)
        path = fmt::format("{}/{}{}-{}{}", folder, k_head, compact(at), number, k_tail);
    return path;
}

bool says_the_same(Snapshot const &a, Snapshot const &b)
{
    return a.store == b.store && a.server == b.server &&
           std::equal(a.settings.begin(), a.settings.end(), b.settings.begin(), b.settings.end(), alike);
}

}  // namespace

std::string snapshot_name(Instant at)
{
    return fmt::format("{}{}{}", k_head, compact(at), k_tail);
}

std::vector<SnapshotFile> list_snapshots(std::string const &folder)
{
    std::vector<std::pair<Stamp, std::string>> found;
    std::error_code error;
    std::filesystem::directory_iterator entries{folder, error};
    if (error == std::errc::no_such_file_or_directory) return {};
    for (; !error && entries != std::filesystem::directory_iterator{}; entries.increment(error))
        if (auto const stamp = stamp_of(entries->path().filename().native()))
            found.emplace_back(*stamp, entries->path().native());
    if (error)
        throw Error{
            Fault::failed, fmt::format("can't list {}: {}", printable(folder), system_message(error.value())), {}};
    std::sort(found.rbegin(), found.rend());
    std::vector<SnapshotFile> files;
    for (auto &[stamp, path] : found) files.push_back({std::move(path), stamp.at});
    return files;
}

Snapshot read_snapshot(std::string const &path)
{
    return parse_snapshot(read_file(path), path);
}

std::string write_snapshot(std::string const &folder, Snapshot const &snapshot)
{
    make_folders(folder);
    auto const path = free_path(folder, snapshot.at);
    auto const temporary = fmt::format("{}.{}.part", path, ::getpid());
    try {
        auto file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        write_all(file.get(), snapshot_text(snapshot), temporary);
        sync_file(file.get(), temporary);
        file.close();
        rename_durably(temporary, path);
    } catch (Error const &) {
        remove_if_there(temporary);
        throw;
    }
    return path;
}

Kept write_if_changed(std::string const &folder, Snapshot const &snapshot)
{
    Kept kept;
    if (auto const files = list_snapshots(folder); !files.empty()) {
        try {
            if (says_the_same(read_snapshot(files.front().path), snapshot)) return {files.front().path, false, {}};
        } catch (Error const &error) {
            kept.damaged = error.message();
        }
    }
    kept.path = write_snapshot(folder, snapshot);
    kept.written = true;
    return kept;
}

}  // namespace omactl::settings
