#include "lib/pg/fingerprint.hpp"

#include "lib/core/fingerprint.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql_token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace omactl::pg {

namespace {

constexpr std::size_t k_longest = 64 * 1024;

std::string lower(std::string_view text)
{
    std::string small{text};
    for (char &c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return small;
}

/// A comment without its marks.
std::string inside(std::string_view comment)
{
    comment.remove_prefix(std::min<std::size_t>(2, comment.size()));
    if (comment.ends_with("*/")) comment.remove_suffix(2);
    return std::string{trim(comment)};
}

using Words = std::vector<std::string>;

/// The tokens that stay, in their normal form.
Words words_of(std::string_view query, std::vector<std::string> &tags)
{
    Words words;
    for (std::size_t at = 0; at < query.size();) {
        auto const token = sql_token(query, at);
        at += token.text.size();
        switch (token.kind) {
        case SqlToken::comment: tags.push_back(inside(token.text)); break;
        case SqlToken::string:
        case SqlToken::number:
        case SqlToken::parameter: words.emplace_back("?"); break;
        case SqlToken::word: words.push_back(lower(token.text)); break;
        case SqlToken::quoted_name:
        case SqlToken::symbol: words.emplace_back(token.text); break;
        case SqlToken::space:
        case SqlToken::end: break;
        }
    }
    return words;
}

bool before_a_value(std::string_view word)
{
    static constexpr std::string_view k_words[] = {"=",      "<",    ">",     "(",      ",",   "+",  "-",
                                                   "*",      "/",    "limit", "offset", "and", "or", "between",
                                                   "select", "when", "then",  "else",   "in",  "["};
    return std::find(std::begin(k_words), std::end(k_words), word) != std::end(k_words);
}

/// -5 is a constant as 5 is.
void fold_signs(Words &words)
{
    Words folded;
    for (auto &word : words) {
        bool const sign =
            word == "?" && folded.size() >= 2 && folded.back() == "-" && before_a_value(folded[folded.size() - 2]);
        if (sign) folded.pop_back();
        folded.push_back(std::move(word));
    }
    words = std::move(folded);
}

/// `?, ?, ?` → `?`, within brackets of any kind.
void fold_lists(Words &words)
{
    Words folded;
    for (auto &word : words) {
        auto const n = folded.size();
        if (word == "?" && n >= 2 && folded[n - 1] == "," && folded[n - 2] == "?") {
            folded.pop_back();
            continue;
        }
        folded.push_back(std::move(word));
    }
    words = std::move(folded);
}

/// `(?), (?)` → `(?)`: the rows of VALUES.
void fold_rows(Words &words)
{
    Words folded;
    auto const ends_with = [&](std::initializer_list<std::string_view> wanted) {
        return folded.size() >= wanted.size() &&
               std::equal(wanted.begin(), wanted.end(), folded.end() - static_cast<std::ptrdiff_t>(wanted.size()));
    };
    for (auto &word : words) {
        folded.push_back(std::move(word));
        if (ends_with({"(", "?", ")", ",", "(", "?", ")"})) folded.resize(folded.size() - 4);
    }
    words = std::move(folded);
}

bool glued(std::string_view before, std::string_view word)
{
    static constexpr std::string_view k_operator = "<>=!|&#@~+-*/%^:";
    if (before.empty() || before == "(" || before == "[" || before == "." || word == ")" || word == "]" ||
        word == "[" || word == "," || word == "." || word == ";")
        return true;
    bool const joined = before.size() == 1 && word.size() == 1 && k_operator.find(before) != k_operator.npos &&
                        k_operator.find(word) != k_operator.npos;
    return joined;
}

std::string sentence(Words const &words)
{
    std::string text;
    std::string_view before;
    for (auto const &word : words) {
        bool const cast = before == ":" || (word == ":" && before != "=");
        if (!glued(before, word) && !cast) text += ' ';
        text += word;
        before = word;
    }
    return text;
}

}  // namespace

Fingerprint fingerprint(std::string_view query)
{
    Fingerprint print;
    auto words = words_of(query.substr(0, k_longest), print.tags);
    bool const cut = query.size() > k_longest;
    if (cut && !words.empty()) words.pop_back();  // it may be half a word
    while (!words.empty() && words.back() == ";") words.pop_back();
    fold_signs(words);
    fold_lists(words);
    fold_rows(words);
    while (cut && !words.empty() && words.back() == ",") words.pop_back();
    print.text = sentence(words);
    print.id = checksum(print.text);
    return print;
}

std::string Fingerprint::hex() const
{
    return fmt::format("{:016x}", id);
}

}  // namespace omactl::pg
