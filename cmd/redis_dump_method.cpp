#include "cmd/redis_dump_method.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"

#include <fmt/format.h>

#include <fstream>

namespace omactl::cmd {

namespace {

constexpr int k_newest_rdb = 11;  // that our own reader knows

/// Has an earlier dump key by key stopped midway?
bool is_begun(std::string const &file)
{
    std::ifstream part{file + ".part", std::ios::binary};
    std::string magic(8, '\0');
    return part.read(magic.data(), static_cast<std::streamsize>(magic.size())) && magic == "OMAKEYS1";
}

/// Why its own RDB can't be had, or not be trusted to be read back; "" when it can.
std::string against_rdb(DumpWish const &wish, keyspace::Facts const &facts)
{
    if (wish.one_database) return "an RDB would hold all databases";
    if (wish.readonly) return "the environment is read-only, and PSYNC makes the server fork";
    if (facts.psync == keyspace::May::no) return "the server refuses PSYNC";
    if (facts.psync == keyspace::May::unclear) return "whether PSYNC is allowed could not be asked";
    if (!facts.modules.empty()) return "the keys of modules in an RDB can't be read back";
    if (facts.rdb_version > k_newest_rdb)
        return fmt::format("RDB version {} is newer than what omactl reads", facts.rdb_version);
    if (auto const fork = keyspace::estimate_fork(facts); fork.may_not_fit) return "it may not fit: " + fork.words;
    return {};
}

}  // namespace

DumpMethod choose_method(DumpWish const &wish, keyspace::Facts const &facts)
{
    if (facts.cluster)
        throw Error{Fault::failed, "this is a Redis Cluster, whose keys are on several servers: not supported",
                    "dump each of its masters by its own tools: redis-cli --cluster backup"};
    if (!wish.method.empty() && wish.method != "keys" && wish.method != "rdb")
        throw Error{Fault::usage, fmt::format("no method '{}'", wish.method), "--method keys, or --method rdb"};
    auto const against = against_rdb(wish, facts);
    bool const forced = wish.method == "rdb";
    if (forced && (wish.one_database || wish.readonly)) throw Error{Fault::usage, against, "--method keys"};
    if (forced) return {true, "asked for" + (against.empty() ? std::string{} : ", though " + against)};
    if (wish.method == "keys") return {false, "asked for"};
    if (is_begun(wish.file)) return {false, fmt::format("goes on with {}.part", wish.file)};
    if (!against.empty()) return {false, against};
    return {true, "all keys at one point in time; " + keyspace::estimate_fork(facts).words};
}

}  // namespace omactl::cmd
