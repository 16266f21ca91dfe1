#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace omactl::pg {

/// A regular expression for texts of any length: POSIX extended with GNU's \w \s \b (glibc's
/// regexec runs an automaton, where std::regex recurses once a byte and dies of a query of 1 MB).
/// Back-references are refused, since they alone make it slow. Upper and lower case are the same.
class Pattern {
public:
    explicit Pattern(std::string text);  ///< throws Fault::usage
    bool found_in(std::string_view text) const;
    std::string const &text() const { return m_text; }

private:
    struct Compiled;
    std::string m_text;
    std::shared_ptr<Compiled const> m_compiled;
};

}  // namespace omactl::pg
