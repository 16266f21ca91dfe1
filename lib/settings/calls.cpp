#include "lib/settings/calls.hpp"

#include "lib/settings/ruby.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace omactl::settings {

namespace {

using Kind = Token::Kind;
using Tokens = std::vector<Token>;

// They end an argument or an expression that has no brackets.
constexpr auto k_enders =
    std::to_array<std::string_view>({"if", "unless", "while", "until", "rescue", "and", "or", "do", "then", "end", "in",
                                     "else", "elsif", "ensure", "when"});

// What is longer is cut, so that no nesting of calls makes a file slow.
constexpr std::size_t k_most_tokens = 400;
constexpr std::size_t k_most_written = 2'000;

/// A name to look for, in its parts: "Settings.get" has a receiver, "Setting[]" is an index.
struct Wanted {
    Use::Kind kind = Use::Kind::read;
    std::string_view receiver, method;
    bool index = false;
};

Wanted wanted_of(std::string_view name, Use::Kind kind)
{
    if (name.ends_with("[]")) return {kind, name.substr(0, name.size() - 2), {}, true};
    auto const dot = name.rfind('.');
    if (dot == name.npos) return {kind, {}, name, false};
    return {kind, name.substr(0, dot), name.substr(dot + 1), false};
}

std::vector<Wanted> all_wanted(CallNames const &names)
{
    std::vector<Wanted> all;
    for (auto const &name : names.get) all.push_back(wanted_of(name, Use::Kind::read));
    for (auto const &name : names.set) {
        auto const wanted = wanted_of(name, Use::Kind::set);
        // An index reads and sets under the same name.
        bool const known = wanted.index && std::any_of(all.begin(), all.end(), [&](Wanted const &other) {
                               return other.index && other.receiver == wanted.receiver;
                           });
        if (!known) all.push_back(wanted);
    }
    return all;
}

struct Range {
    std::size_t begin = 0, end = 0;  // of tokens; empty: begin == end
    bool empty() const { return begin == end; }
};

/// One stretch, looked through for one name.
class Search {
public:
    Search(std::string_view code, Tokens const &tokens, std::vector<Call> &calls)
        : m_code(code), m_tokens(tokens), m_calls(calls)
    {
    }

    void look(Wanted const &wanted)
    {
        for (std::size_t i = 0; i < m_tokens.size(); ++i)
            if (wanted.index ? is_index(wanted, i) : is_call(wanted, i)) take(wanted, i);
    }

private:
    bool is(std::size_t i, Kind kind, std::string_view text) const
    {
        return i < m_tokens.size() && m_tokens[i].kind == kind && m_tokens[i].text == text;
    }
    bool is_sign(std::size_t i, std::string_view text) const { return is(i, Kind::sign, text); }
    bool is_dot(std::size_t i) const { return is_sign(i, ".") || is_sign(i, "&."); }
    bool opens(std::size_t i) const { return is_sign(i, "(") || is_sign(i, "[") || is_sign(i, "{"); }
    bool closes(std::size_t i) const { return is_sign(i, ")") || is_sign(i, "]") || is_sign(i, "}"); }

    std::string written(Range range) const
    {
        if (range.empty()) return {};
        auto const begin = m_tokens[range.begin].begin;
        std::string text;
        for (char const c : m_code.substr(begin, m_tokens[range.end - 1].end - begin)) {
            bool const blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
            if (blank && text.ends_with(' ')) continue;
            if (text.size() >= k_most_written) return text + "…";
            text += blank ? ' ' : c;
        }
        return text;
    }

    // A constant with its path, whose last token is before `end`.
    bool has_receiver(std::string_view receiver, std::size_t end) const
    {
        std::string path;
        for (auto i = end; i-- > 0;) {
            auto const &token = m_tokens[i];
            bool const name = token.kind == Kind::word && (path.empty() || path.starts_with("::"));
            if (!name && !(token.kind == Kind::sign && token.text == "::" && !path.empty())) break;
            path.insert(0, token.text);
            if (path == receiver) return i == 0 || !is_dot(i - 1);
            if (path.size() > receiver.size()) break;
        }
        return false;
    }

