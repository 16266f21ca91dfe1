#pragma once

#include "lib/pg/activity.hpp"
#include "lib/pg/rules.hpp"
#include "lib/postgres/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

enum class How { cancel, terminate };  ///< SIGINT: its query ends; SIGTERM: its connection ends

/// How an idle transaction must be ended (a cancel does nothing there and says true), or an active
/// query by default.
How way_for(Backend const &backend);

enum class Verdict {
    sent,     ///< the signal is out; whether it worked is presence_of's word
    changed,  ///< no longer what was shown (another query, state, or gone): not touched
    denied,   ///< 42501: not permitted; the server touched nothing
    refused,  ///< the server could not send it (false): the process was just ending
    spared,   ///< why_spared: nothing was sent to the server
};
std::string_view name_of(Verdict verdict);

struct Statement {
    std::string sql;
    std::vector<postgres::Cell> values;
};

/// One statement that touches this backend or nobody: pg_cancel_backend or pg_terminate_backend in the
/// SELECT list over the row of pg_stat_get_activity(pid) (what pg_stat_activity is made of, without its joins)
/// whose backend_start, state and doing_since() still are what was shown, with the never-kill set beside them.
/// What remains is the time between the server's look and its kill(2), tens of microseconds, more with
/// hundreds of backends: to be hit in it, a connection must end its query, tell its client and get the next one.
/// Runs alike on 11 to 17.
Statement guarded_kill(Backend const &backend, How how, Spare const &spare = {});
/// The same to look at or paste in psql: values inlined as literals.
std::string printable_sql(Statement const &statement);

/// Sends it. Lost (Fault::unknown) when the answer is lost; other refusals than 42501 pass through.
Verdict signal(postgres::Connection &connection, Backend const &backend, How how, Spare const &spare = {});

enum class Presence {
    gone,      ///< that connection is no more
    same,      ///< still there, still at it
    moved_on,  ///< the connection lives and does something else (a cancel that worked)
    unknown,   ///< hidden from us now
};
/// What became of `shown`, given how the backend of its pid looks now: pure.
Presence compared(Backend const &shown, Backend const &now);
/// One statement for all; in the order of `backends`. Not inside a transaction: it would see a frozen view.
std::vector<Presence> presence_of(postgres::Connection &connection, std::vector<Backend> const &backends);

/// 'text' as PostgreSQL reads it whatever standard_conforming_strings is (E'…' when it has backslashes).
std::string sql_literal(std::string_view text);
/// As an identifier, in quotes where it needs them.
std::string sql_name(std::string_view name);

}  // namespace omactl::pg
