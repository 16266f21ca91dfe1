#include "lib/core/utf8.hpp"

#include "lib/core/lanes.hpp"
#include "lib/core/text.hpp"

#include <bit>

namespace omactl {

namespace utf8 {

namespace {

struct Lead {
    std::size_t length = 0;
    char32_t bits = 0;
    char32_t least = 0;  // smaller ones are overlong
};

Lead lead_of(unsigned char c)
{
    if (c < 0x80) return {1, c, 0};
    if (c >= 0xc2 && c < 0xe0) return {2, c & 0x1fu, 0x80};
    if (c >= 0xe0 && c < 0xf0) return {3, c & 0x0fu, 0x800};
    if (c >= 0xf0 && c < 0xf5) return {4, c & 0x07u, 0x10000};
    return {};
}

}  // namespace

Rune first(std::string_view text)
{
    auto const lead = lead_of(static_cast<unsigned char>(text[0]));
    if (lead.length == 0 || lead.length > text.size()) return {};
    auto code = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if ((c & 0xc0) != 0x80) return {};
        code = code << 6 | (c & 0x3fu);
    }
    bool const surrogate = code >= 0xd800 && code < 0xe000;
    if (code < lead.least || code > 0x10ffff || surrogate) return {};
    return {code, lead.length};
}

std::size_t boundary(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text.size();
    auto at = most;
    for (int i = 0; i < 3 && at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; ++i) --at;
    return at;
}

void append(std::string &out, char32_t code)
{
    auto const add = [&](char32_t byte) { out += static_cast<char>(byte); };
    auto const tail = [&](int shift) { add(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0 | code >> 6);
        tail(0);
    } else if (code < 0x10000) {
        add(0xe0 | code >> 12);
        tail(6);
        tail(0);
    } else {
        add(0xf0 | code >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

}  // namespace utf8

bool is_utf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (bytes.size() >= lanes::k_width) {
            auto const high = lanes::high(bytes.data());
            bytes.remove_prefix(high == 0 ? lanes::k_width : static_cast<std::size_t>(std::countr_zero(high)));
            if (high == 0) continue;
        }
        auto const rune = utf8::first(bytes);
        if (rune.length == 0) return false;
        bytes.remove_prefix(rune.length);
    }
    return true;
}

}  // namespace omactl
