#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Lets programs that read /proc read exported trees, and holds what they say against what Sandscope says.

  witness.py CLI [--readme FILE] [--scenario NAME...] [--dialect NAME...]

CLI is sandscope-cli. Each shipped scenario, at its moment of most tasks, is exported in each dialect; the programs get the
tree as their /proc (sandscope-cli with-proc), psutil gets its folder (PROCFS_PATH). Exit code 0: every difference is
explained below; 1: one is not; 77: a program is missing or mount namespaces are not permitted. --readme replaces the table
in that file.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from explanations import EXPLANATIONS

DIALECTS = ["gvisor-2018", "gvisor-2019", "gvisor-2022", "gvisor-2024", "gvisor-2026", "linux"]
PROGRAMS = ["ps", "top", "pstree", "pmap", "lsof"]
TOOLS = ["ps -ef", "ps -eLf", "top -b -n1", "pstree -pt", "pmap -X", "lsof", "psutil"]
SKIPPED = 77
SECONDS = 60  # for one program and one tree

# The letters that programs print for the states that Sandscope names.
LETTERS = {"running": "R", "sleeping": "S", "disk sleep": "D", "stopped": "T", "tracing stop": "t", "zombie": "Z", "dead": "X"}


# -- What Sandscope says ----------------------------------------------------------------------------------------------


def ask(cli, *arguments):
    done = subprocess.run([cli, *arguments], capture_output=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def fullest_step(cli, source):
    """The last step after which there are more tasks than after any other."""
    alive, most, best = 0, -1, 0
    for line in ask(cli, "trace", source, "--json").splitlines():
        step = json.loads(line)
        for task in step.get("tasks", []):
            alive += {"appeared": 1, "vanished": -1}.get(task["change"], 0)
        if alive >= most:
            most, best = alive, step["step"]
    return best


def said(cli, source, options):
    """By pid: the row of the process, its threads (by tid) and its descriptors (None where they cannot be listed), with those of
    its threads where it has none, as when its first thread ended before the others."""
    def descriptors(entries):
        return next((sorted(int(link["name"]) for link in child["entries"])
                     for child in entries if child["name"] == "fd" and "entries" in child), None)

    processes = {}
    for entry in json.loads(ask(cli, "tree", source, "--json", *options))["entries"]:
        if "task" not in entry:
            continue
        threads = next((child.get("entries", []) for child in entry["entries"] if child["name"] == "task"), [])
        process = dict(entry["task"], threads_seen={int(thread["name"]): thread.get("task", {}) for thread in threads},
                       fds=descriptors(entry["entries"]), thread_fds=[])
        for thread in threads:
            process["thread_fds"] += descriptors(thread.get("entries", [])) or []
        processes[int(entry["name"])] = process
    return processes


# -- What the programs say: these run inside, with the tree as /proc ---------------------------------------------------


def run(*command, in_tree=False):
    """in_tree: procps gives up where its own pid is not in /proc. A child of with-proc's program is not, so it gets a link to
    that program's folder."""
    def enter():
        os.symlink(str(os.getppid()), f"/proc/{os.getpid()}")

    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          preexec_fn=enter if in_tree else None,
                          env=dict(os.environ, LC_ALL="C.UTF-8", COLUMNS="512", TERM="dumb")) as process:
        out, error = process.communicate(timeout=SECONDS)
    if in_tree:
        os.unlink(f"/proc/{process.pid}")
    return {"pid": process.pid, "code": process.returncode,
            "out": out.decode(errors="replace"), "error": error.decode(errors="replace")}


def psutil_process(pid):
    import psutil

    answers = {}
    calls = {
        "name": lambda p: p.name(), "status": lambda p: p.status(), "ppid": lambda p: p.ppid(),
        "num_threads": lambda p: p.num_threads(), "rss": lambda p: p.memory_info().rss, "num_fds": lambda p: p.num_fds(),
        "threads": lambda p: sorted(t.id for t in p.threads()), "cmdline": lambda p: p.cmdline(),
        "environ": lambda p: len(p.environ()), "exe": lambda p: p.exe(), "cwd": lambda p: p.cwd(),
        "maps": lambda p: len(p.memory_maps(grouped=False)), "uids": lambda p: list(p.uids()), "gids": lambda p: list(p.gids()),
        "cpu_times": lambda p: p.cpu_times().user, "create_time": lambda p: p.create_time(),
        "io_counters": lambda p: list(p.io_counters()), "ctx_switches": lambda p: list(p.num_ctx_switches()),
        "open_files": lambda p: len(p.open_files()),
    }
    try:
        process = psutil.Process(pid)
    except Exception as error:  # pylint: disable=broad-except
        return {"Process": {"error": f"{type(error).__name__}: {error}"}}
    for name, call in calls.items():
        try:
            answers[name] = {"value": call(process)}
        except Exception as error:  # pylint: disable=broad-except
            answers[name] = {"error": type(error).__name__}
    return answers


