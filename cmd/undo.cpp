#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/engine.hpp"

namespace omactl::cmd {

namespace {

struct UndoWords {
    std::string id;
    std::optional<cli::Rate> rate;
};

constexpr cli::Param k_undo_params[] = {
    cli::param<&UndoWords::id>("id", "", "Operation, or the beginning of its id", cli::Complete::operations),
    cli::param<&UndoWords::rate>("--rate", "RATE", "At most so many things a second, like 200/s"),
};
constexpr cli::Example k_undo_examples[] = {
    {"omactl undo 01JDB7Q4 --dry-run", "what would come back"},
    {"omactl undo 01JDB7Q4", "put it back"},
    {"omactl undo 01JDB7Q4 --rate 200/s", "slowly, so that the queue does not stick again"},
};
Action<UndoWords> const g_undo{
    {.path = "undo",
     .kind = cli::Kind::change,
     .summary = "Reverse an operation",
     .details = "Puts back what is not back yet, and says what it can't bring back. An operation that stopped\n"
                "midway is put back from where it stands. Works from another machine too, as long as the archive\n"
                "is here.",
     .params = k_undo_params,
     .examples = k_undo_examples},
    [](UndoWords const &words, Session &session) {
        return op::undo(words.id, {words.rate ? words.rate->per_second : 0}, session);
    }};

}  // namespace

}  // namespace omactl::cmd
