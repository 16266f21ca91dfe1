#include "lib/cli/context.hpp"

#include "lib/cli/io.hpp"

#include <mutex>

namespace omactl::cli {

namespace {
std::mutex g_talk;
}

void Context::talk(std::string_view text) const
{
    auto const safe = secrets.redact(std::string(text));
    std::lock_guard const one_at_a_time{g_talk};
    io.err(safe);
}

void Context::say(std::string_view text) const
{
    if (!globals.quiet) talk(text);
}

}  // namespace omactl::cli
