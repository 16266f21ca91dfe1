#include "tests/cli/normal.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/core/time.hpp"
#include "tests/cli/script.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <regex>

namespace omactl::tests {

namespace {

using Matched = std::function<std::string(std::string const &)>;

std::string replace_each(std::string const &text, std::regex const &pattern, Matched const &by)
{
    std::string out;
    auto from = text.cbegin();
    for (std::sregex_iterator at{text.begin(), text.end(), pattern}, end; at != end; ++at) {
        out.append(from, (*at)[0].first);
        out += by(at->str());
        from = (*at)[0].second;
    }
    return out.append(from, text.cend());
}

void replace_text(std::string &text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// Times that a test wrote into its data stay as they are; those of this very run do not.
std::string time_or_data(std::string const &text)
{
    auto const at = parse_time(text);
    auto const now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
    return at && *at > now - std::chrono::hours{1} && *at < now + std::chrono::hours{1} ? "TIME" : text;
}

std::string host_name()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

struct Volatile {
    std::regex pattern;
    std::string by;
    bool uneven;  // its width differs from run to run, so columns behind it move
};

std::vector<Volatile> const &volatile_things()
{
    static std::vector<Volatile> const all = {
        {std::regex{R"(\b\d+(\.\d+)? (ms|s)\b)"}, "N s", true},
        {std::regex{
             R"(("[a-z_]*(elapsed|took|duration|lag|backend_age|xact_age|query_age|state_age|waiting)_s": ?)[0-9.e-]+)"},
         "$1N", false},
        {std::regex{R"(\b\d+(\.\d+)? [kMG]/s)"}, "N/s", true},
        {std::regex{R"(\b\d+(\.\d+)? [KMGT]iB (free|used)\b)"}, "N $2", true},
        {std::regex{R"(\brun [0-9a-f]{4,40}(\xe2\x80\xa6|(?![-\w])))"}, "run RUN", false},
        {std::regex{R"(\b[0-9a-f]{40}\b)"}, "RUN", false},
        {std::regex{R"(\bsystem \d{4}\xe2\x80\xa6)"}, "system SYSTEM", false},
        {std::regex{R"(\('\d+'::int\))"}, "('N'::int)", false},
        {std::regex{R"(\bpid \d+)"}, "pid N", true},
        {std::regex{R"-("([a-z_]*pid)": ?\d+)-"}, "\"$1\":N", false},
    };
    return all;
}

// Of a session of PostgreSQL. A worker's name looks alike: web-1:4711:sites.
Volatile const &token()
{
    static Volatile const token{std::regex{R"(\b\d+:(?=\d*[A-Za-z])[0-9A-Za-z]{5}\b)"}, "N:TOKEN", true};
    return token;
}

std::regex const &time_pattern()
{
    static std::regex const pattern{R"(\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)"};
    return pattern;
}

std::regex const &id_pattern()
{
    static std::regex const pattern{R"(\b01[H-R][0-9A-HJKMNP-TV-Z]{3,23}\b)"};
    return pattern;
}

constexpr std::size_t k_whole_id = 26;

}  // namespace

Normaliser::Normaliser()
{
    auto const host = host_name();
    name_path("@" + host, "@HOST");
    name_path(R"("host":")" + host + '"', R"("host":"HOST")");
    name_path(R"("host": ")" + host + '"', R"("host": "HOST")");
}

void Normaliser::name_path(std::string path, std::string name)
{
    m_paths.emplace_back(std::move(path), std::move(name));
    std::stable_sort(m_paths.begin(), m_paths.end(),
                     [](auto const &a, auto const &b) { return a.first.size() > b.first.size(); });
}

void Normaliser::learn_ids(std::string_view text)
{
    std::string const all{text};
    for (std::sregex_iterator at{all.begin(), all.end(), id_pattern()}, end; at != end; ++at)
        if (at->length() == k_whole_id && std::find(m_known.begin(), m_known.end(), at->str()) == m_known.end())
            m_known.push_back(at->str());
}

std::string Normaliser::numbered(std::string const &id)
{
    auto const whole =
        std::find_if(m_known.rbegin(), m_known.rend(), [&](std::string const &known) { return known.starts_with(id); });
    std::string const &name = whole == m_known.rend() ? id : *whole;
    auto const at = std::find(m_numbered.begin(), m_numbered.end(), name);
    auto const number = at - m_numbered.begin() + 1;
    if (at == m_numbered.end()) m_numbered.push_back(name);
    return fmt::format("ID{}", number);
}

std::string Normaliser::line(std::string_view raw, bool &uneven)
{
    std::string text = printable(raw);
    for (auto const &[path, name] : m_paths) replace_text(text, path, name);
    text = replace_each(text, id_pattern(), [&](std::string const &id) {
        uneven = true;
        return numbered(id);
    });
    text = replace_each(text, time_pattern(), time_or_data);
    auto const settle = [&](Volatile const &thing) {
        std::string changed = std::regex_replace(text, thing.pattern, thing.by);
        uneven = uneven || (thing.uneven && changed != text);
        text = std::move(changed);
    };
    for (auto const &thing : volatile_things()) settle(thing);
    if (m_tokens) settle(token());
    return text;
}

std::vector<std::string> Normaliser::lines(std::string_view output)
{
    static std::regex const wide_gap{R"((\S) {2,})"};
    std::vector<std::string> all;
    bool uneven = false;
    bool const whole = output.empty() || output.ends_with('\n');
    if (whole && !output.empty()) output.remove_suffix(1);
    learn_ids(output);
    if (!output.empty() || !whole)
        for (auto const raw : split(output, '\n')) all.push_back(line(raw, uneven));
    for (auto &text : all) {
        if (uneven) text = std::regex_replace(text, wide_gap, "$1  ");
        if (text.empty()) text = k_empty_line;
    }
    if (!whole) all.back() += k_no_newline;
    return all;
}

std::string Normaliser::real(std::string_view word) const
{
    static std::regex const numbered_id{R"(\bID\d+\b)"};
    std::string text = replace_each(std::string{word}, numbered_id, [&](std::string const &name) {
        std::size_t number = 0;
        std::from_chars(name.data() + 2, name.data() + name.size(), number);
        if (number == 0 || number > m_numbered.size()) throw Error{Fault::usage, name + " was not seen above"};
        return m_numbered[number - 1];
    });
    for (auto const &[path, name] : m_paths) replace_text(text, name, path);
    return text;
}

}  // namespace omactl::tests
