#include "lib/config/config.hpp"
#include "lib/config/inspect.hpp"
#include "tests/unit/config/scratch.hpp"

#include <unistd.h>

using namespace omactl;
using namespace omactl::config;

namespace {

using Paths = std::vector<std::string>;
constexpr auto k_system = "/etc/omactl/config.toml";

/// Works in another current folder for as long as it lives.
class Inside {
public:
    explicit Inside(std::string const &folder) : m_before(std::filesystem::current_path())
    {
        std::filesystem::current_path(folder);
    }
    ~Inside() { std::filesystem::current_path(m_before); }

private:
    std::filesystem::path m_before;
};

}  // namespace

TEST_CASE("the places are searched in the order of the contract")
{
    auto const all = environ_of({{"OMACTL_CONFIG", "/o.toml"}, {"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}});
    CHECK(Config::search_path("given.toml", all) == Paths{"given.toml"});
    CHECK(Config::search_path({}, all) == Paths{"/o.toml"});
    CHECK(Config::search_path({}, environ_of({{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}})) ==
          Paths{"/x/omactl/config.toml", k_system});
    CHECK(Config::search_path({}, environ_of({{"HOME", "/h"}})) == Paths{"/h/.config/omactl/config.toml", k_system});
    CHECK(Config::search_path({}, {}) == Paths{k_system});
}

TEST_CASE("each place is read when those before it are empty")
{
    Scratch const scratch;
    auto const named = scratch.write("named.toml", "[env.named]\n");
    scratch.write("x/omactl/config.toml", "[env.user]\n");
    auto const option = scratch.write("option.toml", "[env.option]\n");
    auto const both = environ_of({{"OMACTL_CONFIG", named}, {"XDG_CONFIG_HOME", scratch.path("x")}});
    CHECK(Config::load(option, both).names() == Paths{"option"});
    CHECK(Config::load({}, both).names() == Paths{"named"});
    auto const user = Config::load({}, environ_of({{"XDG_CONFIG_HOME", scratch.path("x")}}));
    CHECK(user.names() == Paths{"user"});
    CHECK(user.path() == scratch.path("x/omactl/config.toml"));
}

TEST_CASE("nothing is ever taken from the current folder")
{
    Scratch const scratch;
    for (auto const *name : {"config.toml", "omactl.toml", ".omactl.toml", "omactl/config.toml", ".omactl/config.toml",
                             ".config/omactl/config.toml"})
        scratch.write(name, "[env.trap]\n");
    Inside const inside{scratch.path("")};
    CHECK(Config::load({}, {}).names() == Paths{"default"});
    CHECK(Config::load({}, environ_of({{"HOME", "."}})).names() == Paths{"default"});
    CHECK(Config::load({}, environ_of({{"XDG_CONFIG_HOME", "."}})).names() == Paths{"default"});
    auto const error = error_of([] { Config::load({}, environ_of({{"OMACTL_CONFIG", "config.toml"}})); });
    CHECK(error.fault() == Fault::usage);
    CHECK(error.message() == "OMACTL_CONFIG is not an absolute path");
    // Naming it on the command line is no accident.
    CHECK(Config::load("config.toml", {}).names() == Paths{"trap"});
}

TEST_CASE("a file that was named must be there")
{
    auto const option = error_of([] { Config::load("/nowhere/c.toml", {}); });
    CHECK(option.fault() == Fault::usage);
    CHECK(option.message() == "configuration: /nowhere/c.toml: no such file");
    CHECK(option.hint() == "write one: omactl config init --config /nowhere/c.toml");
    auto const variable = error_of([] { Config::load({}, environ_of({{"OMACTL_CONFIG", "/nowhere/c.toml"}})); });
    CHECK(variable.message() == "configuration: /nowhere/c.toml: no such file");
}

TEST_CASE("a file that can't be read is an error and not passed over")
{
    Scratch const scratch;
    std::filesystem::create_directories(scratch.path("omactl/config.toml"));
    auto const error = error_of([&] { Config::load({}, environ_of({{"XDG_CONFIG_HOME", scratch.path("")}})); });
    CHECK(error.fault() == Fault::usage);
    CHECK_THAT(error.message(), Catch::StartsWith("configuration: ") && Catch::Contains("omactl/config.toml"));
}

TEST_CASE("the access of others is seen")
{
    Scratch const scratch;
    auto const path = scratch.write("c.toml", "");
    std::filesystem::permissions(path, std::filesystem::perms{0600});
    CHECK_FALSE(access_to(path).others_read);
    std::filesystem::permissions(path, std::filesystem::perms{0644});
    CHECK(access_to(path).others_read);
    CHECK_FALSE(access_to(path).others_write);
    std::filesystem::permissions(path, std::filesystem::perms{0602});
    CHECK(access_to(path).others_write);
}
