// What is checked in is what the definitions make today. OMACTL_UPDATE=1 writes it anew.
#include "lib/cli/completion_scripts.hpp"
#include "lib/core/file.hpp"
#include "lib/papers/man.hpp"
#include "tests/papers/paper.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

using namespace omactl;

TEST_CASE("the completion scripts in completions/ are those that omactl prints")
{
    for (auto const shell : cli::shells())
        tests::check_paper("completions/" + tests::script_name(shell), cli::completion_script(shell));
}

TEST_CASE("the manual pages in man/ are those of today's definitions, and there are no others")
{
    std::set<std::string> made;
    for (auto const &page : papers::man_pages()) {
        tests::check_paper("man/" + page.name, page.text);
        made.insert(page.name);
    }
    std::set<std::string> kept;
    for (auto const &file : std::filesystem::directory_iterator{OMACTL_SOURCE "/man"})
        kept.insert(file.path().filename());
    CHECK(kept == made);
}
