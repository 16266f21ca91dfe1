#include "lib/core/error.hpp"

#include <catch2/catch.hpp>

#include <cerrno>
#include <set>
#include <string>

using namespace omactl;

TEST_CASE("the table of faults is the documented one")
{
    std::vector<std::pair<int, std::string>> seen;
    for (auto const &fact : fault_table()) seen.emplace_back(static_cast<int>(fact.fault), fact.name);
    CHECK(seen == std::vector<std::pair<int, std::string>>{{0, "ok"},
                                                           {1, "failed"},
                                                           {2, "usage"},
                                                           {3, "found"},
                                                           {4, "denied"},
                                                           {5, "not_found"},
                                                           {6, "unreachable"},
                                                           {7, "declined"},
                                                           {8, "conflict"},
                                                           {9, "partial"},
                                                           {10, "unknown"},
                                                           {11, "unverified"},
                                                           {70, "internal"},
                                                           {130, "interrupted"},
                                                           {143, "terminated"}});
}

TEST_CASE("each fault has a promise of one line and finds its name")
{
    for (auto const &fact : fault_table()) {
        CAPTURE(fact.name);
        CHECK(name_of(fact.fault) == fact.name);
        CHECK_FALSE(fact.promise.empty());
        CHECK(fact.promise.size() < 80);
        CHECK(fact.promise.find('\n') == std::string_view::npos);
        CHECK(fact.promise.back() != '.');
    }
}

TEST_CASE("an error keeps what it was given")
{
    Error const error{Fault::conflict, "redis r:6379: LLEN sites: moved", "omactl queue ls"};
    Error const copy = error;
    CHECK(copy.fault() == Fault::conflict);
    CHECK(std::string{copy.what()} == "redis r:6379: LLEN sites: moved");
    CHECK(copy.hint() == "omactl queue ls");
}

TEST_CASE("system messages read as part of ours")
{
    CHECK(system_message(ENOSPC) == "no space left on device");
    CHECK(system_message(ENOENT) == "no such file or directory");
    CHECK(system_message(EIO) == "input/output error");
    CHECK(system_message(EDOTDOT) == "RFS specific error");  // an abbreviation keeps its capitals
}
