#pragma once

#include "lib/postgres/connection.hpp"
#include "lib/settings/change.hpp"
#include "lib/settings/store.hpp"

#include <string>
#include <vector>

namespace omactl::settings {

/// A table of settings, one a row, as the catalog has it.
struct SqlTable {
    std::string schema, table;
    std::string name_column, value_column;
    std::string value_type;                   ///< as a cast takes it: "text", "bytea", "jsonb"
    std::vector<std::string> new_stamps;      ///< columns that get the time when a row comes
    std::vector<std::string> changed_stamps;  ///< and when it changes

    bool bytes() const { return value_type == "bytea"; }
    std::string described() const;  ///< "public.settings (var, value text)"
};

/// The table that a store names: "sql:TABLE", "sql:SCHEMA.TABLE", or with its columns "sql:TABLE(NAME,VALUE)". Without
/// them the name is in `name`, `key` or `var`, alone unique, and the value in `value` or `val`. Throws not_found, and
/// failed where it is no such table.
SqlTable find_table(postgres::Connection &postgres, Store const &store);

/// All of it, sorted by name. A NULL is a setting of the kind "NULL", whose value is none of ours.
std::vector<Setting> read_all(postgres::Connection &postgres, SqlTable const &table);

/// The statements of the changes with their values in place, as people read them.
std::vector<std::string> statements(SqlTable const &table, std::vector<Change> const &changes);

/// All changes in one transaction, or none: each row must be what its change says it was. Throws conflict naming the
/// setting that has another value by now, failed as the server refuses; nothing was written then. Lost with
/// Fault::unknown when the answer to COMMIT did not come.
void change(postgres::Connection &postgres, SqlTable const &table, std::vector<Change> const &changes);

}  // namespace omactl::settings
