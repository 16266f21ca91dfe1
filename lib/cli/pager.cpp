#include "lib/cli/pager.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"

namespace omactl::cli {

namespace {

// $PAGER is a command with options, "less -R"; `cat` and an empty one page nothing.
std::vector<std::string> pager_of(Environ const &environ)
{
    auto const named = environ.get("OMACTL_PAGER") ? environ.get("OMACTL_PAGER") : environ.get("PAGER");
    std::vector<std::string> argv;
    for (auto const word : split(named.value_or("less"), ' '))
        if (!word.empty()) argv.emplace_back(word);
    if (argv.empty() || argv.front() == "cat" || !process::find_program(argv.front())) return {};
    if (argv.front() == "less" && argv.size() == 1) argv.emplace_back("-FRX");
    return argv;
}

}  // namespace

void page(std::string const &text, Context &context)
{
    auto const argv = context.io.out_is_terminal() ? pager_of(context.environ) : std::vector<std::string>{};
    if (argv.empty()) return context.io.out(text);
    process::Start start{.argv = argv, .input = text};
    start.share = process::Start::Share::both;
    process::Child child{start};
    while (!child.ends_within(Millis{60'000})) {}
}

}  // namespace omactl::cli
