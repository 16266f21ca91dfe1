#include "tests/faults/pg_statements.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

namespace omactl::faults {

namespace {

constexpr std::array<std::string_view, 5> k_effects = {"pg_cancel_backend(", "pg_terminate_backend(",
                                                       "pg_try_advisory_lock(", "pg_advisory_unlock(", "checkpoint"};

std::string one_spaced(std::string_view text)
{
    std::string all;
    for (auto const word : split(text, ' '))
        if (auto const trimmed = trim(word); !trimmed.empty()) all += (all.empty() ? "" : " ") + std::string{trimmed};
    if (all.ends_with(';')) all.pop_back();
    return all;
}

/// The server logs a moment in its own words, in UTC here; one for both.
std::string same_moments(std::string const &statement)
{
    static std::regex const moment{R"(([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9:]{8})(\.[0-9]*?)?0*(?:Z|\+00)')"};
    return std::regex_replace(statement, moment, "$1 $2$3'");
}

/// "parameters: $1 = '4711', $2 = 'a''b', $3 = NULL": from the last to the first, as $1 begins $10.
std::string with_values(std::string statement, std::string const &parameters)
{
    static std::regex const value{R"re(\$([0-9]+) = ('(?:[^']|'')*'|NULL))re"};
    std::vector<std::pair<std::string, std::string>> all;
    for (std::sregex_iterator at{parameters.begin(), parameters.end(), value}, end; at != end; ++at)
        all.emplace_back("$" + (*at)[1].str(), (*at)[2]);
    std::reverse(all.begin(), all.end());
    for (auto const &[name, text] : all)
        for (auto at = statement.find(name); at != std::string::npos; at = statement.find(name, at + text.size()))
            statement.replace(at, name.size(), text);
    return statement;
}

}  // namespace

std::vector<std::string> statements_in(std::string_view log)
{
    static std::regex const line_form{
        R"(omactl[^\[]*\[[0-9]+\] (?:LOG:  (?:execute <unnamed>|statement): |DETAIL:  (parameters: ))(.*))"};
    std::vector<std::string> all;
    bool ours = false;
    for (auto const line : split(log, '\n')) {
        std::string const text{line};
        std::smatch match;
        if (text.starts_with("\t")) {  // its statement goes on
            if (ours) all.back() += " " + text.substr(1);
            continue;
        }
        ours = std::regex_match(text, match, line_form);
        if (!ours) continue;
        if (match[1].matched)
            all.back() = with_values(all.back(), match[2]);
        else
            all.push_back(match[2]);
    }
    for (auto &statement : all) statement = same_moments(one_spaced(statement));
    return all;
}

std::vector<std::string> would_send(std::string_view out)
{
    std::vector<std::string> all;
    auto const from = out.find("It would send\n");
    if (from == std::string_view::npos) return all;
    for (auto const line : split(out.substr(from), '\n'))
        if (line.starts_with("  ") && !line.starts_with("  -- ")) all.push_back(same_moments(one_spaced(line)));
    return all;
}

bool has_effect(std::string_view statement)
{
    std::string lower{statement};
    for (char &c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::any_of(k_effects.begin(), k_effects.end(),
                       [&](std::string_view effect) { return lower.find(effect) != std::string::npos; });
}

}  // namespace omactl::faults
