#include "cmd/redis_connect.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/progress.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/bigkeys.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct BigKeysOptions {
    std::int64_t top = 10;
    std::optional<std::int64_t> db;
    bool by_prefix = false;
    std::int64_t depth = 2;
    std::string separator = ":";
    std::optional<cli::Rate> rate;
};

keyspace::BigKeysOptions wanted(BigKeysOptions const &o, Session &session)
{
    if (o.separator.size() != 1)
        throw Error{Fault::usage, fmt::format("a separator is one character, not '{}'", printable(o.separator)),
                    "--separator :"};
    if (o.top == 0 || o.depth == 0) throw Error{Fault::usage, "--top and --depth begin at 1"};
    keyspace::BigKeysOptions options;
    options.top = static_cast<std::size_t>(o.top);
    options.depth = static_cast<int>(o.depth);
    options.separator = o.separator.front();
    if (o.db) options.databases = {static_cast<int>(*o.db)};
    options.load = gentle_load(o.rate ? o.rate->per_second : 0, session);
    return options;
}

std::string length_text(keyspace::BigKey const &key)
{
    if (key.type == keyspace::Type::string) return human_bytes(static_cast<std::uint64_t>(key.length));
    return counted(key.length, key.type == keyspace::Type::stream ? "message" : "element");
}

cli::Json to_json(keyspace::BigKeys const &found)
{
    cli::Json json{{"keys", found.keys},
                   {"memory_bytes", found.memory},
                   {"unreadable", found.unreadable},
                   {"types", cli::Json::array()},
                   {"biggest", cli::Json::array()},
                   {"prefixes", cli::Json::array()},
                   {"keys_of_other_prefixes", found.other_prefixes}};
    for (std::size_t type = 0; type < found.counts.size(); ++type) {
        auto const name = keyspace::name_of(static_cast<keyspace::Type>(type));
        if (found.counts[type] == 0) continue;
        json["types"].push_back({{"type", name}, {"keys", found.counts[type]}, {"memory_bytes", found.bytes[type]}});
        for (auto const &key : found.biggest[type])
            json["biggest"].push_back({{"key", cli::json_bytes(key.key)},
                                       {"db", key.db},
                                       {"type", name},
                                       {"memory_bytes", key.memory},
                                       {"length", key.length}});
    }
    for (auto const &prefix : found.prefixes)
        json["prefixes"].push_back(
            {{"prefix", cli::json_bytes(prefix.name)}, {"keys", prefix.keys}, {"memory_bytes", prefix.memory}});
    return json;
}

cli::Table types_table(keyspace::BigKeys const &found)
{
    cli::Table table{{{"TYPE"}, {"KEYS", true}, {"MEMORY", true}, {"", true}}, {}};
    for (std::size_t type = 0; type < found.counts.size(); ++type)
        if (found.counts[type] > 0)
            table.rows.push_back({std::string(keyspace::name_of(static_cast<keyspace::Type>(type))),
                                  with_commas(found.counts[type]), human_bytes(found.bytes[type]),
                                  percent(static_cast<double>(found.bytes[type]), static_cast<double>(found.memory))});
    return table;
}

cli::Table keys_table(keyspace::BigKeys const &found)
{
    cli::Table table{{{"TYPE"}, {"MEMORY", true}, {"LENGTH", true}, {"DB", true}, {"KEY", false, true}}, {}};
    for (auto const &keys : found.biggest)
        for (auto const &key : keys)
            table.rows.push_back({std::string(keyspace::name_of(key.type)), human_bytes(key.memory), length_text(key),
                                  std::to_string(key.db), printable(key.key)});
    return table;
}

cli::Table prefixes_table(keyspace::BigKeys const &found)
{
    cli::Table table{{{"PREFIX", false, true}, {"KEYS", true}, {"MEMORY", true}, {"", true}}, {}};
    for (auto const &prefix : found.prefixes)
        table.rows.push_back({printable(prefix.name), with_commas(prefix.keys), human_bytes(prefix.memory),
                              percent(static_cast<double>(prefix.memory), static_cast<double>(found.memory))});
    return table;
}

std::string summary(keyspace::BigKeys const &found, keyspace::Facts const &facts)
{
    auto text = fmt::format("{}, {} in all", counted(found.keys, "key"), human_bytes(found.memory));
    text += facts.memory_usage == keyspace::May::no ? " by type and length (MEMORY USAGE is refused)\n"
                                                    : " by MEMORY USAGE, which samples\n";
    if (found.unreadable > 0)
        text += fmt::format("{} kept from this user by an ACL: not counted\n", counted(found.unreadable, "key"));
    if (found.other_prefixes > 0)
        text += fmt::format("{} of prefixes beyond the first that were met: a smaller --depth counts them\n",
                            counted(found.other_prefixes, "key"));
    return text;
}

cli::Report bigkeys(BigKeysOptions const &o, Session &session)
{
    auto const options = wanted(o, session);
    auto const facts = keyspace::ask_facts(session.redis());
    keyspace::BigKeys found;
    {
        cli::Progress progress{session.context(), "look at keys", facts.keys()};
        found = keyspace::find_big_keys(facts, redis_connector(session), session.context().clock, options,
                                        [&](std::int64_t keys) {
                                            progress.at(keys);
                                            throw_if_interrupted();
                                        });
    }
    cli::Report report{to_json(found), {}, Fault::ok};
    if (found.keys > 0) {
        report.blocks.emplace_back(types_table(found));
        report.blocks.emplace_back(std::string("\n"));
        report.blocks.emplace_back(o.by_prefix ? prefixes_table(found) : keys_table(found));
        report.blocks.emplace_back(std::string("\n"));
    }
    report.blocks.emplace_back(summary(found, facts));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&BigKeysOptions::top>("--top", "N", "So many of each type, or prefixes"),
    cli::param<&BigKeysOptions::db>("--db", "N", "Only this database; without it, all that have keys"),
    cli::param<&BigKeysOptions::by_prefix>("--by-prefix", "", "Sum up keys whose names begin alike"),
    cli::param<&BigKeysOptions::depth>("--depth", "N", "Words of a prefix: 2 makes \"resque:queue:\""),
    cli::param<&BigKeysOptions::separator>("--separator", "C", "What stands between the words of a name"),
    cli::param<&BigKeysOptions::rate>("--rate", "RATE", "At most so many keys a second, 5000/s"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis bigkeys", "what takes the memory, by type, and the biggest keys of each"},
    {"omactl redis bigkeys --by-prefix --depth 1", "which part of the application it is"},
    {"omactl redis bigkeys --rate 5000/s --json", "slowly, for a script"},
};
Verb<BigKeysOptions> const g_bigkeys{
    {.path = "redis bigkeys",
     .summary = "Show which keys take the memory",
     .details = "Looks at every key once, page by page (SCAN, MEMORY USAGE); other clients wait no longer than a few\n"
                "milliseconds. Sizes of large collections are estimates from a sample of their elements.",
     .params = k_params,
     .examples = k_examples},
    bigkeys};

}  // namespace

}  // namespace omactl::cmd
