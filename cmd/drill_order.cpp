#include "cmd/drill_order.hpp"

#include "cmd/runbook_session.hpp"
#include "lib/cli/io.hpp"
#include "lib/core/places.hpp"
#include "lib/process/process.hpp"

#include <filesystem>

namespace omactl::cmd {

void become_drill(std::string const &word, cli::Json order, Session &session)
{
    auto &context = session.context();
    auto const output = context.globals.output;
    order["omactl"] = std::filesystem::read_symlink("/proc/self/exe").string();
    order["folders"] = runbook_folders(session);
    order["quiet"] = context.globals.quiet;
    order["json"] = output == cli::Output::json || output == cli::Output::jsonl;
    auto const program = find_part(libexec_places("omactl-drill"));
    context.io.finish();
    process::become(program, {program, word, order.dump()});
}

}  // namespace omactl::cmd
