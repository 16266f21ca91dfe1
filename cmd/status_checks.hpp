#pragma once

#include "cmd/session.hpp"
#include "lib/core/time.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// One line of `status`.
struct StatusLine {
    enum class Level { fail, warn, open, hold, ok } level = Level::ok;
    std::string service;
    std::string text;
    std::string next;  ///< the command that deals with it
};

/// Asks every configured service; one that does not answer is a line, never an error.
std::vector<StatusLine> look_at_all(Session &session, Millis interval);

}  // namespace omactl::cmd
