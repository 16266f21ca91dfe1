#include "lib/cli/help.hpp"
#include "lib/cli/layout.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace omactl::cli {

namespace {

enum class Question { wrong, todo, happened, practise, set_up };

struct Title {
    Question question;
    std::string_view text;
};

constexpr std::array k_titles{
    Title{Question::wrong, "What is wrong?"},    Title{Question::todo, "What do I do?"},
    Title{Question::happened, "What happened?"}, Title{Question::practise, "Practise"},
    Title{Question::set_up, "Set up"},
};

// Shown when it is registered: "queue", "queue clear|requeue" (those of them that are), with a
// word in capitals for what has to follow.
struct Entry {
    Question question;
    std::string_view text;
};

constexpr std::array k_entries{
    Entry{Question::wrong, "status"},
    Entry{Question::wrong, "check"},
    Entry{Question::wrong, "queue"},
    Entry{Question::wrong, "workers"},
    Entry{Question::wrong, "redis"},
    Entry{Question::wrong, "pg"},
    Entry{Question::wrong, "es"},
    Entry{Question::wrong, "heroku"},
    Entry{Question::wrong, "fleet"},
    Entry{Question::wrong, "logs"},
    Entry{Question::wrong, "errors"},
    Entry{Question::wrong, "stats"},
    Entry{Question::wrong, "alerts"},
    Entry{Question::todo, "run RUNBOOK"},
    Entry{Question::todo, "runbook suggest"},
    Entry{Question::todo, "queue clear|requeue"},
    Entry{Question::todo, "workers pause"},
    Entry{Question::todo, "pg unblock|kill-long"},
    Entry{Question::todo, "redis dump-restore"},
    Entry{Question::todo, "es reallocation"},
    Entry{Question::todo, "settings restore"},
    Entry{Question::todo, "heroku maintenance"},
    Entry{Question::todo, "fleet restart-spot"},
    Entry{Question::todo, "deploy"},
    Entry{Question::todo, "chef"},
    Entry{Question::todo, "apply PLANFILE"},
    Entry{Question::happened, "journal"},
    Entry{Question::happened, "undo ID"},
    Entry{Question::happened, "resume ID"},
    Entry{Question::happened, "holds"},
    Entry{Question::happened, "incident report"},
    Entry{Question::happened, "say"},
    Entry{Question::practise, "drill"},
    Entry{Question::set_up, "config"},
    Entry{Question::set_up, "doctor"},
    Entry{Question::set_up, "completion"},
    Entry{Question::set_up, "help"},
};

bool exists(std::string_view path)
{
    return find_command(path) || !group_members(path).empty();
}

// "queue clear|requeue" → "queue clear" while there is no requeue; "" when there is nothing.
std::string shown(std::string_view entry)
{
    auto const space = entry.find(' ');
    auto const first = entry.substr(0, space);
    if (space == std::string_view::npos || std::isupper(static_cast<unsigned char>(entry[space + 1])))
        return exists(first) ? std::string(entry) : std::string{};
    std::string verbs;
    for (auto const verb : split(entry.substr(space + 1), '|'))
        if (exists(fmt::format("{} {}", first, verb))) verbs += fmt::format("{}{}", verbs.empty() ? " " : "|", verb);
    return verbs.empty() ? verbs : std::string(first) + verbs;
}

std::string entries_of(Question question)
{
    constexpr std::size_t start = 20;
    std::string lines;
    std::size_t at = start;
    for (Entry const &entry : k_entries) {
        auto const text = entry.question == question ? shown(entry.text) : std::string{};
        if (text.empty()) continue;
        bool const fits = lines.empty() || at + 3 + columns(text) <= k_help_width;
        if (!lines.empty()) lines += fits ? " · " : "\n" + std::string(start, ' ');
        at = (fits ? at + (lines.empty() ? 0 : 3) : start) + columns(text);
        lines += text;
    }
    return lines;
}

}  // namespace

std::string map_text(std::string_view environment)
{
    std::string text = "omactl — runbooks that run.";
    if (!environment.empty()) text += fmt::format("  Environment: {}", environment);
    text += "\n\n";
    for (Title const &title : k_titles)
        if (auto const entries = entries_of(title.question); !entries.empty())
            text += fmt::format("{:<20}{}\n", title.text, entries);
    return text + "\n  omactl help GROUP    every command has --help with examples;\n"
                  "                       add --dry-run to look before you leap\n";
}

}  // namespace omactl::cli
