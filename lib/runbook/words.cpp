#include "lib/runbook/words.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace omactl::runbook {

namespace {

constexpr std::string_view k_shells_own = "|&;<>()$`*?[]!#~\\";
constexpr std::string_view k_escaped_in_double_quotes = "\"\\$`";
constexpr std::string_view k_in_double_quotes = "$`\\!";

// One walk over the line, a word at a time.
class Splitter {
public:
    explicit Splitter(std::string_view line) : m_rest(line) {}

    std::vector<Word> words()
    {
        std::vector<Word> all;
        for (skip_blanks(); !m_rest.empty(); skip_blanks()) all.push_back(word());
        return all;
    }

private:
    void skip_blanks()
    {
        auto const at = m_rest.find_first_not_of(" \t");
        m_rest.remove_prefix(at == std::string_view::npos ? m_rest.size() : at);
    }

    Word word()
    {
        m_word.clear();
        m_text.clear();
        bool quoted = false;
        while (!m_rest.empty() && m_rest.front() != ' ' && m_rest.front() != '\t') {
            if (m_rest.front() == '\'' || m_rest.front() == '"') {
                quotation(m_rest.front());
                quoted = true;
            } else if (!takes_escaped(false)) {
                character(k_shells_own);
            }
        }
        if (!m_text.empty() || (quoted && m_word.empty())) m_word.push_back({false, m_text});
        return m_word;
    }

    void quotation(char mark)
    {
        m_rest.remove_prefix(1);
        while (!m_rest.empty() && m_rest.front() != mark)
            if (mark != '"' || !takes_escaped(true)) character(mark == '"' ? k_in_double_quotes : std::string_view{});
        if (m_rest.empty())
            throw Error{Fault::usage, fmt::format("a quotation that begins with {} has no end", mark),
                        "close it on the same line"};
        m_rest.remove_prefix(1);
    }

    // What a shell makes of \c, so that what was quoted for a shell means the same here.
    bool takes_escaped(bool in_double_quotes)
    {
        if (m_rest.size() < 2 || m_rest.front() != '\\') return false;
        if (in_double_quotes && k_escaped_in_double_quotes.find(m_rest[1]) == std::string_view::npos) return false;
        m_text += m_rest[1];
        m_rest.remove_prefix(2);
        return true;
    }

    void character(std::string_view refused)
    {
        if (m_rest.starts_with("{{")) return parameter();
        auto const c = m_rest.front();
        if (refused.find(c) != std::string_view::npos)
            throw Error{Fault::usage, fmt::format("a shell would act on '{}' here, omactl does not", c),
                        "put it in '…', or leave it away"};
        m_text += c;
        m_rest.remove_prefix(1);
    }

    void parameter()
    {
        auto const end = m_rest.find("}}");
        if (end == std::string_view::npos) throw Error{Fault::usage, "a {{ has no }}", "write {{name}}"};
        if (!m_text.empty()) m_word.push_back({false, std::exchange(m_text, std::string{})});
        m_word.push_back({true, std::string(trim(m_rest.substr(2, end - 2)))});
        m_rest.remove_prefix(end + 2);
    }

    std::string_view m_rest;
    Word m_word;
    std::string m_text;
};

std::string const &value_of(std::string const &name, Values const &values)
{
    auto const found = values.find(name);
    if (found == values.end())
        throw Error{Fault::usage, fmt::format("parameter {} has no value", name), fmt::format("--set {}=…", name)};
    return found->second;
}

}  // namespace

std::vector<Word> split_words(std::string_view line)
{
    return Splitter{line}.words();
}

std::vector<std::string> parameters_of(std::vector<Word> const &words)
{
    std::vector<std::string> names;
    for (auto const &word : words)
        for (auto const &piece : word)
            if (piece.is_parameter) names.push_back(piece.text);
    return names;
}

std::vector<std::string> filled(std::vector<Word> const &words, Values const &values)
{
    std::vector<std::string> argv;
    for (auto const &word : words) {
        std::string text;
        for (auto const &piece : word) text += piece.is_parameter ? value_of(piece.text, values) : piece.text;
        if (!word.empty() && word.front().is_parameter && text.starts_with('-'))
            throw Error{Fault::usage,
                        fmt::format("'{}' for {} would be taken for an option", printable(text), word.front().text)};
        argv.push_back(std::move(text));
    }
    return argv;
}

std::string pasteable(std::string_view line, Values const &values)
{
    auto const words = split_words(line);
    if (parameters_of(words).empty()) return std::string(line);
    std::string text;
    for (auto const &word : filled(words, values)) text += (text.empty() ? "" : " ") + shell_quoted(word);
    return text;
}

}  // namespace omactl::runbook
