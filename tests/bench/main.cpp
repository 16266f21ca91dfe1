// omactl-bench: the figures that omactl is held to, as ratios to a tool that everybody has, both
// measured by turns in one run on this machine. --rows abc picks rows, --jobs N makes the queue
// smaller, --pairs N repeats more or less often.

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "tests/bench/rows.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

namespace {

using namespace omactl;

struct Options {
    std::string rows = "abcdefghijk";
    std::int64_t jobs = 1'000'000;
    std::int64_t pairs = 3;
};

Options parse(int argc, char **argv)
{
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        std::string_view const name = argv[i];
        if (name == "--rows")
            options.rows = argv[i + 1];
        else if (name == "--jobs")
            options.jobs = parse_count(argv[i + 1]);
        else if (name == "--pairs")
            options.pairs = parse_count(argv[i + 1]);
        else
            throw Error{Fault::usage, "bench: no option " + std::string{name},
                        "--rows abcdefghijk, --jobs N, --pairs N"};
    }
    if (argc % 2 == 0) throw Error{Fault::usage, "bench: an option without its value"};
    return options;
}

bool run(Options const &options)
{
    bench::Stage stage{options.jobs};
    bench::Bench bench{stage, static_cast<int>(options.pairs)};
    bool all = true;
    fmt::print("{} jobs of 200 bytes, {} pairs by turns, medians; server on CPU 0, client on CPU 1 of {}\n",
               with_commas(options.jobs), options.pairs, std::thread::hardware_concurrency());
    for (auto const &row : bench::rows()) {
        if (options.rows.find(row.letter) == std::string::npos) continue;
        fmt::print(stderr, "measuring {}\n", row.title);
        for (auto const &figure : row.figures(bench)) {
            print(figure);
            all = all && figure.reached;
        }
    }
    return all;
}

}  // namespace

int main(int argc, char **argv)
try {
    if (char const *root = std::getenv("TMPDIR")) sandbox::set_root(root);
    return run(parse(argc, argv)) ? 0 : 1;
} catch (Error const &e) {
    fmt::print(stderr, "{}\n{}{}", e.message(), e.hint(), e.hint().empty() ? "" : "\n");
    return static_cast<int>(e.fault());
}
