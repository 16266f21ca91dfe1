#include "lib/keyspace/bigkeys.hpp"

#include "lib/keyspace/scanner.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_most_prefixes = 20'000;

/// The biggest so far, as a heap whose first is the smallest of them.
class Top {
public:
    explicit Top(std::size_t size) : m_size(size) {}
    void see(int db, Seen &&seen)
    {
        if (m_keys.size() == m_size && (m_size == 0 || seen.memory <= m_keys.front().memory)) return;
        if (m_keys.size() == m_size) {
            std::ranges::pop_heap(m_keys, std::greater{}, &BigKey::memory);
            m_keys.pop_back();
        }
        m_keys.push_back({db, std::move(seen.key), seen.type, seen.memory});
        std::ranges::push_heap(m_keys, std::greater{}, &BigKey::memory);
    }
    std::vector<BigKey> sorted()
    {
        std::ranges::sort(m_keys, std::greater{}, &BigKey::memory);
        return std::move(m_keys);
    }

private:
    std::size_t m_size;
    std::vector<BigKey> m_keys;
};

class Finder {
public:
    Finder(BigKeysOptions const &options, BigKeys &found)
        : m_options(options), m_found(found), m_tops(k_types, Top{options.top})
    {
    }
    void see(int db, Seen &&seen)
    {
        if (seen.refused) ++m_found.unreadable;
        if (seen.type == Type::none) return;  // gone since SCAN gave it
        auto const type = static_cast<std::size_t>(seen.type);
        ++m_found.keys;
        m_found.memory += seen.memory;
        ++m_found.counts[type];
        m_found.bytes[type] += seen.memory;
        count_prefix(seen);
        m_tops[type].see(db, std::move(seen));
    }
    void finish()
    {
        for (std::size_t type = 0; type < m_tops.size(); ++type) m_found.biggest[type] = m_tops[type].sorted();
        for (auto &[name, prefix] : m_prefixes) {
            prefix.name = name;
            m_found.prefixes.push_back(std::move(prefix));
        }
        std::ranges::sort(m_found.prefixes, std::greater{}, &Prefix::memory);
        if (m_found.prefixes.size() > m_options.top) m_found.prefixes.resize(m_options.top);
    }

private:
    /// "a:b:" of "a:b:c" with a depth of two, "a:" of "a:b"; "" when there is no separator.
    std::string_view prefix_of(std::string_view key) const
    {
        std::size_t end = 0;
        for (int word = 0; word < m_options.depth; ++word) {
            auto const separator = key.find(m_options.separator, end);
            if (separator == std::string_view::npos) break;
            end = separator + 1;
        }
        return key.substr(0, end);
    }
    void count_prefix(Seen const &seen)
    {
        auto const name = prefix_of(seen.key);
        if (name.empty()) return;
        auto found = m_prefixes.find(name);
        if (found == m_prefixes.end()) {
            if (m_prefixes.size() >= k_most_prefixes) {
                ++m_found.other_prefixes;
                return;
            }
            found = m_prefixes.emplace(name, Prefix{}).first;
        }
        ++found->second.keys;
        found->second.memory += seen.memory;
    }
    BigKeysOptions const &m_options;
    BigKeys &m_found;
    std::vector<Top> m_tops;
    std::map<std::string, Prefix, std::less<>> m_prefixes;
};

void ask_lengths(BigKeys &found, Connect const &connect)
{
    std::map<int, std::vector<BigKey *>> by_db;
    for (auto &keys : found.biggest)
        for (auto &key : keys)
            if (!length_command(key.type).empty()) by_db[key.db].push_back(&key);
    for (auto const &[db, keys] : by_db) {
        auto const redis = connect(db);
        for (auto *key : keys) {
            try {
                key->length = redis->call({length_command(key->type), key->key}).integer();
            } catch (redis::Refused const &) {
                key->length = 0;  // it has become another type
            }
        }
    }
}

}  // namespace

BigKeys find_big_keys(Facts const &facts, Connect const &connect, Clock const &clock, BigKeysOptions const &options,
                      std::function<void(std::int64_t keys)> const &progress)
{
    BigKeys found;
    Finder finder{options, found};
    Pace pace{options.load, clock};
    bool const guess = facts.memory_usage == May::no;
    for (auto const db : chosen_databases(facts, options.databases)) {
        auto const redis = connect(db);
        Scanner scanner{*redis, "0", {.memory = !guess, .type = true, .guess_memory = guess}, pace};
        while (auto page = scanner.next()) {
            pace.spend(static_cast<std::int64_t>(page->keys.size()));
            for (auto &seen : page->keys) finder.see(db, std::move(seen));
            if (progress) progress(found.keys);
        }
    }
    finder.finish();
    ask_lengths(found, connect);
    return found;
}

}  // namespace omactl::keyspace
