#include "lib/settings/store.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace omactl;
using namespace omactl::settings;
using omactl::config::error_of;

TEST_CASE("a store says where settings are kept")
{
    auto const hash = Store::parse("redis-hash:app:settings");
    CHECK(hash.kind == Store::Kind::hash);
    CHECK(hash.name == "app:settings");
    CHECK(hash.describe() == "redis-hash:app:settings");
    CHECK(hash.key_of("limit") == "app:settings");
    auto const prefix = Store::parse("redis-prefix:setting:");
    CHECK(prefix.kind == Store::Kind::prefix);
    CHECK(prefix.key_of("limit") == "setting:limit");
    auto const table = Store::parse("sql:settings");
    CHECK(table.kind == Store::Kind::sql);
    CHECK(table.name == "settings");
}

TEST_CASE("what is no store is refused with the form that was meant")
{
    for (auto const &[text, hint] : std::vector<std::pair<std::string, std::string>>{
             {"redis-has:settings", "redis-hash:settings    ("},
             {"hash:settings", "redis-hash:settings    ("},
             {"prefix:setting:", "redis-prefix:setting:    ("},
             {"settings", "redis-hash:KEY, redis-prefix:PREFIX or sql:TABLE"},
             {"redis-hash:", "redis-hash:KEY"},
             {"sql:", "sql:TABLE"},
             {"", "redis-hash:KEY, redis-prefix:PREFIX or sql:TABLE"},
             {"mongo:settings", "redis-hash:KEY, redis-prefix:PREFIX or sql:TABLE"}}) {
        CAPTURE(text);
        auto const error = error_of([&] { Store::parse(text); });
        CHECK(error.fault() == Fault::usage);
        CHECK(error.message() == "'" + text + "' is no store of settings");
        CHECK(error.hint().starts_with(hint));
    }
}

TEST_CASE("a setting is found among sorted ones by its bytes")
{
    std::vector<Setting> const settings{{"", "empty name"}, {"a", "1"}, {std::string("b\0c", 3), "2"}, {"\xff", "3"}};
    CHECK(find(settings, "")->value == "empty name");
    CHECK(find(settings, std::string("b\0c", 3))->value == "2");
    CHECK(find(settings, "\xff")->value == "3");
    CHECK(find(settings, "b") == nullptr);
    CHECK(find({}, "a") == nullptr);
}

TEST_CASE("settings are alike whenever their expiry is, but not when one has none")
{
    Setting const lasting{"a", "1"}, ending{"a", "1", "string", Instant{Millis{5}}},
        later{"a", "1", "string", Instant{Millis{9}}};
    CHECK(alike(ending, later));
    CHECK_FALSE(alike(lasting, ending));
    CHECK_FALSE(alike(lasting, {"a", "2"}));
    CHECK_FALSE(alike(lasting, {"b", "1"}));
    CHECK_FALSE(alike({"a", ""}, {"a", "", "list"}));
}
