#pragma once

#include "lib/cli/report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::op {

using cli::Json;

/// What must be said before it is done.
enum class Ask {
    nothing,   ///< takes nothing away: push
    yes_no,    ///< can be undone completely: [y/N], --yes
    the_name,  ///< cannot: the object's name in a protected environment, --confirm ENV/OBJECT
};

/// A state that lasts only for a while, and when it is to end.
struct Hold {
    std::string until;      ///< RFC 3339; "" when it is released, not before
    std::string by_itself;  ///< what ends it then, like "Redis expires its keys"; "" nothing does
};

/// The frozen list of what an operation will do, made by reads alone. It travels as JSON: into the
/// journal, into the service's record, into a file; apply gets it and never the options.
struct Plan {
    std::string id;         ///< ULID of the operation
    std::string operation;  ///< registered name: "queue.clear"
    int version = 1;
    std::string command;  ///< as typed: "queue clear"
    std::string env;
    std::string target;   ///< the object inside the environment: "sites"
    std::string service;  ///< for people: "redis 10.0.0.12:6379/0 (run 9f2c…, master)"
    std::string reason;
    std::string who;  ///< user@host that planned it
    Ask ask = Ask::yes_no;
    std::string question;                                    ///< "Clear 170,905 jobs from sites in production?"
    std::int64_t count = 0;                                  ///< how many things change at most; 0: nothing to do
    std::string nothing;                                     ///< what to say when there is nothing to do
    std::vector<std::pair<std::string, std::string>> lines;  ///< label and text, shown in this order
    std::vector<std::string> wire;                           ///< the exact writes, as a dry run prints them
    std::vector<std::string> steps;                          ///< in order
    std::string undo;          ///< what `undo ID` does: "puts them back where they stood"; "" when there is none
    std::string no_undo;       ///< why there is none: "its transaction rolls back"; "" for an undo itself
    std::string run;           ///< "RUN-ID:ATTEMPT" of the runbook's run it is part of
    std::string undoes;        ///< id of the operation that this one reverses
    std::string archive;       ///< file that keeps what is removed, "" when none
    std::optional<Hold> hold;  ///< what it leaves is a hold
    Json before;               ///< figures of the target now
    Json detail;               ///< the operation's own

    std::string full_target() const { return env + "/" + target; }
    /// Says so in the plan's lines too: "undo  none: its transaction rolls back".
    void has_no_undo(std::string why);
};

Json to_json(Plan const &plan);
Plan plan_from_json(Json const &json);  ///< throws Fault::failed when it is not one
Plan plan_from_text(std::string_view text);

}  // namespace omactl::op
