// Whoever registers an operation gets the tests of this folder with it.
#include "lib/core/file.hpp"
#include "tests/faults/scenario.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <regex>
#include <set>

namespace {

using namespace omactl;

std::set<std::string> registered()
{
    std::set<std::string> names;
    std::regex const constructor{
        R"re(\b(?:Operation|OnRedis|OneStep|Piecewise|QueueSieve)\("([a-z.-]+)", *[0-9]+\))re"};
    for (auto const *folder : {"/cmd", "/lib"})
        for (auto const &file : std::filesystem::recursive_directory_iterator{std::string{OMACTL_SOURCE} + folder}) {
            if (file.path().extension() != ".cpp") continue;
            auto const text = read_file(file.path());
            for (std::sregex_iterator at{text.begin(), text.end(), constructor}, end; at != end; ++at)
                names.insert((*at)[1]);
        }
    return names;
}

TEST_CASE("every operation has a scenario, and no scenario is of one that is gone")
{
    std::set<std::string> covered;
    for (auto const &scenario : faults::scenarios()) covered.insert(scenario.operation);
    CHECK(registered() == covered);
    CHECK(registered().contains("queue.clear"));
}

}  // namespace
