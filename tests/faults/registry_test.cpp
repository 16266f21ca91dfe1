// Whoever registers an operation gets the tests of this folder with it.
#include "lib/core/file.hpp"
#include "tests/faults/pg_ground.hpp"
#include "tests/faults/scenario.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

namespace {

using namespace omactl;

/// Each registration's name: a literal, or a constant that is one.
std::set<std::string> registered()
{
    std::set<std::string> names;
    std::map<std::string, std::string> constants;
    std::regex const constructor{
        R"re(\b(?:Operation|NotedOperation|OnRedis|OneStep|Piecewise|QueueSieve|SettingsStep|)re"
        R"re(OnConfig|WithFile|SettingsSqlStep))re"
        R"re(\((?:"([a-z.-]+)"|(k_[a-z_]+)), *[0-9a-z_]+\))re"};
    std::regex const constant{R"re(string_view (k_[a-z_]+) = "([a-z.-]+)";)re"};
    using Found = std::sregex_iterator;
    for (auto const *folder : {"/cmd", "/lib"})
        for (auto const &file : std::filesystem::recursive_directory_iterator{std::string{OMACTL_SOURCE} + folder}) {
            if (!file.is_regular_file()) continue;
            auto const text = read_file(file.path());
            for (Found at{text.begin(), text.end(), constant}, end; at != end; ++at) constants[(*at)[1]] = (*at)[2];
            for (Found at{text.begin(), text.end(), constructor}, end; at != end; ++at)
                names.insert((*at)[1].matched ? (*at)[1].str() : "$" + (*at)[2].str());
        }
    std::set<std::string> resolved;
    for (auto const &name : names) resolved.insert(name[0] == '$' ? constants[name.substr(1)] : name);
    return resolved;
}

TEST_CASE("every operation has a scenario, and no scenario is of one that is gone")
{
    std::set<std::string> covered;
    for (auto const &scenario : faults::scenarios()) covered.insert(scenario.operation);
    for (auto const *operation : faults::k_pg_operations) covered.insert(operation);
    // tests/faults/redis_restore_test.cpp, redis_dump_restore_test.cpp, redis_start_test.cpp
    for (auto const *operation : {"redis.restore", "redis.dump-restore", "redis.start"}) covered.insert(operation);
    for (auto const *name : {"redis.config", "redis.config-undo", "redis.purge", "redis.drop", "redis.drop-undo"})
        covered.insert(name);  // tests/faults/redis_relief_test.cpp
    for (auto const *name : {"settings.sql-change", "settings.sql-undo"})
        covered.insert(name);  // tests/faults/settings_sql_test.cpp
    CHECK(registered() == covered);
    CHECK(registered().contains("queue.clear"));
}

}  // namespace
