#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the fuzz targets, as part of ./dev fuzz.

Usage: fuzz.py BUILD-FOLDER [SECONDS [TARGET...]]

Every target runs all inputs it knows, then looks for new ones for SECONDS (10); two targets run at a time. It starts from the seeds,
made anew each time out of tests/data, and from what earlier runs found worth keeping in BUILD-FOLDER/corpus. An input that
breaks something is a finding: it is written to BUILD-FOLDER/findings, with what was said about it beside it. Each run adds its
totals to BUILD-FOLDER/totals.tsv. Exit code 1: there was a finding, or a target could not run.
"""

import concurrent.futures
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys

SOURCE = pathlib.Path.cwd()
# What one input may cost. The seeds are below 3 kB, and parsers are linear: more bytes show nothing that fewer do not.
LIMITS = ["-max_len=8192", "-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=512"]


def symbolized(trace):
    """The trace with functions and lines, where a tool for that is at hand."""
    for name in ("asan_symbolize-19", "asan_symbolize"):
        if shutil.which(name):
            result = subprocess.run([name, "-d"], input=trace, capture_output=True, text=True, check=False)
            if result.returncode == 0:
                return result.stdout
    return trace


def number(pattern, log, last=False):
    found = re.findall(pattern, log)
    return int(found[-1 if last else 0]) if found else 0


def run(build, target, seconds):
    """A row of the table: what happened to one target."""
    corpus, seeds, findings = (build / name for name in (f"corpus/{target}", f"seeds/{target}", "findings"))
    for folder in (corpus, seeds, findings):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(findings.glob(f"{target}-*"))
    command = [build / "bin" / f"fuzz_{target}", corpus, seeds, *LIMITS, "-print_final_stats=1", "-verbosity=1",
               f"-artifact_prefix={findings}/{target}-", f"-max_total_time={seconds}" if seconds else "-runs=0"]
    dictionary = build / "seeds" / f"{target}.dict"
    if dictionary.exists() and dictionary.stat().st_size:
        command.append(f"-dict={dictionary}")
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    log = result.stderr
    artifacts = sorted(set(findings.glob(f"{target}-*")) - before)
    failed = result.returncode != 0
    if failed:
        log = symbolized(log)
    (build / "log").mkdir(exist_ok=True)
    (build / "log" / f"{target}.log").write_text(log, encoding="utf-8")
    for artifact in artifacts:
        shutil.copy(build / "log" / f"{target}.log", f"{artifact}.txt")
    return {
        "target": target,
        "inputs": len(list(seeds.iterdir())) + len(list(corpus.iterdir())),
        "executions": number(r"stat::number_of_executed_units: *(\d+)", log),
        "per second": number(r"stat::average_exec_per_sec: *(\d+)", log),
        "coverage": number(r"\bcov: (\d+)", log, last=True),
        "MB": number(r"stat::peak_rss_mb: *(\d+)", log),
        "findings": len(artifacts) if artifacts or not failed else 1,
        "artifacts": artifacts,
        "failed": failed,
        "log": log,
    }


def report(row, build):
    """What a developer needs to know of a finding."""
    said = re.findall(r"^(?:BROKEN:.*|.*runtime error:.*|.*ERROR: .*|.*Assertion .*)$", row["log"], re.MULTILINE)
    frames = [line for line in row["log"].splitlines()
              if re.match(r" *#\d+ ", line) and re.search(r"/(procfs|model|tests)/\w.*:\d+", line)]
    print(f"\n{row['target']}: " + (said[0] if said else "it ended without a word, see its log"))
    for line in frames[:6]:
        print(re.sub(r"0x[0-9a-f]+ in ", "", line).replace(f"{SOURCE}/", ""))
    for artifact in row["artifacts"]:
        name = artifact.relative_to(SOURCE)
        print(f"  again: ./dev shell {build.relative_to(SOURCE)}/bin/fuzz_{row['target']} {name}")
        print(f"  log:   {name}.txt")


def main():
    build = SOURCE / sys.argv[1]
    seconds = sys.argv[2] if len(sys.argv) > 2 else "10"
    known = sorted(path.name.removeprefix("fuzz_") for path in (build / "bin").glob("fuzz_*"))
    known.remove("seeds")
    chosen = sys.argv[3:] or known
    unknown = [name for name in chosen if name not in known]
    if unknown or not seconds.isdigit():
        print(f"./dev fuzz [SECONDS [TARGET...]]; targets are {', '.join(known)}.", file=sys.stderr)
        sys.exit(2)
    shutil.rmtree(build / "seeds", ignore_errors=True)
    subprocess.run([build / "bin" / "fuzz_seeds", SOURCE / "tests" / "data", build / "seeds"], check=True)

    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        rows = list(pool.map(lambda target: run(build, target, int(seconds)), chosen))

    columns = ["target", "inputs", "executions", "per second", "coverage", "MB", "findings"]
    print("".join(f"{name:>12}" for name in columns))
    for row in rows:
        print("".join(f"{row[name]:>12}" for name in columns))
    now = datetime.datetime.now().isoformat(timespec="seconds")
    with open(build / "totals.tsv", "a", encoding="utf-8") as totals:
        for row in rows:
            totals.write("\t".join([now, f"{seconds} s", *(str(row[name]) for name in columns)]) + "\n")
    for row in rows:
        if row["failed"]:
            report(row, build)
    sys.exit(1 if any(row["failed"] for row in rows) else 0)


if __name__ == "__main__":
    main()
