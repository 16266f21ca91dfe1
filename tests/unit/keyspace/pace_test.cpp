#include "lib/keyspace/pace.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::keyspace;

namespace {

class StillClock final : public Clock {
public:
    Ticks at{};
    Instant now() const override { return {}; }
    Ticks ticks() const override { return at; }
    void sleep(Millis span) override { at += span; }
};

}  // namespace

TEST_CASE("a rate is kept by waiting for what is spent too early")
{
    StillClock clock;
    Millis waited{0};
    Load load{.keys_per_second = 1'000, .wait = [&](Millis span) {
                  waited += span;
                  clock.sleep(span);
              }};
    Pace pace{load, clock};
    for (int i = 0; i < 50; ++i) pace.spend(100);
    CHECK(waited == Millis{5'000});
    clock.sleep(Millis{1'000});
    pace.spend(900);  // that second was for free
    CHECK(waited == Millis{5'000});
}

TEST_CASE("late answers make batches smaller, quick ones larger, both within limits")
{
    StillClock clock;
    Load const load{.batch = 200};
    Pace pace{load, clock};
    auto const answered_after = [&](Millis span) {
        auto const sent = clock.ticks();
        clock.sleep(span);
        pace.answered(sent);
    };
    for (int i = 0; i < 20; ++i) answered_after(Millis{20});  // far away, but steady
    CHECK(pace.batch() == 200);
    answered_after(Millis{100});
    CHECK(pace.batch() == 150);
    for (int i = 0; i < 50; ++i) answered_after(Millis{100});
    CHECK(pace.batch() == 16);
    for (int i = 0; i < 50; ++i) answered_after(Millis{20});
    CHECK(pace.batch() == 200);
}
