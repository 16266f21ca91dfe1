#include "cmd/archive_place.hpp"

#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::uint64_t k_spare = 16 * 1024 * 1024;  // of the disk, besides the archive

}  // namespace

std::string archive_path(op::World const &world, std::string_view id)
{
    return fmt::format("{}/{}.jsonl.zst", world.archive_folder(), id);
}

std::string shown_archive(op::Plan const &plan, Session &session)
{
    auto const &context = session.context();
    return homely(context.change.dry_run ? archive_path(session, "ID") : plan.archive, context.environ);
}

std::string shown_archive_file(op::Plan const &plan, Session &session)
{
    auto path = homely(plan.archive, session.context().environ);
    auto const id = path.rfind(plan.id);
    if (session.context().change.dry_run && id != std::string::npos) path.replace(id, plan.id.size(), "ID");
    return printable(path);
}

std::optional<std::string> archive_here(op::World const &world, std::string const &written, std::string_view id)
{
    for (auto const &path : {written, archive_path(world, id)})
        if (is_there(path)) return path;
    return std::nullopt;
}

std::string homely(std::string const &path, Environ const &environ)
{
    auto const home = environ.get("HOME");
    return home && path.starts_with(*home + "/") ? "~" + path.substr(home->size()) : path;
}

void check_space(std::string const &path, std::uint64_t bytes)
{
    auto const free = free_space(path);
    if (free >= bytes + k_spare) return;
    throw Error{Fault::failed,
                fmt::format("the archive may need {} and {} has {} free", human_bytes(bytes),
                            path.substr(0, path.rfind('/')), human_bytes(free)),
                "free some space, or point XDG_STATE_HOME at a larger disk"};
}

}  // namespace omactl::cmd
