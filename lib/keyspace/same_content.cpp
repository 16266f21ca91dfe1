#include "lib/keyspace/same_content.hpp"

#include "lib/keyspace/digest.hpp"
#include "lib/keyspace/record.hpp"

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_footer = 10;  // of a DUMP payload

std::optional<Fingerprint> digest(redis::Connection &redis, std::string_view key, Fingerprinter const &hash)
{
    auto const type = type_of(redis.call({"TYPE", key}).text());
    return type == Type::none ? std::nullopt : digest_in_pieces(redis, key, type, 0, hash);
}

}  // namespace

std::string beside(std::string_view key)
{
    return std::string(key) + ":omactl:restore";
}

bool same_keys(redis::Connection &redis, std::string_view a, std::string_view b)
{
    if (redis.call({"TYPE", a}).text() != redis.call({"TYPE", b}).text()) return false;
    Fingerprinter const hash;
    auto const first = digest(redis, a, hash);
    return first && first == digest(redis, b, hash);
}

bool holds(redis::Connection &redis, std::string_view key, std::string_view payload)
{
    auto const there = redis.call({"DUMP", key});
    if (there.is_nil() || there.text().size() < k_footer || payload.size() < k_footer) return false;
    if (there.text().substr(0, there.text().size() - k_footer) == payload.substr(0, payload.size() - k_footer))
        return true;
    auto const other = beside(key);
    redis.call({"RESTORE", other, "60000", payload, "REPLACE"});
    bool const same = same_keys(redis, key, other);
    redis.call({"UNLINK", other});
    return same;
}

}  // namespace omactl::keyspace
