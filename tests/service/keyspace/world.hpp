#pragma once

#include "lib/keyspace/census.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/keyspace/restore.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/service/redis/session.hpp"

#include <memory>
#include <string>
#include <vector>

namespace omactl::tests {

/// A connection to a database of a server.
inline keyspace::Connect connector(sandbox::RedisServer const &server)
{
    return [url = server.url()](int db) {
        auto address = redis::Address::parse(url);
        address.db = db;
        return std::make_unique<redis::Connection>(std::move(address), redis::Settings{}, real_clock());
    };
}

inline keyspace::Facts facts_of(sandbox::RedisServer const &server)
{
    auto redis = open(server.url());
    return keyspace::ask_facts(redis);
}

/// A Redis with many databases, and a folder for files.
struct World {
    explicit World(std::vector<std::string> arguments = {});

    sandbox::RedisServer server;
    sandbox::Folder folder;
    redis::Connection redis;

    std::string path(std::string const &name = "keys.dump") const { return folder.path() + "/" + name; }
    keyspace::Facts facts() { return keyspace::ask_facts(redis); }
    /// As many keys as that, of all types by turns, every third with an expiry a long time from now.
    void fill(int keys, int db = 0);
    keyspace::DumpResult dump(keyspace::DumpOptions const &options = {}, std::string const &name = "keys.dump");
    keyspace::Census census(std::optional<std::uint64_t> seed = std::nullopt);
};

/// The eight keys that are hard to carry: a stream with groups, pending entries and a deleted one, names and values
/// of any bytes, infinite scores, a HyperLogLog, places, bits.
void fill_curious(redis::Connection &redis);

/// Restores a file into an empty server of its own and compares: all the same, or what is not.
struct Carried {
    keyspace::RestoreResult result;
    keyspace::Comparison comparison;
};
Carried carry(World &world, std::string const &file, keyspace::RestoreOptions const &options = {});

}  // namespace omactl::tests
