#pragma once

#include "lib/keyspace/dump_file.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::keyspace {

// How the file of dump_file.hpp stands in bytes.

constexpr std::string_view k_magic = "OMAKEYS1";

namespace block {
constexpr char header = 'H', records = 'R', position = 'P', trailer = 'T';
}

/// What stands before a block's packed bytes; all numbers little endian.
struct BlockHead {
    static constexpr std::size_t k_size = 28, k_summed = 20;
    char kind = 0;
    std::uint64_t packed = 0, plain = 0, sum = 0;
    std::string to_bytes() const;
    static bool from_bytes(std::string_view bytes, BlockHead &head);  ///< false: it is none
};

/// Over the sum of the block before, this block's head and its packed bytes.
std::uint64_t block_sum(std::uint64_t before, BlockHead const &head, std::string_view packed);

void append_record(std::string &out, Record const &record);
/// Not a record of the caller's: how far the dump has come.
void append_position(std::string &out, Position const &position);

/// Either of them, taken from the front; `subject` names the file in errors.
struct Taken {
    bool is_position = false;
    Record record;
    Position position;
    std::size_t size = 0;
};
Taken take_record(std::string_view bytes, std::string_view subject);

std::string to_json(DumpHeader const &header);
std::string to_json(Tally const &tally);
DumpHeader header_from_json(std::string_view text, std::string_view subject);

}  // namespace omactl::keyspace
