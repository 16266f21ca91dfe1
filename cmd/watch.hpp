#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"

#include <cstddef>
#include <string_view>

namespace omactl::cmd {

/// What `--watch` shows again and again.
class Watched {
public:
    virtual ~Watched() = default;
    virtual void look() = 0;  ///< asks the service
    /// What was seen last, its table with at most so many rows and a line that counts the others.
    virtual cli::Report picture(std::size_t rows) const = 0;
};

constexpr std::size_t k_all_rows = static_cast<std::size_t>(-1);

/// Draws it on the terminal every `interval`, until q, Ctrl-C or --timeout; returns the last picture
/// whole, for the screen that comes back. A server that goes away is a reason to go on watching.
/// Throws usage where there is no terminal to draw on; `instead` is the command for a script.
cli::Report watch(Watched &watched, Millis interval, std::string_view instead, Session &session);

}  // namespace omactl::cmd
