#pragma once

#include "lib/core/guard.hpp"
#include "lib/operation/journal.hpp"
#include "lib/operation/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::op {

/// A temporary state that is in force: what an operation with Plan::hold left, until it is undone,
/// or until it ended by itself.
struct OpenHold {
    std::string id;
    std::string command, target, env, who, reason;
    std::string began, until;  ///< RFC 3339; until "": it has no end
    std::string by_itself;     ///< what ends it then; "" nothing does
    std::string run;           ///< as Plan::run: of the runbook's run that began it
};

bool is_overdue(OpenHold const &hold, Instant now);

/// Those of this machine's journal, the one that ends first foremost.
std::vector<OpenHold> open_holds(std::vector<Entry> const &entries, Instant now);

/// Has somebody ended it from another machine? Asks the service; false when it can't be asked. This
/// machine's journal learns of it.
bool ended_elsewhere(OpenHold const &hold, World &world);

/// The service says that an operation of this machine's journal was undone: so does the journal then.
void note_undone(Entry const &entry, Record const &record, World &world) noexcept;

/// A small file beside the journal lists them too, so that every command can mention what is
/// overdue without reading the journal. The journal is the truth; this is made from it.
void note_holds(World &world) noexcept;
std::vector<OpenHold> noted_holds(World const &world) noexcept;

/// When `holds enforce` last ran on this machine for an environment. nullopt: never.
std::optional<Instant> last_enforced(World const &world, std::string const &env);
void note_enforced(World const &world, std::string const &env);

/// For a plan: "yes (Redis expires its keys)", "yes (enforced from cron, last 40 s ago)",
/// "NO: nobody enforces (cron: * * * * * omactl holds enforce)".
std::string how_it_ends(Hold const &hold, World &world);

/// A later or earlier end: the service and the journal learn of it. Throws declined when the
/// operation's holds can't be moved.
void extend_hold(OpenHold const &hold, Instant until, World &world);

}  // namespace omactl::op
