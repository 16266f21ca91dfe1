#include "lib/cli/common_options.hpp"

#include "lib/cli/context.hpp"
#include "lib/cli/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace omactl::cli {

namespace {

template <class T> struct Word {
    std::string_view text;
    T value;
};

template <class T> T choose(std::string_view text, std::string_view what, std::initializer_list<Word<T>> words)
{
    std::string all;
    for (auto const &word : words) {
        if (word.text == text) return word.value;
        all += fmt::format("{}{}", all.empty() ? "" : ", ", word.text);
    }
    throw Error{Fault::usage, fmt::format("'{}' is not {}", text, what), "one of: " + all};
}

}  // namespace

template <> struct Value<Output> {
    static Output from(std::string_view text)
    {
        return choose<Output>(
            text, "an output format",
            {{"table", Output::table}, {"json", Output::json}, {"jsonl", Output::jsonl}, {"tsv", Output::tsv}});
    }
    static std::string text(Output) { return "table"; }
};

template <> struct Value<Color> {
    static Color from(std::string_view text)
    {
        return choose<Color>(text, "a choice for colour",
                             {{"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}});
    }
    static std::string text(Color) { return "auto"; }
};

namespace {

std::string nothing(void const *)
{
    return {};
}

constexpr Param k_json{
    .name = "--json",
    .metavar = "",
    .help = "Short for --output json",
    .complete = Complete::none,
    .required = false,
    .repeated = false,
    .is_switch = true,
    .verbatim = false,
    .set = [](void *options, std::string_view) { static_cast<Globals *>(options)->output = Output::json; },
    .show = nothing,
};

constexpr Param k_help{
    .name = "-h,--help",
    .metavar = "",
    .help = "Help for the command",
    .complete = Complete::none,
    .required = false,
    .repeated = false,
    .is_switch = true,
    .verbatim = false,
    .set = [](void *, std::string_view) {},
    .show = nothing,
};

constexpr std::array k_common{
    param<&Globals::env>("-e,--env", "NAME", "Environment, else $OMACTL_ENV", Complete::environments),
    param<&Globals::config>("--config", "FILE", "Configuration file, else $OMACTL_CONFIG", Complete::files),
    one_of(param<&Globals::output>("-o,--output", "FORMAT", "table, json, jsonl or tsv"), "table|json|jsonl|tsv"),
    k_json,
    param<&Globals::quiet>("-q,--quiet", "", "No progress, no talk"),
    param<&Globals::verbose>("-v,--verbose", "", "Show each call on the wire, secrets hidden"),
    one_of(param<&Globals::color>("--color", "WHEN", "auto, always or never"), "auto|always|never"),
    param<&Globals::timeout>("--timeout", "DUR", "Deadline for the whole command"),
    k_help,
};

constexpr std::array k_change{
    param<&ChangeOptions::dry_run>("-n,--dry-run", "", "Show the plan, change nothing"),
    param<&ChangeOptions::plan_out>("--plan-out", "FILE", "Write the plan for `omactl apply FILE`, change nothing",
                                    Complete::files),
    param<&ChangeOptions::yes>("-y,--yes", "", "Do not ask where it can be undone"),
    param<&ChangeOptions::confirm>("--confirm", "TARGET", "Confirm ENV/OBJECT, as the plan prints it"),
    verbatim_param<&ChangeOptions::reason>("--reason", "TEXT", "Why, for the journal"),
    param<&ChangeOptions::max>("--max", "N", "Refuse to touch more than N"),
    param<&ChangeOptions::wait_lock>("--wait-lock", "DUR", "Wait for somebody else's lock"),
};

Param const *common_option(std::string_view name)
{
    for (auto const table : {common_params(), change_params()})
        for (Param const &p : table)
            if (p.answers_to(name)) return &p;
    return nullptr;
}

std::optional<std::size_t> long_option_words(std::string_view word)
{
    auto const equals = word.find('=');
    auto const *found = common_option(word.substr(0, equals));
    if (!found) return std::nullopt;
    return found->is_switch || equals != std::string_view::npos ? 1 : 2;
}

// `-nq`, `-e prod`, `-eprod`, `-ne prod`
std::optional<std::size_t> short_options_words(std::string_view word)
{
    for (std::size_t i = 1; i < word.size(); ++i) {
        char const name[] = {'-', word[i]};
        auto const *found = common_option({name, 2});
        if (!found) return std::nullopt;
        if (!found->is_switch) return i + 1 < word.size() ? 1 : 2;
    }
    return 1;
}

}  // namespace

std::span<Param const> common_params()
{
    return k_common;
}

std::span<Param const> change_params()
{
    return k_change;
}

std::optional<std::size_t> common_option_words(std::span<std::string const> words, std::size_t at)
{
    std::string_view const word = words[at];
    auto const taken = word.starts_with("--") ? long_option_words(word) : short_options_words(word);
    if (!taken) return std::nullopt;
    return std::min(*taken, words.size() - at);
}

}  // namespace omactl::cli
