#include "lib/core/text.hpp"

#include <array>
#include <cstdint>

namespace omactl {

namespace {

constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t k_none = 64;

constexpr std::array<std::uint8_t, 256> make_values()
{
    std::array<std::uint8_t, 256> values{};
    for (auto &value : values) value = k_none;
    for (std::size_t i = 0; i < k_digits.size(); ++i)
        values[static_cast<unsigned char>(k_digits[i])] = static_cast<std::uint8_t>(i);
    return values;
}

constexpr auto k_values = make_values();

}  // namespace

std::string base64(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        auto const left = bytes.size() - i;
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= left ? k_digits[bits >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (unsigned char const c : text) {
        if (k_values[c] == k_none) return std::nullopt;
        bits = bits << 6 | k_values[c];
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held);
        bits &= (1u << held) - 1;
    }
    // What is left over pads the last byte, with noughts.
    if (bits != 0) return std::nullopt;
    return bytes;
}

std::string hex(std::string_view bytes)
{
    constexpr std::string_view k_hex = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (unsigned char const c : bytes) {
        text += k_hex[c >> 4];
        text += k_hex[c & 15];
    }
    return text;
}

}  // namespace omactl
