#include "lib/keyspace/census.hpp"

#include "lib/keyspace/digest.hpp"
#include "lib/keyspace/key_reader.hpp"
#include "lib/keyspace/walk.hpp"

#include <algorithm>
#include <tuple>

namespace omactl::keyspace {

namespace {

std::uint64_t drawn_seed()
{
    auto const print = Fingerprinter{}.of("");  // with a seed of its own, drawn at random
    return print.low;
}

class CensusTaker : public Visitor {
public:
    CensusTaker(Census &census, Facts const &facts, CensusOptions const &options,
                std::function<void(std::int64_t)> const &progress)
        : m_census(census), m_options(options), m_progress(progress), m_way{facts.has_expiretime}, m_hash(census.seed)
    {
    }
    void begin(int db, Walk &walk)
    {
        m_db = db;
        m_walk = &walk;
    }

    bool wants(Seen const &seen) override
    {
        if (seen.refused) ++m_census.unreadable;
        if (seen.type == Type::none || (m_options.exclude && m_options.exclude(m_db, seen.key))) return false;
        return m_census.one_in <= 1 ||
               m_hash.of(std::to_string(m_db), seen.key).low % static_cast<std::uint64_t>(m_census.one_in) == 0;
    }
    bool in_pieces(Seen const &seen) override { return seen.memory > m_options.big; }
    void ask(Seen const &seen, std::vector<redis::Command> &commands) override
    {
        ask_digest(seen.key, seen.type, commands);
        ask_expiry(m_way, seen.key, commands);
    }
    void take(Seen const &seen, redis::Connection &redis) override
    {
        std::string why;
        auto const reply = answer(redis, why);
        auto const expiry = take_expiry(m_way, redis);
        if (!reply) {  // it has become another type, say
            m_walk->set_aside(seen);
            return;
        }
        if (auto const digest = digest_of(seen.type, reply->view(), m_hash); digest && !expiry.gone)
            keep(seen, expiry, *digest);
    }
    void read_alone(Seen const &seen, redis::Connection &redis) override
    {
        std::vector<redis::Command> questions{{"TYPE", seen.key}};
        ask_expiry(m_way, seen.key, questions);
        redis.send(questions);
        auto now = seen;
        now.type = type_of(redis.receive().text());
        auto const expiry = take_expiry(m_way, redis);
        if (expiry.gone || now.type == Type::none) return;
        if (auto const digest = digest_in_pieces(redis, now.key, now.type, now.memory, m_hash))
            keep(now, expiry, *digest);
    }
    void page_done(std::string_view) override
    {
        if (m_progress) m_progress(m_census.count());
    }

private:
    void keep(Seen const &seen, Expiry const &expiry, Fingerprint const &digest)
    {
        m_census.keys.push_back({.name = m_census.names.size(),
                                 .name_size = static_cast<std::uint32_t>(seen.key.size()),
                                 .db = m_db,
                                 .type = seen.type,
                                 .expiry = expiry.at,
                                 .digest = digest});
        m_census.names += seen.key;
    }
    Census &m_census;
    CensusOptions const &m_options;
    std::function<void(std::int64_t)> const &m_progress;
    ExpiryWay m_way;
    Fingerprinter m_hash;
    int m_db = 0;
    Walk *m_walk = nullptr;
};

/// Sorted, each key once (SCAN may give one twice), and counted.
void settle(Census &census)
{
    auto const place = [&census](CensusKey const &key) { return std::tuple{key.db, census.name(key)}; };
    std::ranges::sort(census.keys, {}, place);
    auto const repeated = std::ranges::unique(census.keys, {}, place);
    census.keys.erase(repeated.begin(), repeated.end());
    for (auto const &key : census.keys) {
        ++census.counts[key.db][static_cast<std::size_t>(key.type)];
        if (key.expiry != 0) ++census.with_expiry;
    }
}

}  // namespace

Census take_census(Facts const &facts, Connect const &connect, Clock const &clock, CensusOptions const &options,
                   std::function<void(std::int64_t keys)> const &progress)
{
    Census census{.seed = options.seed ? *options.seed : drawn_seed(),
                  .one_in = options.one_in,
                  .exact = facts.has_expiretime,
                  .run_id = facts.run_id};
    CensusTaker taker{census, facts, options, progress};
    Pace pace{options.load, clock};
    bool const guess = facts.memory_usage == May::no;
    for (auto const db : chosen_databases(facts, options.databases)) {
        Walk walk{db, connect, options.load, clock, pace};
        taker.begin(db, walk);
        walk.run("0", {.memory = !guess, .type = true, .guess_memory = guess}, taker);
    }
    settle(census);
    return census;
}

}  // namespace omactl::keyspace
