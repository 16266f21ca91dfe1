#include "lib/cli/help.hpp"

#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"

#include <array>
#include <string>
#include <vector>

namespace omactl::cmd {

namespace {

struct HelpOptions {
    std::vector<std::string> words;
};

// The map works whatever the configuration is like; it only says what it found.
std::string environment_line(Session &session)
{
    try {
        auto const &env = session.environment();
        if (!env.from_file && Service::all_in(env).empty()) return {};
        std::string line = printable(env.name);
        if (session.is_protected()) line += " (protected)";
        if (session.is_readonly()) line += " (read-only)";
        return line;
    } catch (Error const &) {
        return "unclear: omactl config check";
    }
}

Fault show_help(HelpOptions const &options, Session &session)
{
    auto const text = options.words.empty() ? cli::map_text(environment_line(session)) : cli::help_for(options.words);
    session.context().io.out(text);
    return Fault::ok;
}

constexpr std::array k_params{
    cli::param<&HelpOptions::words>("topic", "", "A command's words, a group or a topic", cli::Complete::topics),
};
constexpr std::array k_examples{
    cli::Example{"omactl help queue clear", "the same as omactl queue clear --help"},
    cli::Example{"omactl help exit-status", "what a script may assume"},
};

Action<HelpOptions> const help{
    {
        .path = "help",
        .summary = "Help on a command, a group or a topic",
        .details = "Topics: exit-status, environment, configuration, options, pasted-lines, cron.",
        .params = k_params,
        .examples = k_examples,
    },
    show_help};

}  // namespace

}  // namespace omactl::cmd
