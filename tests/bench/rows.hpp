#pragma once

#include "tests/bench/figure.hpp"
#include "tests/bench/stage.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::bench {

/// How often, and on what.
struct Bench {
    Stage &stage;
    int pairs = 3;
};

struct Row {
    char letter;
    std::string_view title;
    std::function<std::vector<Figure>(Bench &)> figures;
};

std::vector<Row> const &rows();

/// The medians of both times as a ratio, with the times behind it.
Figure timed(std::string what, std::string against, std::vector<Pair> const &pairs, double limit);
/// The median of our peak of memory.
Figure memory(std::vector<Pair> const &pairs, double mebibytes);

std::vector<Figure> start_up(Bench &bench);
std::vector<Figure> clear(Bench &bench);
std::vector<Figure> clear_in_traffic(Bench &bench);
std::vector<Figure> undo(Bench &bench);
std::vector<Figure> requeue(Bench &bench);
std::vector<Figure> top(Bench &bench);
std::vector<Figure> clear_duplicates(Bench &bench);
std::vector<Figure> ls(Bench &bench);
std::vector<Figure> requeue_failures(Bench &bench);
/// Lint, and what the engine costs a step.
std::vector<Figure> runbooks(Bench &bench);
/// Looks and kills in PostgreSQL.
std::vector<Figure> postgres(Bench &bench);
/// What other clients notice of a clear.
std::vector<Figure> stalls_of_clear(Bench &bench);

}  // namespace omactl::bench
