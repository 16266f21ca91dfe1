#include "lib/core/file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>

// GCC 12 takes cli::param<&X::member> of two files for one when both have a struct of that name, though
// each stands in a namespace without a name: then a value lands in the wrong field.
TEST_CASE("no two commands have option structs of the same name")
{
    std::regex const used{R"(param<&([A-Za-z]+)::)"};
    std::map<std::string, std::set<std::string>> homes;
    std::set<std::string> names;
    for (auto const &file : std::filesystem::directory_iterator{OMACTL_SOURCE "/cmd"}) {
        auto const text = omactl::read_file(file.path());
        for (std::sregex_iterator at{text.begin(), text.end(), used}, end; at != end; ++at) names.insert((*at)[1]);
        std::regex const made{R"(\nstruct ([A-Za-z]+)(?: : [A-Za-z]+)? \{)"};
        for (std::sregex_iterator at{text.begin(), text.end(), made}, end; at != end; ++at)
            homes[(*at)[1]].insert(file.path().filename());
    }
    CHECK(names.size() > 10);
    for (auto const &name : names) {
        CAPTURE(name);
        CHECK(homes[name].size() == 1);
    }
}
