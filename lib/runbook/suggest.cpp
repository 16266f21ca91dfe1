#include "lib/runbook/suggest.hpp"

#include "lib/core/text.hpp"

#include <regex>

namespace omactl::runbook {

namespace {

constexpr std::string_view k_gap = "…";
constexpr std::size_t k_longest_line = 2'000;  // std::regex recurses

std::string escaped(std::string_view word)
{
    std::string text;
    for (char const c : word) {
        if (std::string_view{R"(.[]{}()\*+?^$|)"}.find(c) != std::string_view::npos) text += '\\';
        text += c;
    }
    return text;
}

/// A symptom as a regular expression, with the parameters that its groups are for.
struct Pattern {
    std::regex expression;
    std::vector<std::string> parameters;
};

Pattern pattern_of(std::string const &symptom)
{
    std::string text;
    std::vector<std::string> parameters;
    bool gap = true;
    for (auto const word : split(symptom, ' ')) {
        if (word.empty()) continue;
        if (word == k_gap) {
            gap = true;
            continue;
        }
        if (!text.empty()) text += gap ? "\\b.*\\b" : "\\W+";
        gap = false;
        if (word.starts_with("{{") && word.ends_with("}}")) {
            parameters.emplace_back(word.substr(2, word.size() - 4));
            text += "([^\\s,;]+)";
        } else {
            text += escaped(word);
        }
    }
    return {std::regex{text, std::regex::icase}, std::move(parameters)};
}

}  // namespace

std::optional<Evidence> match(std::string const &symptom, std::string_view line)
{
    auto const pattern = pattern_of(symptom);
    std::string const text{line.substr(0, k_longest_line)};
    std::smatch found;
    if (!std::regex_search(text, found, pattern.expression)) return std::nullopt;
    Evidence evidence{symptom, std::string(trim(text)), {}};
    for (std::size_t i = 0; i < pattern.parameters.size(); ++i)
        evidence.values[pattern.parameters[i]] = found[i + 1].str();
    return evidence;
}

std::vector<Evidence> evidence_for(Page const &page, std::string_view text)
{
    std::vector<Evidence> all;
    for (auto const line : split(text, '\n'))
        for (auto const &symptom : page.symptoms)
            if (auto evidence = match(symptom, line)) all.push_back(std::move(*evidence));
    return all;
}

}  // namespace omactl::runbook
