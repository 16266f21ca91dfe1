#pragma once

#include "lib/keyspace/facts.hpp"

#include <string>

namespace omactl::cmd {

/// What decides how a dump is made.
struct DumpWish {
    std::string method;  ///< "keys", "rdb", or "" for what fits
    std::string file;
    bool one_database = false;
    bool readonly = false;  ///< the environment is: then only what reads is sent
};

struct DumpMethod {
    bool rdb = false;  ///< by the replication stream; else key by key
    std::string why;
};

/// Throws when the server can't be dumped at all, or not in the way that was asked for.
DumpMethod choose_method(DumpWish const &wish, keyspace::Facts const &facts);

}  // namespace omactl::cmd
