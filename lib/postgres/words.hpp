#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::postgres {

/// A piece of SQL without its comments and without what its strings say.
struct Word {
    enum class Kind { name, quoted_name, literal, sign } kind = Kind::sign;
    std::string text;  ///< a name in lower case, a quoted one as it is, a sign as itself, a literal as ""
};

/// nullopt when it can't be told for sure: an open quote, an escape that servers read differently.
std::optional<std::vector<Word>> words_of(std::string_view sql);

}  // namespace omactl::postgres
