#include "lib/cli/paste.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace omactl::cli {

namespace {

enum class Sort { dash, space, invisible, quote };

struct Mark {
    Sort sort;
    std::string_view bytes;
    std::string_view name;
    std::string_view meant;
};

constexpr std::array k_marks{
    Mark{Sort::dash, "\u2010", "a typographic hyphen", "-"},
    Mark{Sort::dash, "\u2011", "a non-breaking hyphen", "-"},
    Mark{Sort::dash, "\u2012", "a figure dash", "-"},
    Mark{Sort::dash, "\u2013", "an en dash", "-"},
    Mark{Sort::dash, "\u2014", "an em dash", "-"},
    Mark{Sort::dash, "\u2015", "a horizontal bar", "-"},
    Mark{Sort::dash, "\u2212", "a minus sign", "-"},
    Mark{Sort::dash, "\ufe63", "a small hyphen", "-"},
    Mark{Sort::dash, "\uff0d", "a wide hyphen", "-"},
    Mark{Sort::space, "\u00a0", "a no-break space", " "},
    Mark{Sort::space, "\u2007", "a figure space", " "},
    Mark{Sort::space, "\u2009", "a thin space", " "},
    Mark{Sort::space, "\u202f", "a narrow no-break space", " "},
    Mark{Sort::space, "\u3000", "a wide space", " "},
    Mark{Sort::invisible, "\u00ad", "an invisible soft hyphen", ""},
    Mark{Sort::invisible, "\u200b", "an invisible zero-width space", ""},
    Mark{Sort::invisible, "\u200c", "an invisible non-joiner", ""},
    Mark{Sort::invisible, "\u200d", "an invisible joiner", ""},
    Mark{Sort::invisible, "\u200e", "an invisible direction mark", ""},
    Mark{Sort::invisible, "\u200f", "an invisible direction mark", ""},
    Mark{Sort::invisible, "\u2060", "an invisible word joiner", ""},
    Mark{Sort::invisible, "\ufeff", "an invisible byte order mark", ""},
    Mark{Sort::quote, "\u2018", "a curly quote", "'"},
    Mark{Sort::quote, "\u2019", "a curly quote", "'"},
    Mark{Sort::quote, "\u201a", "a curly quote", "'"},
    Mark{Sort::quote, "\u201c", "a curly quote", "\""},
    Mark{Sort::quote, "\u201d", "a curly quote", "\""},
    Mark{Sort::quote, "\u201e", "a curly quote", "\""},
};

Mark const *mark_at(std::string_view text, std::size_t at)
{
    if (static_cast<unsigned char>(text[at]) < 0x80) return nullptr;
    for (Mark const &mark : k_marks)
        if (text.substr(at).starts_with(mark.bytes)) return &mark;
    return nullptr;
}

Mark const *dash_at_start(std::string_view word)
{
    auto const *mark = word.empty() ? nullptr : mark_at(word, 0);
    return mark && mark->sort == Sort::dash ? mark : nullptr;
}

// A dash inside a value is ordinary text ("2024–2026"); the other marks never are.
Mark const *mark_inside(std::string_view word)
{
    for (std::size_t i = 0; i < word.size(); ++i)
        if (auto const *mark = mark_at(word, i); mark && mark->sort != Sort::dash) return mark;
    return nullptr;
}

Mark const *any_mark(std::string_view word)
{
    for (std::size_t i = 0; i < word.size(); ++i)
        if (auto const *mark = mark_at(word, i)) return mark;
    return nullptr;
}

// The word with each mark as what it was before the page changed it.
std::string mended(std::string_view word)
{
    std::string text;
    for (std::size_t i = 0; i < word.size();) {
        auto const *mark = mark_at(word, i);
        text += mark ? mark->meant : word.substr(i, 1);
        i += mark ? mark->bytes.size() : 1;
    }
    return text;
}

// "–env" was "--env", "–e" was "-e", "——env" was "--env".
std::string mended_option(std::string_view word)
{
    auto const text = mended(word);
    auto const name = std::string_view{text}.substr(std::min(text.find_first_not_of('-'), text.size()));
    bool const is_short = name.size() == 1 || (name.size() > 1 && name[1] == ' ');
    return (is_short ? "-" : "--") + std::string(name);
}

[[noreturn]] void refuse(std::string message, std::string hint)
{
    throw Error{Fault::usage, std::move(message), std::move(hint)};
}

[[noreturn]] void refuse_mark(std::string_view word, Mark const &mark)
{
    auto const good = mended(word);
    auto const message = fmt::format("'{}' has {} in it", good, mark.name);
    switch (mark.sort) {
    case Sort::space: refuse(message, fmt::format("type ordinary spaces: {}", good));
    case Sort::quote: refuse(message, fmt::format("type straight quotes: {}", good));
    default: refuse(message, fmt::format("type it anew: {}", good));
    }
}

// "{{queue}}" → "queue"; JSON can't have two braces in a row before a name.
std::optional<std::string_view> placeholder(std::string_view text)
{
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 1)) {
        auto const end = text.find("}}", at);
        if (end == std::string_view::npos) return std::nullopt;
        auto const name = trim(text.substr(at + 2, end - at - 2));
        bool const plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return std::isalnum(c) || c == '_' || c == '-' || c == '.';
        });
        if (!name.empty() && plain) return name;
    }
    return std::nullopt;
}

// The name part of an option: nothing but what a keyboard types.
void refuse_mangled_name(std::string_view word)
{
    if (auto const *mark = any_mark(word.substr(0, word.find('='))))
        refuse(fmt::format("'{}' has {} in it", mended(word), mark->name),
               fmt::format("type it anew: {}", mended_option(word)));
}

}  // namespace

void refuse_mangled_options(std::span<std::string const> words)
{
    bool options = true;
    for (std::string const &word : words) {
        auto const *dash = dash_at_start(word);
        // A dash and a space is the beginning of quoted text.
        if (dash && word.compare(dash->bytes.size(), 1, " ") != 0)
            refuse(fmt::format("'{}' begins with {}", word, dash->name),
                   fmt::format("type plain hyphens: {}", mended_option(word)));
        options = options && word != "--";
        if (options && word.size() > 1 && word.front() == '-') refuse_mangled_name(word);
    }
}

void refuse_mangled_value(std::string_view owner, std::string_view value, bool verbatim)
{
    if (value.empty()) refuse(fmt::format("{} has an empty value", owner), "is a shell variable not set?");
    if (auto const name = placeholder(value))
        refuse(fmt::format("{} is still '{}'", owner, value),
               fmt::format("put the {} in place of {{{{{}}}}}", *name, *name));
    if (verbatim) return;
    if (auto const *mark = dash_at_start(value)) refuse_mark(value, *mark);
    if (auto const *mark = mark_inside(value)) refuse_mark(value, *mark);
}

void refuse_mangled_words(std::span<std::string const> words)
{
    for (std::string const &word : words) {
        if (!word.empty()) refuse_mangled_value("a word", word, false);
    }
}

}  // namespace omactl::cli
