#include "lib/keyspace/payload.hpp"

#include "lib/keyspace/crc64.hpp"

#include <cstddef>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_version_size = 2, k_crc_size = 8, k_footer = k_version_size + k_crc_size;

void append_little_endian(std::string &out, std::uint64_t n, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(n >> (8 * i));
}

std::uint64_t little_endian(std::string_view bytes)
{
    std::uint64_t n = 0;
    for (auto i = bytes.size(); i-- > 0;) n = (n << 8) | static_cast<unsigned char>(bytes[i]);
    return n;
}

}  // namespace

std::string_view what_is_wrong(std::string_view payload)
{
    if (payload.size() < k_footer) return "too short";
    auto const body = payload.substr(0, payload.size() - k_crc_size);
    auto const stated = little_endian(payload.substr(body.size()));
    return stated == crc64(body) ? "" : "checksum is wrong";
}

int payload_version(std::string_view payload)
{
    if (payload.size() < k_footer) return 0;
    return static_cast<int>(little_endian(payload.substr(payload.size() - k_footer, k_version_size)));
}

std::string to_payload(unsigned char rdb_type, std::string_view body, int rdb_version)
{
    std::string payload;
    payload.reserve(1 + body.size() + k_footer);
    payload += static_cast<char>(rdb_type);
    payload += body;
    append_little_endian(payload, static_cast<std::uint64_t>(rdb_version), k_version_size);
    append_little_endian(payload, crc64(payload), k_crc_size);
    return payload;
}

}  // namespace omactl::keyspace
