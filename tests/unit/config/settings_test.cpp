#include "lib/config/inspect.hpp"
#include "tests/unit/config/scratch.hpp"

#include <algorithm>

using namespace omactl;
using namespace omactl::config;

namespace {

std::vector<Setting> settings_of(std::string_view text)
{
    Scratch const scratch;
    auto const draft = find_draft(scratch.write("c.toml", text), {});
    REQUIRE(draft);
    REQUIRE(draft->troubles.empty());
    return settings(*draft);
}

}  // namespace

TEST_CASE("settings are listed in the order of the file, with their lines")
{
    auto const all = settings_of("default = \"p\"\n[env.p]\nprotected = true\nalias = [\"x\", \"y\"]\n"
                                 "[env.p.redis]\nurl = { env = \"U\" }\ntls.ca = \"/ca\"\n"
                                 "[env.p.elasticsearch]\nurls = [\"http://a:1\",\n \"http://b:1\"]\n"
                                 "[[env.p.check]]\nname = \"n\"\nwhat = \"w\"\nwarn = 5\n");
    std::vector<std::string> lines;
    for (auto const &s : all)
        lines.push_back(std::to_string(s.line) + " " + s.environment + " " + s.key + " " +
                        (s.source ? s.source->describe() : s.value));
    CHECK(lines == std::vector<std::string>{"1  default p", "3 p protected true", "4 p alias x, y",
                                            "6 p redis.url from U", "7 p redis.tls.ca /ca",
                                            "9 p elasticsearch.urls[1] from the configuration",
                                            "10 p elasticsearch.urls[2] from the configuration", "12 p check[1].name n",
                                            "13 p check[1].what w", "14 p check[1].warn 5"});
}

TEST_CASE("a setting says whether this version acts on it")
{
    auto const all = settings_of("[env.p]\nbastion = \"aud\"\n[env.p.redis]\nurl = \"h:1\"\nvia = \"aud\"\n"
                                 "[env.p.fleet]\nhosts.w = { address = \"a\" }\n");
    auto const used = [&](std::string_view key) {
        auto const found = std::find_if(all.begin(), all.end(), [&](Setting const &s) { return s.key == key; });
        REQUIRE(found != all.end());
        return found->used;
    };
    CHECK(used("redis.url"));
    CHECK_FALSE(used("redis.via"));
    CHECK_FALSE(used("bastion"));
    CHECK_FALSE(used("fleet.hosts.w.address"));
}

TEST_CASE("a program and its arguments are listed as one would type them")
{
    auto const all = settings_of("[env.p.postgres]\nurl = \"postgres://h/d\"\nrestart = [\"ssh\", \"db 1\", \"up\"]\n");
    CHECK(all.back().key == "postgres.restart");
    CHECK(all.back().value == "ssh 'db 1' up");
}

TEST_CASE("no value that may be secret is in a setting's text")
{
    for (auto const &s : settings_of("[env.p.redis]\nurl = \"redis://:fake-password@h\"\n"
                                     "[env.p.slack]\ntoken = \"fake-password\"\nurl = \"https://fake-password\"\n"))
        CHECK_THAT(s.value + (s.source ? s.source->describe() : ""), !Catch::Contains("fake-password"));
}

TEST_CASE("each example of the schema is accepted where it belongs")
{
    for (auto const &key : schema()) {
        std::string section{key.section};
        for (auto at = section.find('*'); at != section.npos; at = section.find('*')) section.replace(at, 1, "x");
        bool const headline = key.example.starts_with('[');
        std::string const head = section.empty() || headline  ? std::string{}
                                 : section.ends_with("check") ? "[[" + section + "]]\n"
                                                              : "[" + section + "]\n";
        auto const text = head + std::string(key.example) + "\n";
        INFO(text);
        CHECK(text.find(key.name) != text.npos);
        // An example is one line: other keys that its section must have are not in it.
        for (auto const &trouble : validate(parse_document(text, "example")))
            CHECK_THAT(trouble.what, Catch::Contains(" has no "));
    }
}
