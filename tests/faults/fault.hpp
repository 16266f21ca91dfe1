#pragma once

#include "lib/core/time.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::faults {

/// What is to happen to a program on its way. Calls that count: writes to sockets and files, fsync,
/// fdatasync, rename, unlink, ftruncate, in the order in which the process makes them.
struct Fault {
    /// A signal before (odd) or after (even) call number (k + 1) / 2; 0: none.
    int kill_at = 0;
    int signal = SIGKILL;
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
    std::vector<std::string> trace;  ///< "3 rename /path", "4 send socket EVALSHA": one line a call
};

using Variables = std::map<std::string, std::string>;

/// Runs a program with the killer library before libc. `environment` is all that it gets besides
/// the killer's own settings. Its children run free.
Outcome run(std::vector<std::string> const &argv, Variables const &environment, Fault const &fault, Millis limit);

/// A program that stands still before or after one of its calls, so that the world can change
/// around it there. The destructor ends it.
class Held {
public:
    /// Waits until it stands still at `at` (counted like Fault::kill_at), or has ended.
    Held(std::vector<std::string> const &argv, Variables const &environment, int at, Millis limit);
    bool still() const { return m_still; }  ///< false: it has ended before it came so far
    void signal(int number) { m_child.signal(number); }
    /// Lets it go on to its end. stdout and stderr are both in `out`.
    process::Ended finish();

private:
    sandbox::Folder m_folder;
    Millis m_limit;
    process::Child m_child;
    bool m_still = false;
};

}  // namespace omactl::faults