def inside(tree):
    pids = sorted(int(name) for name in os.listdir(tree) if name.isdigit())
    answers = {
        "own": [os.getpid(), os.getppid()],  # the parent is not in the tree, but it is told of
        "ps -ef": run("ps", "-ef", in_tree=True),
        "ps -eLf": run("ps", "-eLf", in_tree=True),
        "top -b -n1": run("top", "-b", "-n1", "-w", "512", in_tree=True),
        "pstree -pt": run("pstree", "-ptA", "0", in_tree=True),
        "pmap -X": {str(pid): run("pmap", "-X", str(pid), in_tree=True) for pid in pids},
        "lsof": run("lsof", "-w", "-n", "-P", "-b", "-Ff", in_tree=True),
    }
    os.environ["PROCFS_PATH"] = tree
    import psutil

    psutil.PROCFS_PATH = tree
    answers["psutil"] = {"pids": psutil.pids(), "processes": {str(pid): psutil_process(pid) for pid in pids}}
    json.dump(answers, sys.stdout)


# -- Comparison: each yields a sentence for whatever differs, beginning with the field --------------------------------


def compare_pids(seen, processes, own):
    seen = set(seen) - own
    for pid in sorted(set(processes) - seen):
        yield f"pid: misses a process that is {processes[pid]['state']}"
    for pid in sorted(seen - set(processes)):
        yield f"pid: lists {pid}, which is not there"


def rows_after(text, heading, columns):
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.split()[:len(heading)] == heading:
            return [row.split(None, columns - 1) for row in lines[number + 1:] if row.strip()]
    return None


def shown(name):
    """As procps escapes what does not print."""
    return "".join(c if c.isprintable() else "?" for c in name)


def compare_ps(answer, processes, own):
    if answer["code"] != 0:
        yield f"exit: {answer['code']}: {answer['error'].strip()[:100]}"
    if answer["error"].strip():
        yield f"message: {answer['error'].strip().splitlines()[0][:100]}"
    rows = rows_after(answer["out"], ["UID", "PID", "PPID"], 8)
    if rows is None:
        yield "output: no rows"
        return
    yield from compare_pids((int(row[1]) for row in rows), processes, own)
    for row in rows:
        process = processes.get(int(row[1]))
        if process and process["parentTgid"] is not None and int(row[2]) != process["parentTgid"]:
            yield f"ppid: {row[2]} in place of {process['parentTgid']}"


def compare_threads(answer, processes, own):
    if answer["code"] != 0:
        yield f"exit: {answer['code']}: {answer['error'].strip()[:100]}"
    rows = rows_after(answer["out"], ["UID", "PID", "PPID", "LWP"], 10)
    if rows is None:
        yield "output: no rows"
        return
    seen = {(int(row[1]), int(row[3])) for row in rows if int(row[1]) not in own}
    expected = {(pid, tid) for pid, process in processes.items() for tid in process["threads_seen"]}
    if seen != expected:
        yield f"tid: lists {sorted(seen)} in place of {sorted(expected)}"
    for row in rows:
        process = processes.get(int(row[1]))
        if process and process["threads"] is not None and int(row[5]) != process["threads"]:
            yield f"num_threads: {row[5]} in place of {process['threads']}"


def kibibytes(text):
    """Of top: a number of KiB, or one with a unit and fewer digits. With how far it may be off."""
    units = {"m": 1 << 10, "g": 1 << 20, "t": 1 << 30}
    if text[-1] in units:
        unit = units[text[-1]]
        digits = len(text[:-1].partition(".")[2])
        return float(text[:-1]) * unit, unit / 10**digits
    return float(text), 0


def compare_top(answer, processes, own):
    if answer["code"] != 0:
        yield f"exit: {answer['code']}: {answer['error'].strip()[:100]}"
    rows = rows_after(answer["out"], ["PID", "USER"], 12)
    if rows is None:
        yield f"output: no rows: {answer['error'].strip()[:100]}"
        return
    yield from compare_pids((int(row[0]) for row in rows), processes, own)
    for row in rows:
        process = processes.get(int(row[0]))
        if not process:
            continue
        letter = LETTERS.get(process["state"], "?")
        if row[7] != letter:
            yield f"S: {row[7]} in place of {letter}"
        if process["rssBytes"] is not None:
            value, margin = kibibytes(row[5])
            if abs(value - process["rssBytes"] / 1024) > margin:
                yield f"RES: {row[5]} in place of {process['rssBytes'] // 1024}"
        name = shown(process["name"])
        got = row[11].rstrip() if len(row) > 11 else ""
        if got != name.strip():
            yield f"COMMAND: “{got}” in place of “{name}”"


