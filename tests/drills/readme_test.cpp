// The drill that README.md shows is what the program prints today, but for numbers, times and names of the
// moment, and for what each worker has in hand.

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "tests/cli/terminal.hpp"
#include "tests/drills/world.hpp"

#include <catch2/catch.hpp>

#include <regex>

namespace {

using namespace omactl;

std::string recorded_in_readme()
{
    auto const text = read_file(OMACTL_SOURCE "/README.md");
    auto const begin = text.find("Drill dead-workers: ");
    REQUIRE(begin != text.npos);
    return text.substr(begin, text.find("```", begin) - begin);
}

/// A line without what differs from run to run.
std::string lasting(std::string line)
{
    static std::vector<std::pair<std::regex, std::string>> const moments{
        {std::regex{R"(/\S*/omactl-\w{6}(/\S*)?)"}, "FOLDER"},
        {std::regex{R"(\b01[0-9A-HJKMNP-TV-Z]{8,24}\b)"}, "ID"},
        {std::regex{R"(run [0-9a-f]{4}…)"}, "run RUN"},
        {std::regex{R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)"}, "TIME"},
        {std::regex{R"((\d[\d.,]* (ms|s|min|h)\b ?)+)"}, "SPAN "},
        {std::regex{R"(\d[\d.,]*)"}, "N"},
        {std::regex{R"( +)"}, " "},
        {std::regex{R"( $)"}, ""},
    };
    for (auto const &[what, instead] : moments) line = std::regex_replace(line, what, instead);
    return line;
}

std::vector<std::string> lasting_lines(std::string const &text)
{
    std::vector<std::string> all;
    for (auto const line : split(text, '\n'))
        if (!line.starts_with("busy") && !line.starts_with("idle")) all.push_back(lasting(std::string(line)));
    return all;
}

TEST_CASE("the drill in the README is what is printed today")
{
    tests::World const world;
    auto environment = world.environment();
    environment.push_back("NO_COLOR=1");
    auto const ended =
        tests::run_in_terminal({OMACTL_PROGRAM, "drill", "dead-workers", "--auto"}, environment, {}, Millis{120'000});
    REQUIRE(ended.status == 0);
    auto const printed = lasting_lines(ended.out), recorded = lasting_lines(recorded_in_readme());
    for (std::size_t i = 0; i < std::min(printed.size(), recorded.size()); ++i) REQUIRE(printed[i] == recorded[i]);
    CHECK(printed.size() == recorded.size());
}

}  // namespace
