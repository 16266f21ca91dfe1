#pragma once

#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace omactl {

/// Every way a command can end. The value is the exit status; `fault_table()` is the one place
/// that documents them (help, man pages and tests read it).
enum class Fault : int {
    ok = 0,
    failed = 1,
    usage = 2,
    found = 3,
    denied = 4,
    not_found = 5,
    unreachable = 6,
    declined = 7,
    conflict = 8,
    partial = 9,
    unknown = 10,
    unverified = 11,
    internal = 70,
    interrupted = 130,
    terminated = 143,
};

struct FaultFact {
    Fault fault;
    std::string_view name;     ///< one word, as in JSON: "not found" is "not_found"
    std::string_view promise;  ///< what a script may assume
};

/// All faults in the order of their numbers.
std::span<FaultFact const> fault_table();
std::string_view name_of(Fault fault);

/// The system's words for an errno, as our messages have them: "no space left on device".
std::string system_message(int error);

/// The one exception that crosses a function's edge on purpose. The message follows git: lower
/// case, no full stop, system and call first ("redis 127.0.0.1:6379: LLEN sites: …"), never a
/// secret. The hint, if any, can be pasted or followed as it stands; it may have several lines.
class Error : public std::exception {
public:
    Error(Fault fault, std::string message, std::string hint = {});
    ~Error() override;
    Error(Error const &);
    Error &operator=(Error const &);

    Fault fault() const noexcept { return m_fault; }
    char const *what() const noexcept override { return m_message.c_str(); }
    std::string const &message() const noexcept { return m_message; }
    std::string const &hint() const noexcept { return m_hint; }

private:
    Fault m_fault;
    std::string m_message;
    std::string m_hint;
};

}  // namespace omactl
