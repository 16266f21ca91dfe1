// What must hold for every command that is registered, whoever writes it.
#include "lib/cli/command.hpp"
#include "lib/cli/common_options.hpp"
#include "lib/cli/context.hpp"
#include "lib/cli/help.hpp"
#include "lib/cli/parse.hpp"
#include "lib/core/text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

using namespace omactl;
using namespace omactl::cli;

namespace {

std::string_view noun(Command const &command)
{
    auto const path = command.spec().path;
    return path.substr(0, path.find(' '));
}

// As a shell takes it: quotes are removed, nothing else is special.
std::vector<std::string> shell_words(std::string_view line)
{
    std::vector<std::string> words;
    bool inside = false;
    char quote = 0;
    for (char const c : line) {
        if (quote == 0 && c == ' ') {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        if (c == quote)
            quote = 0;
        else if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else
            words.back() += c;
    }
    return words;
}

std::vector<Param> all_params(Command const &command)
{
    std::vector<Param> all(command.spec().params.begin(), command.spec().params.end());
    all.insert(all.end(), common_params().begin(), common_params().end());
    if (command.changes()) all.insert(all.end(), change_params().begin(), change_params().end());
    return all;
}

}  // namespace

TEST_CASE("there are commands, and no two have the same path")
{
    std::set<std::string_view> paths;
    for (auto const *command : commands()) CHECK(paths.insert(command->spec().path).second);
    CHECK_FALSE(paths.empty());
}

TEST_CASE("a path is one to three words in small letters")
{
    for (auto const *command : commands()) {
        auto const path = command->spec().path;
        CAPTURE(path);
        auto const words = split(path, ' ');
        CHECK((!words.empty() && words.size() <= 3));
        CHECK(path.find_first_not_of("abcdefghijklmnopqrstuvwxyz- ") == path.npos);
    }
}

TEST_CASE("a summary is at most 60 characters, begins large, ends without a full stop")
{
    for (auto const *command : commands()) {
        auto const summary = command->spec().summary;
        CAPTURE(command->spec().path, summary);
        REQUIRE_FALSE(summary.empty());
        CHECK(columns(summary) <= 60);
        CHECK((summary.front() >= 'A' && summary.front() <= 'Z'));
        CHECK_FALSE(summary.ends_with('.'));
    }
}

TEST_CASE("a command is defined in cmd/, in a file that begins with its noun")
{
    for (auto const *command : commands()) {
        std::filesystem::path const file = command->where().file_name();
        CAPTURE(command->spec().path, file.string());
        CHECK(file.parent_path().filename() == "cmd");
        auto const stem = file.stem().string();
        auto const expected = std::string(noun(*command));
        CHECK((stem == expected || stem.starts_with(expected + "_")));
    }
}

TEST_CASE("no name means two things in one command, common options included")
{
    for (auto const *command : commands()) {
        std::set<std::string> names;
        for (Param const &p : all_params(*command))
            for (auto const name : split(p.name, ',')) {
                CAPTURE(command->spec().path, name);
                CHECK(names.insert(std::string(name)).second);
            }
    }
}

TEST_CASE("a name looks like one: argument, --long, -s,--long")
{
    for (auto const *command : commands())
        for (Param const &p : all_params(*command)) {
            CAPTURE(command->spec().path, p.name);
            auto const comma = p.name.find(',');
            if (comma != p.name.npos) CHECK((comma == 2 && p.name[0] == '-' && p.name[1] != '-'));
            auto const word = comma == p.name.npos ? p.name : p.name.substr(comma + 1);
            CHECK(p.is_option() == word.starts_with("--"));
            auto const letters = word.substr(p.is_option() ? 2 : 0);
            CHECK(letters.size() > 1);
            CHECK(letters.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == letters.npos);
        }
}

TEST_CASE("every argument and option has a help text, every value a name for it")
{
    for (auto const *command : commands())
        for (Param const &p : all_params(*command)) {
            CAPTURE(command->spec().path, p.name);
            CHECK_FALSE(p.help.empty());
            CHECK_FALSE(p.help.ends_with('.'));
            bool const needs_metavar = p.is_option() && !p.is_switch;
            CHECK(p.metavar.empty() != needs_metavar);
        }
}

TEST_CASE("the values that completion offers are taken, and the default is among them")
{
    for (auto const *command : commands()) {
        Globals globals;
        for (Param const &p : all_params(*command)) {
            if (p.choices.empty()) continue;
            bool const is_global = std::any_of(common_params().begin(), common_params().end(),
                                               [&p](Param const &common) { return common.name == p.name; });
            auto const options = command->fresh_options();
            void *target = is_global ? static_cast<void *>(&globals) : options.get();
            auto const values = split(p.choices, '|');
            CAPTURE(command->spec().path, p.name, p.choices);
            if (auto const value = p.show(target); !value.empty())
                CHECK(std::find(values.begin(), values.end(), value) != values.end());
            for (auto const value : values) {
                CHECK(value == trim(value));
                CHECK_FALSE(value.empty());
                CHECK_NOTHROW(p.set(target, value));
            }
        }
    }
}

TEST_CASE("required arguments stand first, and only the last one takes many")
{
    for (auto const *command : commands()) {
        bool optional = false, many = false;
        for (Param const &p : command->spec().params) {
            if (p.is_option()) continue;
            CAPTURE(command->spec().path, p.name);
            CHECK_FALSE(many);
            CHECK_FALSE((optional && p.required));
            optional = optional || !p.required;
            many = many || p.repeated;
        }
    }
}

TEST_CASE("every example is a line that binds to its own command")
{
    for (auto const *command : commands())
        for (Example const &example : command->spec().examples) {
            CAPTURE(example.line);
            auto words = shell_words(example.line);
            REQUIRE(words.size() > 1);
            CHECK(words.front() == "omactl");
            words.erase(words.begin());
            Bound bound;
            CHECK_NOTHROW(bound = cli::bind(words));
            CHECK(bound.command == command);
            CHECK_FALSE(example.what.empty());
        }
}

TEST_CASE("every command has a help that fits, and says how to use it")
{
    for (auto const *command : commands()) {
        auto const text = command_help(*command);
        CHECK(text.find("usage: omactl " + std::string(command->spec().path)) == 0);
        for (auto const line : split(text, '\n')) {
            CAPTURE(command->spec().path, line);
            // An example is pasted whole: it may not be broken.
            if (!trim(line).starts_with("omactl ")) CHECK(columns(line) <= 80);
            CHECK_FALSE(line.ends_with(' '));
        }
    }
}

TEST_CASE("every change shows an example")
{
    for (auto const *command : commands()) {
        CAPTURE(command->spec().path);
        if (command->changes()) CHECK_FALSE(command->spec().examples.empty());
    }
}

TEST_CASE("every noun stands in the map, every group has a line of its own")
{
    auto const map = map_text();
    for (auto const *command : commands()) {
        CAPTURE(command->spec().path);
        CHECK(map.find(noun(*command)) != map.npos);
        auto const words = split(command->spec().path, ' ');
        if (words.size() < 2) continue;
        auto const last = command->spec().path.rfind(' ');
        CHECK_FALSE(group_summary(command->spec().path.substr(0, last)).empty());
    }
}
