#include "lib/core/utf8.hpp"

#include <catch2/catch.hpp>

using namespace omactl;

TEST_CASE("a text is cut between its characters")
{
    std::string_view const text = "aé€😀z";  // 1, 2, 3, 4 and 1 bytes
    CHECK(utf8::boundary(text, 0) == 0);
    CHECK(utf8::boundary(text, 1) == 1);
    CHECK(utf8::boundary(text, 2) == 1);
    CHECK(utf8::boundary(text, 3) == 3);
    for (std::size_t const most : {3, 4, 5}) CHECK(utf8::boundary(text, most) == 3);
    for (std::size_t const most : {6, 7, 8, 9}) CHECK(utf8::boundary(text, most) == 6);
    CHECK(utf8::boundary(text, 10) == 10);
    CHECK(utf8::boundary(text, 11) == 11);
    CHECK(utf8::boundary(text, 100) == 11);
}

TEST_CASE("what is not UTF-8 is cut near enough")
{
    CHECK(utf8::boundary("\x80\x80\x80\x80\x80\x80", 5) == 2);
    CHECK(utf8::boundary("\x80\x80", 1) == 0);
}
