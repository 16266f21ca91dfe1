#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// What DUMP answers: type, RDB body, RDB version (2 bytes) and CRC-64 (8 bytes), both little endian.
/// "" when it is whole; else what is wrong with it: "too short", "checksum is wrong".
std::string_view what_is_wrong(std::string_view payload);
int payload_version(std::string_view payload);  ///< 0 when it is too short
/// The payload that RESTORE takes for a value of an RDB file.
std::string to_payload(unsigned char rdb_type, std::string_view body, int rdb_version);

}  // namespace omactl::keyspace
