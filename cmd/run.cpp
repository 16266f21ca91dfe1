#include "cmd/runbook_run.hpp"
#include "cmd/verb.hpp"

namespace omactl::cmd {

namespace {

constexpr cli::Example k_examples[] = {
    {"omactl run stuck-queue --set queue=sites", "step by step; asks before each change"},
    {"omactl run stuck-queue --set queue=sites --dry-run", "look at all of it first"},
};
Action<RunPageOptions> const g_run{{.path = "run",
                                    .kind = cli::Kind::change,
                                    .summary = "Run a runbook (short for runbook run)",
                                    .details = k_run_details,
                                    .params = k_run_params,
                                    .examples = k_examples},
                                   run_page};

}  // namespace

}  // namespace omactl::cmd
