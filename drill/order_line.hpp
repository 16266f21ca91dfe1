#pragma once

#include "lib/core/file.hpp"
#include "lib/core/time.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace omactl::drill {

/// A Unix socket at which one process takes words from others, and says how it went.
class OrderLine {
public:
    explicit OrderLine(std::string const &path);
    /// Waits at most `limit` for somebody, and does what they say. What `act` throws goes to them.
    void serve(Millis limit, std::function<void(std::string const &word)> const &act) const;
    /// At the other end: has that done. Throws failed with what was said.
    static void give(std::string const &path, std::string_view word, Millis limit);

private:
    Fd m_socket;
};

}  // namespace omactl::drill
