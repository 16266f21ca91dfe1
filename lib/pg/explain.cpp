#include "lib/pg/explain.hpp"

#include "lib/core/text.hpp"
#include "lib/pg/sql_token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace omactl::pg {

namespace {

std::string upper(std::string_view text)
{
    std::string big{text};
    for (char &c : big) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return big;
}

/// The first word, behind comments and opening brackets.
std::string first_word(std::string_view query)
{
    for (std::size_t at = 0; at < query.size();) {
        auto const token = sql_token(query, at);
        at += token.text.size();
        if (token.kind == SqlToken::space || token.kind == SqlToken::comment || token.text == "(") continue;
        return token.kind == SqlToken::word ? upper(token.text) : "";
    }
    return "";
}

bool has_plan(std::string_view word)
{
    static constexpr std::string_view k_planned[] = {"SELECT", "WITH",   "VALUES", "TABLE",
                                                     "INSERT", "UPDATE", "DELETE", "MERGE"};
    return std::find(std::begin(k_planned), std::end(k_planned), word) != std::end(k_planned);
}

/// Without the semicolons and blanks at the end.
std::string_view trimmed(std::string_view query)
{
    query = trim(query);
    while (query.ends_with(';')) query = trim(query.substr(0, query.size() - 1));
    return query;
}

std::string why_refused(postgres::Refused const &refused)
{
    if (refused.sqlstate() == "55P03") return "a table of it is locked just now";
    if (refused.sqlstate() == "42501")
        return "not permitted to read what it reads (GRANT pg_read_all_data would, from 14)";
    if (refused.sqlstate() == "57014") return "planning it took too long";
    return refused.message();
}

/// Settings of the session while this lasts: what is asked after it is not to be looked up as somebody else's
/// query is.
class Settings {
public:
    explicit Settings(postgres::Connection &connection) : m_connection(connection) {}
    ~Settings()
    {
        try {
            for (auto const &[name, value] : m_before) m_connection.set(name, value);
        } catch (Error const &) {  // lost, and they with it
        }
    }
    Settings(Settings const &) = delete;
    Settings &operator=(Settings const &) = delete;

    void set(std::string const &name, std::string const &value)
    {
        auto const rows = m_connection.ask("select pg_catalog.current_setting($1) as value", {name});
        m_before.emplace_back(name, rows[0].text("value"));
        m_connection.set(name, value);
    }

private:
    postgres::Connection &m_connection;
    std::vector<std::pair<std::string, std::string>> m_before;
};

/// Where a new session of ours would look names up; omactl's own looks in pg_catalog alone.
std::string usual_path_of_ours(postgres::Connection &connection)
{
    auto const rows =
        connection.ask("select s.reset_val as path from pg_catalog.pg_settings s where s.name = 'search_path'");
    return rows.empty() ? "" : rows[0].text("path");
}

void prepare_session(Settings &settings, postgres::Connection &connection, Server const &server, Text const &text)
{
    settings.set("default_transaction_read_only", "on");
    settings.set("lock_timeout", "100ms");
    if (server.at_least(12)) settings.set("plan_cache_mode", "force_generic_plan");
    settings.set("search_path", text.search_path.empty() ? usual_path_of_ours(connection) : text.search_path);
}

std::string nulls(int count)
{
    std::string list;
    for (int i = 0; i < count; ++i) list += i == 0 ? "null" : ", null";
    return list;
}

/// Parameters have types only in a prepared statement, which plans without running.
postgres::Rows ask_prepared(postgres::Connection &connection, std::string_view query, int parameters)
{
    auto const name = connection.prepare(query);
    return connection.ask(fmt::format("explain (format json, verbose) execute {}({})", name, nulls(parameters)));
}

postgres::Rows ask_plan(postgres::Connection &connection, Server const &server, std::string_view query)
{
    int const parameters = parameters_of(query);
    if (parameters > 0 && !server.at_least(16)) return ask_prepared(connection, query, parameters);
    return connection.ask(
        fmt::format("explain (format json, verbose{}) {}", parameters > 0 ? ", generic_plan" : "", query));
}

}  // namespace

int parameters_of(std::string_view query)
{
    int highest = 0;
    for (std::size_t at = 0; at < query.size();) {
        auto const token = sql_token(query, at);
        at += token.text.size();
        if (token.kind != SqlToken::parameter) continue;
        int number = 0;
        std::from_chars(token.text.data() + 1, token.text.data() + token.text.size(), number);
        highest = std::max(highest, number);
    }
    return highest;
}

std::string why_not_explained(Server const &server, Text const &text)
{
    constexpr int k_most_parameters = 65'535;  // of the protocol
    if (trimmed(text.query).empty()) return "it has no text";
    if (text.truncated)
        return fmt::format("its text is cut at {} bytes (track_activity_query_size)", text.query.size());
    auto const word = first_word(text.query);
    if (word.empty()) return "it doesn't begin like a statement";
    if (!has_plan(word)) return fmt::format("{} has no plan", word);
    if (!text.database.empty() && text.database != server.database)
        return fmt::format("it ran in database {}, this is {}", text.database, server.database);
    auto const parameters = parameters_of(text.query);
    if (parameters > k_most_parameters) return fmt::format("it names parameter ${}", parameters);
    if (parameters > 0 && !server.at_least(12))
        return "it has parameters, which PostgreSQL plans without values from 12";
    return "";
}

std::string usual_search_path(postgres::Connection &connection, std::string const &user, std::string const &database)
{
    auto const rows = connection.ask(
        R"(select pg_catalog.substr(c.line, 13) as path from pg_catalog.pg_db_role_setting s
 cross join lateral pg_catalog.unnest(s.setconfig) c(line)
 where c.line like 'search_path=%'
 and s.setrole in (0, (select r.oid from pg_catalog.pg_roles r where r.rolname = $1))
 and s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d where d.datname = $2))
 order by s.setrole <> 0 and s.setdatabase <> 0 desc, s.setrole <> 0 desc, s.setdatabase <> 0 desc limit 1)",
        {user, database});
    return rows.empty() ? "" : rows[0].text("path");
}

Plan explain(postgres::Connection &connection, Server const &server, Text const &text)
{
    if (auto why = why_not_explained(server, text); !why.empty()) return {"", std::move(why), false};
    try {
        connection.connect();
        Settings settings{connection};
        prepare_session(settings, connection, server, text);
        auto const query = trimmed(text.query);
        auto const rows = ask_plan(connection, server, query);
        if (rows.empty() || rows.columns.size() != 1) return {"", "the server gave no plan", false};
        return {rows.cells[0][0].value_or(""), "", parameters_of(query) > 0};
    } catch (postgres::Refused const &refused) {
        return {"", why_refused(refused), false};
    } catch (postgres::Lost const &) {
        throw;
    } catch (Error const &error) {
        return {"", error.message(), false};
    }
}

}  // namespace omactl::pg
