#include "lib/core/ulid.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <cctype>
#include <cerrno>

namespace omactl {

namespace {

constexpr std::string_view k_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t k_length = 26;

}  // namespace

std::string ulid(Instant at)
{
    auto const millis = static_cast<std::uint64_t>(at.time_since_epoch().count());
    std::array<unsigned char, 16> bytes{};
    for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(millis >> (40 - 8 * i));
    while (getrandom(bytes.data() + 6, 10, 0) != 10)
        if (errno != EINTR) throw Error{Fault::failed, fmt::format("getrandom: {}", system_message(errno))};

    // 128 bits in 26 digits of 5: the first digit has but three bits, so two noughts go ahead.
    std::string text;
    unsigned bits = 0, held = 2;
    for (unsigned const byte : bytes) {
        bits = bits << 8 | byte;
        for (held += 8; held >= 5; held -= 5) text += k_digits[bits >> (held - 5) & 31];
    }
    return text;
}

std::string ulid_prefix(std::string_view text)
{
    std::string upper;
    for (unsigned char const c : text) {
        upper += static_cast<char>(std::toupper(c));
        if (k_digits.find(upper.back()) == std::string_view::npos) return {};
    }
    return upper.size() <= k_length ? upper : std::string{};
}

}  // namespace omactl
