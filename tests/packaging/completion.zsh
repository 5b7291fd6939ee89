#!/usr/bin/env zsh
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
#
# completion.zsh FOLDER-OF-PROGRAMS SOURCES
#
# Types lines with a Tab into a real zsh that has the programs' completion, and compares what then stands in the line.

zmodload zsh/zpty || exit 77
folder=$(mktemp -d)
export PATH=${1:a}:$PATH LC_ALL=C.UTF-8 HOME=$folder
cd $2/resources || exit
trap 'rm -rf $folder' EXIT
mkdir $folder/"a 'b"
cp scenarios/start.yaml $folder/"a 'b/scenario.yaml"
for program in sandscope sandscope-cli; do $program --completion zsh >$folder/_$program; done

zpty -b shell zsh -f -i
# What the shell says, up to a mark. Lines are edited, so between the marks stands the whole line.
answer() { # MARK
    local text all= end=$((SECONDS + 20))
    while [[ $all != *$1* ]] && (( SECONDS < end )); do
        if zpty -rt shell text; then all+=$text; else sleep 0.05; fi
    done
    REPLY=$all
}
zpty -w shell "PS1= PS2= RPS1= fpath=($folder \$fpath); autoload -Uz compinit; compinit -u -d $folder/dump; unsetopt zle_bracketed_paste prompt_cr
setopt no_list_beep; zstyle ':completion:*' list-prompt ''; LISTMAX=-1
show() { print -rn -- \"<[\$BUFFER]>\"; BUFFER= }; zle -N show; bindkey '^X' show; print rea''dy"
answer ready

bad=0
expect() { # TYPED WANTED
    zpty -wn shell "$1"$'\t\x18'
    answer ']>'
    local got=${${REPLY##*<\[}%%\]>*}
    [[ $got == $2 ]] || { print -r -- "after \"$1\" and a Tab, zsh has \"$got\", not \"$2\""; bad=1 }
}
expect 'sandscope-cli with' 'sandscope-cli with-proc '
expect 'sandscope-cli ca' 'sandscope-cli cat '
expect 'sandscope-cli cat sav' 'sandscope-cli cat saved:'
expect 'sandscope-cli cat scen' 'sandscope-cli cat scenario'
expect 'sandscope-cli cat scenario:stack' 'sandscope-cli cat scenario:stack-guard '
expect 'sandscope-cli cat scenario:start 1/status --dialect gvisor-2018' 'sandscope-cli cat scenario:start 1/status --dialect gvisor-2018 '
expect 'sandscope-cli tree --dep' 'sandscope-cli tree --depth '
expect 'sandscope-cli tree saved:scen' 'sandscope-cli tree saved:scenarios/'
expect 'sandscope scenario:orp' 'sandscope scenario:orphans '
expect 'sandscope --theme=da' 'sandscope --theme=dark '
expect 'sandscope --pane over' 'sandscope --pane overview '
expect 'sandscope --screenshot scenarios/stac' 'sandscope --screenshot scenarios/stack-guard.yaml '
expect "sandscope-cli tree $folder/a" "sandscope-cli tree $folder/a\\ \\'b/"
expect "sandscope-cli tree '$folder/a" "sandscope-cli tree '$folder/a '\\''b/"
expect 'sandscope-cli tree ~/a' "sandscope-cli tree ~/a\\ \\'b/"
expect "sandscope-cli tree ~/a\\ \\'b/scen" "sandscope-cli tree ~/a\\ \\'b/scenario.yaml "
expect "sandscope-cli cat ~/a\\ \\'b/scenario.yaml 1/statu" "sandscope-cli cat ~/a\\ \\'b/scenario.yaml 1/status "
expect 'sandscope-cli fields smaps_' 'sandscope-cli fields smaps_rollup '
zpty -d shell
exit $bad
