#include "lib/core/fingerprint.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace omactl;

TEST_CASE("the same bytes have the same fingerprint, others another")
{
    Fingerprinter const prints{42};
    CHECK(prints.of("sites") == prints.of("sites"));
    CHECK(prints.of("sites") != prints.of("sitet"));
    CHECK(prints.of("") != prints.of(std::string_view{"\0", 1}));
    std::set<Fingerprint> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(prints.of(std::to_string(i)));
    CHECK(seen.size() == 10'000);
}

TEST_CASE("a pair is not the joined bytes")
{
    Fingerprinter const prints{42};
    CHECK(prints.of("ab", "c") == prints.of("ab", "c"));
    CHECK(prints.of("ab", "c") != prints.of("a", "bc"));
    CHECK(prints.of("ab", "c") != prints.of("c", "ab"));
    CHECK(prints.of("abc", "") != prints.of("", "abc"));
    CHECK(prints.of("abc", "") != prints.of("abc"));
}

TEST_CASE("nobody can prepare collisions: the seed is drawn at random and matters")
{
    CHECK(Fingerprinter{1}.of("x") != Fingerprinter{2}.of("x"));
    CHECK(Fingerprinter{1}.of("x", "y") != Fingerprinter{2}.of("x", "y"));
    CHECK(Fingerprinter{}.of("x") != Fingerprinter{}.of("x"));
}

TEST_CASE("a checksum is the same in each process, for it is written to files")
{
    CHECK(checksum("") == 0x2d06800538d394c2);  // published test value of XXH3-64
    CHECK(checksum("a") != checksum("b"));
}

TEST_CASE("a checksum of pieces is the checksum of the whole")
{
    std::string whole;
    Checksum pieces;
    for (int i = 0; i < 3'000; ++i) {
        auto const piece = std::string(static_cast<std::size_t>(i % 7), static_cast<char>(i));
        whole += piece;
        pieces.add(piece);
        if (i % 500 == 0) CHECK(pieces.value() == checksum(whole));
    }
    CHECK(pieces.value() == checksum(whole));
    whole[5'000] = static_cast<char>(whole[5'000] ^ 1);
    CHECK(pieces.value() != checksum(whole));
}
