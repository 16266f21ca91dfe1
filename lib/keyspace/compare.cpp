#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/census.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <tuple>
#include <utility>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_examples = 100;

/// TTLs of servers before 7.0 are told relative to now.
constexpr std::int64_t k_slack = 1'000;

class Comparer {
public:
    Comparer(Census const &before, Census const &after, Instant now)
        : m_before(before), m_after(after), m_now(now.time_since_epoch().count()),
          m_slack(before.exact && after.exact ? 0 : k_slack)
    {
    }
    Comparison compare()
    {
        auto a = m_before.keys.begin(), b = m_after.keys.begin();
        while (a != m_before.keys.end() || b != m_after.keys.end()) {
            auto const order = order_of(a, b);
            if (order < 0)
                missing(*a++);
            else if (order > 0)
                extra(*b++);
            else
                both(*a++, *b++);
        }
        return std::move(m_result);
    }

private:
    using Place = std::vector<CensusKey>::const_iterator;
    int order_of(Place a, Place b) const
    {
        if (a == m_before.keys.end()) return 1;
        if (b == m_after.keys.end()) return -1;
        std::tuple const left{a->db, m_before.name(*a)}, right{b->db, m_after.name(*b)};
        return left < right ? -1 : right < left ? 1 : 0;
    }
    void missing(CensusKey const &key)
    {
        if (key.expiry != 0 && key.expiry <= m_now) {
            ++m_result.expired;
            return;
        }
        ++m_result.lost;
        example("lost", key.db, m_before.name(key));
    }
    void extra(CensusKey const &key)
    {
        ++m_result.added;
        example("new", key.db, m_after.name(key));
    }
    void both(CensusKey const &a, CensusKey const &b)
    {
        bool const content = a.type == b.type && a.digest == b.digest;
        bool const expiry = (a.expiry == 0) == (b.expiry == 0) && std::abs(a.expiry - b.expiry) <= m_slack;
        if (content && expiry) {
            ++m_result.same;
            return;
        }
        ++m_result.changed;
        if (content) ++m_result.other_expiry;
        example(content ? "expiry" : "changed", b.db, m_after.name(b));
    }
    void example(std::string_view what, int db, std::string_view key)
    {
        if (m_result.examples.size() < k_examples)
            m_result.examples.push_back(fmt::format("{} {} {}", what, db, printable(key)));
    }

    Census const &m_before, &m_after;
    std::int64_t m_now, m_slack;
    Comparison m_result;
};

}  // namespace

Comparison compare(Census const &before, Census const &after, Instant now)
{
    if (before.seed != after.seed || before.one_in != after.one_in)
        throw Error{Fault::internal, "keyspace: two censuses of different seeds or samples can't be compared"};
    return Comparer{before, after, now}.compare();
}

}  // namespace omactl::keyspace
