#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::cmd {

/// Which backends are meant, as options of a command. A command's own options derive from it.
struct PgRuleOptions {
    std::optional<Millis> older_than;
    std::optional<std::string> match, user, app, state;
};
/// Throws usage: a state or an expression that is none.
pg::Rules rules_of(PgRuleOptions const &o);
constexpr std::string_view k_pg_states = "active|idle|idle-in-transaction";

/// A query in one line, safe for a terminal: white space is one blank, Rails' comments stay.
std::string one_line(std::string_view query);
/// "puma@10.0.0.7", "psql of app", "app"
std::string who_is(pg::Backend const &backend);
/// "idle in transaction 6 min", "active 3 s", "unknown (not permitted to see it)"
std::string what_it_does(pg::Backend const &backend);
std::string age_text(std::optional<Millis> age);

cli::Json to_json(pg::Backend const &backend);

/// Is there somebody of whom our role sees no more than who it is? (The server's own processes have no user.)
bool is_hidden_client(pg::Backend const &backend);
std::int64_t count_hidden(std::vector<pg::Backend> const &backends);
/// "GRANT pg_monitor TO app;"
std::string grant_to_see(pg::Server const &server);

/// What must be known of a look: rows that our role can't see, a pooler in between. Whole lines.
std::string caveats(pg::Server const &server, std::vector<pg::Backend> const &backends);

}  // namespace omactl::cmd
