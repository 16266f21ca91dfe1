#include "lib/core/spans.hpp"
#include "lib/queue/masked.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::queue;

namespace {

std::string text(std::string_view inside)
{
    return masked("\"" + std::string(inside) + "\"", 1'000);
}

bool stays(std::string_view inside)
{
    return text(inside) == "\"" + std::string(inside) + "\"";
}

}  // namespace

TEST_CASE("masked: numbers, names of members and the shape stay")
{
    CHECK(masked(R"([1842,"ann@example.com",{"who":"Ann B.","n":[true,null,-1.5]}])", 100) ==
          R"([1842,"…",{"who":"…","n":[true,null,-1.5]}])");
    CHECK(masked("[]", 100) == "[]");
    CHECK(masked(" {} ", 100) == "{}");
    CHECK(masked(R"({"ann@example.com":1,"a b":2})", 100) == R"({"…":1,"…":2})");
    CHECK(masked(std::string(41, '1'), 100) == R"("…")");
}

TEST_CASE("masked: ids, points in time and short identifiers stay")
{
    for (auto const *shown : {"", "0", "1842", "1234567890", "weekly", "RefreshSite", "Mail::Digest", "high-priority",
                              "de_DE", "web-12", "_x", "gid://oma/Site/1842", "0b5f2c2e-5f52-4b0e-a8a1-0d3f2d0f6a11",
                              "2026-11-23", "2026-11-23T03:12:07.123Z", "2026/11/23 03:12:07 UTC"}) {
        INFO(shown);
        CHECK(stays(shown));
    }
}

TEST_CASE("masked: what may tell of a customer, or be a secret, is hidden")
{
    for (auto const *hidden : {"ann@example.com",
                               "Ann",
                               "Ann Meier",
                               "+49 170 1234567",
                               "01701234567",
                               "4111111111111111",
                               "example.com",
                               "https://example.com/reset",
                               "a8f5f167f44f",
                               "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
                               "00112233445566778899aa01",
                               "an_identifier_of_which_there_is_much",
                               "M\\u00fcller",
                               "m\xc3\xbcller",
                               "\xff",
                               "-",
                               "10.0.0.1",
                               "gid://oma/Site/1?token=a",
                               "0b5f2c2e-5f52-4b0e-a8a1-0d3f2d0f6a1x",
                               "2026-11-23 at noon"}) {
        INFO(hidden);
        CHECK(text(hidden) == R"("…")");
    }
}

TEST_CASE("masked: under a member of a private name every text is hidden")
{
    CHECK(masked(R"({"password":"weekly","kind":"weekly"})", 100) == R"({"password":"…","kind":"weekly"})");
    CHECK(masked(R"({"firstName":["bert",7,{"k":"x"}],"k":"x"})", 100) == R"({"firstName":["…",7,{"k":"…"}],"k":"x"})");
    CHECK(masked(R"({"api_token":"","API_TOKEN":"abc"})", 100) == R"({"api_token":"","API_TOKEN":"…"})");
}

TEST_CASE("masked: what is cut is JSON all the same")
{
    CHECK(masked("[1,2,3,4,5,6]", 5) == R"([1,2,"…"])");
    CHECK(masked(R"({"a":1,"b":2,"c":3})", 7) == R"({"a":1,"…":"…"})");
    for (std::size_t limit = 0; limit < 60; ++limit)
        CHECK(json_well_formed(masked(R"([1,{"a":[1,2,{"b":"c","d":4}],"e":5},"f",{"g":{}}])", limit)));
}

TEST_CASE("masked: what is no JSON tells its size")
{
    CHECK(masked("no JSON", 100) == "… (7 bytes)");
    CHECK(masked("[1", 100) == "… (2 bytes)");
    CHECK(masked("\x1b[2J", 100) == "… (4 bytes)");
    CHECK(masked_job("j1", 100) == "j1");
    CHECK(masked_job("", 100).empty());
    CHECK(masked_job("1", 100) == "1");
}

TEST_CASE("masked_job: what a framework writes stays")
{
    CHECK(masked_job(
              R"({"class":"Some::Long::Name::OfAJob::WithManyParts","args":["ann@example.com",7],"queue":"sites 2",)"
              R"("jid":"00112233445566778899aa01","error_message":"it broke","cattr":{"user":"Ann"}})",
              1'000) == R"({"class":"Some::Long::Name::OfAJob::WithManyParts","args":["…",7],"queue":"sites 2",)"
                        R"("jid":"00112233445566778899aa01","error_message":"it broke","cattr":{"user":"…"}})");
    CHECK(masked_job(R"({"args":[{"class":"Ann B."}]})", 1'000) == R"({"args":[{"class":"…"}]})");
    CHECK(masked_job(R"([{"class":"Ann B."}])", 1'000) == R"([{"class":"…"}])");
}

TEST_CASE("masked_job: ActiveJob's wrapper and a failure record")
{
    CHECK(masked_job(R"({"class":"J::JobWrapper","args":[{"job_class":"Mail::Some::Long::Digest::OfThe",)"
                     R"("arguments":["Ann B.",1],"queue_name":"mail box"},"Ann B."]})",
                     1'000) == R"({"class":"J::JobWrapper","args":[{"job_class":"Mail::Some::Long::Digest::OfThe",)"
                               R"("arguments":["…",1],"queue_name":"mail box"},"…"]})");
    CHECK(masked_job(R"({"payload":{"class":"A B","args":["Ann B."]},"error":"no route","worker":"h:1:*"})", 1'000) ==
          R"({"payload":{"class":"A B","args":["…"]},"error":"no route","worker":"h:1:*"})");
    auto const cut = masked_job(R"({"error_backtrace":")" + std::string(10'000, 'x') + R"(","class":"A"})", 200);
    CHECK(cut == R"({"error_backtrace":"…","class":"A"})");
}
