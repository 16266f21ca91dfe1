# bash completion for omactl
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