    bool is_defined(std::size_t i) const
    {
        if (i == 0) return false;
        for (auto const *word : {"def", "alias", "undef"})
            if (is(i - 1, Kind::word, word)) return true;
        return i >= 3 && is_dot(i - 1) && is(i - 3, Kind::word, "def");
    }

    bool is_call(Wanted const &wanted, std::size_t i) const
    {
        if (!is(i, Kind::word, wanted.method) || is_defined(i)) return false;
        if (wanted.receiver.empty()) return true;
        return i >= 2 && (is_dot(i - 1) || is_sign(i - 1, "::")) && has_receiver(wanted.receiver, i - 1);
    }

    bool is_index(Wanted const &wanted, std::size_t i) const
    {
        return i >= 1 && is_sign(i, "[") && !m_tokens[i].spaced && has_receiver(wanted.receiver, i);
    }

    // Behind the bracket that closes the one at `open`, or the end.
    std::size_t behind_bracket(std::size_t open) const
    {
        std::size_t depth = 0;
        auto const end = std::min(m_tokens.size(), open + k_most_tokens);
        for (auto i = open; i < end; ++i) {
            if (opens(i)) ++depth;
            if (closes(i) && --depth == 0) return i + 1;
        }
        return end;
    }

    bool ends_expression(std::size_t i) const
    {
        auto const &token = m_tokens[i];
        if (token.kind == Kind::newline) return true;
        bool const called = i > 0 && is_dot(i - 1);
        return token.kind == Kind::word && !called &&
               std::find(k_enders.begin(), k_enders.end(), token.text) != k_enders.end();
    }

    // An expression without brackets of its own around it; `commas`: it may be a list.
    Range expression(std::size_t begin, bool commas) const
    {
        std::size_t depth = 0, i = std::min(begin, m_tokens.size());
        auto const end = std::min(m_tokens.size(), begin + k_most_tokens);
        for (; i < end; ++i) {
            if (opens(i)) ++depth;
            if (closes(i) && depth-- == 0) break;
            if (depth == 0 && (ends_expression(i) || (!commas && is_sign(i, ",")))) break;
        }
        return {std::min(begin, i), i};
    }

    std::vector<Range> arguments(Range list) const
    {
        std::vector<Range> ranges;
        std::size_t depth = 0, begin = list.begin;
        for (auto i = list.begin; i <= list.end; ++i) {
            bool const end = i == list.end;
            if (!end && opens(i)) ++depth;
            if (!end && closes(i)) --depth;
            if (!end && !(depth == 0 && is_sign(i, ","))) continue;
            ranges.push_back(without_newlines({begin, i}));
            begin = i + 1;
        }
        while (!ranges.empty() && ranges.back().empty()) ranges.pop_back();
        return ranges;
    }

    Range without_newlines(Range range) const
    {
        while (!range.empty() && m_tokens[range.begin].kind == Kind::newline) ++range.begin;
        while (!range.empty() && m_tokens[range.end - 1].kind == Kind::newline) --range.end;
        return range;
    }

    // The arguments of a call whose name is at `i`, and where the call ends.
    std::optional<std::pair<Range, std::size_t>> list_at(Wanted const &wanted, std::size_t i) const
    {
        auto const open = wanted.index ? i : i + 1;
        if (open >= m_tokens.size()) return std::nullopt;
        if (wanted.index || is_sign(open, "(")) {
            auto const behind = behind_bracket(open);
            bool const closed = closes(behind - 1);
            return std::pair{Range{open + 1, std::max(open + 1, closed ? behind - 1 : behind)}, behind};
        }
        auto const kind = m_tokens[open].kind;
        bool const value = kind == Kind::string || kind == Kind::symbol || kind == Kind::word || kind == Kind::label;
        if (!value || !m_tokens[open].spaced || ends_expression(open)) return std::nullopt;
        auto const list = expression(open, true);
        return std::pair{list, list.end};
    }

