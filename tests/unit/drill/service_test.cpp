// A service of the sandbox is what its own files register: none of the others knows of it.
#include "lib/core/error.hpp"
#include "lib/core/file.hpp"

#include <catch2/catch.hpp>

#include "drill/deed.hpp"

namespace {

using namespace omactl;
using namespace omactl::drill;

/// What a service's file has, and no server.
class Bell final : public Service {
public:
    static constexpr std::string_view k_name = "slack";

    std::string tables() const override { return "\n[env.sandbox.slack]\nchannel = \"#oncall\"\n"; }
    void restart() override { rung = 0; }
    std::uintmax_t work() const override { return rung; }
    Accounts settle() override { return {"rings", {{"rung", rung}}, {{"it rang", rung > 0}}}; }

    std::uintmax_t rung = 0;
};
ServiceKind const g_bell{Bell::k_name, [](Site &) -> std::unique_ptr<Service> { return std::make_unique<Bell>(); }};

ServiceKind const g_away{
    "seyren", [](Site &) -> std::unique_ptr<Service> {
        throw Error{Fault::not_found, "sandbox: seyren is not installed", "apt-get install seyren"};
    }};

std::string ring(Fields const &fields, Bell &bell)
{
    bell.rung += static_cast<std::uintmax_t>(fields.count("times"));
    return "it rang";
}
DeedKind const g_ring{"ring", Bell::k_name, {{"times", DeedKind::Type::count}, {"loud"}}, on(ring)};

Deed deed(std::string kind, std::map<std::string, std::string, std::less<>> fields)
{
    return {std::move(kind), std::move(fields), "x.drill.yaml:3"};
}

std::string refusal(Deed const &one, std::vector<std::string> const &needs)
{
    try {
        check(one, needs);
    } catch (Error const &e) {
        CHECK(e.fault() == Fault::usage);
        return e.message();
    }
    return "";
}

/// The root of sandboxes is that of the last one.
bool begin_anew()
{
    sandbox::set_root("/tmp");
    return true;
}

struct Yard {
    bool anew = begin_anew();
    Environ variables;
    SystemClock clock;
    Ground ground{"/bin/true", variables, clock};
};

TEST_CASE("a page that needs one service gets that one, its tables, deeds and accounts")
{
    Yard yard;
    yard.ground.build({"slack"}, {"/pages"});
    auto const config = read_file(yard.ground.site().config_path());
    CHECK(config.find("[env.sandbox.slack]") != config.npos);
    CHECK(config.find("[env.sandbox.redis]") == config.npos);
    CHECK(config.find("runbooks = \"/pages\"") != config.npos);

    CHECK(yard.ground.settle().at(0).checks.at(0).holds == false);
    CHECK(perform(deed("ring", {{"times", "2"}}), yard.ground) == "it rang");
    CHECK(yard.ground.work() == 2);
    auto const accounts = yard.ground.settle();
    REQUIRE(accounts.size() == 1);
    CHECK(accounts[0].name == "rings");
    CHECK(accounts[0].figures.at("rung") == 2);
    CHECK(accounts[0].checks.at(0).holds);
    CHECK(perform(deed("restart", {{"", "slack"}}), yard.ground) == "slack was restarted");
    CHECK(yard.ground.work() == 0);
    CHECK_THROWS_AS(yard.ground.service("redis"), Error);
}

TEST_CASE("a page that needs nothing has a sandbox with nothing in it")
{
    Yard yard;
    yard.ground.build({}, {});
    CHECK(yard.ground.settle().empty());
    CHECK(read_file(yard.ground.site().config_path()) == "default = \"sandbox\"\n\n[env.sandbox]\nprotected = false\n");
}

TEST_CASE("what a sandbox can't have is refused, what this machine lacks is named with its install line")
{
    Yard yard;
    CHECK_THROWS_WITH(yard.ground.build({"slack", "heroku"}, {}), "the sandbox has no heroku yet");
    CHECK_THROWS_WITH(yard.ground.build({"seyren"}, {}), "sandbox: seyren is not installed");
    auto const missing = yard.ground.build_what_there_is({&g_bell, &g_away}, {});
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].hint() == "apt-get install seyren");
    CHECK_NOTHROW(yard.ground.service("slack"));
}

TEST_CASE("a deed is checked before anything starts")
{
    CHECK(refusal(deed("ring", {{"times", "2"}, {"loud", "very"}}), {"redis", "slack"}) == "");
    CHECK(refusal(deed("ring", {{"times", "2"}}), {"redis"}) ==
          "x.drill.yaml:3: ring is about slack, which the page does not need");
    CHECK(refusal(deed("rign", {}), {"slack"}) == "x.drill.yaml:3: nothing is called 'rign'");
    CHECK(refusal(deed("ring", {{"time", "2"}}), {"slack"}) == "x.drill.yaml:3: ring has no `time`");
    CHECK(refusal(deed("ring", {{"times", "often"}}), {"slack"}).starts_with("x.drill.yaml:3: ring: "));
    CHECK(refusal(deed("quiet", {{"", "3s"}}), {}) == "");
    CHECK(refusal(deed("quiet", {{"", "for a while"}}), {}).starts_with("x.drill.yaml:3: quiet: "));
}

}  // namespace
