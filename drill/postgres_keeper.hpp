#pragma once

#include "lib/process/process.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drill/site.hpp"

namespace omactl::drill {

/// A sandbox's PostgreSQL in the hands of a process of its own, as a service manager has it: whoever works in
/// the sandbox can have it restarted, and still it ends with us, however we end.
class PostgresKeeper {
public:
    /// Returns when the server takes queries. Throws not_found, with the line that installs it.
    explicit PostgresKeeper(Site &site);
    ~PostgresKeeper();

    std::string url(std::string_view role) const;
    /// The argv of a program that has it done: "restart", or "start", which also ends one that hangs.
    std::vector<std::string> words(std::string_view verb) const { return {m_script, std::string(verb)}; }
    /// The same from here; and "crash", as if the power had failed.
    void have(std::string_view verb) const;

private:
    void write_script(std::string const &socket) const;

    std::string m_script, m_place, m_folder;
    std::optional<process::Child> m_keeper;
};

}  // namespace omactl::drill
