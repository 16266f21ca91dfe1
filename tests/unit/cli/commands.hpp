#pragma once

#include "lib/cli/command.hpp"
#include "lib/cli/context.hpp"
#include "lib/cli/memory_io.hpp"
#include "lib/cli/values.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace omactl::cli::tests {

/// Options of the commands that these tests register.
struct CrateOptions {
    std::string crate;
    std::optional<std::string> shelf;
    std::vector<std::string> labels;
    std::optional<std::int64_t> limit;
    std::int64_t batch = 500;
    std::vector<std::string> kinds;
    bool fragile = false;
    std::optional<std::string> note;
};

/// What the registered commands do when they run; the default returns Fault::ok.
extern std::function<Fault(CrateOptions const &, Context &)> behaviour;

/// A clock that stands still until it is told to move.
class StillClock final : public Clock {
public:
    Instant now() const override { return Instant{std::chrono::hours{1}} + m_past; }
    Ticks ticks() const override { return Ticks{} + std::chrono::hours{1} + m_past; }
    void sleep(Millis span) override { pass(span); }
    void pass(Millis span) { m_past += span; }

private:
    Millis m_past{0};
};

/// A program's surroundings, with nothing of the real ones in them.
struct World {
    MemoryIo io;
    Environ environ;
    StillClock clock;
    Secrets secrets;
    int run(std::initializer_list<std::string> words);
    Context context() { return {{}, {}, {}, "crate move", environ, io, clock, secrets}; }
};

}  // namespace omactl::cli::tests
