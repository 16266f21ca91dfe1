#include "lib/keyspace/rdb_value.hpp"

#include "lib/keyspace/lzf.hpp"

#include <fmt/format.h>

namespace omactl::keyspace {

namespace {

constexpr unsigned char k_encoded = 3;  // the two high bits of a length
constexpr std::uint64_t k_lzf = 3;
constexpr std::uint64_t k_id = 16, k_time = 8;  // of streams

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t n = 0;
    for (char const c : bytes) n = (n << 8) | static_cast<unsigned char>(c);
    return n;
}

struct Length {
    bool encoded;
    std::uint64_t n;  ///< or which encoding
};

Length read_any_length(RdbInput &in)
{
    auto const first = in.byte();
    switch (first >> 6) {
    case 0: return {false, first & 0x3fu};
    case 1: return {false, (first & 0x3full) << 8 | in.byte()};
    case k_encoded: return {true, first & 0x3fu};
    default: break;
    }
    if (first == 0x80) return {false, big_endian(in.raw(4))};
    if (first == 0x81) return {false, big_endian(in.raw(8))};
    in.refuse("a length is broken");
}

/// 1, 2 or 4 bytes.
std::uint64_t integer_size(RdbInput &in, std::uint64_t encoding)
{
    if (encoding > 2) in.refuse("a string has an unknown encoding");
    return std::uint64_t{1} << encoding;
}

std::string integer_text(std::string_view bytes)
{
    std::uint32_t n = 0;
    for (auto i = bytes.size(); i-- > 0;) n = n << 8 | static_cast<unsigned char>(bytes[i]);
    auto const unused = 32 - 8 * bytes.size();
    return std::to_string(static_cast<std::int32_t>(n << unused) >> unused);
}

void skip_texts(RdbInput &in, std::uint64_t each)
{
    for (auto left = read_length(in); left > 0; --left)
        for (std::uint64_t i = 0; i < each; ++i) skip_text(in);
}

/// Members with their scores: eight bytes, before RDB 8 text.
void skip_zset(RdbInput &in, bool binary)
{
    constexpr unsigned char k_not_a_number = 253;  // and above it the infinities
    for (auto left = read_length(in); left > 0; --left) {
        skip_text(in);
        if (binary) {
            in.skip(8);
        } else if (auto const size = in.byte(); size < k_not_a_number) {
            in.skip(size);
        }
    }
}

void skip_consumers(RdbInput &in, int version)
{
    for (auto left = read_length(in); left > 0; --left) {
        skip_text(in);
        in.skip(version >= 3 ? 2 * k_time : k_time);  // seen, active
        in.skip(read_length(in) * k_id);              // pending
    }
}

void skip_groups(RdbInput &in, int version)
{
    for (auto left = read_length(in); left > 0; --left) {
        skip_text(in);
        for (int i = 0; i < (version >= 2 ? 3 : 2); ++i) read_length(in);  // last id, entries read
        for (auto pending = read_length(in); pending > 0; --pending) {
            in.skip(k_id + k_time);
            read_length(in);
        }
        skip_consumers(in, version);
    }
}

void skip_stream(RdbInput &in, int version)
{
    skip_texts(in, 2);  // the node's key and its listpack
    // Length and last id; from 2 on the first id, the highest deleted one, and how many were ever added.
    for (int i = 0; i < (version >= 2 ? 8 : 3); ++i) read_length(in);
    skip_groups(in, version);
}

}  // namespace

std::uint64_t read_length(RdbInput &in)
{
    auto const length = read_any_length(in);
    if (length.encoded) in.refuse("a length is broken");
    return length.n;
}

std::string read_text(RdbInput &in)
{
    auto const length = read_any_length(in);
    if (!length.encoded) return std::string(in.raw(length.n));
    if (length.n != k_lzf) return integer_text(in.raw(integer_size(in, length.n)));
    auto const packed = read_length(in);
    auto const plain = read_length(in);
    auto text = unpack_lzf(in.raw(packed), plain);
    if (!text) in.refuse("a packed string is broken");
    return std::move(*text);
}

void skip_text(RdbInput &in)
{
    auto const length = read_any_length(in);
    if (!length.encoded) return in.skip(length.n);
    if (length.n != k_lzf) return in.skip(integer_size(in, length.n));
    auto const packed = read_length(in);
    read_length(in);
    in.skip(packed);
}

void skip_module(RdbInput &in)
{
    for (;;) {
        switch (read_length(in)) {
        case 0: return;
        case 1:
        case 2: read_length(in); break;
        case 3: in.skip(4); break;
        case 4: in.skip(8); break;
        case 5: skip_text(in); break;
        default: in.refuse("a module's value is broken");
        }
    }
}

void skip_value(RdbInput &in, unsigned char rdb_type)
{
    switch (rdb_type) {
    case 0:
    case 9:
    case 10:
    case 11:
    case 12:
    case 13:
    case 16:
    case 17:
    case 20: return skip_text(in);
    case 1:
    case 2:
    case 14: return skip_texts(in, 1);
    case 3: return skip_zset(in, false);
    case 4: return skip_texts(in, 2);
    case 5: return skip_zset(in, true);
    case 6: in.refuse("a value of a module in the format of before Redis 4, which only that module can read");
    case 7: read_length(in); return skip_module(in);
    case 15: return skip_stream(in, 1);
    case 18:
        for (auto left = read_length(in); left > 0; --left) {
            read_length(in);  // packed or one large element
            skip_text(in);
        }
        return;
    case 19: return skip_stream(in, 2);
    case 21: return skip_stream(in, 3);
    default: in.refuse(fmt::format("a value of type {}, which no Redis up to 7.2 writes", rdb_type));
    }
}

}  // namespace omactl::keyspace