def compare_pstree(answer, processes, own):
    if answer["code"] != 0:
        yield f"exit: {answer['code']}: {answer['error'].strip()[:100]}"
    seen = {int(number) for number in re.findall(r"[(,](\d+)\)", answer["out"])}
    expected = {tid for process in processes.values() for tid in process["threads_seen"]} | set(processes)
    if seen - own != expected:
        yield f"tid: shows {sorted(seen - own)} in place of {sorted(expected)}"


def compare_pmap(answer, processes, own):
    del own
    for pid, one in answer.items():
        process = processes.get(int(pid))
        if not process:
            continue
        if one["code"] != 0:
            yield f"exit for one that is {process['state']}: {one['code']}: {one['error'].strip().splitlines()[0][:60] if one['error'].strip() else 'silent'}"
            continue
        lines = one["out"].splitlines()
        header = lines[1].split() if len(lines) > 1 else []
        total = lines[-1].split() if len(lines) > 2 and set(lines[-2]) <= set("= ") else None
        if process["rssBytes"] == 0 and total is None:
            continue  # no memory, no rows
        if "Rss" not in header or total is None:
            yield f"smaps of one that is {process['state']}: no rows"
            continue
        # The columns before Size have no total; those behind it stand in the order of the heading.
        numbers = dict(zip((name for name in header[header.index("Size"):] if name != "Mapping"), total))
        if process["rssBytes"] is not None and int(numbers["Rss"]) * 1024 != process["rssBytes"]:
            yield f"Rss: {numbers['Rss']} in place of {process['rssBytes'] // 1024}"


def compare_lsof(answer, processes, own):
    if answer["code"] not in (0, 1):
        yield f"exit: {answer['code']}: {answer['error'].strip()[:100]}"
    seen, pid = collections.defaultdict(list), None
    for line in answer["out"].splitlines():
        if line[:1] == "p":
            pid = int(line[1:])
            seen.setdefault(pid, [])
        elif line[:1] == "f" and line[1:].isdigit() and pid is not None:
            seen[pid].append(int(line[1:]))
    yield from compare_pids(seen, processes, own)
    for number, process in processes.items():
        expected = process["fds"] or sorted(set(process["thread_fds"]))
        if number in seen and process["fds"] is not None and sorted(set(seen[number])) != expected:
            yield f"fd: lists {sorted(set(seen[number]))} in place of {expected}"


def compare_psutil(answer, processes, own):
    yield from compare_pids(answer["pids"], processes, own)
    states = {"running": "running", "sleeping": "sleeping", "disk sleep": "disk-sleep", "stopped": "stopped",
              "tracing stop": "tracing-stop", "zombie": "zombie", "dead": "dead"}
    for pid, calls in answer["processes"].items():
        process = processes.get(int(pid))
        if not process:
            continue
        expected = {
            "name": process["name"], "status": states.get(process["state"]), "ppid": process["parentTgid"],
            "num_threads": process["threads"], "rss": process["rssBytes"],
            "num_fds": None if process["fds"] is None else len(process["fds"]),
            "threads": sorted(process["threads_seen"]),
        }
        for name, call in calls.items():
            if "error" in call:
                yield f"{name}() of one that is {process['state']}: {call['error']}"
            elif expected.get(name) is not None and call["value"] != expected[name]:
                yield f"{name}() of one that is {process['state']}: {call['value']} in place of {expected[name]}"


COMPARE = {"ps -ef": compare_ps, "ps -eLf": compare_threads, "top -b -n1": compare_top, "pstree -pt": compare_pstree,
           "pmap -X": compare_pmap, "lsof": compare_lsof, "psutil": compare_psutil}


# -- The whole --------------------------------------------------------------------------------------------------------


def explained(tool, dialect, stumble):
    for number, item in enumerate(EXPLANATIONS):
        if tool in item.tools and dialect in item.dialects and re.match(item.stumble, stumble):
            return number
    return None


