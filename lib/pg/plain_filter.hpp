#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

/// Columns that a filter compares plainly with constants or parameters, as an index could use them: those
/// with = (or = ANY) when there are some, at most three, else the first with < or >. Empty when the filter
/// is anything else at its top: an OR, a function or cast of the column, another column.
/// `filter` is EXPLAIN's text with VERBOSE: "((sites.host)::text = 'x'::text)"; names of others than
/// `alias` don't count. Quotes stay on names that need them.
std::vector<std::string> plainly_compared(std::string_view filter, std::string_view alias);

}  // namespace omactl::pg
