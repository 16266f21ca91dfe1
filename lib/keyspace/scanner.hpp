#pragma once

#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

/// One key as a scan sees it.
struct Seen {
    std::string key;
    std::uint64_t memory = 0;  ///< MEMORY USAGE, or a guess by its length; 0 when it is gone or was not asked for
    Type type = Type::none;    ///< when asked for
    bool refused = false;      ///< by an ACL that keeps it from us
};

struct Page {
    std::vector<Seen> keys;
    std::string cursor;  ///< SCAN goes on here; "0": this was the last page
};

/// What is asked of each key.
struct Wants {
    bool memory = true;  ///< MEMORY USAGE
    bool type = false;
    bool guess_memory = false;  ///< the server refuses MEMORY: by type and length
    std::string match = {};     ///< only keys of this glob, as SCAN has it; "" all
};

/// Reads the names of one database page by page. The next page's SCAN and the questions about its keys are on
/// their way while a page is worked on.
class Scanner {
public:
    Scanner(redis::Connection &redis, std::string_view cursor, Wants wants, Pace &pace);
    std::optional<Page> next();

private:
    void take_names();
    void take_answers();
    void guess_memory();
    redis::Connection &m_redis;
    Wants m_wants;
    Pace &m_pace;
    Page m_page;
    bool m_asked = false;
};

/// "STRLEN", "LLEN" …: what tells the length of such a key; "" for modules and none.
std::string_view length_command(Type type);

}  // namespace omactl::keyspace
