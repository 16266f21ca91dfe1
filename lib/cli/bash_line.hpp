#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cli {

/// A command line as bash has it while it is typed, up to the cursor. Expansions are left alone.
struct BashLine {
    std::vector<std::string> words;  ///< quotes removed; the first is the program, the last is being typed
    char quote = 0;                  ///< ' or " when the cursor stands inside such quotes
    /// How many bytes of the last word stand before the place from which bash replaces: it takes
    /// words apart at ':' and '=' (COMP_WORDBREAKS) and at an open quote.
    std::size_t kept = 0;

    /// What bash has to put there for `word`, which begins with the last word: quoted as it was begun.
    std::string reply(std::string_view word) const;
};

BashLine bash_line(std::string_view line, std::string_view breaks);

}  // namespace omactl::cli
