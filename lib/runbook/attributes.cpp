#include "lib/runbook/attributes.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <array>

namespace omactl::runbook {

namespace {

struct Attribute {
    std::string name, value;
    bool has_value = false;
};

// Up to the closing quotation mark, or to the next blank.
std::string take_value(std::string_view &rest)
{
    auto const mark = rest.empty() ? '\0' : rest.front();
    if (mark != '"' && mark != '\'') {
        auto const end = std::min(rest.find_first_of(" \t"), rest.size());
        std::string const value{rest.substr(0, end)};
        rest.remove_prefix(end);
        return value;
    }
    rest.remove_prefix(1);
    auto const end = rest.find(mark);
    if (end == std::string_view::npos)
        throw Error{Fault::usage, fmt::format("a value that begins with {} has no end", mark), "close it on the line"};
    std::string const value{rest.substr(0, end)};
    rest.remove_prefix(end + 1);
    return value;
}

std::vector<Attribute> split_attributes(std::string_view text)
{
    std::vector<Attribute> all;
    for (auto rest = trim(text); !rest.empty(); rest = trim(rest)) {
        auto const end = std::min(rest.find_first_of("= \t"), rest.size());
        Attribute one{std::string(rest.substr(0, end)), {}, end < rest.size() && rest[end] == '='};
        rest.remove_prefix(end + (one.has_value ? 1 : 0));
        if (one.has_value) one.value = take_value(rest);
        all.push_back(std::move(one));
    }
    return all;
}

void set_on_failure(Attributes &made, std::string const &value)
{
    if (value == "ask") {
        made.on_failure = OnFailure::ask;
    } else if (value == "stop") {
        made.on_failure = OnFailure::stop;
    } else if (value == "continue") {
        made.on_failure = OnFailure::go_on;
    } else if (value.starts_with("retry:")) {
        made.on_failure = OnFailure::retry;
        made.retries = static_cast<int>(parse_count(value.substr(6)));
    } else {
        throw Error{Fault::usage, fmt::format("on-failure can't be '{}'", printable(value)),
                    "on-failure=ask, retry:N, stop or continue"};
    }
}

std::string command_in(Attribute const &one)
{
    if (trim(one.value).empty())
        throw Error{Fault::usage, fmt::format("{} needs a command", one.name),
                    fmt::format("{}=\"queue why sites\"", one.name)};
    return one.value;
}

constexpr std::array k_names = {"if", "unless", "verify", "within", "undo", "on-failure", "human"};

[[noreturn]] void refuse_unknown(std::string const &name)
{
    std::vector<std::string> const known(k_names.begin(), k_names.end());
    auto const near = nearest(name, known);
    throw Error{Fault::usage, fmt::format("unknown attribute '{}'", printable(name)),
                near.empty() ? "known are if, unless, verify, within, undo, on-failure, human"
                             : fmt::format("did you mean {}", near.front())};
}

void set(Attributes &made, Attribute const &one)
{
    if (one.name == "human" && !one.has_value)
        made.human = true;
    else if (one.name == "human")
        throw Error{Fault::usage, "human takes no value", "human, or leave it away"};
    else if (one.name == "if")
        made.condition = command_in(one);
    else if (one.name == "unless")
        made.exception = command_in(one);
    else if (one.name == "verify")
        made.verify = command_in(one);
    else if (one.name == "undo")
        made.undo = command_in(one);
    else if (one.name == "within")
        made.within = parse_duration(one.value);
    else if (one.name == "on-failure")
        set_on_failure(made, one.value);
    else
        refuse_unknown(one.name);
}

}  // namespace

Attributes parse_attributes(std::string_view text, int line, std::vector<Problem> &problems)
{
    Attributes made;
    auto const note = [&](Error const &e) { problems.push_back({line, e.message(), e.hint()}); };
    try {
        for (auto const &one : split_attributes(text)) {
            try {
                set(made, one);
            } catch (Error const &e) {
                note(e);
            }
        }
    } catch (Error const &e) {
        note(e);
    }
    if (made.verify && !made.within)
        problems.push_back({line, "verify has no within: how long may it take?", "verify=\"…\" within=5m"});
    if (made.within && !made.verify) problems.push_back({line, "within belongs to a verify", "verify=\"…\" within=5m"});
    if (made.condition && made.exception)
        problems.push_back({line, "if and unless stand in one block", "keep one of them"});
    return made;
}

}  // namespace omactl::runbook
