#include "lib/core/ulid.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace omactl;

TEST_CASE("the time is the first ten digits")
{
    // The example of the specification.
    CHECK(ulid(Instant{Millis{1'469'918'176'385}}).substr(0, 10) == "01ARYZ6S41");
    CHECK(ulid(Instant{Millis{0}}).substr(0, 10) == "0000000000");
    CHECK(ulid(Instant{Millis{(std::int64_t{1} << 48) - 1}}).substr(0, 10) == "7ZZZZZZZZZ");
}

TEST_CASE("ids are distinct, sort by time, and use every digit")
{
    std::set<std::string> seen;
    std::set<char> digits, last;
    for (int i = 0; i < 2'000; ++i) {
        auto const id = ulid(Instant{Millis{1'795'403'527'250}});
        REQUIRE(id.size() == 26);
        CHECK(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
        seen.insert(id);
        digits.insert(id[10]);
        last.insert(id[25]);
    }
    CHECK(seen.size() == 2'000);
    CHECK(digits.size() == 32);  // the chance that one of 32 is missing in 2,000 draws is 1e-26
    CHECK(last.size() == 32);
    CHECK(ulid(Instant{Millis{1'000}}) < ulid(Instant{Millis{1'001}}));
}

TEST_CASE("what may be the beginning of an id")
{
    CHECK(ulid_prefix("01jdb7q4") == "01JDB7Q4");
    CHECK(ulid_prefix("01ARYZ6S41TSV4RRFFQ69G5FAV") == "01ARYZ6S41TSV4RRFFQ69G5FAV");
    CHECK(ulid_prefix("01ARYZ6S41TSV4RRFFQ69G5FAVX") == "");
    for (auto const *text : {"", "ill", "01-2", "über", "0O", "u", " 01"}) CHECK(ulid_prefix(text) == "");
}
