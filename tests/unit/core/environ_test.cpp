#include "lib/core/environ.hpp"
#include "lib/core/error.hpp"

#include <catch2/catch.hpp>

using namespace omactl;

TEST_CASE("unset and empty are the same")
{
    Environ const given{{{"OMACTL_ENV", "production"}, {"EMPTY", ""}}};
    CHECK(given.get("OMACTL_ENV") == "production");
    CHECK_FALSE(given.get("EMPTY").has_value());
    CHECK_FALSE(given.get("OTHER").has_value());
}

TEST_CASE("where state is kept")
{
    CHECK(state_folder(Environ{{{"XDG_STATE_HOME", "/s"}, {"HOME", "/h"}}}) == "/s/omactl");
    CHECK(state_folder(Environ{{{"HOME", "/h"}}}) == "/h/.local/state/omactl");
    CHECK(state_folder(Environ{{{"XDG_STATE_HOME", ""}, {"HOME", "/h"}}}) == "/h/.local/state/omactl");
    CHECK(state_folder(Environ{{{"XDG_STATE_HOME", "relative"}, {"HOME", "/h"}}}) == "/h/.local/state/omactl");
    try {
        state_folder(Environ{});
        FAIL("found one");
    } catch (Error const &e) {
        CHECK(e.fault() == Fault::usage);
        CHECK_FALSE(e.hint().empty());
    }
}
