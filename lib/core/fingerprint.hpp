#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace omactl {

/// 128 bits that stand for some bytes: XXH3 with a seed drawn at random in each process, so that
/// nobody can prepare payloads that collide.
struct Fingerprint {
    std::uint64_t high = 0, low = 0;
    auto operator<=>(Fingerprint const &) const = default;
};

class Fingerprinter {
public:
    Fingerprinter();  ///< random seed
    explicit Fingerprinter(std::uint64_t seed) : m_seed(seed) {}
    Fingerprint of(std::string_view bytes) const;
    Fingerprint of(std::string_view a, std::string_view b) const;  ///< of the pair, not the joined bytes

private:
    std::uint64_t m_seed;
};

/// 64 bits with a fixed seed, for checksums of lines in files (not against attackers).
std::uint64_t checksum(std::string_view bytes);

/// The same of bytes that come in pieces.
class Checksum {
public:
    Checksum();
    ~Checksum();
    Checksum(Checksum const &) = delete;
    Checksum &operator=(Checksum const &) = delete;
    void add(std::string_view bytes);
    std::uint64_t value() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

struct FingerprintHash {
    std::size_t operator()(Fingerprint const &f) const noexcept { return static_cast<std::size_t>(f.low); }
};

}  // namespace omactl
