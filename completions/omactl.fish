# fish completion for omactl
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
