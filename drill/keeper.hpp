#pragma once

#include "lib/process/process.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drill/site.hpp"

namespace omactl::drill {

/// A server of a sandbox in the hands of a process of its own, as a service manager has it: whoever works in the
/// sandbox can have it restarted, and still it ends with us, however we end.
class Keeper {
public:
    /// `part`: the Part that keeps it, which calls keep(). Returns when the server is ready.
    Keeper(Site &site, std::string_view part, std::string_view title);
    ~Keeper();
    Keeper(Keeper const &) = delete;
    Keeper &operator=(Keeper const &) = delete;

    /// What that process has said of its server: its folder.
    std::string const &folder() const { return m_folder; }
    /// The argv of a program that has something done: "restart", "start".
    std::vector<std::string> words(std::string_view verb) const { return {m_script, std::string(verb)}; }
    /// The same from here.
    void have(std::string_view verb) const;

private:
    void write_script(std::string const &socket) const;

    std::string m_script, m_place, m_folder;
    std::optional<process::Child> m_keeper;
};

/// For a Part that keeps a server: does what is asked for until it is told to end. `begin` starts the server and
/// returns its folder; what `act` throws goes to whoever asked.
int keep(std::string_view order, std::function<std::string()> const &begin,
         std::function<void(std::string const &verb)> const &act);
/// What cannot be done to it.
[[noreturn]] void throw_no_verb(std::string_view verb);

}  // namespace omactl::drill
