#!/bin/sh
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
#
# xvfb.sh PROGRAM...: runs test programs of the window on an X display of their own, one after the other. What differs
# from the offscreen platform is the way events take, and that windows are made active by somebody else.
# 77 when there is no such display here.

for needed in xvfb-run Xvfb xauth; do
    if ! command -v "$needed" >/dev/null; then
        echo "Skipped: $needed is missing; it comes with the packages xvfb and xauth."
        exit 77
    fi
done

failed=
for program; do
    echo "== $program"
    QT_QPA_PLATFORM=xcb xvfb-run --auto-servernum --server-args='-screen 0 1600x1200x24 -nolisten tcp' "$program" ||
        failed="$failed $(basename "$program")"
done
[ -z "$failed" ] || {
    echo "Failed on X:$failed"
    exit 1
}
