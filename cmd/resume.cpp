#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/engine.hpp"

namespace omactl::cmd {

namespace {

struct ResumeWords {
    std::string id;
};

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
