#!/usr/bin/env python3
"""Holds every include and every word of weft/ and cli/ against layers.toml. Prints each breach as FILE:LINE, exits 1.

A row stands for its folder and all below it that have no row of their own."""

import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def code_lines(text):
    """The lines without comments, string contents and includes: a word in prose breaks no layer."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    for number, line in enumerate(text.splitlines(), 1):
        if INCLUDE.match(line):
            continue
        line = re.sub(r'"(\\.|[^"\\])*"', '""', line)
        yield number, line.split("//")[0]


def row_of(path, rules):
    """The deepest row that the folder of a file lies in; none for a folder without one. Layers are named without weft/."""
    folders = pathlib.PurePath(path).parts[:-1]
    if folders[:1] == ("weft",):
        folders = folders[1:]
    for depth in range(len(folders), 0, -1):
        if (row := "/".join(folders[:depth])) in rules:
            return row
    return None


def breach_of_include(target, row, rules):
    rule = rules[row]
    if target.split("/")[0] in ("weft", "cli"):
        other = row_of(target, rules)
        if other is None:
            return f"{target} lies in a folder that layers.toml does not know"
        if other != row and other not in rule["may_include"]:
            return f"{row} may not include {other}"
    elif "/" in target and target.split("/")[0] not in rule["libraries"] + ["sys", "netinet", "arpa", "net"]:
        return f"{row} may not use the library {target.split('/')[0]}"
    return None


def check(path, rules):
    # A test may use what it likes; its folder may not.
    row = row_of(path.relative_to(ROOT), rules)
    if row is None:
        yield 1, "lies in a folder that layers.toml does not know"
        return
    is_test = path.stem.endswith("_test")
    text = path.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        if found.group(1) == '"':
            yield number, "includes are written <weft/folder/file.hpp>"
        elif not is_test and (breach := breach_of_include(found.group(2), row, rules)):
            yield number, breach
    if is_test:
        return
    for number, line in code_lines(text):
        for word in rules[row]["never"]:
            if re.search(rf"(?<![a-zA-Z0-9]){re.escape(word)}(?![a-zA-Z0-9])", line):
                yield number, f"{row} must never contain the word {word}"


def main():
    rules = tomllib.loads((ROOT / "layers.toml").read_text())
    breaches = 0
    files = sorted(p for top in ("weft", "cli") for p in (ROOT / top).rglob("*") if p.suffix in {".hpp", ".cpp", ".inc"})
    for path in files:
        for number, what in check(path, rules):
            print(f"{path.relative_to(ROOT)}:{number}: {what}")
            breaches += 1
    print(f"{len(files)} files, {breaches} breaches of layers.toml")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
