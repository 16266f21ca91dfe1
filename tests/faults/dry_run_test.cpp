// What a dry run says is what a real run does: the same reads first, then exactly the writes that
// were printed. The server itself is asked what it was sent.
#include "lib/core/text.hpp"
#include "tests/faults/mending.hpp"
#include "tests/faults/wire.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <regex>

namespace {

using namespace omactl;
using namespace omactl::faults;

using Counts = std::map<std::string, int>;

/// What a dry run printed below "It would send".
struct Printed {
    Counts counts;           ///< of EVAL, EVALSHA, SCRIPT LOAD
    bool in_pieces = false;  ///< how many EVALSHA there are depends on the server's speed
    std::vector<std::string> lines;
};

Printed printed_by(std::string const &out)
{
    Printed printed;
    auto const from = out.find("It would send\n");
    REQUIRE(from != std::string::npos);
    std::regex const line_form{R"(  (EVALSHA|EVAL|SCRIPT LOAD)( [a-z-]+)?( ×([0-9]+)| in pieces)?( .*)?)"};
    for (auto const line : split(std::string_view{out}.substr(from), '\n')) {
        std::string const text{line};
        std::smatch match;
        if (!text.starts_with("  ")) continue;
        printed.lines.push_back(text);
        if (!std::regex_match(text, match, line_form)) continue;
        printed.counts[match[1]] += match[4].matched ? std::stoi(match[4]) : 1;
        printed.in_pieces = printed.in_pieces || match[3] == " in pieces";
    }
    return printed;
}

Counts writes_of(std::vector<Sent> const &sent)
{
    Counts counts;
    for (auto const &one : sent)
        if (!one.by_script && one.writes()) ++counts[one.name()];
    return counts;
}

std::vector<std::string> reads_before_the_first_write(std::vector<Sent> const &sent)
{
    std::vector<std::string> reads;
    for (auto const &one : sent) {
        if (one.writes()) break;
        reads.push_back(fmt::format("{}", fmt::join(one.words, " ")));
    }
    return reads;
}

std::string without_ids(std::string const &text)
{
    static std::regex const id{"[0-9A-HJKMNP-TV-Z]{26}"};
    return std::regex_replace(text, id, "ID");
}

/// "RENAMENX resque:queue:sites": every change of a key that a script made.
std::set<std::string> effects_of(std::vector<Sent> const &sent)
{
    std::set<std::string> effects;
    for (auto const &one : sent)
        if (one.by_script && one.writes() && one.words.size() > 1)
            effects.insert(without_ids(one.words[0] + " " + one.words[1]));
    return effects;
}

bool is_printed(std::string const &effect, Printed const &printed)
{
    auto const words = split(effect, ' ');
    for (auto const &line : printed.lines) {
        auto const text = without_ids(line) + " ";
        auto const name = text.find(fmt::format(" {} ", words[0]));
        if (name == std::string::npos) continue;
        if (text.find(fmt::format(" {}", words[1]), name) != std::string::npos) return true;
        // Keys of which there may be thousands are printed as a pattern: resque:delayed:*
        auto const kind = words[1].substr(0, words[1].find(':', words[1].find(':') + 1) + 1);
        if (kind.size() > 1 && text.find(fmt::format(" {}*", kind), name) != std::string::npos) return true;
    }
    return false;
}

TEST_CASE("the wire's parser reads what MONITOR writes")
{
    Ground ground;
    Wire wire{ground};
    ground.redis.call({"set", "a \"b\"", "\xff\n"});
    ground.redis.call({"SCRIPT", "LOAD", "return 1"});
    ground.redis.call({"EVAL", "return redis.call('GET', KEYS[1])", "1", "k"});
    auto const sent = wire.since();
    REQUIRE(sent.size() == 4);
    CHECK(sent[0].name() == "SET");
    CHECK(sent[0].words[1] == "a \"b\"");
    CHECK(sent[1].name() == "SCRIPT LOAD");
    CHECK(sent[2].writes());
    CHECK(sent[3].by_script);
    CHECK_FALSE(sent[3].writes());
    CHECK(wire.since().empty());
}

TEST_CASE("dry, nothing is written; real, exactly what dry printed")
{
    Ground ground;
    Wire wire{ground};
    for (auto const &scenario : scenarios()) {
        CAPTURE(scenario.name);
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        auto const before = ground.lists();
        wire.since();

        auto const dry = check_run(ground.laptop, ready.words + " --dry-run", 0);
        auto const dry_wire = wire.since();
        CHECK(writes_of(dry_wire).empty());
        CHECK(ground.lists() == before);

        wire.since();
        check_run(ground.laptop, ready.words, 0);
        auto const real_wire = wire.since();
        CHECK(reads_before_the_first_write(real_wire) == reads_before_the_first_write(dry_wire));

        auto const printed = printed_by(dry.ended.out);
        auto real = writes_of(real_wire);
        CAPTURE(dry.ended.out);
        if (printed.in_pieces) {
            CHECK(real["EVALSHA"] >= printed.counts.at("EVALSHA"));
            real["EVALSHA"] = printed.counts.at("EVALSHA");
        }
        CHECK(real == printed.counts);
        for (auto const &effect : effects_of(real_wire)) {
            CAPTURE(effect);
            CHECK(is_printed(effect, printed));
        }
    }
}

TEST_CASE("read-only, nothing is written, and 7 says so")
{
    Ground ground;
    Wire wire{ground};
    for (auto const &scenario : scenarios()) {
        CAPTURE(scenario.name);
        ground.wipe();
        ground.laptop.variables.erase("OMACTL_READONLY");
        auto const ready = scenario.prepare(ground);
        auto const before = ground.lists();
        ground.laptop.variables["OMACTL_READONLY"] = "1";
        wire.since();
        check_run(ground.laptop, ready.words, 7);
        check_run(ground.laptop, ready.words + " --dry-run", 0);
        CHECK(writes_of(wire.since()).empty());
        CHECK(ground.lists() == before);
    }
}

}  // namespace
