#include "cmd/pg_look.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/kill.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_shown_query = 2'000;  // bytes: a line of a table, not the text itself

std::string state_of(std::string const &word)
{
    if (word == "idle-in-transaction" || word == "idle in transaction") return "idle in transaction";
    if (word == "active" || word == "idle") return word;
    throw Error{Fault::usage, fmt::format("no state is called '{}'", printable(word)),
                "--state active, idle or idle-in-transaction"};
}

cli::Json seconds(std::optional<Millis> age)
{
    return age ? cli::Json(static_cast<double>(age->count()) / 1'000) : cli::Json{};
}

cli::Json text_or_null(std::string const &text)
{
    return text.empty() ? cli::Json{} : cli::json_bytes(text);
}

}  // namespace

pg::Rules rules_of(PgRuleOptions const &o)
{
    pg::Rules rules;
    rules.older_than = o.older_than;
    if (o.match) rules.match.emplace(*o.match);
    rules.user = o.user.value_or("");
    rules.application = o.app.value_or("");
    if (o.state) rules.state = state_of(*o.state);
    return rules;
}

std::string one_line(std::string_view query)
{
    std::string text;
    for (char const c : query.substr(0, k_shown_query)) {
        bool const space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    if (query.size() > k_shown_query) text += "…";
    return printable(trim(text));
}

std::string who_is(pg::Backend const &backend)
{
    auto const name = printable(backend.application.empty() ? backend.user : backend.application);
    if (!backend.client.empty()) return fmt::format("{}@{}", name, printable(backend.client));
    return backend.application.empty() || backend.user.empty() ? name
                                                               : fmt::format("{} of {}", name, printable(backend.user));
}

std::string age_text(std::optional<Millis> age)
{
    return age ? human_duration(*age) : "";
}

std::string what_it_does(pg::Backend const &backend)
{
    if (backend.hidden) return "unknown (not permitted to see it)";
    auto const age = backend.age();
    auto const &state = backend.state.empty() ? backend.backend_type : backend.state;
    return age ? fmt::format("{} {}", printable(state), human_duration(*age)) : printable(state);
}

cli::Json to_json(pg::Backend const &b)
{
    cli::Json json{{"pid", b.pid},
                   {"token", b.token()},
                   {"state", b.hidden ? cli::Json("unknown") : text_or_null(b.state)},
                   {"backend_type", text_or_null(b.backend_type)},
                   {"user", text_or_null(b.user)},
                   {"database", text_or_null(b.database)},
                   {"application", text_or_null(b.application)},
                   {"client", text_or_null(b.client)}};
    json["backend_start"] = text_or_null(b.backend_start);
    json["xact_start"] = text_or_null(b.xact_start);
    json["query_start"] = text_or_null(b.query_start);
    json["backend_age_s"] = seconds(b.backend_age);
    json["xact_age_s"] = seconds(b.xact_age);
    json["query_age_s"] = seconds(b.query_age);
    json["state_age_s"] = seconds(b.state_age);
    json["wait_event_type"] = text_or_null(b.wait_type);
    json["wait_event"] = text_or_null(b.wait_event);
    json["blocked_by"] = b.blocked_by;
    json["leader_pid"] = b.leader_pid == 0 ? cli::Json{} : cli::Json(b.leader_pid);
    json["xmin_age"] = b.xmin_age;
    json["query_id"] = text_or_null(b.query_id);
    json["query"] = b.hidden ? cli::Json{} : cli::json_bytes(b.query);
    json["truncated"] = b.truncated;
    return json;
}

bool is_hidden_client(pg::Backend const &backend)
{
    return backend.hidden && !backend.user.empty();
}

std::int64_t count_hidden(std::vector<pg::Backend> const &backends)
{
    return std::count_if(backends.begin(), backends.end(), is_hidden_client);
}

std::string grant_to_see(pg::Server const &server)
{
    return fmt::format("GRANT pg_monitor, pg_signal_backend TO {};", pg::sql_name(server.user));
}

std::string caveats(pg::Server const &server, std::vector<pg::Backend> const &backends)
{
    std::string text;
    auto const hidden = count_hidden(backends);
    if (hidden > 0)
        text += fmt::format("{} {} hidden from {}, what {} is unknown: {}\n", counted(hidden, "backend"),
                            either(hidden, "is", "are"), printable(server.user), either(hidden, "it does", "they do"),
                            printable(grant_to_see(server)));
    if (server.pooled)
        text += "a pooler is in between: pids are those of its connections to the server, whose client changes\n";
    return text;
}

}  // namespace omactl::cmd
