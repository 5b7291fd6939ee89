#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0
"""Compares the binary interface of the procfs library with that of the last release.

abi.py [--update] LIBRARY HEADERS STORED.abi.xz

HEADERS is the folder with the installed headers. What they do not name is our own affair, though the library exports it.
--update: writes the interface into STORED, as is done for a release. Else fails when a program that was linked with the
stored one would not run with LIBRARY; what was only added is fine.
"""

import lzma
import os
import re
import subprocess
import sys
import tempfile

# Types of the C++ library that only other types of it have. They are two thirds of everything.
DETAILS = (r"^(std::(reverse_iterator|initializer_list|char_traits|allocator|allocator_traits|type_info|integral_constant"
           r"|iterator_traits|__detail|chrono|ranges|__cmp_cat|function|_Function|_Any_data|type_identity|hash|is_|__is"
           r"|pointer_traits|_Sp_|__weak|weak_ptr|__new)|__gnu_cxx|__cxxabiv1)")


def internal_names(library, headers):
    """What the library exports of our namespace and no header names."""
    words = set()
    for folder, _, files in os.walk(headers):
        for name in files:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                words.update(re.findall(r"\w+", file.read()))
    symbols = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    names = set()
    for match in re.finditer(r"9sandscope6procfs(\d+)", symbols):
        names.add(symbols[match.end():match.end() + int(match[1])])
    return sorted(names - words)


def interface(library, headers, folder):
    """The description that abidw makes of it."""
    names = internal_names(library, headers)
    rules, made = os.path.join(folder, "rules.ini"), os.path.join(folder, "made.abi")
    mangled = "9sandscope6procfs(" + "|".join(f"{len(name)}{name}" for name in names) + ")"
    with open(rules, "w", encoding="utf-8") as file:
        for kind, key, value in (("type", "name_regexp", DETAILS),
                                 ("type", "name_regexp", f"^sandscope::procfs::({'|'.join(names)})(::.*)?$"),
                                 ("function", "symbol_name_regexp", mangled),
                                 ("variable", "symbol_name_regexp", mangled),
                                 ("function", "name_regexp", "^(std|__gnu_cxx)::")):
            file.write(f"[suppress_{kind}]\n  {key} = {value}\n  drop = yes\n\n")
    subprocess.run(["abidw", "--suppr", rules, "--headers-dir", headers, "--drop-private-types", "--exported-interfaces-only",
                    "--no-load-undefined-interfaces", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs",
                    "--no-parameter-names", "--no-write-default-sizes", "--out-file", made, library], check=True)
    return made


def main(arguments):
    update = arguments[:1] == ["--update"]
    library, headers, stored = arguments[update:]
    with tempfile.TemporaryDirectory() as folder:
        made = interface(library, headers, folder)
        if update:
            with open(made, "rb") as file, open(stored, "wb") as out:
                out.write(lzma.compress(file.read(), preset=9))
            return 0
        if not os.path.exists(stored):
            sys.exit(f"There is no {stored}: ./dev abi --update writes it, for the first release with this soname.")
        before = os.path.join(folder, "before.abi")
        with lzma.open(stored) as file, open(before, "wb") as out:
            out.write(file.read())
        if subprocess.run(["abidiff", "--no-added-syms", before, made], check=False).returncode:
            sys.exit("Programs that were linked with the last release would not run with this library, see above: raise "
                     "SANDSCOPE_PROCFS_ABI in CMakeLists.txt, or take the change back.")
    print("Programs that were linked with the last release run with this library.")
    return 0


sys.exit(main(sys.argv[1:]))
