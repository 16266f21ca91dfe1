#pragma once

#include "lib/core/time.hpp"
#include "lib/process/process.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::faults {

/// What is to happen to a program on its way. Calls that count: writes to sockets and files, fsync,
/// fdatasync, rename, unlink, ftruncate, in the order in which the process makes them.
struct Fault {
    /// SIGKILL before (odd) or after (even) call number (k + 1) / 2; 0: it lives.
    int kill_at = 0;
    /// "write:ENOSPC:3": from its third call on, write fails so; several with commas between.
    /// Names: write writev pwrite send sendto sendmsg fsync fdatasync ftruncate rename unlink;
    /// errors: ENOSPC EIO EDQUOT EROFS EACCES. Only files below `fail_under` are counted for it.
    std::string fail_at;
    std::string fail_under = "/";
};

struct Outcome {
    process::Ended ended;
    bool killed = false;             ///< by SIGKILL
    std::optional<int> calls;        ///< that counted; nullopt when it was killed
    std::vector<std::string> trace;  ///< "3 rename /path", "4 send socket": one line a call
};

/// Runs a program with the killer library before libc. `environment` is all that it gets besides
/// the killer's own settings. Its children run free.
Outcome run(std::vector<std::string> const &argv, std::map<std::string, std::string> const &environment,
            Fault const &fault, Millis limit);

}  // namespace omactl::faults
