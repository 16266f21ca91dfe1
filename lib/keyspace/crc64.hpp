#pragma once

#include <cstdint>
#include <string_view>

namespace omactl::keyspace {

/// CRC-64 as Redis has it behind DUMP payloads and RDB files (Jones' polynomial, reflected, from 0).
/// Goes on from `before`.
std::uint64_t crc64(std::string_view bytes, std::uint64_t before = 0);

}  // namespace omactl::keyspace
