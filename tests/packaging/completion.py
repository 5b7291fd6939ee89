#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Presses Tab in a real bash, on a terminal of its own.

completion.py FOLDER-OF-PROGRAMS

Each row: what somebody types, and the line after Tab. Names with a blank, a quote or a tilde are what a shell
takes apart before the program sees them.
"""

import os
import pty
import re
import select
import sys
import tempfile
import time

ROWS = [
    ("sandscope-cli with", "sandscope-cli with-proc "),
    ("sandscope-cli cat scenario:stack", "sandscope-cli cat scenario:stack-guard "),
    ("sandscope-cli cat scenario:start 1/stat", "sandscope-cli cat scenario:start 1/stat"),
    ("sandscope-cli cat scenario:start 1/statu", "sandscope-cli cat scenario:start 1/status "),
    ("sandscope-cli fields smaps_", "sandscope-cli fields smaps_rollup "),
    ("sandscope-cli cat saved:sp", r"sandscope-cli cat saved:sp\ dir/"),
    (r"sandscope-cli cat saved:sp\ dir/on", r"sandscope-cli cat saved:sp\ dir/one\ \&\ two.yaml "),
    (r"sandscope-cli cat sp\ d", r"sandscope-cli cat sp\ dir/"),
    (r"sandscope-cli cat sp\ dir/it", r"sandscope-cli cat sp\ dir/it\'s.yaml "),
    ("sandscope-cli cat 'saved:sp dir/on", "sandscope-cli cat 'saved:sp dir/one & two.yaml' "),
    ("sandscope-cli cat 'saved:sp dir/it", r"sandscope-cli cat 'saved:sp dir/it'\''s.yaml' "),
    ('sandscope-cli cat "saved:sp dir/it', 'sandscope-cli cat "saved:sp dir/it\'s.yaml" '),
    ('sandscope-cli cat saved:"sp dir/pr', 'sandscope-cli cat saved:"sp dir/price \\$5.yaml" '),
    (r"sandscope-cli cat 'sp dir'/on", r"sandscope-cli cat sp\ dir/one\ \&\ two.yaml "),
    ("sandscope-cli cat ~/sp", r"sandscope-cli cat ~/sp\ dir/"),
    (r"sandscope-cli cat ~/sp\ dir/on", r"sandscope-cli cat ~/sp\ dir/one\ \&\ two.yaml "),
    (r"sandscope-cli cat sp\ dir/two.yaml 2/stat", r"sandscope-cli cat sp\ dir/two.yaml 2/stat"),
    (r"sandscope-cli cat sp\ dir/two.yaml 2/statu", r"sandscope-cli cat sp\ dir/two.yaml 2/status "),
    ("sandscope-cli record proc:/proc x --files stat,smaps_", "sandscope-cli record proc:/proc x --files stat,smaps_rollup "),
    ("sandscope-cli cat runsc:no-such-s", "sandscope-cli cat runsc:no-such-s"),
    ("sandscope-cli cat nonsense:s", "sandscope-cli cat nonsense:s"),
    ("sandscope scenario:orp", "sandscope scenario:orphans "),
    ("sandscope --theme=da", "sandscope --theme=dark "),
    ("sandscope --pane sma", "sandscope --pane smaps "),
    ("sandscope --compare dialect:lin", "sandscope --compare dialect:linux "),
    ("sandscope --compare ta", "sandscope --compare task:"),
    ("LANG=C sandscope --vers", "LANG=C sandscope --version "),
    ("true; sandscope --vers", "true; sandscope --version "),
]


class Shell:
    """A bash that prints its line between two bytes when Ctrl+X is pressed."""

    def __init__(self, programs, folder):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            environment = {"PATH": programs + ":/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8", "TERM": "dumb", "PS1": "$ "}
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
        for program in ("sandscope", "sandscope-cli"):
            os.write(self.terminal, f". <({program} --completion bash)\n".encode())
        os.write(self.terminal, b"bind 'set bell-style none'\n"
                                b"""bind -x '"\\C-x": printf "<\\001%s\\002>\\n" "$READLINE_LINE"'\n""")

    def after_tab(self, typed):
        os.write(self.terminal, b"\x15" + typed.encode() + b"\t\x18")  # Ctrl+U first
        seen = b""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 1)[0]:
                seen += os.read(self.terminal, 65536)
            if found := re.search(rb"<\x01(.*)\x02>", seen):
                return found.group(1).decode()
        return "nothing: " + repr(seen)


def main():
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "sp dir"))
        for name in ("one & two.yaml", "it's.yaml", "price $5.yaml", "two.yaml"):
            with open(os.path.join(folder, "sp dir", name), "w", encoding="utf-8") as file:
                file.write("title: Two\nsteps:\n  - start: {program: /bin/sh}\n    as: a\n  - by: a\n    fork:\n    as: b\n")
        shell = Shell(os.path.abspath(sys.argv[1]), folder)
        for typed, wanted in ROWS:
            got = shell.after_tab(typed)
            if got != wanted:
                bad += 1
                print(f"after {typed!r} bash has\n      {got!r}, not\n      {wanted!r}")
        os.close(shell.terminal)
        os.waitpid(shell.pid, 0)
    print(f"{len(ROWS)} lines, {bad} of them are completed in another way")
    sys.exit(1 if bad else 0)


main()
