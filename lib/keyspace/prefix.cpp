#include "lib/keyspace/prefix.hpp"

#include "lib/keyspace/key_reader.hpp"
#include "lib/keyspace/scanner.hpp"

#include <algorithm>
#include <map>

namespace omactl::keyspace {

namespace {

constexpr std::int64_t k_close = 5'000;    // keys of a prefix that are asked for their size
constexpr std::int64_t k_sample = 10'000;  // keys of a database that stand for all
constexpr std::size_t k_examples = 3;
constexpr std::string_view k_page = "1000";

struct Names {
    std::string cursor = "0";
    std::vector<std::string> keys = {};
};

Names next_names(redis::Connection &redis, std::string const &cursor, std::string const &glob)
{
    auto const reply = glob.empty() ? redis.call({"SCAN", cursor, "COUNT", k_page})
                                    : redis.call({"SCAN", cursor, "MATCH", glob, "COUNT", k_page});
    Names names{std::string(reply[0].text())};
    for (std::size_t i = 0; i < reply[1].size(); ++i) names.keys.emplace_back(reply[1][i].text());
    return names;
}

/// Asks for size and expiry of these keys; a sample, so what is gone or refused is passed over.
class Closer {
public:
    Closer(redis::Connection &redis, Facts const &facts) : m_redis(redis), m_memory(facts.memory_usage != May::no) {}
    using Each = std::function<void(std::string const &key, std::uint64_t bytes, bool expires)>;
    void look(std::vector<std::string> const &keys, Each const &each)
    {
        std::vector<redis::Command> questions;
        for (auto const &key : keys) {
            questions.push_back(m_memory ? redis::Command{"MEMORY", "USAGE", key} : redis::Command{"STRLEN", key});
            questions.push_back({"PTTL", key});
        }
        m_redis.send(questions);
        for (auto const &key : keys) {
            std::string why;
            auto const size = answer(m_redis, why), left = answer(m_redis, why);
            if (!left || left->integer() == -2) continue;
            each(key, size && !size->is_nil() ? static_cast<std::uint64_t>(size->integer()) : 0, left->integer() >= 0);
        }
    }

private:
    redis::Connection &m_redis;
    bool m_memory;
};

void add(PrefixLook &look, std::string const &key, std::uint64_t bytes, bool expires)
{
    ++look.sampled;
    look.sampled_bytes += bytes;
    look.with_expiry += expires ? 1 : 0;
    if (look.examples.size() < k_examples) look.examples.push_back(key);
}

std::int64_t keys_in(Facts const &facts, int db)
{
    for (auto const &one : facts.databases)
        if (one.number == db) return one.keys;
    return 0;
}

}  // namespace

std::string glob_of_prefix(std::string_view prefix)
{
    std::string glob;
    for (char const c : prefix) {
        if (std::string_view{"*?[]^\\-"}.find(c) != std::string_view::npos) glob += '\\';
        glob += c;
    }
    return glob + '*';
}

std::uint64_t PrefixLook::bytes() const
{
    if (sampled == 0) return 0;
    return static_cast<std::uint64_t>(static_cast<double>(sampled_bytes) / static_cast<double>(sampled) *
                                      static_cast<double>(keys));
}

PrefixLook look_at_prefix(redis::Connection &redis, Facts const &facts, std::string const &prefix,
                          Exclude const &exclude, std::function<void(std::int64_t keys)> const &progress)
{
    PrefixLook look{.prefix = prefix};
    Closer closer{redis, facts};
    auto const db = redis.address().db;
    auto const glob = glob_of_prefix(prefix);
    Names names;
    do {
        names = next_names(redis, names.cursor, glob);
        std::erase_if(names.keys, [&](std::string const &key) { return exclude && exclude(db, key); });
        look.keys += std::ssize(names.keys);
        if (look.sampled < k_close)
            closer.look(names.keys,
                        [&look](auto const &key, auto bytes, bool expires) { add(look, key, bytes, expires); });
        if (progress) progress(look.keys);
    } while (names.cursor != "0");
    return look;
}

std::vector<PrefixLook> sample_prefixes(redis::Connection &redis, Facts const &facts, Exclude const &exclude,
                                        std::size_t most)
{
    std::map<std::string, PrefixLook> looks;
    Closer closer{redis, facts};
    auto const db = redis.address().db;
    std::int64_t seen = 0;
    Names names;
    do {
        names = next_names(redis, names.cursor, {});
        seen += std::ssize(names.keys);
        std::erase_if(names.keys, [&](std::string const &key) {
            return key.find(':') == key.npos || (exclude && exclude(db, key));
        });
        closer.look(names.keys, [&looks](auto const &key, auto bytes, bool expires) {
            add(looks[key.substr(0, key.find(':') + 1)], key, bytes, expires);
        });
    } while (names.cursor != "0" && seen < k_sample);
    auto const all = std::max(keys_in(facts, db), seen);
    std::vector<PrefixLook> found;
    for (auto &[prefix, look] : looks) {
        if (look.sampled < 2) continue;
        look.prefix = prefix;
        look.keys = seen == 0 ? 0 : look.sampled * all / seen;
        found.push_back(std::move(look));
    }
    std::ranges::sort(found, std::greater{}, &PrefixLook::bytes);
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace omactl::keyspace
