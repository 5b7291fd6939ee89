#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs every command of the manual and the README.

console.py [--update] FOLDER-OF-PROGRAMS SOURCES FILE.md...

A block of "console" has commands behind "$ ", each followed by what it prints; a line "…" stands for any number of lines.
An exit code other than 0 is told by a line "[exit code N]". Blocks of one file run one after the other in one empty folder.
"./dev run" and "./dev cli" are the programs. --update writes what is printed into blocks without a "…".
"""

import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)


def matches(expected, got):
    """Is it the same, where "…" may be anything?"""
    parts = [re.escape(line) + "\n" if line != "…" else "(?:.*\n)*" for line in expected]
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in got)) is not None


def run(command, folder, programs, sources):
    environment = dict(os.environ, PATH=programs + ":" + os.environ["PATH"], HOME=folder, LC_ALL="C.UTF-8",
                       QT_QPA_PLATFORM="offscreen", COLUMNS="100")
    command = command.replace("./dev cli ", "sandscope-cli ").replace("./dev run ", "sandscope ")
    if re.match(r"sandscope (?!.*--(screenshot|text-twin|version|help|man))", command):
        command += " --screenshot window.png"  # there is nobody to close a window
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return lines + ([f"[exit code {done.returncode}]"] if done.returncode else [])


def check(path, programs, sources, update):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    count = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(sources, "resources"), os.path.join(folder, "resources"))

        def block(match):
            nonlocal count, bad
            out = []
            for part in re.split(r"^\$ ", match.group(1), flags=re.M)[1:]:
                command, *expected = part.splitlines()
                got = run(command, folder, programs, sources)
                count += 1
                if not matches(expected, got):
                    bad += 1
                    print(f"{path}: $ {command}\n  it prints:\n    " + "\n    ".join(got))
                out += ["$ " + command] + (expected if "…" in expected else got)
            return "```console\n" + "".join(line + "\n" for line in out) + "```"

        text = BLOCK.sub(block, text)
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    print(f"{path}: {count} commands, {bad} of them print something else")
    return count > 0 and bad == 0


def main():
    arguments = sys.argv[1:]
    update = "--update" in arguments
    programs, sources, *files = [a for a in arguments if a != "--update"]
    good = [check(file, os.path.abspath(programs), os.path.abspath(sources), update) for file in files]
    sys.exit(0 if files and all(good) else 1)


main()
