#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
#
# What ./dev lint checks, in the order of how fast it answers. Every check runs; the end says which failed.
# Runs in the source folder, with preset ci configured. --tidy: also a chosen few checks of clang-tidy, which takes minutes;
# --deep: all of .clang-tidy, tests included, which takes far longer.
# --fix: lays the C++ files out and checks nothing.

set -uo pipefail

failed=()
files=() # ours, tracked or about to be; test data is bytes, not text
while IFS= read -r -d '' file; do
    [ ! -f "$file" ] || files+=("$file")
done < <(git ls-files -z --cached --others --exclude-standard -- ':!tests/data' | sort -zu)

tool() { command -v "$1-19" || echo "$1"; } # Debian names the version

# Prints those of the files whose name matches one of the patterns, each ended by a NUL.
named() { # PATTERN...
    local file pattern
    for file in "${files[@]}"; do
        for pattern; do
            # shellcheck disable=SC2053 # a pattern
            if [[ $file == $pattern ]]; then printf '%s\0' "$file"; fi
        done
    done
}

if [ "${1-}" = --fix ]; then
    named '*.h' '*.cpp' | xargs -0r "$(tool clang-format)" -i
    exit
fi

check() { # NAME COMMAND...
    local name=$1 started=$SECONDS
    shift
    if "$@"; then
        printf 'ok      %s (%s s)\n' "$name" $((SECONDS - started))
    else
        printf 'FAILED  %s\n' "$name"
        failed+=("$name")
    fi
}

# Fails, and shows where, when a line of the named files matches.
forbid() { # REGULAR-EXPRESSION PATTERN...
    local expression=$1 status=0
    shift
    grep -qE "$expression" /dev/null || status=$?
    [ $status = 1 ] || return 2 # no expression
    ! named "$@" | xargs -0r grep -nHIE "$expression" | grep .
}

layout() {
    command -v "$(tool clang-format)" >/dev/null || { echo "There is no clang-format."; return 1; }
    ! named '*.h' '*.cpp' | xargs -0r -n 20 -P "$(nproc)" "$(tool clang-format)" --dry-run 2>&1 |
        sed -n 's/^\([^: ]*\):[0-9].*clang-formatted.*/\1: "dev lint --fix" lays it out/p' | sort -u | grep .
}

final_newlines() {
    local file bad=0
    for file in "${files[@]}"; do
        if [ -s "$file" ] && grep -qI . "$file" && [ -n "$(tail -c 1 "$file")" ]; then
            echo "$file: the last line has no end"
            bad=1
        fi
    done
    return $bad
}

data_formats() {
    named '*.json' '*.xml' '*.svg' '*.qrc' '*.ui' | xargs -0r python3 -c '
import json, sys, xml.etree.ElementTree as xml
bad = 0
for name in sys.argv[1:]:
    try:
        json.load(open(name, encoding="utf-8")) if name.endswith(".json") else xml.parse(name)
    except (ValueError, xml.ParseError) as error:
        print(f"{name}: {error}")
        bad = 1
sys.exit(bad)'
}

# Two panes never include each other: they meet in the shared selection.
panes_apart() {
    local file own bad=0
    while IFS= read -r -d '' file; do
        own=$(basename "${file%.*}").h
        if grep -nHE '#include .*[a-z]pane\.h[">]' "$file" | grep -vF "$own"; then bad=1; fi
    done < <(named 'app/panes/*.h' 'app/panes/*.cpp')
    return $bad
}

# moc's output must be there for clang-tidy to read a file that includes it.
generated_sources() {
    local targets
    mapfile -t targets < <(ninja -C build/ci -t targets all | sed -n 's/^\([A-Za-z0-9_]*_autogen\): .*/\1/p')
    [ "${#targets[@]}" = 0 ] || ninja -C build/ci "${targets[@]}" >build/ci/lint.log || { cat build/ci/lint.log; return 1; }
}

clang_tidy() {
    [ -e build/ci/compile_commands.json ] || { echo 'Preset ci could not be configured.'; return 1; }
    generated_sources || return
    python3 packaging/dev/tidy.py "$(tool clang-tidy)" build/ci "${SANDSCOPE_TIDY_CACHE:-build/ci/tidy}" "$@"
}

qt_free=()
for room in procfs model/kernel model/recording model/scenario model/snapshot; do qt_free+=("$room/*.h" "$room/*.cpp"); done

check 'trailing blanks' forbid '[[:blank:]]+$' '*'
check 'final newlines' final_newlines
check 'JSON and XML' data_formats
check 'no Qt in the Qt-free rooms' forbid '#include *[<"](Q|K[A-Z]|moc_)' "${qt_free[@]}"
check 'no Gui or Widgets in model' forbid '#include *<(QtGui|QtWidgets|Q(Widget|Application|GuiApplication|Color|Brush|Font|Icon|Painter|Palette|Pixmap|Image))\b' 'model/*'
check 'no parsing and no threads in app' forbid 'std::(jthread|thread|async|from_chars|regex)\b|QtConcurrent|QThreadPool|class .*: public QThread|sscanf' 'app/*.h' 'app/*.cpp'
check 'frameworks only in proxies and desktop' forbid '#include *<K[A-Z]' 'app/[!d]*' 'app/delegates/*' 'procfs/*' 'model/[!p]*'
check 'no nested event loops' forbid 'processEvents|BlockingQueuedConnection|QEventLoop' 'app/*.cpp' 'model/*.cpp'
check 'panes do not include panes' panes_apart
check 'YAML' eval "named '*.yaml' '*.yml' .clang-format .clang-tidy | xargs -0r yamllint -s -d '{extends: default, rules: {line-length: disable, document-start: disable, braces: {max-spaces-inside: 1}, comments: {min-spaces-from-content: 1}}}'"
# Tests misspell on purpose.
check 'spelling' eval "named '*' | xargs -0r codespell --skip 'LICENSES/*,tests/*,resources/translations/*,packaging/desktop/*.in' --ignore-regex '[a-z]+[A-Z][A-Za-z]*'"
check 'shell scripts' eval "named dev .ci/run '*.sh' | xargs -0r shellcheck -x"
check 'licences' reuse --no-multiprocessing lint --lines
check 'C++ layout' layout
case ${1-} in --tidy | --deep) check 'clang-tidy' clang_tidy "$@" ;; esac

[ "${#failed[@]}" = 0 ] || { printf 'These checks failed: %s\n' "$(printf '%s, ' "${failed[@]}" | sed 's/, $//')"; exit 1; }
