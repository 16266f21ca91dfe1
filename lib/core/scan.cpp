#include "lib/core/scan.hpp"

#include "lib/core/lanes.hpp"
#include "lib/core/spans.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace omactl::scan {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// At least one digit.
Place digits(Place at, Place end)
{
    auto const begin = at;
    while (at != end && is_digit(*at)) ++at;
    return at == begin ? nullptr : at;
}

/// `at` stands behind the backslash.
Place escape(Place at, Place end)
{
    if (at == end) return nullptr;
    switch (*at) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return at + 1;
    case 'u': break;
    default: return nullptr;
    }
    if (end - at < 5) return nullptr;
    for (int i = 1; i <= 4; ++i)
        if (!is_hex(at[i])) return nullptr;
    return at + 5;
}

template <std::size_t N> Place literal(Place at, Place end, char const (&word)[N])
{
    constexpr auto k_length = N - 1;
    if (static_cast<std::size_t>(end - at) < k_length || std::memcmp(at, word, k_length) != 0) return nullptr;
    return at + k_length;
}

Place scalar(Place at, Place end)
{
    switch (*at) {
    case '"': return string(at, end);
    case 't': return literal(at, end, "true");
    case 'f': return literal(at, end, "false");
    case 'n': return literal(at, end, "null");
    default: return number(at, end);
    }
}

/// Which of the open brackets are objects: the recursion's stack, one bit a level.
class Nest {
public:
    explicit Nest(std::size_t limit) : m_limit(limit) {}
    std::size_t depth() const { return m_depth; }
    bool in_object() const { return m_bits[(m_depth - 1) / 64] >> (m_depth - 1) % 64 & 1; }
    bool push(bool object)
    {
        if (m_depth == m_limit) return false;
        auto const bit = std::uint64_t{1} << m_depth % 64;
        auto &word = m_bits[m_depth / 64];
        word = object ? word | bit : word & ~bit;
        ++m_depth;
        return true;
    }
    void pop() { --m_depth; }

private:
    std::size_t m_limit;
    std::size_t m_depth = 0;
    std::array<std::uint64_t, k_max_depth / 64> m_bits{};
};

/// From a value's first byte to where its first scalar begins or, when it is an empty container,
/// behind it (`complete`).
struct Opened {
    Place at = nullptr;
    bool complete = false;
};

Opened open(Place at, Place end, Nest &nest)
{
    while (at != end && (*at == '{' || *at == '[')) {
        bool const object = *at == '{';
        if (!nest.push(object)) return {};
        at = space(at + 1, end);
        if (at == end) return {};
        if (*at == (object ? '}' : ']')) {
            nest.pop();
            return {at + 1, true};
        }
        if (!object) continue;
        at = name(at, end).value;
        if (at == nullptr) return {};
        at = space(at, end);
    }
    return {at == end ? nullptr : at, false};
}

/// Behind a value: closes what ends here; then to where the next value begins, or depth 0.
Place next(Place at, Place end, Nest &nest)
{
    while (nest.depth() > 0) {
        at = space(at, end);
        if (at == end) return nullptr;
        bool const object = nest.in_object();
        if (*at == ',') {
            ++at;
            if (object) at = name(at, end).value;
            return at == nullptr ? nullptr : space(at, end);
        }
        if (*at != (object ? '}' : ']')) return nullptr;
        nest.pop();
        ++at;
    }
    return at;
}

}  // namespace

Place space(Place at, Place end)
{
    while (at != end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) ++at;
    return at;
}

Place string(Place at, Place end)
{
    if (at == end || *at != '"') return nullptr;
    ++at;
    for (;;) {
        if (static_cast<std::size_t>(end - at) >= lanes::k_width) {
            auto const special = lanes::special(at);
            at += special == 0 ? lanes::k_width : static_cast<std::size_t>(std::countr_zero(special));
            if (special == 0) continue;
        } else {
            while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
            if (at == end) return nullptr;
        }
        if (*at == '"') return at + 1;
        at = *at == '\\' ? escape(at + 1, end) : nullptr;
        if (at == nullptr) return nullptr;
    }
}

Place number(Place at, Place end)
{
    if (at != end && *at == '-') ++at;
    if (at == end || !is_digit(*at)) return nullptr;
    at = *at == '0' ? at + 1 : digits(at, end);
    if (at != end && *at == '.') {
        at = digits(at + 1, end);
        if (at == nullptr) return nullptr;
    }
    if (at == end || (*at != 'e' && *at != 'E')) return at;
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    return digits(at, end);
}

Name name(Place at, Place end)
{
    Name found;
    found.begin = space(at, end);
    found.end = string(found.begin, end);
    if (found.end == nullptr) return {};
    auto const colon = space(found.end, end);
    if (colon == end || *colon != ':') return {};
    found.value = colon + 1;
    return found;
}

Place value(Place at, Place end, std::size_t depth)
{
    Nest nest{depth};
    at = space(at, end);
    do {
        auto const opened = open(at, end, nest);
        if (opened.at == nullptr) return nullptr;
        at = opened.complete ? opened.at : scalar(opened.at, end);
        if (at != nullptr) at = next(at, end, nest);
        if (at == nullptr) return nullptr;
    } while (nest.depth() > 0);
    return at;
}

}  // namespace omactl::scan
