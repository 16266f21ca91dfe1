#include "lib/queue/moment.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::queue;

namespace {

std::string shown(std::string_view raw)
{
    auto const at = instant_of(raw);
    return at ? rfc3339(*at) : "none";
}

}  // namespace

TEST_CASE("float seconds, whole milliseconds and text are the same point in time")
{
    CHECK(shown("1795403527.25") == "2026-11-23T03:12:07.250Z");
    CHECK(shown("1795403527250") == "2026-11-23T03:12:07.250Z");
    CHECK(shown("1795403527") == "2026-11-23T03:12:07.000Z");
    CHECK(shown("1.79540352725e9") == "2026-11-23T03:12:07.250Z");
    CHECK(shown("1795403527.2509999") == "2026-11-23T03:12:07.251Z");
    CHECK(shown(R"("2026-11-23T03:12:07.250123456Z")") == "2026-11-23T03:12:07.250Z");
    CHECK(shown(R"("2026/11/23 03:12:07 UTC")") == "2026-11-23T03:12:07.000Z");
}

TEST_CASE("what is no time is none")
{
    for (auto const *raw : {"", "null", "true", "0", "-5", "\"\"", "\"soon\"", "[1]", "1e300", "1795403527.25x",
                            "\"2026/11/23 03:12:07 CET\"", "999999999999999999"}) {
        CAPTURE(raw);
        CHECK(shown(raw) == "none");
    }
}

TEST_CASE("Sidekiq 8 is known by whole numbers of its size")
{
    CHECK(is_in_millis("1795403527250"));
    CHECK_FALSE(is_in_millis("1795403527.25"));
    CHECK_FALSE(is_in_millis("1795403527"));
    CHECK_FALSE(is_in_millis("1795403527250.5"));
    CHECK_FALSE(is_in_millis("\"1795403527250\""));
    CHECK_FALSE(is_in_millis(""));
}

TEST_CASE("a time is written in the way of either version, and read back")
{
    Instant const at{Millis{1795403527007}};
    CHECK(written_time(at, false) == "1795403527.007");
    CHECK(written_time(at, true) == "1795403527007");
    CHECK(instant_of(written_time(at, false)) == at);
    CHECK(instant_of(written_time(at, true)) == at);
    CHECK(written_time(Instant{Millis{1795403527000}}, false) == "1795403527.000");
}

TEST_CASE("times are shown as RFC 3339 where they are numbers")
{
    CHECK(shown_time("1795403527.25") == "2026-11-23T03:12:07.250Z");
    CHECK(shown_time(R"("2026/11/23 10:00:00 CET")") == "2026/11/23 10:00:00 CET");
    CHECK(shown_time("null") == "");
    CHECK(shown_time("") == "");
}

TEST_CASE("a job's own time is Sidekiq's, else ActiveJob's")
{
    auto const of = [](std::string_view payload) {
        auto const at = enqueued_at(payload);
        return at ? rfc3339(*at) : "none";
    };
    CHECK(of(R"({"class":"A","args":[],"enqueued_at":1795403527.25})") == "2026-11-23T03:12:07.250Z");
    CHECK(of(R"({"class":"A","args":[{"enqueued_at":"2026-11-23T01:00:00Z"}],"enqueued_at":1795403527250})") ==
          "2026-11-23T03:12:07.250Z");
    CHECK(of(R"({"class":"J","args":[{"job_class":"A","enqueued_at":"2026-11-23T01:00:00Z"}]})") ==
          "2026-11-23T01:00:00.000Z");
    CHECK(of(R"({"class":"A","args":[1],"created_at":1795403527.25})") == "none");
    CHECK(of(R"({"class":"A","args":["enqueued_at"]})") == "none");
    CHECK(of("no JSON") == "none");
}
