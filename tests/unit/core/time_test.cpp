#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/time.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace omactl;
using namespace std::chrono_literals;

namespace {

Fault fault_of_duration(std::string_view text)
{
    try {
        parse_duration(text);
        return Fault::ok;
    } catch (Error const &e) {
        CHECK_FALSE(e.hint().empty());
        return e.fault();
    }
}

}  // namespace

TEST_CASE("durations as they are typed")
{
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("90s") == 90s);
    CHECK(parse_duration("5m") == 5min);
    CHECK(parse_duration("2h30m") == 150min);
    CHECK(parse_duration("1.5h") == 90min);
    CHECK(parse_duration("7d") == 168h);
    CHECK(parse_duration("1d2h3m4s5ms") == 26h + 3min + 4s + 5ms);
    CHECK(parse_duration("0.25s") == 250ms);
    CHECK(parse_duration("0s") == 0ms);
}

TEST_CASE("what is no duration is refused")
{
    auto const text =
        GENERATE(as<std::string>{}, "", "5", "s", "5x", "5 m", "m5", "-5m", "+5m", "30m2h", "5m5m", "1e3s", ".5h",
                 "5.h", "1.2.3s", "5M", "99999999999d", "0.0001s", "1h30", "5m ", "inf", "nans");
    CAPTURE(text);
    CHECK(fault_of_duration(text) == Fault::usage);
}

TEST_CASE("durations for people")
{
    CHECK(human_duration(0ms) == "0 s");
    CHECK(human_duration(41ms) == "41 ms");
    CHECK(human_duration(400ms) == "0.4 s");
    CHECK(human_duration(1'649ms) == "1.6 s");
    CHECK(human_duration(3s) == "3 s");
    CHECK(human_duration(12'900ms) == "12 s");
    CHECK(human_duration(72s) == "1 min 12 s");
    CHECK(human_duration(5min) == "5 min");
    CHECK(human_duration(2h + 14min + 59s) == "2 h 14 min");
    CHECK(human_duration(76h) == "3 d 4 h");
    CHECK(human_duration(-72s) == "-1 min 12 s");
}

TEST_CASE("typed durations come back as they were")
{
    CHECK(typed_duration(72s) == "1m12s");
    CHECK(typed_duration(150min) == "2h30m");
    CHECK(typed_duration(400ms) == "400ms");
    CHECK(typed_duration(0ms) == "0s");
    for (auto const span : {1ms, 999ms, 60'000ms, 86'400'000ms, 90'061'001ms, 5'025'000ms})
        CHECK(parse_duration(typed_duration(span)) == span);
}

TEST_CASE("points in time as they are written")
{
    Instant const at{1'795'403'527'250ms};
    CHECK(rfc3339(at) == "2026-11-23T03:12:07.250Z");
    CHECK(human_time(at) == "2026-11-23 03:12:07Z");
    CHECK(rfc3339(Instant{0ms}) == "1970-01-01T00:00:00.000Z");
    CHECK(rfc3339(Instant{-1ms}) == "1969-12-31T23:59:59.999Z");
    CHECK(parse_time(rfc3339(at)) == at);
    CHECK(parse_time(human_time(at)) == Instant{1'795'403'527'000ms});
}

TEST_CASE("the times that job frameworks write")
{
    Instant const nine{1'795'424'400'000ms};  // 2026-11-23 09:00 UTC
    CHECK(parse_time("2026-11-23T09:00:00Z") == nine);
    CHECK(parse_time("2026-11-23T10:00:00+01:00") == nine);
    CHECK(parse_time("2026-11-23T09:00Z") == nine);
    CHECK(parse_time("2026-11-23T09:00:00.1239Z") == nine + 123ms);
    CHECK(parse_time("2026-11-23T09:00:00.5Z") == nine + 500ms);
    CHECK(parse_time("2026/11/23 09:00:00 UTC") == nine);
    CHECK(parse_time("2026/11/23 09:00:00 GMT") == nine);
    CHECK(parse_time("2026-11-23 09:00:00 +0000") == nine);
    CHECK(parse_time("2026-11-23 04:00:00 -0500") == nine);
    CHECK(parse_time(" 2026-11-23 09:00:00 UTC\n") == nine);
    CHECK(parse_time("Mon Nov 23 2026 10:00:00 GMT+0100 (Central European Standard Time)") == nine);
    CHECK(parse_time("Mon Nov 23 2026 09:00:00 GMT") == nine);
}

TEST_CASE("no time is guessed")
{
    auto const text =
        GENERATE(as<std::string>{}, "", "2026", "2026-11-23", "2026/11/23 10:00:00", "2026/11/23 10:00:00 CET",
                 "2026/11/23 10:00:00 IST", "2026-11-23T10:00:00", "2026-02-30T10:00:00Z", "2026-13-01T10:00:00Z",
                 "2026-11-23T24:00:00Z", "2026-11-23T10:61:00Z", "2026-11-23T10:00:00Zulu", "2026-11/23 10:00:00 UTC",
                 "Mon Foo 23 2026 10:00:00 GMT+0100", "Mon Nov 23 2026 10:00:00", "1795424400", "2026-11-23T10:00:00.Z",
                 "2026-11-23T10:00:00+25:00", "2026-11-2", "2026-1123 10:00:00 UTC", "Mon");
    CAPTURE(text);
    CHECK_FALSE(parse_time(text).has_value());
}

TEST_CASE("--since takes both")
{
    Instant const now{1'795'424'400'000ms};
    CHECK(parse_since("2h", now) == now - 2h);
    CHECK(parse_since("2026-11-23T03:12:07Z", now) == Instant{1'795'403'527'000ms});
    try {
        parse_since("yesterday", now);
        FAIL("accepted");
    } catch (Error const &e) {
        CHECK(e.fault() == Fault::usage);
        CHECK(e.message() == "'yesterday' is neither a duration nor a time with its zone");
    }
}

TEST_CASE("the system's clock goes on and sleeps as long as it is told")
{
    SystemClock clock;
    auto const begin = clock.ticks();
    clock.sleep(30ms);
    CHECK(clock.ticks() - begin >= 30ms);
    CHECK(clock.now() > Instant{1'700'000'000'000ms});
    clock.sleep(-1s);
    clock.sleep(0ms);
}

TEST_CASE("no sleep once a signal has asked us to stop")
{
    SystemClock clock;
    auto const begin = clock.ticks();
    set_interrupt_signal(SIGINT);
    clock.sleep(24h);  // else the test would not end
    set_interrupt_signal(0);
    CHECK(clock.ticks() - begin < 24h);
}
