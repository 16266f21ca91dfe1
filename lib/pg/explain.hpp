#pragma once

#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <string>
#include <string_view>

namespace omactl::pg {

/// What EXPLAIN said, or why it wasn't asked or didn't say.
struct Plan {
    std::string json;      ///< the server's: [{"Plan": …}]; "" when there is none
    std::string why_not;   ///< "a utility statement (VACUUM): it has no plan"; "" when there is one
    bool generic = false;  ///< parameters were unknown: the plan is for any value of them

    bool there() const { return !json.empty(); }
};

/// Somebody's text and what is known of where it ran.
struct Text {
    std::string query;
    bool truncated = false;
    std::string database;     ///< "" : the connected one
    std::string search_path;  ///< "" : not known; names are looked up by ours
};

/// The plan that the server would choose for a text that somebody else wrote, without running it:
/// EXPLAIN (never ANALYZE) by the extended protocol, which refuses a second statement, in a session
/// whose transactions are read only, with lock_timeout 100 ms. Only SELECT, WITH, VALUES, TABLE, INSERT, UPDATE,
/// DELETE and MERGE are asked; EXPLAIN, COPY, DO, CALL, EXECUTE and all others are not. Texts with $1: GENERIC_PLAN
/// from 16, PREPARE and EXPLAIN EXECUTE under plan_cache_mode = force_generic_plan from 12, not
/// before. Functions that their owner marked IMMUTABLE or STABLE may be run by
/// the planner of every EXPLAIN, with our rights: read only keeps them from writing tables, not from what a superuser
/// may do outside of them. So a superuser should not plan what others wrote.
/// Never throws for what the server refuses: that is `why_not`. Lost passes through.
/// Changes the session's settings (read only, search_path) while it asks, and puts them back.
Plan explain(postgres::Connection &connection, Server const &server, Text const &text);

/// The search_path that this user has in this database by ALTER ROLE or ALTER DATABASE, as its sessions begin with
/// (pg_db_role_setting); "" when none is set. What the session has set since then can't be known.
std::string usual_search_path(postgres::Connection &connection, std::string const &user, std::string const &database);

/// Why a text is not even tried, or "": pure.
std::string why_not_explained(Server const &server, Text const &text);
/// The highest $n outside strings and comments; 0: none.
int parameters_of(std::string_view query);
/// The plan as indented lines, as psql's EXPLAIN would show it (node, relation, index, rows, cost, conditions).
/// "" when `json` isn't a plan.
std::string plan_text(std::string_view json);

}  // namespace omactl::pg
