#include "lib/cli/context.hpp"

#include "lib/cli/io.hpp"

namespace omactl::cli {

void Context::say(std::string_view text) const
{
    if (!globals.quiet) io.err(secrets.redact(std::string(text)));
}

}  // namespace omactl::cli
