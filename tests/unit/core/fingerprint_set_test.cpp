#include "lib/core/fingerprint_set.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>

using namespace omactl;

TEST_CASE("a set of fingerprints knows what it has seen")
{
    FingerprintSet set;
    CHECK(set.insert({1, 2}));
    CHECK_FALSE(set.insert({1, 2}));
    CHECK(set.insert({2, 2}));  // the same place
    CHECK(set.insert({1, 3}));
    CHECK(set.insert({0, 0}));
    CHECK_FALSE(set.insert({0, 0}));
    CHECK(set.insert({1, 0}));
    CHECK(set.insert({0, 1}));
    CHECK(set.size() == 6);
}

TEST_CASE("a set of fingerprints says what std::set says, however it grows and wherever they fall")
{
    std::mt19937_64 random{7};
    for (std::uint64_t const spread : {std::uint64_t{3}, std::uint64_t{500}, ~std::uint64_t{0}}) {
        FingerprintSet set;
        std::set<std::pair<std::uint64_t, std::uint64_t>> model;
        for (int i = 0; i < 20'000; ++i) {
            Fingerprint const print{random() % spread, random() % spread};
            REQUIRE(set.insert(print) == model.insert({print.high, print.low}).second);
        }
        REQUIRE(set.size() == model.size());
    }
}
