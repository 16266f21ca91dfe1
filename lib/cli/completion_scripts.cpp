#include "lib/cli/completion_scripts.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::cli {

namespace {

// All run the omactl of PATH, whatever the line begins with: Tab behind ./omactl in somebody's
// repository runs nothing of theirs. The answer's first line says what the others are.

constexpr std::string_view k_bash = R"(# bash completion for omactl
_omactl() {
    local answer
    mapfile -t answer < <(command omactl __complete bash "$COMP_LINE" "$COMP_POINT" "$COMP_WORDBREAKS" 2>/dev/null)
    COMPREPLY=()
    case ${answer[0]-} in
    words) COMPREPLY=("${answer[@]:1}") ;;
    files) compopt -o default ;;
    esac
}
complete -o nosort -F _omactl omactl
)";

constexpr std::string_view k_zsh = R"(#compdef omactl
# zsh completion for omactl
_omactl() {
    local -a answer
    answer=("${(@f)$(command omactl __complete zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    # the value in --option=value is completed by itself
    [[ $answer[1] == *= ]] && compset -P 1 '*='
    case $answer[1] in
    words*)
        shift answer
        (( $#answer )) && _describe -V omactl answer
        ;;
    files*) _files ;;
    esac
}
if [[ $funcstack[1] == _omactl ]]; then
    _omactl "$@"
elif (( $+functions[compdef] )); then
    compdef _omactl omactl
fi
)";

constexpr std::string_view k_fish = R"(# fish completion for omactl
function __omactl_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (command omactl __complete fish -- $words[2..] "$current" 2>/dev/null)
    switch "$answer[1]"
        case words
            printf '%s\n' $answer[2..]
        case files
            set -l option (string match -r -- '^--[^=]*=' $current)
            for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' $current))
                printf '%s\n' "$option$path"
            end
    end
end
complete -c omactl -f -k -a '(__omactl_complete)'
)";

struct Script {
    std::string_view shell, text, place;
};
constexpr std::array k_scripts{
    Script{"bash", k_bash, "bash-completion/completions/omactl"},
    Script{"zsh", k_zsh, "zsh/vendor-completions/_omactl"},
    Script{"fish", k_fish, "fish/vendor_completions.d/omactl.fish"},
};
constexpr std::array k_shells{k_scripts[0].shell, k_scripts[1].shell, k_scripts[2].shell};

Script const &script_for(std::string_view shell)
{
    auto const *found =
        std::find_if(k_scripts.begin(), k_scripts.end(), [shell](Script const &s) { return s.shell == shell; });
    if (found != k_scripts.end()) return *found;
    throw Error{Fault::usage, fmt::format("there is no completion for '{}'", printable(shell)),
                fmt::format("one of: {}", fmt::join(k_shells, ", "))};
}

}  // namespace

std::span<std::string_view const> shells()
{
    return k_shells;
}

std::string_view completion_script(std::string_view shell)
{
    return script_for(shell).text;
}

std::string_view completion_place(std::string_view shell)
{
    return script_for(shell).place;
}

}  // namespace omactl::cli
