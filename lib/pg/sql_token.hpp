#pragma once

#include <cstddef>
#include <string_view>

namespace omactl::pg {

/// A piece of SQL text, as far as telling constants, names and comments apart needs it.
/// (https://www.postgresql.org/docs/15/sql-syntax-lexical.html)
struct SqlToken {
    enum Kind { space, comment, word, quoted_name, string, number, parameter, symbol, end } kind = end;
    std::string_view text;
};

/// The token that begins at `at`; never fails: an unfinished string or comment reaches to the end, what
/// is nothing else is a symbol of one byte.
SqlToken sql_token(std::string_view sql, std::size_t at);

}  // namespace omactl::pg
