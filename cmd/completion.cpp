#include "cmd/completion_names.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/completion_scripts.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"

#include <array>
#include <string>

namespace omactl::cmd {

namespace {

struct CompletionOptions {
    std::string shell;
};

Fault print_script(CompletionOptions const &options, Session &session)
{
    session.context().io.out(cli::completion_script(options.shell));
    return Fault::ok;
}

constexpr std::array k_params{
    cli::param<&CompletionOptions::shell>("shell", "", "bash, zsh or fish", cli::Complete::shells),
};
constexpr std::array k_examples{
    cli::Example{"omactl completion bash", "for this shell: source <(omactl completion bash)"},
    cli::Example{"omactl completion zsh", "in ~/.zshrc, after compinit: source <(omactl completion zsh)"},
    cli::Example{"omactl completion fish", "into ~/.config/fish/completions/omactl.fish"},
};

Action<CompletionOptions> const completion{
    {
        .path = "completion",
        .summary = "Print the completion script of a shell",
        .details = "The Debian package has them in place already. At Tab the script asks omactl: for commands,\n"
                   "options, and the names of queues, environments and operations. What can't be had at once (a\n"
                   "Redis that is away, a secret that a command would have to bring) is not offered.",
        .params = k_params,
        .examples = k_examples,
    },
    print_script};

}  // namespace

}  // namespace omactl::cmd
