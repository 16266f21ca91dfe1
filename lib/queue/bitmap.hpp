#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::queue {

/// Bits as Redis counts them in a string (SETBIT): the most significant of a byte first. What is
/// behind the end is 0.
inline bool bit(std::string_view bits, std::int64_t n)
{
    auto const byte = static_cast<std::size_t>(n / 8);
    return byte < bits.size() && (static_cast<unsigned char>(bits[byte]) >> (7 - n % 8) & 1) != 0;
}

/// The byte must be there.
inline void set_bit(std::string &bits, std::int64_t n)
{
    auto &byte = bits[static_cast<std::size_t>(n / 8)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | 0x80 >> n % 8);
}
inline void clear_bit(std::string &bits, std::int64_t n)
{
    auto &byte = bits[static_cast<std::size_t>(n / 8)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) & ~(0x80 >> n % 8));
}

/// A key's bits, "" when it is not there.
inline std::string read_bits(redis::Connection &redis, std::string const &key)
{
    auto const reply = redis.call({"GET", key});
    return reply.is_nil() ? std::string{} : std::string(reply.text());
}

}  // namespace omactl::queue
