#!/usr/bin/env python3
"""Writes copies of the engine's sources with the faults of faults.txt: plant.py SOURCES COPIES.

A fault acts where weft_planted(number) says so: planted.hpp. Copies that would be the same as before are left alone, so that
nothing is compiled again for them.
"""

import pathlib
import sys

FAULTS = pathlib.Path(__file__).with_name("faults.txt")


def read_faults(text):
    """(what, file, line, replacement) of each, in their order: the first has the number 1."""
    faults = []
    paragraphs = [[line for line in part.splitlines() if not line.startswith("#")] for part in text.split("\n\n")]
    for lines in filter(None, paragraphs):
        if len(lines) != 4 or not lines[2].startswith("- ") or not lines[3].startswith("+ "):
            sys.exit(f"faults.txt: expected what, file, - line, + line at: {lines[0]}")
        faults.append((lines[0], lines[1], lines[2][2:], lines[3][2:]))
    return faults


def plant(faults, sources, copies):
    changed = {}
    for number, (what, name, line, replacement) in enumerate(faults, start=1):
        lines = changed.setdefault(name, (sources / name).read_text().splitlines())
        places = [i for i, found in enumerate(lines) if found.strip() == line]
        if len(places) != 1:
            sys.exit(f"faults.txt: {what}: {name} has this line {len(places)} times, expected once: {line}")
        lines[places[0]] = replacement.replace("FAULT", f"weft_planted({number})")
    for name, lines in changed.items():
        copy = copies / name
        text = "\n".join(lines) + "\n"
        if not copy.exists() or copy.read_text() != text:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text)


if __name__ == "__main__":
    plant(read_faults(FAULTS.read_text()), *map(pathlib.Path, sys.argv[1:]))
