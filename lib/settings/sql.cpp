#include "lib/settings/sql.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

namespace omactl::settings {

namespace {

using postgres::Cell;

/// What a store's name says: "shop.settings(var,value)".
struct Named {
    std::string schema = "public", table, name_column, value_column;
};

Named named_in(std::string_view text)
{
    Named named;
    auto const open = text.find('(');
    auto const table = text.substr(0, open);
    auto const dot = table.find('.');
    if (dot != table.npos) named.schema = table.substr(0, dot);
    named.table = dot == table.npos ? table : table.substr(dot + 1);
    if (open == text.npos) return named;
    auto const inside = text.substr(open + 1, text.find(')') - open - 1);
    auto const columns = split(inside, ',');
    if (columns.size() != 2 || !text.ends_with(')'))
        throw Error{Fault::usage, fmt::format("'sql:{}' names no two columns", printable(text)),
                    "sql:TABLE(NAME,VALUE), or sql:TABLE"};
    named.name_column = trim(columns[0]);
    named.value_column = trim(columns[1]);
    return named;
}

std::string identifier(std::string_view name)
{
    std::string out = "\"";
    for (char const c : name) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

std::string literal(std::string_view text)
{
    std::string out = "'";
    for (char const c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

std::string place(SqlTable const &table)
{
    return identifier(table.schema) + "." + identifier(table.table);
}

/// The value as text in which equal bytes are equal.
std::string value_text(SqlTable const &table)
{
    auto const column = identifier(table.value_column);
    return table.bytes() ? fmt::format("pg_catalog.encode({}, 'hex')", column) : column + "::text";
}

std::string cell_of(SqlTable const &table, std::string const &bytes)
{
    return table.bytes() ? hex(bytes) : bytes;
}

std::string cast(SqlTable const &table, std::string const &value)
{
    return table.bytes() ? fmt::format("pg_catalog.decode({}, 'hex')", value)
                         : fmt::format("{}::{}", value, table.value_type);
}

std::string bytes_from(SqlTable const &table, std::string const &text)
{
    if (!table.bytes()) return text;
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
    return bytes;
}

// --- the table ------------------------------------------------------------------------------------

constexpr std::string_view k_columns = R"(
select a.attname::text as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
 exists (select 1 from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique and i.indpred is null
  and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as alone
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p') order by a.attnum)";

struct Column {
    std::string type;
    bool alone = false;  ///< unique by itself
};
using Columns = std::map<std::string, Column>;

std::string first_of(Columns const &columns, std::initializer_list<char const *> names)
{
    for (auto const *name : names)
        if (columns.contains(name)) return name;
    return {};
}

[[noreturn]] void refuse(Named const &named, std::string_view why)
{
    throw Error{Fault::failed, fmt::format("table {}.{} {}", printable(named.schema), printable(named.table), why),
                "name its columns: store = \"sql:TABLE(NAME,VALUE)\""};
}

std::vector<std::string> stamps(Columns const &columns, std::initializer_list<char const *> names)
{
    std::vector<std::string> found;
    for (auto const *name : names) {
        auto const column = columns.find(name);
        if (column != columns.end() && column->second.type.starts_with("timestamp")) found.emplace_back(name);
    }
    return found;
}

// --- one change -----------------------------------------------------------------------------------

struct Statement {
    std::string sql;
    std::vector<Cell> values;
};

std::string stamped(std::vector<std::string> const &columns)
{
    std::string text;
    for (auto const &column : columns) text += fmt::format(", {} = pg_catalog.now()", identifier(column));
    return text;
}

Statement insert(SqlTable const &table, Change const &change)
{
    std::string columns, times;
    for (auto const &column : table.new_stamps) {
        columns += ", " + identifier(column);
        times += ", pg_catalog.now()";
    }
    return {fmt::format("insert into {} ({}, {}{}) values ($1, {}{}) on conflict do nothing returning 1 as done",
                        place(table), identifier(table.name_column), identifier(table.value_column), columns,
                        cast(table, "$2"), times),
            {change.name, cell_of(table, change.to->bytes)}};
}

Statement statement(SqlTable const &table, Change const &change)
{
    if (!change.from) return insert(table, change);
    auto const old = cell_of(table, change.from->bytes);
    auto const where = [&](std::string_view value) {
        return fmt::format("where {} = $1 and {} = {} returning 1 as done", identifier(table.name_column),
                           value_text(table), value);
    };
    if (!change.to) return {fmt::format("delete from {} {}", place(table), where("$2")), {change.name, old}};
    return {fmt::format("update {} set {} = {}{} {}", place(table), identifier(table.value_column), cast(table, "$2"),
                        stamped(table.changed_stamps), where("$3")),
            {change.name, cell_of(table, change.to->bytes), old}};
}

/// The text with each $1, $2 … replaced by its value.
std::string with_values(std::string_view sql, std::vector<Cell> const &values)
{
    std::string text;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        bool const mark = sql[i] == '$' && i + 1 < sql.size() && sql[i + 1] >= '1' && sql[i + 1] <= '9';
        if (!mark) {
            text += sql[i];
            continue;
        }
        auto const &value = values.at(static_cast<std::size_t>(sql[++i] - '1'));
        text += literal(cut(printable(value.value_or("")), 60));
    }
    return text;
}

void roll_back(postgres::Connection &postgres) noexcept
{
    try {
        postgres.change("rollback");
    } catch (std::exception const &) {  // it goes with the connection
    }
}

}  // namespace

std::string SqlTable::described() const
{
    return printable(fmt::format("{}.{} ({}, {} {})", schema, table, name_column, value_column, value_type));
}

SqlTable find_table(postgres::Connection &postgres, Store const &store)
{
    auto const named = named_in(store.name);
    auto const rows = postgres.ask(k_columns, {named.schema, named.table});
    if (rows.empty())
        throw Error{Fault::not_found,
                    fmt::format("no table {}.{} in {}", printable(named.schema), printable(named.table),
                                postgres::server_name(postgres.address())),
                    "store = \"sql:TABLE\" or \"sql:SCHEMA.TABLE\": omactl config path"};
    Columns columns;
    for (std::size_t i = 0; i < rows.size(); ++i)
        columns[rows[i].text("name")] = {rows[i].text("type"), rows[i].flag("alone")};
    SqlTable table{named.schema, named.table, named.name_column, named.value_column, {}, {}, {}};
    if (table.name_column.empty()) table.name_column = first_of(columns, {"name", "key", "var"});
    if (table.value_column.empty()) table.value_column = first_of(columns, {"value", "val"});
    auto const name = columns.find(table.name_column), value = columns.find(table.value_column);
    if (name == columns.end() || value == columns.end()) refuse(named, "has no columns for a name and a value");
    if (!name->second.alone) refuse(named, fmt::format("may have several rows of one '{}'", name->first));
    table.value_type = value->second.type;
    table.new_stamps = stamps(columns, {"created_at", "updated_at"});
    table.changed_stamps = stamps(columns, {"updated_at"});
    return table;
}

std::vector<Setting> read_all(postgres::Connection &postgres, SqlTable const &table)
{
    auto const rows = postgres.ask(fmt::format("select {}::text as name, {} as value from {}",
                                               identifier(table.name_column), value_text(table), place(table)));
    std::vector<Setting> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const row = rows[i];
        bool const null = row.is_null("value");
        all.push_back(
            {row.text("name"), null ? "" : bytes_from(table, row.text("value")), null ? "NULL" : "string", {}});
    }
    std::ranges::sort(all, {}, &Setting::name);
    return all;
}

std::vector<std::string> statements(SqlTable const &table, std::vector<Change> const &changes)
{
    std::vector<std::string> all;
    for (auto const &change : changes) {
        auto const [sql, values] = statement(table, change);
        all.push_back(with_values(sql.substr(0, sql.find(" returning ")), values));
    }
    return all;
}

void change(postgres::Connection &postgres, SqlTable const &table, std::vector<Change> const &changes)
{
    postgres.change("begin");
    try {
        for (auto const &one : changes) {
            auto const [sql, values] = statement(table, one);
            if (!postgres.change(sql, values).empty()) continue;
            throw Error{Fault::conflict,
                        fmt::format("'{}' has another value by now; nothing was written", printable(one.name)),
                        "plan again: the same command shows what stands there"};
        }
    } catch (postgres::Lost const &lost) {
        // Without its COMMIT nothing of it stands.
        throw postgres::Lost{Fault::unreachable, lost.message(), lost.hint()};
    } catch (Error const &) {
        roll_back(postgres);
        throw;
    }
    postgres.change("commit");
}

}  // namespace omactl::settings
