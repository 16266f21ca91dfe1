#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace omactl::tests {

/// One line that a command is expected to print.
struct Expected {
    enum class Kind { text, regex, anything } kind = Kind::text;
    std::string text;      ///< without its mark
    std::size_t line = 0;  ///< in the file, from 1
};

/// One step of a .t file; README.md here has the format.
struct Step {
    enum class Kind {
        needs_redis,
        redis,
        ask_redis,
        needs_postgres,
        postgres,
        ask_postgres,
        run_session,
        close_session,
        file,
        env,
        command
    } kind = Kind::command;
    std::size_t line = 0;  ///< in the file, from 1
    std::string words;     ///< what follows the mark, not yet split
    std::string text;      ///< content of a file, the answer expected by `redis?` or `pg?`

    bool terminal = false;
    std::vector<std::string> answers;
    std::vector<Expected> out, err;
    int status = 0;
    std::size_t last_line = 0;  ///< of the command and what is expected of it
};

struct Script {
    std::string path;
    std::vector<std::string> lines;
    std::vector<Step> steps;
};

/// Throws Fault::usage with file and line; a file without a command is refused.
Script parse_script(std::string const &path);

/// The marks of expected lines, for the parser and for writing them anew.
constexpr char k_empty_line[] = "\\n";
constexpr char k_no_newline[] = "\\c";

}  // namespace omactl::tests