    void take(Wanted const &wanted, std::size_t i)
    {
        auto const list = list_at(wanted, i);
        if (!list) return;
        auto const given = arguments(list->first);
        if (given.empty()) return;
        auto const start = wanted.index ? i - 1 : i;
        if (wanted.index && take_assignment(given, start, list->second)) return;
        Use use{.kind = wanted.kind};
        if (wanted.index) use.kind = Use::Kind::read;
        name(use, given[0]);
        use.expression = written(use.kind == Use::Kind::set ? value_in(given) : fallback(given, list->second));
        m_calls.push_back({m_tokens[start].begin, std::move(use)});
    }

    // Setting[:a] = 1 sets; with ||= and its like it reads before.
    bool take_assignment(std::vector<Range> const &given, std::size_t start, std::size_t behind)
    {
        if (behind >= m_tokens.size() || m_tokens[behind].kind != Kind::sign) return false;
        auto const &sign = m_tokens[behind].text;
        static constexpr auto others = std::to_array<std::string_view>({"==", "!=", ">=", "<=", "==="});
        if (!sign.ends_with('=') || std::find(others.begin(), others.end(), sign) != others.end()) return false;
        auto const value = written(expression(behind + 1, false));
        if (sign != "=") {
            Use read{.kind = Use::Kind::read};
            name(read, given[0]);
            if (sign == "||=") read.expression = value;
            m_calls.push_back({m_tokens[start].begin, std::move(read)});
        }
        Use set{.kind = Use::Kind::set};
        name(set, given[0]);
        set.expression = value;
        m_calls.push_back({m_tokens[start].begin, std::move(set)});
        return true;
    }

    // A literal, perhaps with .freeze, .to_s or .to_sym; else it is known only when it runs.
    void name(Use &use, Range range) const
    {
        use.written = written(range);
        use.key = "*";
        use.dynamic = true;
        if (range.empty()) return;
        auto const &first = m_tokens[range.begin];
        bool const bare = range.end - range.begin == 1;
        bool const dressed = range.end - range.begin == 3 && is_dot(range.begin + 1) &&
                             (is(range.begin + 2, Kind::word, "freeze") || is(range.begin + 2, Kind::word, "to_s") ||
                              is(range.begin + 2, Kind::word, "to_sym"));
        if ((first.kind != Kind::string && first.kind != Kind::symbol) || !(bare || dressed)) return;
        use.key = first.text;
        use.dynamic = first.dynamic;
    }

    bool is_keyword(Range range) const
    {
        return !range.empty() && (m_tokens[range.begin].kind == Kind::label || is_sign(range.begin + 1, "=>"));
    }

    bool is_splat(Range range) const
    {
        return is_sign(range.begin, "*") || is_sign(range.begin, "**") || is_sign(range.begin, "&");
    }

    Range value_in(std::vector<Range> const &given) const
    {
        return given.size() > 1 && !is_splat(given[1]) ? given[1] : Range{};
    }

    // `default:` before the second argument before `|| …`.
    Range fallback(std::vector<Range> const &given, std::size_t behind) const
    {
        for (auto const &argument : given) {
            if (!is_keyword(argument) || m_tokens[argument.begin].text != "default") continue;
            auto const value = argument.begin + (m_tokens[argument.begin].kind == Kind::label ? 1U : 2U);
            if (value < argument.end) return {value, argument.end};
        }
        if (given.size() > 1 && !given[1].empty() && !is_keyword(given[1]) && !is_splat(given[1])) return given[1];
        if (is_dot(behind) && is(behind + 1, Kind::word, "presence")) behind += 2;
        return is_sign(behind, "||") ? expression(behind + 1, false) : Range{};
    }

    std::string_view m_code;
    Tokens const &m_tokens;
    std::vector<Call> &m_calls;
};

}  // namespace

std::vector<Call> calls_in(std::string_view code, CallNames const &names)
{
    auto const wanted = all_wanted(names);
    std::vector<Call> calls;
    for (auto const &stretch : ruby_stretches(code)) {
        Search search{code, stretch.tokens, calls};
        for (auto const &each : wanted) search.look(each);
    }
    return calls;
}

}  // namespace omactl::settings
