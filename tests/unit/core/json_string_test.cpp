#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>

using namespace omactl;
using namespace std::string_literals;

namespace {

std::string json_string(std::string_view bytes)
{
    std::string out = "before";
    append_json_string(out, bytes);
    REQUIRE(out.starts_with("before"));
    return out.substr(6);
}

}  // namespace

TEST_CASE("a JSON string")
{
    CHECK(json_string("") == R"("")");
    CHECK(json_string("plain / text") == R"("plain / text")");
    CHECK(json_string(R"({"a":"\n"})") == R"("{\"a\":\"\\n\"}")");
    CHECK(json_string("\b\f\n\r\t") == R"("\b\f\n\r\t")");
    CHECK(json_string("\0\x01\x1f\x7f"s) == "\"\\u0000\\u0001\\u001f\x7f\"");
    CHECK(json_string("größe \u2028") == "\"größe \u2028\"");
}

TEST_CASE("each byte is escaped alike wherever it stands in a text")
{
    for (int c = 0; c < 0x80; ++c) {
        for (std::size_t at = 0; at < 50; ++at) {
            auto text = std::string(50, 'x');
            text[at] = static_cast<char>(c);
            auto const raw = json_string(text);
            if (json_text(raw) != text || nlohmann::json::parse(raw) != text) FAIL("byte " << c << " at " << at);
        }
    }
}

TEST_CASE("random text comes back, at any length up to several blocks")
{
    unsigned const seed = 20'261'123;
    std::mt19937 random{seed};
    std::string const letters = "ab\"\\\n\x01/{}ü漢"s;
    for (std::size_t round = 0; round < 3'000; ++round) {
        std::string text;
        auto const length = random() % (round % 50 == 0 ? 9'000 : 200);
        // Whole characters, with runs of dense escapes among them.
        while (text.size() < length) {
            auto const kind = random() % 4;
            if (kind == 0) text += "ü漢";
            if (kind == 1) text.append(random() % 40, letters[random() % 8]);
            if (kind >= 2) text += letters[random() % 8];
        }
        auto const raw = json_string(text);
        if (json_text(raw) != text || nlohmann::json::parse(raw) != text)
            FAIL("seed " << seed << ", round " << round << ", " << raw);
    }
}
