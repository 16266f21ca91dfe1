#pragma once

#include "cmd/service.hpp"
#include "lib/core/time.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/redis/address.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// What INFO says of a Redis, judged. `service` of each line is what it is about: "memory", "saving" …; the lines of
/// level ok tell how it is where all is well.
std::vector<StatusLine> judge_redis(keyspace::Info const &info, redis::Address const &address, Instant now);
/// Only what keeps it from taking writes: it is full, can't save, is a replica.
std::vector<StatusLine> judge_writes(keyspace::Info const &info, redis::Address const &address);
/// It is loading its data; nothing else can be asked of it meanwhile.
bool is_loading(keyspace::Info const &info);
std::string loading_text(keyspace::Info const &info);  ///< "loading its data: 41 % done, about 12 s left"

/// One replica, as its master tells.
struct Replica {
    std::string address, state;
    std::int64_t lag = 0;           ///< seconds since it last said how far it is; -1: not told
    std::int64_t bytes_behind = 0;  ///< of the replication stream
};
std::vector<Replica> replicas_in(keyspace::Info const &info);

/// RSS for each byte used; 0: too little is used for that to say something.
double fragmentation_of(keyspace::Info const &info);

}  // namespace omactl::cmd
