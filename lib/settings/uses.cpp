#include "lib/settings/uses.hpp"

#include "lib/settings/calls.hpp"

#include <algorithm>

namespace omactl::settings {

namespace {

/// Counts lines up to places that are asked for in their order.
class Lines {
public:
    explicit Lines(std::string_view source) : m_source(source) {}
    unsigned at(std::size_t place)
    {
        m_line += static_cast<unsigned>(std::count(m_source.begin() + static_cast<std::ptrdiff_t>(m_place),
                                                   m_source.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
        m_place = place;
        return m_line;
    }

private:
    std::string_view m_source;
    std::size_t m_place = 0;
    unsigned m_line = 1;
};

void blank_out(std::string &out, std::string_view text)
{
    for (char const c : text) out += c == '\n' ? '\n' : ' ';
}

// What stands between <% and %>, without its marks; a comment is none.
void append_code(std::string &out, std::string_view inside)
{
    auto const first = inside.find_first_not_of("=- \t\r\n");
    if (first == inside.npos || inside[first] == '#') return blank_out(out, inside);
    blank_out(out, inside.substr(0, first));
    bool const dash = inside.ends_with('-');
    out += inside.substr(first, inside.size() - first - (dash ? 1 : 0));
    if (dash) out += ' ';
}

}  // namespace

std::string ruby_of_erb(std::string_view source)
{
    std::string out;
    out.reserve(source.size());
    std::size_t at = 0;
    while (at < source.size()) {
        auto const open = std::min(source.find("<%", at), source.size());
        blank_out(out, source.substr(at, open - at));
        bool const literal = source.substr(open, 3) == "<%%";
        auto const begin = std::min(open + (literal ? 3 : 2), source.size());
        blank_out(out, source.substr(open, begin - open));
        at = begin;
        if (literal) continue;
        auto const close = std::min(source.find("%>", begin), source.size());
        append_code(out, source.substr(begin, close - begin));
        at = std::min(close + 2, source.size());
        // A line's end there ends a comment and a statement.
        out += std::string_view{" \n"}.substr(0, at - close);
    }
    return out;
}

bool fits(Use const &dynamic, std::string_view name)
{
    std::string_view pattern = dynamic.key;
    std::size_t at = 0, star = pattern.npos, back = 0, p = 0;
    while (at < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            back = at;
        } else if (p < pattern.size() && pattern[p] == name[at]) {
            ++p;
            ++at;
        } else if (star != pattern.npos) {
            p = star + 1;
            at = ++back;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == pattern.npos;
}

std::vector<Use> uses_in(std::string_view source, CallNames const &names, std::string const &file)
{
    auto const code = file.ends_with(".erb") ? ruby_of_erb(source) : std::string(source);
    auto calls = calls_in(code, names);
    std::stable_sort(calls.begin(), calls.end(), [](Call const &a, Call const &b) { return a.place < b.place; });
    Lines lines{source};
    std::vector<Use> uses;
    for (auto &call : calls) {
        call.use.file = file;
        call.use.line = lines.at(call.place);
        uses.push_back(std::move(call.use));
    }
    return uses;
}

}  // namespace omactl::settings
