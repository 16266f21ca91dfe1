#include "lib/core/lanes.hpp"
#include "lib/core/text.hpp"
#include "lib/core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>

namespace omactl {

namespace {

/// Does a terminal obey it, or does it change the order in which its neighbours are shown?
bool is_control(char32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return true;
    bool const direction =
        c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return direction || c == 0x2028 || c == 0x2029;
}

void append_stand_in(std::string &out, char32_t c)
{
    if (c == '\n')
        out += "\\n";
    else if (c == '\t')
        out += "\\t";
    else if (c < 0x80)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
    else
        fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", static_cast<unsigned>(c));
}

/// How many bytes of plain ASCII stand at the front, in steps of what the lanes see.
std::size_t plain_run(std::string_view text)
{
    std::size_t at = 0;
    for (; text.size() - at >= lanes::k_width; at += lanes::k_width)
        if (auto const odd = lanes::unprintable(text.data() + at))
            return at + static_cast<std::size_t>(std::countr_zero(odd));
    return at;
}

}  // namespace

std::string printable(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        if (auto const plain = plain_run(bytes)) {
            out += bytes.substr(0, plain);
            bytes.remove_prefix(plain);
            continue;
        }
        auto const rune = utf8::first(bytes);
        if (rune.length == 0)
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(bytes[0]));
        else if (is_control(rune.code))
            append_stand_in(out, rune.code);
        else
            out += bytes.substr(0, rune.length);
        bytes.remove_prefix(std::max<std::size_t>(rune.length, 1));
    }
    return out;
}

}  // namespace omactl
