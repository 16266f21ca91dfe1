#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omactl::cli {

enum class Color;

/// Where words go and answers come from. stdout is the result, stderr the talk.
class Io {
public:
    virtual ~Io() = default;
    virtual void out(std::string_view text) = 0;  ///< result; no newline is added
    virtual void err(std::string_view text) = 0;  ///< talk
    virtual bool out_is_terminal() const = 0;
    virtual bool err_is_terminal() const = 0;
    virtual int width() const = 0;    ///< columns of the terminal, 80 when unknown
    virtual bool colour() const = 0;  ///< decided once from --color, NO_COLOR and the terminal
    /// What --color says, told once by `run` when the line has been parsed.
    virtual void set_color(Color color) = 0;
    /// Can somebody be asked? (a controlling terminal, and stderr on a terminal)
    virtual bool can_ask() const = 0;
    /// Shows the question on the terminal itself, throws away what was typed ahead, reads one
    /// line. nullopt: nobody to ask, end of input, or a signal.
    virtual std::optional<std::string> ask(std::string_view question) = 0;
    /// All that was written to `out` has arrived; throws Fault::failed when it could not be
    /// written (disk full). A closed pipe is no error.
    virtual void finish() = 0;
};

}  // namespace omactl::cli
