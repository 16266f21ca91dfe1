#include "lib/pg/temp_files.hpp"

#include <charconv>

namespace omactl::pg {

namespace {

/// 4711 for "pgsql_tmp4711.0" (fd.c, OpenTemporaryFileInTablespace); 0 for other files.
std::int64_t pid_of(std::string_view name)
{
    constexpr std::string_view k_begin = "pgsql_tmp";
    std::int64_t pid = 0;
    if (name.starts_with(k_begin)) std::from_chars(name.data() + k_begin.size(), name.data() + name.size(), pid);
    return pid;
}

}  // namespace

std::optional<std::map<std::int64_t, TempFiles>> ask_temp_files(postgres::Connection &connection, Server const &server)
{
    if (!server.at_least(12)) return std::nullopt;
    std::map<std::int64_t, TempFiles> files;
    try {
        auto const rows = connection.ask("select f.name, f.size from pg_catalog.pg_ls_tmpdir() f");
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto const pid = pid_of(rows[i].text("name"));
            if (pid == 0) continue;
            ++files[pid].files;
            files[pid].bytes += rows[i].integer("size");
        }
    } catch (postgres::Refused const &refused) {
        if (refused.sqlstate() != "42501") throw;
        return std::nullopt;
    }
    return files;
}

}  // namespace omactl::pg
