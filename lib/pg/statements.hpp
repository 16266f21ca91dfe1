#pragma once

#include "lib/pg/server.hpp"
#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

/// The extension pg_stat_statements in the connected database.
struct StatementsInfo {
    std::string schema;        ///< "public"
    int major = 0, minor = 0;  ///< its own version, which fixes its columns: 1.10

    bool at_least(int wanted_minor) const { return major > 1 || minor >= wanted_minor; }
};
/// nullopt: not installed here.
std::optional<StatementsInfo> ask_statements_info(postgres::Connection &connection);

/// One row of it. Times in ms.
struct StatementStats {
    std::string query_id, user, query;  ///< query: "<insufficient privilege>" of others without pg_read_all_stats
    bool hidden = false;
    std::int64_t calls = 0, rows = 0;
    double total_ms = 0, mean_ms = 0, max_ms = 0;
    double io_ms = 0;  ///< waited for reads and writes of blocks; 0 without track_io_timing
    double share = 0;  ///< of the total time of all statements of this database, 0 to 1
    std::int64_t blocks_read = 0, blocks_hit = 0, temp_blocks_written = 0;
};

enum class Order { total, calls, mean, io };
/// The worst first, of the connected database, queries of ours left out. total_time before 1.8, total_exec_time
/// since; blk_read_time before 1.11, shared_blk_read_time since.
/// Throws failed with a hint when the library isn't in shared_preload_libraries (55000).
std::vector<StatementStats> outliers(postgres::Connection &connection, StatementsInfo const &info, Order order,
                                     std::int64_t limit);
/// Those with these query_ids (14+).
std::vector<StatementStats> statements_of(postgres::Connection &connection, StatementsInfo const &info,
                                          std::vector<std::string> const &query_ids);
/// For tests of each version.
std::string outliers_sql(StatementsInfo const &info, Order order);

}  // namespace omactl::pg
