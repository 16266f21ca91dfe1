#include "tests/bench/rows.hpp"

#include "lib/core/quantity.hpp"
#include "tests/bench/jobs.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace omactl::bench {

namespace {

double seconds_ratio(Pair const &pair)
{
    return pair.ours.seconds / pair.theirs.seconds;
}

double peak_bytes(Pair const &pair)
{
    return static_cast<double>(pair.ours.peak_bytes);
}

std::string seconds_of(std::vector<Pair> const &pairs)
{
    if (median_of(pairs, [](Pair const &p) { return p.ours.seconds; }) < 0.1)
        return fmt::format(" ({:.1f} ms to {:.1f} ms)",
                           1e3 * median_of(pairs, [](Pair const &p) { return p.ours.seconds; }),
                           1e3 * median_of(pairs, [](Pair const &p) { return p.theirs.seconds; }));
    return fmt::format(" ({:.2f} s to {:.2f} s)", median_of(pairs, [](Pair const &p) { return p.ours.seconds; }),
                       median_of(pairs, [](Pair const &p) { return p.theirs.seconds; }));
}

/// CPU of a command that needs no server. Its status is its own business: a typo ends with 2.
double start_cost(std::vector<std::string> const &argv)
{
    return measure({argv, {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent"}}).cpu_seconds;
}

Measured lrange(Stage &stage)
{
    return stage.redis_cli(fmt::format("LRANGE {} 0 -1", k_list));
}

/// The same pushes by redis-cli, from a file made before.
Measured pipe(Stage &stage)
{
    stage.empty_queue();
    auto const measured = stage.redis_cli("--pipe", stage.file("pushes"));
    stage.expect_length(stage.jobs());
    return measured;
}

}  // namespace

Figure timed(std::string what, std::string against, std::vector<Pair> const &pairs, double limit)
{
    auto figure = ratio(std::move(what), std::move(against), median_of(pairs, seconds_ratio), limit);
    figure.measured += seconds_of(pairs);
    return figure;
}

Figure memory(std::vector<Pair> const &pairs, double mebibytes)
{
    return peak(median_of(pairs, peak_bytes), mebibytes);
}

std::vector<Figure> start_up(Bench &bench)
{
    int const times = 100 * bench.pairs;
    std::vector<std::vector<std::string>> const ours = {
        {OMACTL_PROGRAM, "--version"}, {OMACTL_PROGRAM, "queue", "--help"}, {OMACTL_PROGRAM, "quue", "ls"}};
    std::vector<std::vector<double>> costs(ours.size());
    std::vector<double> git;
    for (int i = 0; i < times; ++i) {
        git.push_back(start_cost({"git", "--version"}));
        for (std::size_t k = 0; k < ours.size(); ++k) costs[k].push_back(start_cost(ours[k]));
    }
    std::vector<Figure> figures;
    for (std::size_t k = 0; k < ours.size(); ++k) {
        std::string const words = ours[k][1] + (ours[k].size() > 2 ? " " + ours[k][2] : "");
        figures.push_back(ratio("CPU of omactl " + words, "git --version", median(costs[k]) / median(git), 2));
        figures.back().measured += fmt::format(" ({:.2f} ms to {:.2f} ms)", 1e3 * median(costs[k]), 1e3 * median(git));
    }
    return figures;
}

std::vector<Figure> clear(Bench &bench)
{
    auto &stage = bench.stage;
    auto const pairs = alternate(
        bench.pairs,
        [&] {
            stage.full_queue();
            auto const measured = stage.clear_measured();
            stage.expect_length(0);
            return measured;
        },
        [&] {
            stage.full_queue();
            return lrange(stage);
        });
    std::vector<Figure> figures = {timed("queue clear", "redis-cli LRANGE to a file", pairs, 1.5), memory(pairs, 64)};
    for (auto &&figure : stalls_of_clear(bench)) figures.push_back(std::move(figure));
    return figures;
}

std::vector<Figure> undo(Bench &bench)
{
    auto &stage = bench.stage;
    write_pushes(stage.file("pushes"), k_list, stage.jobs());
    auto const pairs = alternate(
        bench.pairs,
        [&] {
            stage.full_queue();
            auto const measured = stage.omactl(fmt::format("undo {} --yes", stage.clear()));
            stage.expect_length(stage.jobs());
            return measured;
        },
        [&] { return pipe(stage); });
    return {timed("undo of the clear", "redis-cli --pipe of the same RPUSHes", pairs, 1.5)};
}

std::vector<Figure> requeue(Bench &bench)
{
    auto &stage = bench.stage;
    write_pushes(stage.file("pushes"), k_list, stage.jobs());
    auto const pairs = alternate(
        bench.pairs,
        [&] {
            stage.full_queue();
            auto const measured =
                stage.omactl(fmt::format("queue requeue bench --from archive:{} --yes", stage.clear()));
            stage.expect_length(stage.jobs());
            return measured;
        },
        [&] { return pipe(stage); });
    return {timed("queue requeue --from archive:ID", "redis-cli --pipe of the same RPUSHes", pairs, 1.5)};
}

std::vector<Figure> top(Bench &bench)
{
    auto &stage = bench.stage;
    stage.full_queue();
    auto const pairs = alternate(
        bench.pairs, [&] { return stage.omactl("queue top bench"); }, [&] { return lrange(stage); });
    return {timed("queue top", "redis-cli LRANGE to a file", pairs, 2), memory(pairs, 128)};
}

std::vector<Row> const &rows()
{
    static std::vector<Row> const all = {{'a', "start-up", start_up},
                                         {'b', "queue clear", clear},
                                         {'c', "queue clear --class during pushes and pops", clear_in_traffic},
                                         {'d', "undo", undo},
                                         {'e', "queue requeue", requeue},
                                         {'f', "queue top", top},
                                         {'g', "queue clear --duplicates", clear_duplicates},
                                         {'h', "queue ls", ls},
                                         {'i', "queue failed requeue", requeue_failures},
                                         {'j', "runbooks", runbooks},
                                         {'k', "PostgreSQL", postgres}};
    return all;
}

}  // namespace omactl::bench
