#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
#
# usage.sh FOLDER-OF-PROGRAMS SOURCES
#
# What the programs print for packagers and shells holds what --help says; the scripts are well formed; bash really
# completes with them.

set -uo pipefail
export PATH=$1:$PATH LC_ALL=C.UTF-8
sources=$2
bad=0
fail() {
    printf '%s\n' "$*"
    bad=1
}

for program in sandscope sandscope-cli; do
    "$program" --version | grep -qE '^dialect tables [0-9a-f]{8}$' || fail "$program --version has no dialect tables"
    [ "$("$program" --version | grep -cE '^(Qt|KDE Frameworks) [56]\.[0-9]')" = 2 ] || fail "$program --version lacks Qt or the frameworks"
    page=$("$program" --man)
    help=$("$program" --help)
    mapfile -t options < <(grep -oE '^  --?[a-z][a-z-]*' <<<"$help" | tr -d ' ')
    [ "${#options[@]}" -gt 10 ] || fail "$program --help has few options"
    offered=$("$program" --complete -; if [ "$program" = sandscope-cli ]; then
        for command in $(sandscope-cli --complete '' | cut -f 1); do sandscope-cli --complete "$command" -; done; fi)
    for option in "${options[@]}"; do
        grep -qF "\\fB${option//-/\\-}\\fR" <<<"$page" || fail "the page of $program lacks $option"
        grep -q "^${option}"$'\t' <<<"$offered" || fail "the completion of $program lacks $option"
    done
    for shell in bash zsh fish; do
        script=$("$program" --completion "$shell")
        [ -n "$script" ] || fail "$program --completion $shell says nothing"
        ! command -v "$shell" >/dev/null || case $shell in
            fish) fish --no-execute <<<"$script" || fail "fish does not read the completion of $program" ;;
            *) "$shell" -n <<<"$script" || fail "$shell does not read the completion of $program" ;;
        esac
    done
    # shellcheck disable=SC1090
    . <("$program" --completion bash)
done

# What a command may be told stands in its own line of the help.
usage=$(sandscope-cli --help | tr -s ' \n' ' ')
for part in 'lens SOURCE PATH --dialect A --dialect B ' 'save SOURCE FILE.saved [--at GEN | --step N | --until EXPRESSION] the' \
    'trace SOURCE [--dialect D] [--from N] [--to N] [--task PID] [--json] [--all] what' '[--pidns PID] -- PROGRAM [ARGUMENT...] run' \
    'runsc:ID?root=DIR' 'inside=yes' '126 with-proc' 'A bare path'; do
    [[ $usage == *"$part"* ]] || fail "sandscope-cli --help lacks $part"
done
[[ $(sandscope --help | tr -s ' \n' ' ') == *'A bare path'* ]] || fail 'sandscope --help does not tell of a bare path'
[[ $(sandscope --man) == *'A bare path'* ]] || fail 'the page of sandscope does not tell of a bare path'

# What bash has in COMPREPLY after a Tab behind LINE. An installed bash-completion is not needed; completion.py presses the key.
completed() { # FUNCTION LINE
    COMP_LINE=$2 COMP_POINT=${#2} COMPREPLY=()
    "$1" "${2%% *}" 2>/dev/null
    printf '%s ' "${COMPREPLY[@]}"
}
expect() { # FUNCTION LINE WANTED
    local got
    got=$(completed "$1" "$2")
    [ "$got" = "$3 " ] || fail "after \"$2\" bash offers \"$got\", not \"$3\""
}
cd "$sources/resources" || exit 1
expect _sandscope_cli 'sandscope-cli with' 'with-proc'
expect _sandscope_cli 'sandscope-cli cat scenario:stack' 'stack-guard'
expect _sandscope_cli 'sandscope-cli cat scenario:start 1/status --dialect gvisor-201' 'gvisor-2018 gvisor-2019'
expect _sandscope_cli 'sandscope-cli tree --dep' '--depth'
expect _sandscope_cli 'sandscope-cli tree saved:scen' 'scenarios/'
expect _sandscope_cli 'sandscope-cli nonsense sce' ''
expect _sandscope_cli 'sandscope-cli fields st' 'stat statm status'
expect _sandscope_cli 'sandscope-cli cat scenario:start 1/st' '1/stat 1/statm 1/status'
expect _sandscope_cli 'sandscope-cli cat scenario:start /proc/1/task/' '/proc/1/task/1/'
expect _sandscope_cli 'sandscope-cli cat strace:nothing 1/st' ''
expect _sandscope_cli 'sandscope-cli cat scenario:zombie-and-reaping --as ' '1'
expect _sandscope_cli 'sandscope-cli trace scenario:start --task ' '1'
expect _sandscope_cli 'sandscope-cli record proc:/proc x --files stat,smaps_' 'stat,smaps_rollup'
expect _sandscope_cli 'sandscope-cli record proc:/proc x --files +smaps_' '+smaps_rollup'
expect _sandscope_cli 'sandscope-cli cat nonsense:scen' ''
expect _sandscope_cli 'sandscope-cli cat runsc:no-such-scen' ''
expect _sandscope_cli 'sandscope-cli check-captures scen' 'scenarios/'
expect _sandscope_cli 'sandscope-cli --v' '--version'
expect _sandscope_cli 'sandscope-cli cat --h' '--help'
expect _sandscope 'sandscope scenario:orp' 'orphans'
expect _sandscope 'sandscope --select ' '1'
expect _sandscope 'sandscope --compare ' 'generation: dialect: task:'
expect _sandscope 'sandscope --compare generation:3,dialect:l' 'linux'
expect _sandscope 'sandscope scen' 'scenario: scenarios/'
expect _sandscope 'sandscope --pane sma' 'smaps'
expect _sandscope 'sandscope --theme=da' 'dark'
expect _sandscope 'sandscope --pane over' 'overview'
expect _sandscope 'sandscope --screenshot scenarios/sta' 'scenarios/stack-guard.yaml scenarios/start.yaml'

# fish says by itself what it would offer.
if command -v fish >/dev/null; then
    folder=$(mktemp -d)
    mkdir "$folder/sp dir"
    # shellcheck disable=SC2088 # it is fish that expands it
    for word in "sp\\ d" "'sp d" '~/sp' 'saved:sp\ d'; do
        got=$(cd "$folder" && HOME=$folder fish --no-config -c \
            "sandscope-cli --completion fish | source; complete -C $(printf '%q' "sandscope-cli tree $word")")
        [[ $got == *'sp dir/' ]] || fail "after \"$word\" fish offers \"$got\""
    done
    rm -rf "$folder"
fi
exit $bad
