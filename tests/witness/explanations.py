# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Where programs stumble over a dialect, and why. What matches none of these fails the test."""

import dataclasses

GVISOR = ("gvisor-2018", "gvisor-2019", "gvisor-2022", "gvisor-2024", "gvisor-2026")
ALL = (*GVISOR, "linux")


@dataclasses.dataclass
class Explanation:
    """One reason for which a program says something else than Sandscope, or nothing."""

    tools: tuple[str, ...]
    dialects: tuple[str, ...]
    stumble: str  # a regular expression, from the start of what differs
    field: str  # the field at fault
    why: str


UNTIL_2018 = GVISOR[:1]
UNTIL_2019 = GVISOR[:2]
UNTIL_2024 = GVISOR[:4]

EXPLANATIONS = [
    Explanation(("top -b -n1",), UNTIL_2018, r"RES: 0 in place of \d+$",
                "`statm`", "is absent in 2018, so `top` shows 0 for `RES` (and `VIRT`, `SHR`), although `stat` has the number"),
    Explanation(("top -b -n1",), UNTIL_2019, r"COMMAND: “” in place of ",
                "`stat`, `status`, `comm`: the name", "is empty after a fork, so `top` shows no `COMMAND`"),
    Explanation(("psutil",), UNTIL_2019, r"name\(\) of one that is [a-z ]+:  in place of ",
                "`stat`: the name", "is empty after a fork, so `name()` is"),
    Explanation(("pmap -X",), UNTIL_2018, r"exit for one that is [a-z ]+: 1: silent$",
                "`smaps`", "is absent in 2018; `pmap -X` ends with 1 and says nothing"),
    Explanation(("lsof",), ALL, r"pid: misses a process that is zombie$",
                "`fd`, `cwd`, `root`, `exe`, `maps`", "lead nowhere for a zombie, so `lsof` has nothing to list of it, as on any Linux"),
    Explanation(("psutil",), ALL, r"(cmdline|environ|exe|cwd|maps|rss)\(\) of one that is zombie: ZombieProcess$",
                "`stat`: state `Z`", "psutil raises `ZombieProcess` for what a zombie does not have, as on any Linux"),
    Explanation(("psutil",), UNTIL_2018, r"rss\(\) of one that is [a-z ]+: FileNotFoundError$",
                "`statm`", "is absent in 2018; `memory_info()` fails with `FileNotFoundError`"),
    Explanation(("psutil",), UNTIL_2018, r"maps\(\) of one that is [a-z ]+: FileNotFoundError$",
                "`smaps`", "is absent in 2018; `memory_maps()` fails with `FileNotFoundError`"),
    Explanation(("psutil",), UNTIL_2019, r"cwd\(\) of one that is [a-z ]+: FileNotFoundError$",
                "`cwd`", "is absent until 2019; `cwd()` fails with `FileNotFoundError`"),
    Explanation(("psutil",), UNTIL_2019, r"(uids|gids)\(\) of one that is [a-z ]+: IndexError$",
                "`status`: `Uid`, `Gid`", "are absent until 2019; `uids()` and `gids()` fail with `IndexError`"),
    Explanation(("psutil",), UNTIL_2024, r"io_counters\(\) of one that is [a-z ]+: ValueError$",
                "`io`: `rchar`", "is spelled `char` until 2024; `io_counters()` fails with `ValueError`"),
    Explanation(("psutil",), UNTIL_2024, r"ctx_switches\(\) of one that is [a-z ]+: NotImplementedError$",
                "`status`: `voluntary_ctxt_switches`",
                "is absent until 2024; `num_ctx_switches()` fails with `NotImplementedError`"),
]
