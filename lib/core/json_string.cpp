#include "lib/core/lanes.hpp"
#include "lib/core/text.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

namespace omactl {

namespace {

struct Escape {
    char text[8] = {};  // copied whole, `length` of it counts
    std::uint8_t length = 0;
};

constexpr std::array<Escape, 256> make_escapes()
{
    std::array<Escape, 256> table{};
    for (unsigned c = 0; c < 256; ++c) table[c] = {{static_cast<char>(c)}, 1};
    for (unsigned c = 0; c < 0x20; ++c)
        table[c] = {{'\\', 'u', '0', '0', c < 16 ? '0' : '1', "0123456789abcdef"[c % 16]}, 6};
    for (auto const &[c, letter] : {std::pair{'\b', 'b'}, {'\f', 'f'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}})
        table[static_cast<unsigned char>(c)] = {{'\\', letter}, 2};
    table['"'] = {{'\\', '"'}, 2};
    table['\\'] = {{'\\', '\\'}, 2};
    return table;
}

constexpr auto k_escapes = make_escapes();

/// Collects on the stack: a std::string would be zeroed before each write, or grow byte by byte.
class Collector {
public:
    explicit Collector(std::string &out) : m_out(out) {}

    /// Room for 16 bytes as they are and one escape behind them.
    void make_room()
    {
        if (m_at + lanes::k_width + sizeof(Escape::text) > m_block.size()) flush();
    }
    /// Copies 16 bytes, of which `count` count.
    void lane(char const *from, std::size_t count)
    {
        std::memcpy(m_block.data() + m_at, from, lanes::k_width);
        m_at += count;
    }
    void byte(char c)
    {
        auto const &escape = k_escapes[static_cast<unsigned char>(c)];
        std::memcpy(m_block.data() + m_at, escape.text, sizeof escape.text);
        m_at += escape.length;
    }
    void flush()
    {
        m_out.append(m_block.data(), m_at);
        m_at = 0;
    }

private:
    std::string &m_out;
    std::size_t m_at = 0;
    std::array<char, 2048> m_block;
};

}  // namespace

void append_json_string(std::string &out, std::string_view bytes)
{
    out += '"';
    Collector to{out};
    auto const *p = bytes.data();
    auto const *const end = p + bytes.size();
    while (static_cast<std::size_t>(end - p) >= lanes::k_width) {
        to.make_room();
        auto const special = lanes::special(p);
        if (special == 0) {
            to.lane(p, lanes::k_width);
            p += lanes::k_width;
            continue;
        }
        auto const plain = static_cast<std::size_t>(std::countr_zero(special));
        to.lane(p, plain);
        to.byte(p[plain]);
        p += plain + 1;
    }
    for (; p != end; ++p) {
        to.make_room();
        to.byte(*p);
    }
    to.flush();
    out += '"';
}

}  // namespace omactl
