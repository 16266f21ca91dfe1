#pragma once

#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omactl::keyspace {

/// One key as a scan sees it.
struct Seen {
    std::string key;
    std::uint64_t memory = 0;  ///< MEMORY USAGE; 0 when it is gone or was not asked for
    Type type = Type::none;    ///< when asked for
};

struct Page {
    std::vector<Seen> keys;
    std::string cursor;  ///< SCAN goes on here; "0": this was the last page
};

/// What is asked of each key.
struct Wants {
    bool memory = true;
    bool type = false;
};

/// Reads the names of one database page by page; the next SCAN is on its way while a page is worked on.
class Scanner {
public:
    Scanner(redis::Connection &redis, std::string cursor, Wants wants, Pace &pace);
    std::optional<Page> next();

private:
    void ask(std::string const &cursor);
    void take_page();
    redis::Connection &m_redis;
    Wants m_wants;
    Pace &m_pace;
    Page m_coming;
    bool m_any = false;
};

}  // namespace omactl::keyspace
