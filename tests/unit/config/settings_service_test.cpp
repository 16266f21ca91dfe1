#include "tests/unit/config/scratch.hpp"

using namespace omactl;
using namespace omactl::config;

TEST_CASE("where the settings are")
{
    Scratch const scratch;
    auto const path =
        scratch.write("c.toml", "[env.p.settings]\nstore = \"redis-hash:settings\"\ndefaults = \"settings.toml\"\n"
                                "after_restore = [\"queue push a B\", \"queue ls\"]\n"
                                "[env.q.settings]\nafter_restore = \"queue ls\"\n[env.r]\nprotected = true\n");
    auto const config = Config::load(path, {});
    auto const &p = config.choose("p", {}).settings;
    CHECK(p.store == "redis-hash:settings");
    CHECK(p.defaults == scratch.path("settings.toml"));
    CHECK(p.after_restore == std::vector<std::string>{"queue push a B", "queue ls"});
    CHECK(config.choose("q", {}).settings.after_restore == std::vector<std::string>{"queue ls"});
    CHECK_FALSE(config.choose("r", {}).settings.store);
}
