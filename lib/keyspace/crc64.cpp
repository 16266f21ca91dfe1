#include "lib/keyspace/crc64.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace omactl::keyspace {

namespace {

constexpr std::uint64_t k_polynomial = 0x95ac9329ac4bc9b5;  // 0xad93d23594c935a9 with its bits reversed
constexpr std::size_t k_lanes = 8;

using Tables = std::array<std::array<std::uint64_t, 256>, k_lanes>;

/// tables[n][b]: what the byte b does n bytes later, so that eight bytes are taken at once.
constexpr Tables make_tables()
{
    Tables tables{};
    for (std::size_t i = 0; i < 256; ++i) {
        std::uint64_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? k_polynomial : 0);
        tables[0][i] = crc;
    }
    for (std::size_t n = 1; n < k_lanes; ++n)
        for (std::size_t i = 0; i < 256; ++i)
            tables[n][i] = tables[0][tables[n - 1][i] & 0xff] ^ (tables[n - 1][i] >> 8);
    return tables;
}

constexpr Tables k_tables = make_tables();

std::uint64_t little_endian(char const *bytes)
{
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}

}  // namespace

std::uint64_t crc64(std::string_view bytes, std::uint64_t before)
{
    auto crc = before;
    std::size_t at = 0;
    for (; at + k_lanes <= bytes.size(); at += k_lanes) {
        crc ^= little_endian(bytes.data() + at);
        std::uint64_t next = 0;
        for (std::size_t n = 0; n < k_lanes; ++n) next ^= k_tables[k_lanes - 1 - n][(crc >> (8 * n)) & 0xff];
        crc = next;
    }
    for (; at < bytes.size(); ++at)
        crc = k_tables[0][(crc ^ static_cast<unsigned char>(bytes[at])) & 0xff] ^ (crc >> 8);
    return crc;
}

}  // namespace omactl::keyspace
