#include "lib/operation/holds.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/drive.hpp"
#include "lib/operation/operation.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

namespace omactl::op {

namespace {

constexpr Millis k_cron_is_late{5 * 60'000};  // cron's shortest period is a minute

std::string notes_path(World const &world)
{
    return state_folder(world.context().environ) + "/holds.json";
}

std::string stamp_path(World const &world, std::string const &env)
{
    return fmt::format("{}/enforced-{}", state_folder(world.context().environ), env);
}

void replace_file(std::string const &path, std::string const &text)
{
    auto const temporary = path + ".new";
    auto fd = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    write_all(fd.get(), text, temporary);
    fd.close();
    rename_durably(temporary, path);
}

bool in_force(Entry const &entry)
{
    return entry.plan.hold && (entry.state == State::done || entry.state == State::unverified);
}

OpenHold hold_of(Entry const &entry)
{
    auto const &plan = entry.plan;
    OpenHold hold{entry.id,    plan.command,     plan.target,          plan.env, plan.who, plan.reason,
                  entry.began, plan.hold->until, plan.hold->by_itself, plan.run};
    if (auto const *moved = entry.last_data("extended")) {
        hold.until = moved->value("until", hold.until);
        hold.by_itself = moved->value("by_itself", hold.by_itself);
    }
    return hold;
}

Json to_json(OpenHold const &h)
{
    return {{"id", h.id},       {"command", h.command}, {"target", h.target},
            {"env", h.env},     {"who", h.who},         {"reason", h.reason},
            {"began", h.began}, {"until", h.until},     {"by_itself", h.by_itself},
            {"run", h.run}};
}

OpenHold hold_from(Json const &j)
{
    return {j.at("id"),     j.at("command"), j.at("target"), j.at("env"),       j.at("who"),
            j.at("reason"), j.at("began"),   j.at("until"),  j.at("by_itself"), j.value("run", "")};
}

}  // namespace

bool is_overdue(OpenHold const &hold, Instant now)
{
    auto const until = parse_time(hold.until);
    return until && *until < now;
}

std::vector<OpenHold> open_holds(std::vector<Entry> const &entries, Instant now)
{
    std::vector<OpenHold> holds;
    for (auto const &entry : entries) {
        if (!in_force(entry)) continue;
        auto hold = hold_of(entry);
        if (hold.by_itself.empty() || !is_overdue(hold, now)) holds.push_back(std::move(hold));
    }
    std::stable_sort(holds.begin(), holds.end(), [](OpenHold const &a, OpenHold const &b) {
        return !a.until.empty() && (b.until.empty() || a.until < b.until);
    });
    return holds;
}

bool ended_elsewhere(OpenHold const &hold, World &world)
{
    try {
        auto const entry = world.journal().find(hold.id);
        if (!entry || entry->plan.env != world.env_name()) return false;
        auto const record = find_operation(entry->plan).guard(entry->plan, world)->record();
        if (!record || record->field("undone") != "1") return false;
        note_undone(*entry, *record, world);
        return true;
    } catch (Error const &) {
        return false;
    }
}

// It is undone whether or not that can be noted; a dry run notes nothing.
void note_undone(Entry const &entry, Record const &record, World &world) noexcept
{
    if (entry.state == State::undone || entry.state == State::failed || world.context().change.dry_run) return;
    try {
        world.journal().append(entry.id, "undone", {{"by", record.field("undo")}, {"from", "its record"}});
        note_holds(world);
    } catch (std::exception const &) {
    }
}

// What was done stands, whether or not it can be noted.
void note_holds(World &world) noexcept
{
    try {
        auto const holds = open_holds(world.journal().entries(), world.context().clock.now());
        if (holds.empty()) return remove_if_there(notes_path(world));
        Json notes = Json::array();
        for (auto const &hold : holds) notes.push_back(to_json(hold));
        replace_file(notes_path(world), cli::dump(notes) + "\n");
    } catch (std::exception const &) {
    }
}

std::vector<OpenHold> noted_holds(World const &world) noexcept
{
    std::vector<OpenHold> holds;
    try {
        auto const text = read_if_there(notes_path(world));
        if (text)
            for (auto const &note : Json::parse(*text)) holds.push_back(hold_from(note));
    } catch (std::exception const &) {
    }
    return holds;
}

std::optional<Instant> last_enforced(World const &world, std::string const &env)
{
    auto const text = read_if_there(stamp_path(world, env));
    return text ? parse_time(trim(*text)) : std::nullopt;
}

void note_enforced(World const &world, std::string const &env)
{
    make_folders(state_folder(world.context().environ));
    replace_file(stamp_path(world, env), rfc3339(world.context().clock.now()) + "\n");
}

std::string how_it_ends(Hold const &hold, World &world)
{
    if (hold.until.empty()) return "no: it lasts until somebody ends it";
    if (!hold.by_itself.empty()) return fmt::format("yes ({})", hold.by_itself);
    auto const last = last_enforced(world, world.env_name());
    auto const ago = last ? world.context().clock.now() - *last : Millis::max();
    if (ago <= k_cron_is_late) return fmt::format("yes (enforced from cron, last {} ago)", human_duration(ago));
    return "NO: nobody enforces on this machine (from cron: omactl holds enforce)";
}

void extend_hold(OpenHold const &hold, Instant until, World &world)
{
    auto const entry = world.journal().find(hold.id);
    auto const &plan = entry.value().plan;
    auto const &op = find_operation(plan);
    world.allow_writes();
    auto const guard = op.guard(plan, world);
    guard->adopt(world.context().change.wait_lock.value_or(Millis{0}));
    Lease const lease{*guard};
    Run run{plan, world, *guard, world.context().clock.ticks()};
    auto const by_itself = op.extend(run, until);
    world.journal().append(hold.id, "extended",
                           {{"until", rfc3339(until)},
                            {"by_itself", by_itself},
                            {"who", world.who()},
                            {"reason", world.context().change.reason.value_or("")}});
    note_holds(world);
}

}  // namespace omactl::op
