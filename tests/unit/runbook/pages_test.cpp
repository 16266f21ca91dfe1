// The pages that are shipped, against the commands that there are.
#include "lib/runbook/library.hpp"
#include "lib/runbook/lint.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace {

using namespace omactl;

TEST_CASE("nothing is wrong with a shipped page, and it reads")
{
    std::vector<std::string> const folders{OMACTL_SOURCE "/runbooks"};
    auto const names = runbook::names(folders);
    CHECK(names.size() >= 3);
    for (auto const &name : names) {
        auto const page = runbook::read_page(runbook::path_of(name, folders));
        for (auto const &problem : runbook::lint(page))
            FAIL_CHECK(fmt::format("{}:{}: {}", page.path, problem.line, problem.message));
        CHECK_FALSE(page.symptoms.empty());
        CHECK_FALSE(page.intro.empty());
        for (auto const &step : page.steps) {
            INFO(name << ", " << step.name);
            // Why before what: a step begins with a reason.
            REQUIRE_FALSE(step.parts.empty());
            CHECK(std::holds_alternative<runbook::Prose>(step.parts.front()));
        }
    }
}

}  // namespace
