#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::tests {

/// Makes what differs from run to run the same: ids are numbered by their first appearance (ID1,
/// ID2 …, a prefix like its whole), times near now are TIME, spans "N s", folders get names.
class Normaliser {
public:
    Normaliser();
    /// `path` shows as `name`; longer paths go first, whatever the order of the calls.
    void name_path(std::string path, std::string name);
    /// From now on what looks like a token of pg ps is one.
    void expect_tokens() { m_tokens = true; }
    /// Whole ids that stand in this text (a journal, an output) are known from now on, so that
    /// their prefixes can be told.
    void learn_ids(std::string_view text);

    /// The lines of an output, as they stand in a .t file.
    std::vector<std::string> lines(std::string_view output);
    /// ID1, FOLDER … in a word of a .t file, back to what they stand for. Throws Fault::usage for
    /// an id that was not seen.
    std::string real(std::string_view word) const;

private:
    std::string line(std::string_view raw, bool &uneven);
    std::string numbered(std::string const &id);

    std::vector<std::pair<std::string, std::string>> m_paths;  // longest path first
    std::vector<std::string> m_known;                          // whole ids, in the order they were learnt
    std::vector<std::string> m_numbered;                       // ID1 is the first
    bool m_tokens = false;
};

}  // namespace omactl::tests
