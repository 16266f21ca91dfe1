#include "lib/core/fingerprint.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <sys/random.h>
#include <xxhash.h>

#include <array>
#include <cerrno>

namespace omactl {

namespace {

std::uint64_t random_seed()
{
    std::uint64_t seed = 0;
    while (getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed))
        if (errno != EINTR) throw Error{Fault::failed, fmt::format("getrandom: {}", system_message(errno))};
    return seed;
}

}  // namespace

Fingerprinter::Fingerprinter() : m_seed(random_seed()) {}

Fingerprint Fingerprinter::of(std::string_view bytes) const
{
    auto const hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), m_seed);
    return {hash.high64, hash.low64};
}

Fingerprint Fingerprinter::of(std::string_view a, std::string_view b) const
{
    auto const first = of(a), second = of(b);
    std::array<std::uint64_t, 6> const both{first.high, first.low, a.size(), second.high, second.low, b.size()};
    auto const hash = XXH3_128bits_withSeed(both.data(), sizeof both, m_seed);
    return {hash.high64, hash.low64};
}

std::uint64_t checksum(std::string_view bytes)
{
    return XXH3_64bits(bytes.data(), bytes.size());
}

struct Checksum::State {
    XXH3_state_t xxh;
};

Checksum::Checksum() : m_state(std::make_unique<State>())
{
    XXH3_64bits_reset(&m_state->xxh);
}

Checksum::~Checksum() = default;

void Checksum::add(std::string_view bytes)
{
    XXH3_64bits_update(&m_state->xxh, bytes.data(), bytes.size());
}

std::uint64_t Checksum::value() const
{
    return XXH3_64bits_digest(&m_state->xxh);
}

}  // namespace omactl
