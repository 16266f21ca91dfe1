#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/plan_file.hpp"

namespace omactl::cmd {

namespace {

struct ApplyWords {
    std::string file;
};

constexpr cli::Param k_apply_params[] = {
    cli::param<&ApplyWords::file>("file", "", "Plan that --plan-out wrote", cli::Complete::files),
};
constexpr cli::Example k_apply_examples[] = {
    {"omactl apply clear.plan --dry-run", "look at what somebody else has planned"},
    {"omactl apply clear.plan", "and do it"},
};
Action<ApplyWords> const g_apply{
    {.path = "apply",
     .kind = cli::Kind::change,
     .summary = "Apply a plan that was written with --plan-out",
     .details = "The plan is shown and asked about as if it had just been made. It is applied once, and only while\n"
                "the world is as it was planned: another server, or many more things than planned, is a conflict.",
     .params = k_apply_params,
     .examples = k_apply_examples},
    [](ApplyWords const &words, Session &session) { return op::apply(op::read_plan(words.file), session); }};

}  // namespace

}  // namespace omactl::cmd
