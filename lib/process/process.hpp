#pragma once

#include "lib/core/time.hpp"

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::process {

/// How a program is started. No shell, ever: argv as it stands.
struct Start {
    std::vector<std::string> argv;                        ///< argv[0] is searched in PATH unless it has a slash
    std::optional<std::vector<std::string>> environment;  ///< "NAME=value"; nullopt: ours
    std::string input;                                    ///< written to its stdin, then closed
    std::optional<std::string> log;                       ///< stdout and stderr go to this file (appended) instead
    /// Its stdout and stderr are ours, or both our stderr; nullopt: as above.
    enum class Share { both, talk };
    std::optional<Share> share = std::nullopt;
    bool own_input = true;  ///< `input`; false: its stdin is ours
    int also = -1;          ///< a descriptor of ours that it gets too, by the same number
    /// A process group of its own: the terminal's Ctrl-C passes it by, and it is ended as a whole.
    bool own_group = false;
};

struct Ended {
    int status = 0;  ///< exit status, or 128 + signal
    std::string out;
    std::string err;
    bool timed_out = false;
};

/// Runs to the end, at most `limit` (then TERM, and KILL a second later; timed_out is set).
/// Throws Fault::failed when it cannot be started (not_found: no such program).
Ended run(Start const &start, Millis limit);
/// The same; calls `meanwhile` about every second, which must not throw.
Ended run(Start const &start, Millis limit, std::function<void()> const &meanwhile);

/// A program that goes on while we do something else. The destructor ends it: TERM, then KILL after
/// two seconds; it never signals a pid that it has already reaped.
class Child {
public:
    explicit Child(Start const &start);  ///< stdout and stderr go to start.log, else /dev/null
    ~Child();
    Child(Child &&) noexcept;
    Child &operator=(Child &&) noexcept;
    pid_t pid() const { return m_pid; }
    bool running();  ///< reaps it when it has ended
    std::optional<int> status() const { return m_status; }
    void signal(int number);
    bool ends_within(Millis limit);  ///< waits at most so long; a signal to us ends the wait early
    int wait(Millis limit);          ///< status; throws Fault::unverified when it still runs
    void stop();

private:
    pid_t m_pid = -1;
    bool m_own_group = false;
    std::optional<int> m_status;
};

/// Where in PATH a program is; nullopt when nowhere. Empty and relative entries are skipped.
std::optional<std::string> find_program(std::string_view name, std::string_view path);
std::optional<std::string> find_program(std::string_view name);  ///< in our own PATH
/// Replaces this process (git-style `omactl-WORD`, psql), with more variables ("NAME=value") than ours. Throws
/// when that fails.
[[noreturn]] void become(std::string const &program, std::vector<std::string> const &argv,
                         std::vector<std::string> const &more = {});

}  // namespace omactl::process
