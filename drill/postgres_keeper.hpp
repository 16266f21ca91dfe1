#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drill/keeper.hpp"

namespace omactl::drill {

/// A sandbox's PostgreSQL.
class PostgresKeeper {
public:
    /// Returns when the server takes queries. Throws not_found, with the line that installs it.
    explicit PostgresKeeper(Site &site);

    std::string url(std::string_view role) const;
    /// "restart", or "start", which also ends one that hangs.
    std::vector<std::string> words(std::string_view verb) const { return m_keeper.words(verb); }
    /// The same from here; and "crash", as if the power had failed.
    void have(std::string_view verb) const { m_keeper.have(verb); }

private:
    Keeper m_keeper;
};

}  // namespace omactl::drill
