#include "lib/keyspace/dump_file.hpp"

#include <numeric>

namespace omactl::keyspace {

namespace {

std::int64_t sum(std::array<std::int64_t, k_types> const &types)
{
    return std::accumulate(types.begin(), types.end(), std::int64_t{0});
}

}  // namespace

std::int64_t Tally::count() const
{
    std::int64_t all = 0;
    for (auto const &[db, types] : keys) all += sum(types);
    return all;
}

std::int64_t Tally::count(int db) const
{
    auto const found = keys.find(db);
    return found == keys.end() ? 0 : sum(found->second);
}

void Tally::add(Record const &record)
{
    using enum Record::Kind;
    payload_bytes += record.payload.size();
    if (record.kind == functions) this->functions = true;
    if (record.kind == abandoned) ++this->abandoned;
    if (record.kind != whole && record.kind != end) return;
    ++keys[record.db][static_cast<std::size_t>(record.type)];
    if (record.expiry) ++with_expiry;
    if (record.kind == end) ++in_pieces;
}

}  // namespace omactl::keyspace
