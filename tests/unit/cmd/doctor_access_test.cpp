#include "cmd/doctor_redis.hpp"
#include "lib/core/file.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>
#include <set>

namespace {

using namespace omactl;

/// The Redis commands in the text of Lua scripts: all upper-case literals in a call's first argument.
std::set<std::string> commands_in(std::string const &source)
{
    static std::regex const call{R"(redis\.call\(([^,)]*))"}, name{"'([A-Z]+)'"};
    std::set<std::string> names;
    for (std::sregex_iterator at{source.begin(), source.end(), call}, end; at != end; ++at) {
        auto const first = (*at)[1].str();
        for (std::sregex_iterator word{first.begin(), first.end(), name}; word != end; ++word)
            if ((*word)[1].str() != "L") names.insert((*word)[1].str());
    }
    return names;
}

}  // namespace

TEST_CASE("doctor asks about every command that a script calls")
{
    auto const needed = cmd::commands_needed();
    for (auto const *file : {"/lib/queue/scripts.cpp", "/lib/queue/later.cpp", "/lib/queue/ending.cpp",
                             "/lib/queue/orphans.cpp", "/lib/queue/pause.cpp", "/lib/redis/fenced.cpp"}) {
        auto const called = commands_in(read_file(OMACTL_SOURCE + std::string{file}));
        CHECK(called.size() >= 6);
        for (auto const &name : called) {
            CAPTURE(file, name);
            CHECK(std::find(needed.begin(), needed.end(), name) != needed.end());
        }
    }
}
