// What is checked in is what the definitions make today. OMACTL_UPDATE=1 writes it anew.
#include "lib/cli/completion_scripts.hpp"
#include "lib/core/file.hpp"
#include "tests/papers/paper.hpp"

#include <catch2/catch.hpp>

using namespace omactl;

TEST_CASE("the completion scripts in completions/ are those that omactl prints")
{
    for (auto const shell : cli::shells())
        tests::check_paper("completions/" + tests::script_name(shell), cli::completion_script(shell));
}
