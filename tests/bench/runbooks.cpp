#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "tests/bench/rows.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace omactl::bench {

namespace {

constexpr int k_pages = 50, k_steps = 50;

void write_file(std::string const &path, std::string const &text)
{
    auto const fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    write_all(fd.get(), text, path);
}

std::vector<std::string> environment(Stage &stage)
{
    return {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + stage.file("home"), "XDG_STATE_HOME=" + stage.file("runs")};
}

Measured run_well(std::vector<std::string> argv, Stage &stage)
{
    argv.insert(argv.begin(), OMACTL_PROGRAM);
    auto const measured = measure({std::move(argv), environment(stage), "/dev/null", stage.file("out")});
    if (measured.status != 0) throw Error{Fault::failed, fmt::format("omactl ended with {}", measured.status)};
    return measured;
}

/// A page as long as those that teams have: a dozen steps with prose and three lines each.
std::string long_page(int number)
{
    auto text =
        fmt::format("---\ntitle: Page {}\nneeds: [redis]\nparameters:\n  queue: {{ type: queue }}\n---\n", number);
    for (int step = 0; step < 12; ++step)
        text += fmt::format("## Step {}\n\nWhy this comes *now*, what good looks like, and when to stop.\n\n"
                            "```omactl if=\"queue why {{{{queue}}}}\"\nomactl queue ls --interval 2s\n"
                            "omactl queue top {{{{queue}}}} --by class,args --duplicates\n"
                            "omactl queue clear {{{{queue}}}} --class RefreshSite --reason \"stuck\"\n```\n\n",
                            step);
    return text;
}

/// A page of looks that ask nobody.
std::string short_steps()
{
    std::string text = "---\ntitle: Steps\n---\n";
    for (int step = 0; step < k_steps; ++step)
        text += fmt::format("## Step {}\n```omactl\nomactl config path\n```\n", step);
    return text;
}

Figure lint(Bench &bench)
{
    std::vector<std::string> argv{"runbook", "lint"};
    for (int n = 0; n < k_pages; ++n) {
        argv.push_back(bench.stage.file(fmt::format("page{}.md", n)));
        write_file(argv.back(), long_page(n));
    }
    std::vector<double> seconds;
    for (int n = 0; n < bench.pairs; ++n) seconds.push_back(run_well(argv, bench.stage).seconds);
    auto const ms = 1e3 * median(seconds);
    return {fmt::format("runbook lint of {} pages", k_pages), "", fmt::format("{:.0f} ms", ms), "< 100 ms", ms < 100};
}

/// What a run costs beyond the commands that it runs, for each of them.
Figure step(Bench &bench)
{
    auto const page = bench.stage.file("steps.md");
    write_file(page, short_steps());
    auto const pairs = alternate(
        bench.pairs,
        [&] {
            return run_well({"run", page, "-q"}, bench.stage);
        },
        [&] {
            Measured all;
            for (int n = 0; n < k_steps; ++n) all.seconds += run_well({"config", "path"}, bench.stage).seconds;
            return all;
        });
    auto const ms = 1e3 * median_of(pairs, [](Pair const &p) { return p.ours.seconds - p.theirs.seconds; }) / k_steps;
    return {"run: a step of a page", "the same commands without it", fmt::format("{:.2f} ms more", ms), "≤ 10 ms",
            ms <= 10};
}

Figure drill(Bench &bench)
{
    auto const seconds = run_well({"drill", "stuck-queue", "--auto", "-q"}, bench.stage).seconds;
    return {"drill stuck-queue --auto", "", fmt::format("{:.1f} s", seconds), "< 60 s", seconds < 60};
}

}  // namespace

std::vector<Figure> runbooks(Bench &bench)
{
    return {lint(bench), step(bench), drill(bench)};
}

}  // namespace omactl::bench
