#pragma once

#include <string>
#include <string_view>

namespace omactl::papers {

/// Text for a line of its own: nothing in it is a request, what is not ASCII is an escape. `code`
/// in backticks becomes bold.
std::string mdoc_text(std::string_view text);
/// The same with nothing in bold and its hyphens for pasting, for literal lines and macros' arguments.
std::string mdoc_literal(std::string_view text);

/// A manual page in mdoc(7), from top to bottom.
class Mdoc {
public:
    Mdoc(std::string_view name, int section, std::string_view what);

    void heading(std::string_view title);
    void subheading(std::string_view title);
    /// Paragraphs as `details` of a command has them: an empty line parts them, and lines that begin
    /// with a space stay as they are.
    void paragraphs(std::string_view text);
    /// One line of text, each of its sentences on a line of the page, as mdoc(7) wants it.
    void prose(std::string_view text);
    void literal(std::string_view lines);
    void begin_list();
    void item(std::string_view macros);  ///< as it stands behind .It
    void end_list();
    void line(std::string_view raw);
    std::string const &text() const { return m_text; }

private:
    void break_paragraph();
    std::string m_text;
    bool m_at_start = true;  // of a section: a break would be one too many
};

}  // namespace omactl::papers
