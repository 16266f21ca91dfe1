#pragma once

#include "lib/settings/ruby.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// Steps through Ruby source, for ruby.cpp (what stands between literals) and ruby_literals.cpp alone. Nothing in it
/// looks at a byte twice but for a bounded number of looks ahead, so that any file takes time by its size.
class RubyReader {
public:
    explicit RubyReader(std::string_view source) : m_source(source) {}
    std::vector<Stretch> all();

private:
    struct Heredoc {
        std::size_t stretch, token;  // where its text goes
        std::string id;
        bool indented = false, squiggly = false, interpolates = true;
    };
    struct Quoting {
        char open = '\0', close = '"';  // open: '\0' when it does not nest
        bool interpolates = true;       // and knows escapes
        bool raw = false;               // escapes stay as they are (regular expressions, word lists)
    };

    char at(std::size_t ahead = 0) const { return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0'; }
    bool done() const { return m_at >= m_source.size(); }
    std::string_view rest() const { return m_source.substr(m_at); }
    bool at_line_start() const { return m_at == 0 || m_source[m_at - 1] == '\n'; }

    void code(bool inside);
    void blank();
    void one();
    void word();
    void number();
    void sign();
    void newline();
    void colon();
    bool block_comment();
    Token &add(Token::Kind kind, std::size_t begin);
    Token const *last(std::size_t back = 0) const;
    bool may_end_statement() const;
    bool operand_follows() const;
    bool is_glued_operand() const;

    bool literal();
    void quoted(Token::Kind kind, std::size_t begin, Quoting const &quoting);
    bool percent();
    bool regex();
    bool character();
    bool heredoc_mark();
    void read_heredocs();
    void heredoc_body(Heredoc const &heredoc);
    bool is_last_line(Heredoc const &heredoc, std::string_view line) const;
    bool has_end(std::string_view id);
    void interpolation(std::string &text, bool &dynamic);
    void escape(std::string &text);
    void text_until(Quoting const &quoting, std::string &text, bool &dynamic);

    std::string_view m_source;
    std::size_t m_at = 0;
    std::vector<Stretch> m_stretches{1};
    std::size_t m_stretch = 0;  // the one that tokens go to
    std::vector<Heredoc> m_heredocs;
    unsigned m_depth = 0;       // of interpolations
    unsigned m_vain_looks = 0;  // for a heredoc's end
    bool m_spaced = false;
};

}  // namespace omactl::settings
