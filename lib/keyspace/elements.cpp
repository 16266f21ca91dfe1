#include "lib/keyspace/elements.hpp"

#include <fmt/format.h>

namespace omactl::keyspace {

void append_number(std::string &out, std::uint64_t n)
{
    for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
    out += static_cast<char>(n);
}

void append_bytes(std::string &out, std::string_view bytes)
{
    append_number(out, bytes.size());
    out += bytes;
}

void Taker::refuse() const
{
    throw Error{Fault::failed, fmt::format("{}: a record is broken", m_subject)};
}

std::uint64_t Taker::number()
{
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        auto const next = byte();
        n |= static_cast<std::uint64_t>(next & 0x7f) << shift;
        if (next < 0x80) return n;
    }
    refuse();
}

unsigned char Taker::byte()
{
    return static_cast<unsigned char>(raw(1).front());
}

std::string_view Taker::raw(std::uint64_t size)
{
    if (size > m_left.size()) refuse();
    auto const bytes = m_left.substr(0, size);
    m_left.remove_prefix(size);
    return bytes;
}

}  // namespace omactl::keyspace
