#include "lib/keyspace/lzf.hpp"

namespace omactl::keyspace {

std::optional<std::string> unpack_lzf(std::string_view packed, std::size_t size)
{
    constexpr std::size_t k_best_ratio = 264;  // three bytes repeat 264
    if (size / k_best_ratio > packed.size()) return std::nullopt;
    std::string plain;
    plain.reserve(size);
    std::size_t at = 0;
    auto const byte = [&] { return at < packed.size() ? static_cast<unsigned char>(packed[at++]) : std::size_t{0}; };
    while (at < packed.size()) {
        auto const control = byte();
        if (control < 32) {  // so many bytes and one as they are
            if (packed.size() - at < control + 1) return std::nullopt;
            plain += packed.substr(at, control + 1);
            at += control + 1;
            continue;
        }
        auto length = control >> 5;
        if (length == 7) length += byte();
        if (at == packed.size()) return std::nullopt;
        auto const distance = ((control & 31) << 8) + byte() + 1;
        if (distance > plain.size() || plain.size() + length + 2 > size) return std::nullopt;
        for (length += 2; length > 0; --length) plain += plain[plain.size() - distance];  // it may reach into itself
    }
    if (plain.size() != size) return std::nullopt;
    return plain;
}

}  // namespace omactl::keyspace
