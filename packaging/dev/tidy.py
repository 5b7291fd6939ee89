#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy over the sources of the rooms, on all cores, as part of ./dev lint.

Usage: tidy.py CLANG-TIDY BUILD-FOLDER CACHE-FOLDER [--deep]

A file is not read again as long as it, the headers of ours that it includes, the checks and the tool stay what they were when
nothing was found: the cache folder then holds an empty file named by a hash of all that.

Without --deep only the checks below run: most of a check's cost is walking through the headers of Qt and the C++ library, once
per check and file, and the whole of .clang-tidy takes ten to twenty seconds a file.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

QUICK_CHECKS = """
    performance-* concurrency-* -performance-enum-size
    bugprone-branch-clone bugprone-copy-constructor-init bugprone-dangling-handle bugprone-infinite-loop
    bugprone-integer-division bugprone-move-forwarding-reference bugprone-parent-virtual-call
    bugprone-unhandled-self-assignment bugprone-unused-* bugprone-use-after-move
    misc-redundant-expression misc-unused-using-decls modernize-use-override readability-duplicate-include
""".split()

SOURCE = pathlib.Path.cwd()


def key(entry, arguments, fixed):
    """What the verdict on a file depends on, as a hash; the same in every checkout."""
    command = shlex.split(entry["command"])
    while not re.search(r"(\+\+|cc|clang)(-[0-9]+)?$", command[0]):
        command.pop(0)  # ccache
    output = command.index("-o")
    del command[output:output + 2]
    rule = subprocess.run(command + ["-MM"], cwd=entry["directory"], capture_output=True, text=True, check=False).stdout
    digest = hashlib.sha256(fixed)
    digest.update(" ".join(command + arguments).replace(str(SOURCE), "").encode())
    for name in rule.replace("\\\n", " ").split()[1:]:
        path = pathlib.Path(entry["directory"], name)
        digest.update(name.replace(str(SOURCE), "").encode() + b"\0" + path.read_bytes())
    return digest.hexdigest() if rule else None


def examine(entry, tool, arguments, fixed, cache):
    known = key(entry, arguments, fixed)
    if known and (cache / known).exists():
        return True
    result = subprocess.run([tool, *arguments, entry["file"]], capture_output=True, text=True, check=False)
    if result.returncode == 0 and known:
        (cache / known).touch()
        return True
    print(result.stdout.replace(f"{SOURCE}/", ""), end="", flush=True)
    if not result.stdout:
        print(result.stderr, end="", flush=True)
    return result.returncode == 0


def main():
    tool, build, cache = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    deep = "--deep" in sys.argv
    cache.mkdir(parents=True, exist_ok=True)
    # What the compiler would warn about is the build's affair.
    arguments = ["--quiet", "-p", build, "--extra-arg=-Wno-error", "--extra-arg=-Wno-unknown-warning-option"]
    if not deep:
        arguments.append("--checks=-*," + ",".join(QUICK_CHECKS))
    fixed = pathlib.Path(".clang-tidy").read_bytes() + subprocess.check_output([tool, "--version"])
    rooms = [SOURCE / room for room in (("procfs", "model", "app", "tests") if deep else ("procfs", "model", "app"))]
    entries = [entry for entry in json.loads(pathlib.Path(build, "compile_commands.json").read_text(encoding="utf-8"))
               if any(pathlib.Path(entry["file"]).is_relative_to(room) for room in rooms)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(lambda entry: examine(entry, tool, arguments, fixed, cache), entries))
    if not entries:
        print("There is nothing to read: preset ci names no sources.")
    sys.exit(0 if entries and all(verdicts) else 1)


if __name__ == "__main__":
    main()
