#include "cmd/settings_review.hpp"

#include "cmd/settings_change.hpp"
#include "lib/cli/io.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace omactl::cmd {

namespace {

using settings::Difference;
using settings::Value;

constexpr std::size_t k_places = 6;  // in the code, of one setting

std::optional<Value> value_of(std::optional<settings::Setting> const &setting)
{
    return setting ? std::optional{Value{setting->value, setting->expires}} : std::nullopt;
}

bool says_other(std::optional<Value> const &a, std::optional<Value> const &b)
{
    return a.has_value() != b.has_value() || (a && a->bytes != b->bytes);
}

/// One setting, and what may be chosen.
struct Question {
    Difference const &d;
    std::optional<Value> live, snapshot, fallback;

    explicit Question(Difference const &difference)
        : d(difference), live(value_of(d.live)), snapshot(value_of(d.snapshot)),
          fallback(d.fallback ? std::optional{Value{*d.fallback}} : std::nullopt)
    {
    }
    bool is_plain() const { return (!d.live || d.live->is_plain()) && (!d.snapshot || d.snapshot->is_plain()); }
    bool by_snapshot() const { return snapshot && says_other(live, snapshot); }
    bool by_default() const { return fallback && says_other(live, fallback); }
    bool open() const { return is_plain() && (by_snapshot() || by_default() || d.state == settings::State::added); }
};

std::string choices(Question const &question)
{
    std::string text = "Leave it [Enter]";
    if (question.by_snapshot()) text += ", as in the snapshot [s]";
    if (question.by_default()) text += ", the default [d]";
    if (question.live) text += ", take it away [r]";
    return text + ", enough [q]? ";
}

std::string uses_text(std::vector<settings::Use> const &uses, std::string_view label)
{
    std::string text;
    for (std::size_t i = 0; i < uses.size() && i < k_places; ++i)
        text += fmt::format("  {:<9} {}:{}  {}\n", i == 0 ? label : "", printable(uses[i].file), uses[i].line,
                            printable(uses[i].expression));
    if (uses.size() > k_places) text += fmt::format("  {:<9} … and {} more\n", "", uses.size() - k_places);
    return text;
}

std::string code_text(std::string const &name, std::vector<settings::Key> const &code)
{
    auto const key = std::ranges::find(code, name, &settings::Key::name);
    if (code.empty()) return {};
    if (key == code.end() || (key->reads.empty() && key->sets.empty())) return "  in code   nowhere\n";
    return uses_text(key->sets, "set in") + uses_text(key->reads, "read in");
}

std::string screen(Question const &question, ReviewSources const &sources, std::size_t n, std::size_t of)
{
    auto const &d = question.d;
    return fmt::format("\n{}    {} of {}\n  live      {}\n  snapshot  {}\n  default   {}\n{}", printable(d.name), n, of,
                       shown(question.live), shown(question.snapshot),
                       question.fallback ? shown(question.fallback) : "none", code_text(d.name, sources.code));
}

char answer_to(Question const &question, Session &session)
{
    for (;;) {
        auto const line = session.context().io.ask(choices(question));
        throw_if_interrupted();
        if (!line) throw Error{Fault::declined, "the review was broken off; nothing was changed"};
        auto const word = trim(*line);
        char const c = word.empty() ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(word.front())));
        bool const fits = c == ' ' || c == 'q' || (c == 's' && question.by_snapshot()) ||
                          (c == 'd' && question.by_default()) || (c == 'r' && question.live);
        if (fits && word.size() <= 1) return c;
    }
}

std::optional<settings::Change> change_of(Question const &question, char answer)
{
    switch (answer) {
    case 's': return settings::Change{question.d.name, question.live, question.snapshot};
    case 'd': return settings::Change{question.d.name, question.live, question.fallback};
    case 'r': return settings::Change{question.d.name, question.live, std::nullopt};
    default: return std::nullopt;
    }
}

}  // namespace

std::vector<settings::Change> review_settings(ReviewSources const &sources, Session &session)
{
    auto &io = session.context().io;
    if (!io.can_ask())
        throw Error{Fault::declined, "a review asks, and there is no terminal to ask on",
                    "omactl settings diff    (shows the same); omactl settings restore NAME…"};
    std::vector<Question> open;
    for (auto const &difference : sources.differences)
        if (Question const question{difference}; question.open()) open.push_back(question);
    std::vector<settings::Change> changes;
    std::size_t n = 0;
    for (auto const &question : open) {
        io.err(screen(question, sources, ++n, open.size()));
        auto const answer = answer_to(question, session);
        if (answer == 'q') break;
        if (auto change = change_of(question, answer)) changes.push_back(*std::move(change));
    }
    io.err(fmt::format("\n{} of {} looked at, {} to be changed.\n", n, counted(std::ssize(open), "setting"),
                       changes.size()));
    return changes;
}

}  // namespace omactl::cmd
