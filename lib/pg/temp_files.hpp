#pragma once

#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace omactl::pg {

/// What a backend has spilled to disk just now: sorts, hashes, materialised results.
struct TempFiles {
    std::int64_t files = 0, bytes = 0;
};

/// By pid, from the names that pg_ls_tmpdir() shows ("pgsql_tmp4711.0", its default tablespace alone; those of a
/// parallel query in their folder are not seen). nullopt: not known (denied without pg_monitor, or before 12).
std::optional<std::map<std::int64_t, TempFiles>> ask_temp_files(postgres::Connection &connection, Server const &server);

}  // namespace omactl::pg
