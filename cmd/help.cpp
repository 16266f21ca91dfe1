#include "lib/cli/help.hpp"

#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"

#include <array>
#include <string>
#include <vector>

namespace omactl::cmd {

namespace {

struct HelpOptions {
    std::vector<std::string> words;
};

Fault show_help(HelpOptions const &options, Session &session)
{
    auto const text = cli::help_for(options.words);
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

Action<HelpOptions> const help{{
                                   .path = "help",
                                   .summary = "Help on a command, a group or a topic",
                                   .details = "Topics: exit-status, environment, configuration, options, pasted-lines.",
                                   .params = k_params,
                                   .examples = k_examples,
                               },
                               show_help};

}  // namespace

}  // namespace omactl::cmd
