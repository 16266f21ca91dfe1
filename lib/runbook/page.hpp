#pragma once

#include "lib/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace omactl::runbook {

/// Something wrong with a page, where, and the nearest right thing.
struct Problem {
    int line = 0;  ///< of the file, from 1
    std::string message, hint;
};

/// What the value of a parameter must be; `text` is any printable text.
enum class ParameterType { text, queue, integer, duration, size, choice };

struct Parameter {
    std::string name;
    ParameterType type = ParameterType::text;
    std::vector<std::string> choices;   ///< of a choice
    std::optional<std::string> preset;  ///< `default:`; without one the run has to be given a value
    std::string help;
    int line = 0;
};

/// What to do when a line fails. `unsaid`: ask on a terminal, stop elsewhere.
enum class OnFailure { unsaid, ask, retry, stop, go_on };

/// What follows the fence's word. Commands stand without or with a leading `omactl`.
struct Attributes {
    std::optional<std::string> condition;  ///< `if=`
    std::optional<std::string> exception;  ///< `unless=`
    std::optional<std::string> verify;
    std::optional<Millis> within;  ///< how long `verify` is polled
    std::optional<std::string> undo;
    OnFailure on_failure = OnFailure::unsaid;
    int retries = 0;  ///< of `on-failure=retry:N`
    bool human = false;
};

struct Line {
    int number = 0;    ///< of the file
    std::string text;  ///< as it stands there, without blanks at its ends
};

/// A fenced block that runs: each line an omactl of its own, or all of it one shell script.
struct Block {
    enum class Kind { omactl, shell } kind = Kind::omactl;
    int line = 0;
    Attributes attributes;
    std::vector<Line> lines;
};

/// What the engineer reads, as Markdown.
struct Prose {
    std::string markdown;
};

/// A `##` heading with all that stands below it.
struct Step {
    std::string name;
    int line = 0;
    std::vector<std::variant<Prose, Block>> parts;
    bool is_for_people() const;  ///< no block: a person does it
};

/// A runbook: one Markdown file with YAML front matter.
struct Page {
    std::string name;  ///< the file's, without its folder and `.md`
    std::string path;
    std::string text;  ///< the whole file
    std::string title;
    std::vector<std::string> symptoms;
    std::vector<std::string> needs;  ///< services
    std::vector<Parameter> parameters;
    std::string intro;  ///< Markdown before the first step
    std::vector<Step> steps;
    std::vector<Problem> problems;  ///< of its form; lint() finds those of its commands
};

/// Reads text as a page; never throws for what is wrong with it.
Page parse_page(std::string name, std::string path, std::string text);
/// The file's. Throws not_found or failed when it can't be read.
Page read_page(std::string const &path);

/// A value for a parameter: why it can't be one, or "" when it can.
std::string refusal_of(Parameter const &parameter, std::string_view value);

}  // namespace omactl::runbook
