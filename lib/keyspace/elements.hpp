#pragma once

#include "lib/core/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// Numbers of any size, seven bits a byte, the lowest first.
void append_number(std::string &out, std::uint64_t n);
/// Length and bytes. A piece of a list or set is such elements, of a hash field and value by turns, of a
/// sorted set member and score by turns.
void append_bytes(std::string &out, std::string_view bytes);

/// Takes both apart again. Throws Fault::failed with `subject` when the bytes end too early.
class Taker {
public:
    Taker(std::string_view bytes, std::string_view subject) : m_left(bytes), m_subject(subject) {}
    bool empty() const { return m_left.empty(); }
    std::uint64_t number();
    unsigned char byte();
    std::string_view bytes() { return raw(number()); }
    std::string_view raw(std::uint64_t size);
    std::string_view left() const { return m_left; }

private:
    [[noreturn]] void refuse() const;
    std::string_view m_left, m_subject;
};

}  // namespace omactl::keyspace
