#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs every command of the manual and the README.

console.py [--update] FOLDER-OF-PROGRAMS SOURCES FILE.md...

A block of "console" has commands behind "$ ", each followed by what it prints; a line "…" stands for any number of lines.
An exit code other than 0 is told by a last line "[exit code N]", which no "…" stands for. Blocks of one file run one after
the other in one folder, which has nothing but the sources' resources and tests, and as mine.yaml the last scenario that the
file showed before. "./dev run" and "./dev cli" are the programs. --update writes what is printed into blocks without a "…".

What looks like a command anywhere else must be one of those that ran, or one of NOT_RUN.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.S | re.M)
EXIT_CODE = re.compile(r"\[exit code (\d+)\]")
# A line of its own, or in a table or a sentence one that says what to open.
SHOWN = re.compile(r"^ {4,}(\./dev .*|sandscope(?:-cli)? .*)$|`((?:\./dev|sandscope(?:-cli)?) [^`]*[a-z]+:[^`]+)`", re.M)

# What a test cannot do, and why.
NOT_RUN = {
    r"\./dev (run|test|build|bench|lint|fuzz|shell|docs|package)\b(?! [a-z]+:)": "sets the machine up and builds",
    r"runsc:ID": "needs a running sandbox; tests labelled sandbox have one",
}


def matches(expected, got):
    """Is it the same, where "…" may be anything?"""
    parts = [re.escape(line) + "\n" if line != "…" else "(?:.*\n)*" for line in expected]
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in got)) is not None


def told(lines):
    """What a command shall print, and how it shall end."""
    code = EXIT_CODE.fullmatch(lines[-1]) if lines else None
    return (lines[:-1], int(code.group(1))) if code else (lines, 0)


def bare(command):
    """Without what is said about it."""
    return re.sub(r"\s+#[^'\"]*$", "", command)


def run(command, folder, programs):
    environment = dict(os.environ, PATH=programs + ":" + os.environ["PATH"], HOME=folder, LC_ALL="C.UTF-8",
                       QT_QPA_PLATFORM="offscreen", COLUMNS="100")
    command = bare(command).replace("./dev cli ", "sandscope-cli ").replace("./dev run ", "sandscope ")
    if re.match(r"sandscope (?!.*--(screenshot|text-twin|version|help|man))", command):
        command += " --screenshot window.png"  # there is nobody to close a window
    try:
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return ["(does not end)"], -1
    return done.stdout.decode("utf-8", "replace").splitlines(), done.returncode


def cannot(command, code):
    """Why it could not run here, through no fault of its own."""
    if " with-proc " not in command:
        return None
    program = bare(command).partition(" -- ")[2].split()[0]
    if code == 127 and not shutil.which(program):
        return f"there is no {program} here"
    return "no namespace can be made here" if code == 125 else None


def check(path, programs, sources, update):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    ran = set()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in ("resources", "tests"):
            os.symlink(os.path.join(sources, name), os.path.join(folder, name))

        def block(match):
            nonlocal bad
            kind, content = match.groups()
            if kind == "yaml":
                if "steps:" in content:
                    with open(os.path.join(folder, "mine.yaml"), "w", encoding="utf-8") as scenario:
                        scenario.write(content)
                return match.group(0)
            out = []
            for part in re.split(r"^\$ ", content, flags=re.M)[1:]:
                command, *lines = part.splitlines()
                expected, wanted = told(lines)
                got, code = run(command, folder, programs)
                ran.add(bare(command))
                if why := cannot(command, code):
                    print(f"{path}: skipped, {why}: {command}")
                elif code != wanted or not matches(expected, got):
                    bad += 1
                    print(f"{path}: $ {command}\n  it ends with {code}, not {wanted}, and prints:\n    " + "\n    ".join(got))
                out += ["$ " + command] + (expected if "…" in expected else got) + ([f"[exit code {code}]"] if code else [])
            return "```console\n" + "".join(line + "\n" for line in out) + "```"

        new = BLOCK.sub(block, text)
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write(new)
    for line, inline in SHOWN.findall(BLOCK.sub("", text)):
        command = bare(line or inline)
        if command not in ran and not any(re.search(pattern, command) for pattern in NOT_RUN):
            bad += 1
            print(f"{path}: no block runs: {command}")
    print(f"{path}: {len(ran)} commands, {bad} of them wrong")
    return bool(ran) and bad == 0


def main():
    arguments = sys.argv[1:]
    update = "--update" in arguments
    programs, sources, *files = [a for a in arguments if a != "--update"]
    good = [check(file, os.path.abspath(programs), os.path.abspath(sources), update) for file in files]
    sys.exit(0 if files and all(good) else 1)


main()
