#pragma once

#include "cmd/session.hpp"
#include "lib/core/time.hpp"
#include "lib/operation/journal.hpp"

#include <cstdint>
#include <functional>
#include <map>
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

/// INFO, field by field.
using Info = std::map<std::string, std::string, std::less<>>;
Info ask_info(redis::Connection &redis);
/// What keeps Redis from taking writes: each adds a line when it is so.
void check_full(Info const &info, std::vector<StatusLine> &lines);
void check_persistence(Info const &info, std::vector<StatusLine> &lines);
void check_role(Info const &info, std::vector<StatusLine> &lines);

/// Can it be gone on with, or put back?
bool is_unfinished(op::Entry const &entry);
/// What an operation took away and nobody has decided on; `left`: so much of it is not back.
StatusLine open_archive(op::Entry const &entry, std::int64_t left, std::vector<op::Entry> const &entries);

/// Asks every configured service; one that does not answer is a line, never an error.
std::vector<StatusLine> look_at_all(Session &session, Millis interval);

}  // namespace omactl::cmd
