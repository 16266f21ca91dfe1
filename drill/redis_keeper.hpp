#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drill/keeper.hpp"

namespace omactl::drill {

/// A sandbox's Redis, whose AOF lets it survive its end.
class RedisKeeper {
public:
    /// Throws not_found, with the line that installs it.
    explicit RedisKeeper(Site &site);

    std::string socket() const { return folder() + "/redis.sock"; }
    /// Where its files are.
    std::string const &folder() const { return m_keeper.folder(); }
    /// "restart", or "start", which leaves one alone that is there.
    std::vector<std::string> words(std::string_view verb) const { return m_keeper.words(verb); }
    /// The same from here; "crash", by kill -9; and "empty": restarted with nothing in its folder.
    void have(std::string_view verb) const { m_keeper.have(verb); }

private:
    Keeper m_keeper;
};

}  // namespace omactl::drill
