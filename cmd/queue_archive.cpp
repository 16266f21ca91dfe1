#include "cmd/queue_archive.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/operation/show.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

std::optional<Record> record_of(op::Plan const &owner, Session &session)
{
    return redis::read_record(session.redis(), layout_of(owner).record(owner.id));
}

}  // namespace

std::string need_archive(op::Plan const &owner, Session &session)
{
    if (auto const here = archive_here(session, owner.archive, owner.id)) return *here;
    auto host = owner.detail.value("archive_host", "");
    auto path = owner.archive;
    // Whoever resumed it wrote the archive at home.
    if (auto const record = record_of(owner, session); record && !record->field("archive").empty()) {
        host = record->field("archive_host");
        path = record->field("archive");
    }
    if (is_there(path)) return path;
    if (host == session.host()) throw Error{Fault::not_found, fmt::format("the archive {} is gone", path), {}};
    throw Error{Fault::not_found, fmt::format("the archive of {} is on another machine: {}", owner.id, host),
                fmt::format("run it there, or copy {}:{} to {}", host, path, archive_path(session, owner.id))};
}

void need_intact(std::string const &path, std::string_view id, redis::Connection &redis, queue::Layout const &layout)
{
    auto const record = redis::read_record(redis, layout.record(id));
    auto const written = record ? record->field("archive_checksum") : "";
    if (written.empty() || op::archive_checksum(path) == written) return;
    throw Error{Fault::failed, fmt::format("archive {} is not as it was written: damaged, or not wholly copied", path),
                fmt::format("zstdcat {} | tail -1    (shows what is left of it)", shell_quoted(path))};
}

std::int64_t records_in(op::Plan const &owner, std::string const &path, Session &session)
{
    auto const record = record_of(owner, session);
    if (record && !record->field("removed").empty()) return std::atoll(record->field("removed").c_str());
    auto const facts = op::check_archive(path);
    return facts ? facts->count : 0;
}

// The record names its archive in the step in which the jobs leave.
void need_departed(op::Plan const &owner, Session &session)
{
    auto const record = record_of(owner, session);
    if (!record || !record->field("archive").empty()) return;
    if (record->field("over") == "1")
        throw Error{Fault::conflict, fmt::format("{} was put back: its jobs never left the queue", owner.id), {}};
    throw Error{Fault::conflict, fmt::format("{} is not finished: its jobs have not left the queue", owner.id),
                op::ways_on(owner, owner.id)};
}

}  // namespace omactl::cmd
