#include "lib/settings/defaults.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace omactl;
using namespace omactl::settings;
using omactl::config::error_of;

TEST_CASE("defaults are text, however they are written")
{
    auto const defaults = parse_defaults(R"(
alexa_limit = 1_000_000
negative = -5
ratio = 0.25
crawl_enabled = true
off = false
motd = "two\nlines"
empty = ""
"mail.from" = "shop@example.com"
mail.to = "desk@example.com"
key = { base64 = "/wA=" }
[limits]
daily = 10
)",
                                         "settings.toml");
    CHECK(defaults == Defaults{{"alexa_limit", "1000000"},
                               {"negative", "-5"},
                               {"ratio", "0.25"},
                               {"crawl_enabled", "true"},
                               {"off", "false"},
                               {"motd", "two\nlines"},
                               {"empty", ""},
                               {"mail.from", "shop@example.com"},
                               {"mail.to", "desk@example.com"},
                               {"key", std::string("\xff\0", 2)},
                               {"limits.daily", "10"}});
}

TEST_CASE("what is no default is refused with its line")
{
    for (auto const &[text, message] : std::vector<std::pair<std::string, std::string>>{
             {"a = 1\nb = [1, 2]\n", "d.toml:2: 'b' is a list: one setting is one value"},
             {"a = 2026-01-01\n", "d.toml:1: 'a' is a date or time: write it in quotes"},
             {"\n\na = { base64 = \"*\" }\n", "d.toml:3: 'a' is not base64"},
             {"a.b = 1\n\"a.b\" = 2\n", "d.toml:2: 'a.b' has a default already, by another way to write its name"}}) {
        auto const error = error_of([&, &text = text] { parse_defaults(text, "d.toml"); });
        CHECK(error.fault() == Fault::usage);
        CHECK(error.message() == message);
    }
    CHECK(error_of([] { parse_defaults("a =", "d.toml"); }).message().starts_with("d.toml:1: not valid TOML"));
    CHECK(error_of([] { read_defaults("/nowhere/d.toml"); }).fault() == Fault::not_found);
}

TEST_CASE("literals of Ruby have a value")
{
    for (auto const &[expression, value] :
         std::vector<std::pair<std::string, std::string>>{{"'yes'", "yes"},
                                                          {"\"a\\tb\"", "a\tb"},
                                                          {"'a\\tb'", "a\\tb"},
                                                          {"'it\\'s'", "it's"},
                                                          {":daily", "daily"},
                                                          {"1_000", "1000"},
                                                          {"-5", "-5"},
                                                          {"0", "0"},
                                                          {"2.50", "2.50"},
                                                          {"true", "true"},
                                                          {"false", "false"},
                                                          {"'x'.freeze", "x"},
                                                          {"%q(a b)", "a b"},
                                                          {"\"\\u00e9\\u{1F600 41}\\x41\\101\"", "é😀AAA"},
                                                          {"''", ""}}) {
        CAPTURE(expression);
        CHECK(literal_value(expression) == value);
    }
}

TEST_CASE("what is only known when it runs has none")
{
    for (auto const *expression : {"nil", "", "LIMIT", "\"a#{b}\"", "1 + 1", "[1]", "10.minutes", "x", "'a' 'b'",
                                   "0x10", "017", "1e5", "3r", "'a…"}) {
        CAPTURE(expression);
        CHECK_FALSE(literal_value(expression));
    }
}
