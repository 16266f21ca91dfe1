#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/engine.hpp"

namespace omactl::cmd {

namespace {

struct UndoWords {
    std::string id;
    std::optional<cli::Rate> rate;
};
struct ResumeWords {
    std::string id;
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

constexpr cli::Param k_resume_params[] = {
    cli::param<&ResumeWords::id>("id", "", "Operation, or the beginning of its id", cli::Complete::operations),
};
constexpr cli::Example k_resume_examples[] = {
    {"omactl resume 01JDB7Q4", "go on where it stopped"},
};
Action<ResumeWords> const g_resume{
    {.path = "resume",
     .kind = cli::Kind::change,
     .summary = "Go on with an operation that stopped midway",
     .details = "Asks the service which steps took effect and does the rest. Nothing is done twice: the service's\n"
                "own record of the operation decides. It asks nothing: the plan was confirmed when it began.",
     .params = k_resume_params,
     .examples = k_resume_examples},
    [](ResumeWords const &words, Session &session) { return op::resume(words.id, session); }};

}  // namespace

}  // namespace omactl::cmd
