#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::runbook {

/// Values of a page's parameters, by name.
using Values = std::map<std::string, std::string, std::less<>>;

/// A part of a word: text as it stands, or a parameter's name.
struct Piece {
    bool is_parameter = false;
    std::string text;
};
using Word = std::vector<Piece>;

/// A line of a page as the words that a shell would make of it: blanks part them, '…' and "…" hold
/// them together. What a shell would do besides (variables, pipes, patterns, comments) is refused, since
/// the line means the same pasted and run: throws Fault::usage naming the character.
std::vector<Word> split_words(std::string_view line);
/// The names of the parameters in them, in order.
std::vector<std::string> parameters_of(std::vector<Word> const &words);
/// With their values in place, each within its one word, never split again. Throws Fault::usage for a
/// parameter without a value, and for a word that would become an option by its value.
std::vector<std::string> filled(std::vector<Word> const &words, Values const &values);
/// The line's text with the values in place, quoted where a shell needs it, to be pasted.
std::string pasteable(std::string_view line, Values const &values);

}  // namespace omactl::runbook