def table(cells, counts, versions):
    lines = ["| program | " + " | ".join(DIALECTS) + " |", "|---" * (len(DIALECTS) + 1) + "|"]
    for tool in TOOLS:
        row = []
        for dialect in DIALECTS:
            notes = cells[tool, dialect]
            row.append("all" if not notes else " ".join(f"[{note + 1}]" for note in sorted(notes)))
        lines.append(f"| `{tool}` | " + " | ".join(row) + " |")
    lines.append("")
    for number, item in enumerate(EXPLANATIONS):
        times = counts.get(number, 0)
        if times:
            lines.append(f"{number + 1}. {item.field}: {item.why}")
    lines += ["", f"Read by {versions}."]
    # Numbers of what occurs, without gaps.
    text = "\n".join(lines)
    used = [number for number in range(len(EXPLANATIONS)) if counts.get(number)]
    for new, old in enumerate(used, 1):
        text = text.replace(f"[{old + 1}]", f"[#{new}]").replace(f"\n{old + 1}. ", f"\n#{new}. ")
    return text.replace("[#", "[").replace("\n#", "\n")


def versions_of_programs():
    import psutil

    def first(*command):
        done = run(*command)
        found = re.search(r"\d+\.[\d.]+", done["out"] + done["error"])
        return found.group(0) if found else "?"

    return (f"procps {first('ps', '--version')}, psmisc {first('pstree', '--version')}, "
            f"lsof {first('lsof', '-v')}, psutil {psutil.__version__}")


def missing(cli):
    for program in PROGRAMS:
        if not shutil.which(program):
            return f"{program} is not installed"
    try:
        import psutil  # pylint: disable=unused-import
    except ImportError:
        return "psutil of Python is not installed"
    done = subprocess.run([cli, "with-proc", "scenario:start", "--", "true"], capture_output=True, check=False)
    if done.returncode != 0:
        return done.stderr.decode(errors="replace").strip()
    return None


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--inside":
        inside(sys.argv[2])
        return 0
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--readme")
    parser.add_argument("--scenario", nargs="*")
    parser.add_argument("--dialect", nargs="*", default=DIALECTS)
    options = parser.parse_args()
    cli = os.path.abspath(options.cli)
    reason = missing(cli)
    if reason:
        print(f"Skipped: {reason}.")
        return SKIPPED

    scenarios = options.scenario or [item["source"].partition(":")[2] for item in json.loads(ask(cli, "scenarios", "--json"))]
    cells, counts, unexplained = collections.defaultdict(set), collections.Counter(), []
    trees = rows = 0
    with tempfile.TemporaryDirectory() as folder:
        for scenario in scenarios:
            source = f"scenario:{scenario}"
            step = str(fullest_step(cli, source))
            for dialect in options.dialect:
                view = ["--step", step, "--dialect", dialect]
                tree = os.path.join(folder, f"{scenario}-{dialect}")
                ask(cli, "export", source, tree, "--unmasked", *view)
                processes = said(cli, source, view)
                answers = json.loads(ask(cli, "with-proc", f"proc:{tree}", "--unmasked", "--", sys.executable, __file__,
                                         "--inside", tree))
                trees += 1
                rows += len(processes)
                for tool in TOOLS:
                    own = {*answers["own"], answers[tool].get("pid")}
                    for stumble in COMPARE[tool](answers[tool], processes, own):
                        number = explained(tool, dialect, stumble)
                        if number is None:
                            unexplained.append(f"{tool}, {dialect}, {scenario} at step {step}: {stumble}")
                        else:
                            cells[tool, dialect].add(number)
                            counts[number] += 1
                shutil.rmtree(tree)
    print(f"{len(TOOLS)} programs read {trees} trees with {rows} processes.")
    for number, item in enumerate(EXPLANATIONS):
        print(f"{counts.get(number, 0):5} times explained: {item.field}")
    for line in unexplained[:200]:
        print(f"Not explained: {line}")
    print(f"{len(unexplained)} differences are not explained.")

    full = not options.scenario and options.dialect == DIALECTS
    text = table(cells, counts, versions_of_programs())
    begin, end = "<!-- begin of what witness.py wrote -->\n", "<!-- end of it -->\n"
    readme = options.readme or os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")
    if full and not unexplained:
        with open(readme, encoding="utf-8") as file:
            before = file.read()
        head, _, rest = before.partition(begin)
        _, _, tail = rest.partition(end)
        after = f"{head}{begin}\n{text}\n\n{end}{tail}"
        if options.readme:
            with open(readme, "w", encoding="utf-8") as file:
                file.write(after)
        elif after != before:
            print(f"The table in {readme} is not what was found now; write it with --readme {readme}. Found:\n{text}")
    else:
        print(text)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
