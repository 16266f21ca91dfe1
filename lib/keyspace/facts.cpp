#include "lib/keyspace/facts.hpp"

#include "lib/core/quantity.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/keyspace/payload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace omactl::keyspace {

namespace {

void take_memory(Info const &info, Facts &facts)
{
    facts.used_memory = info.size("used_memory");
    facts.rss = info.size("used_memory_rss");
    facts.maxmemory = info.size("maxmemory");
    facts.policy = info.text("maxmemory_policy");
    facts.host_memory = info.size("total_system_memory");
}

void take_identity(Info const &info, Facts &facts)
{
    facts.version = info.text("redis_version");
    facts.name = info.has("valkey_version") ? "valkey" : "redis";
    facts.run_id = info.text("run_id");
    facts.uptime = info.number("uptime_in_seconds");
    facts.role = info.text("role");
    facts.replicas = static_cast<int>(info.number("connected_slaves"));
    facts.cluster = info.number("cluster_enabled") == 1 || info.text("redis_mode") == "cluster";
    facts.loading = info.number("loading") == 1;
    facts.aof = info.number("aof_enabled") == 1;
    facts.changes_since_save = info.number("rdb_changes_since_last_save");
    facts.modules = info.modules();
    facts.has_expiretime = facts.at_least(7, 0);
}

/// "db0:keys=12,expires=3,avg_ttl=0"
void take_databases(Info const &info, Facts &facts)
{
    for (auto const &[name, value] : info.fields()) {
        if (!name.starts_with("db") || value.find("keys=") != 0) continue;
        Database db;
        auto const read = [&value = value](std::string_view field, std::int64_t &to) {
            auto const at = value.find(field);
            if (at != std::string::npos)
                std::from_chars(value.data() + at + field.size(), value.data() + value.size(), to);
        };
        std::from_chars(name.data() + 2, name.data() + name.size(), db.number);
        read("keys=", db.keys);
        read("expires=", db.with_expiry);
        facts.databases.push_back(db);
    }
    std::ranges::sort(facts.databases, {}, &Database::number);
}

/// What the versions are known to write. Newer ones say it in the payload of any key.
int usual_rdb_version(Facts const &facts)
{
    if (facts.name == "valkey") return facts.at_least(9, 0) ? 80 : 11;
    if (facts.at_least(7, 4)) return 12;
    if (facts.at_least(7, 2)) return 11;
    if (facts.at_least(7, 0)) return 10;
    if (facts.at_least(5, 0)) return 9;
    return facts.at_least(4, 0) ? 8 : 7;
}

int ask_rdb_version(redis::Connection &redis, Facts const &facts)
try {
    for (int tries = 0; tries < 3; ++tries) {
        auto const key = redis.call({"RANDOMKEY"});
        if (key.is_nil()) break;
        auto const memory = redis.call({"MEMORY", "USAGE", key.text()});
        if (memory.is_nil() || memory.integer() > 64 * 1024) continue;
        auto const payload = redis.call({"DUMP", key.text()});
        if (!payload.is_nil()) return payload_version(payload.text());
    }
    return usual_rdb_version(facts);
} catch (redis::Refused const &) {
    return usual_rdb_version(facts);
}

std::string config_value(redis::Connection &redis, Facts &facts, std::string_view name)
try {
    if (facts.config_get == May::no) return {};
    auto const reply = redis.call({"CONFIG", "GET", name});
    facts.config_get = May::yes;
    return reply.size() < 2 ? std::string{} : std::string(reply[1].text());
} catch (redis::Refused const &) {
    facts.config_get = May::no;
    return {};
}

void take_config(redis::Connection &redis, Facts &facts)
{
    facts.dir = config_value(redis, facts, "dir");
    facts.dbfilename = config_value(redis, facts, "dbfilename");
    // Redis 7 lists DEBUG and yet refuses it unless this says otherwise.
    auto const debug = config_value(redis, facts, "enable-debug-command");
    if (debug == "no") facts.debug = May::no;
    if (debug == "local" && facts.debug == May::yes) facts.debug = May::unclear;
    auto const bulk = config_value(redis, facts, "proto-max-bulk-len");
    std::from_chars(bulk.data(), bulk.data() + bulk.size(), facts.max_bulk);
}

}  // namespace

std::int64_t Facts::keys() const
{
    return std::accumulate(databases.begin(), databases.end(), std::int64_t{0},
                           [](std::int64_t sum, Database const &db) { return sum + db.keys; });
}

bool Facts::at_least(int major, int minor) const
{
    int have_major = 0, have_minor = 0;
    auto const end = version.data() + version.size();
    auto const dot = std::from_chars(version.data(), end, have_major).ptr;
    if (dot < end) std::from_chars(dot + 1, end, have_minor);
    return have_major > major || (have_major == major && have_minor >= minor);
}

Facts ask_facts(redis::Connection &redis)
{
    Facts facts;
    auto const info = Info::ask(redis);
    take_identity(info, facts);
    take_memory(info, facts);
    take_databases(info, facts);
    ask_permissions(redis, facts);
    take_config(redis, facts);
    facts.rdb_version = ask_rdb_version(redis, facts);
    return facts;
}

std::vector<int> chosen_databases(Facts const &facts, std::vector<int> wanted)
{
    if (wanted.empty())
        for (auto const &db : facts.databases) wanted.push_back(db.number);
    std::ranges::sort(wanted);
    return wanted;
}

ForkEstimate estimate_fork(Facts const &facts)
{
    constexpr std::uint64_t k_page = 4096, k_entry = 8;
    ForkEstimate estimate;
    estimate.least = facts.rss / k_page * k_entry;
    estimate.most = facts.rss + estimate.least;
    estimate.may_not_fit = facts.host_memory != 0 && facts.rss + estimate.most > facts.host_memory;
    estimate.words =
        fmt::format("a fork takes {} at least, {} if every key is written to meanwhile; the host has {} in all, how "
                    "much of it is free Redis doesn't say",
                    human_bytes(estimate.least), human_bytes(estimate.most),
                    facts.host_memory == 0 ? "an unknown amount" : human_bytes(facts.host_memory));
    return estimate;
}

}  // namespace omactl::keyspace
