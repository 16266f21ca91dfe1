#include "tests/cli/words.hpp"

#include "lib/core/error.hpp"

#include <charconv>
#include <optional>

namespace omactl::tests {

namespace {

class Splitter {
public:
    explicit Splitter(std::string_view line) : m_rest(line) {}
    std::vector<std::string> all()
    {
        while (!m_rest.empty()) step(take());
        finish_word();
        return std::move(m_words);
    }

private:
    char take()
    {
        if (m_rest.empty()) throw Error{Fault::usage, "a quote or escape is not complete"};
        char const c = m_rest.front();
        m_rest.remove_prefix(1);
        return c;
    }
    std::string &word()
    {
        if (!m_word) m_word.emplace();
        return *m_word;
    }
    void finish_word()
    {
        if (m_word) m_words.push_back(*m_word);
        m_word.reset();
    }
    void step(char c)
    {
        if (c == ' ' || c == '\t')
            finish_word();
        else if (c == '\'')
            for (word(); (c = take()) != '\'';) word() += c;
        else if (c == '"')
            for (word(); (c = take()) != '"';) word() += c == '\\' ? escape() : c;
        else
            word() += c == '\\' ? take() : c;
    }
    char escape()
    {
        char const c = take();
        if (c == 'n') return '\n';
        if (c == 'r') return '\r';
        if (c == 't') return '\t';
        if (c != 'x') return c;
        char const digits[] = {take(), take()};
        unsigned char value = 0;
        if (std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2)
            throw Error{Fault::usage, "\\x wants two hexadecimal digits"};
        return static_cast<char>(value);
    }

    std::string_view m_rest;
    std::optional<std::string> m_word;
    std::vector<std::string> m_words;
};

}  // namespace

std::vector<std::string> split_words(std::string_view line)
{
    return Splitter{line}.all();
}

}  // namespace omactl::tests
