#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// A piece of Ruby source.
struct Token {
    enum class Kind {
        word,    ///< name, constant or keyword, with its ? or !
        label,   ///< `name:` before a value; `text` without the colon
        symbol,  ///< :name, :"name", %s(name)
        string,  ///< 'a', "a", %q(a), a heredoc, ?a, `a`
        words,   ///< %w[…], %i[…]
        regex,
        number,
        sign,     ///< operators and brackets, the longest that fits
        newline,  ///< one that can end a statement, or ;
    } kind = Kind::sign;
    std::size_t begin = 0, end = 0;  ///< in the source; of a heredoc its opening mark alone
    std::string text;      ///< of strings, symbols and labels the bytes that they stand for, "*" for each interpolation
    bool dynamic = false;  ///< has an interpolation
    bool spaced = false;   ///< white space stands before it
};

/// What one stretch of code consists of. Interpolations are stretches of their own.
struct Stretch {
    std::vector<Token> tokens;
};

/// A tolerant reading of Ruby: any bytes give some tokens, what is unfinished ends with the source. The first stretch
/// is the source itself, the others are what stands inside #{…}.
std::vector<Stretch> ruby_stretches(std::string_view source);

}  // namespace omactl::settings
