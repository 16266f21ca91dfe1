#include "lib/settings/diff.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace omactl;
using namespace omactl::settings;

namespace {

using Settings = std::vector<Setting>;
Instant const k_now{std::chrono::hours{500'000}};

std::map<std::string, std::string> states(Settings const &live, Sources const &sources)
{
    std::map<std::string, std::string> all;
    for (auto const &d : compare(live, sources, k_now)) all[d.name] = name_of(d.state);
    return all;
}

Settings const k_live{{"added", "1"}, {"changed", "new"}, {"default", "d"}, {"off", "x"}, {"same", "1"}};
Settings const k_snapshot{
    {"changed", "old"}, {"default", "d"}, {"ended", "1", "string", k_now - Millis{1}}, {"missing", "m"},
    {"off", "x"},       {"same", "1"},    {"to_end", "1", "string", k_now + Millis{1}}};
Defaults const k_defaults{{"default", "d"}, {"off", "y"}, {"unset", "u"}, {"missing", "other"}};

Change set(std::string name, std::string from, std::string to)
{
    return {std::move(name), Value{std::move(from)}, Value{std::move(to)}};
}

}  // namespace

TEST_CASE("live settings against a snapshot and the defaults")
{
    CHECK(states(k_live, {&k_snapshot, &k_defaults}) == std::map<std::string, std::string>{{"added", "added"},
                                                                                           {"changed", "changed"},
                                                                                           {"default", "same"},
                                                                                           {"ended", "expired"},
                                                                                           {"missing", "missing"},
                                                                                           {"off", "off_default"},
                                                                                           {"same", "same"},
                                                                                           {"to_end", "missing"},
                                                                                           {"unset", "unset"}});
}

TEST_CASE("live settings against the defaults alone")
{
    CHECK(states(k_live, {nullptr, &k_defaults}) == std::map<std::string, std::string>{{"added", "added"},
                                                                                       {"changed", "added"},
                                                                                       {"default", "same"},
                                                                                       {"missing", "missing"},
                                                                                       {"off", "changed"},
                                                                                       {"same", "added"},
                                                                                       {"unset", "missing"}});
}

TEST_CASE("against a snapshot alone nothing is off its default")
{
    auto const all = states(k_live, {&k_snapshot, nullptr});
    CHECK(all.at("off") == "same");
    CHECK_FALSE(all.contains("unset"));
}

TEST_CASE("a comparison shows all three values")
{
    for (auto const &d : compare(k_live, {&k_snapshot, &k_defaults}, k_now)) {
        CAPTURE(d.name);
        CHECK(d.live.has_value() == (find(k_live, d.name) != nullptr));
        CHECK(d.snapshot.has_value() == (find(k_snapshot, d.name) != nullptr));
        CHECK(d.fallback.has_value() == k_defaults.contains(d.name));
        CHECK(d.is_default == (d.name == "default"));
    }
}

TEST_CASE("what is no string is not compared, and never restored")
{
    Settings const live{{"both", "", "list"}, {"live", "", "hash"}, {"was", "1"}};
    Settings const snapshot{{"both", "", "list"}, {"gone", "", "set"}, {"live", "1"}, {"was", "", "zset"}};
    CHECK(states(live, {&snapshot, nullptr}) ==
          std::map<std::string, std::string>{{"both", "opaque"}, {"gone", "kind"}, {"live", "kind"}, {"was", "kind"}});
    Settings const none;
    CHECK(states({{"new", "", "list"}}, {&none, nullptr}).at("new") == "opaque");
    Defaults const defaults{{"new", "1"}};
    CHECK(states({{"new", "", "list"}}, {nullptr, &defaults}).at("new") == "kind");
    auto const differences = compare(live, {&snapshot, nullptr}, k_now);
    CHECK(restoring(differences, {.remove_added = true}).empty());
}

TEST_CASE("a restore sets what changed and what is missing, and leaves the rest")
{
    auto const differences = compare(k_live, {&k_snapshot, &k_defaults}, k_now);
    CHECK(restoring(differences, {}) == std::vector<Change>{set("changed", "new", "old"),
                                                            {"missing", std::nullopt, Value{"m"}},
                                                            {"to_end", std::nullopt, Value{"1", k_now + Millis{1}}}});
}

TEST_CASE("a restore removes what the snapshot doesn't know only when asked")
{
    auto const differences = compare(k_live, {&k_snapshot, nullptr}, k_now);
    auto const changes = restoring(differences, {.remove_added = true});
    REQUIRE(changes.size() == 4);
    CHECK(changes[0] == Change{"added", Value{"1"}, std::nullopt});
}

TEST_CASE("a restore of the defaults")
{
    auto const differences = compare(k_live, {nullptr, &k_defaults}, k_now);
    CHECK(restoring(differences, {.from = RestoreChoice::From::defaults}) ==
          std::vector<Change>{
              {"missing", std::nullopt, Value{"other"}}, set("off", "x", "y"), {"unset", std::nullopt, Value{"u"}}});
}

TEST_CASE("differences are what wants a look")
{
    for (auto const state : {State::changed, State::missing, State::added, State::expired, State::kind})
        CHECK(is_difference(state));
    for (auto const state : {State::same, State::off_default, State::unset, State::opaque})
        CHECK_FALSE(is_difference(state));
}

TEST_CASE("the inverse of changes takes them back, with the end that a setting had")
{
    std::vector<Change> const changes{
        set("a", "1", "2"), {"b", std::nullopt, Value{"3"}}, {"c", Value{"4", k_now}, std::nullopt}};
    CHECK(inverse(changes) == std::vector<Change>{set("a", "2", "1"),
                                                  {"b", Value{"3"}, std::nullopt},
                                                  {"c", std::nullopt, Value{"4", k_now}}});
    CHECK(inverse(inverse(changes)) == changes);
}

TEST_CASE("which changes do not stand")
{
    std::vector<Change> const changes{
        set("a", "1", "2"), {"b", std::nullopt, Value{"3"}}, {"c", Value{"4"}, std::nullopt}};
    CHECK(not_standing(changes, {{"a", "2"}, {"b", "3"}}).empty());
    CHECK(not_standing(changes, {{"a", "5"}, {"b", "3", "list"}, {"c", "4"}}) == changes);
}

TEST_CASE("the commands of changes, removals first")
{
    std::vector<Change> const changes{set("a", "1", "2"),
                                      {"b", Value{"3"}, std::nullopt},
                                      {"c", std::nullopt, Value{"4", Instant{Millis{7}}}},
                                      {"d", Value{"5", Instant{Millis{7}}}, Value{"6"}}};
    auto const shown = [&](std::string_view store) {
        std::vector<std::string> lines;
        for (auto const &command : commands(Store::parse(store), changes)) lines.push_back(command.shown());
        return lines;
    };
    CHECK(shown("redis-hash:s") == std::vector<std::string>{"HDEL s b", "HSET s a 2", "HSET s c 4", "HSET s d 6"});
    CHECK(shown("redis-prefix:s:") == std::vector<std::string>{"DEL s:b", "SET s:a 2", "SET s:c 4", "PEXPIREAT s:c 7",
                                                               "SET s:d 6", "PEXPIRE s:d \"what was left\""});
}
