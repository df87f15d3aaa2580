#!/usr/bin/env python3
"""Holds every include and every word of weft/ against layers.toml. Prints each breach as FILE:LINE and exits 1."""

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


def layer_of(path, rules):
    parts = path.relative_to(ROOT / "weft").parts
    deep = "/".join(parts[:2])
    return deep if deep in rules else parts[0]


def breach_of_include(target, layer, rule):
    if target.startswith("weft/"):
        other = target.split("/")[1]
        if other != layer.split("/")[0] and other not in rule["may_include"]:
            return f"{layer} may not include {other}"
    elif "/" in target and target.split("/")[0] not in rule["libraries"] + ["sys", "netinet", "arpa", "net"]:
        return f"{layer} may not use the library {target.split('/')[0]}"
    return None


def check(path, rules):
    # A test may use what it likes; its folder may not.
    layer = layer_of(path, rules)
    rule = rules[layer]
    is_test = path.stem.endswith("_test")
    text = path.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        if found.group(1) == '"':
            yield number, "includes are written <weft/folder/file.hpp>"
        elif not is_test and (breach := breach_of_include(found.group(2), layer, rule)):
            yield number, breach
    if is_test:
        return
    for number, line in code_lines(text):
        for word in rule["never"]:
            if re.search(rf"(?<![a-zA-Z0-9]){re.escape(word)}(?![a-zA-Z0-9])", line):
                yield number, f"{layer} must never contain the word {word}"


def main():
    rules = tomllib.loads((ROOT / "layers.toml").read_text())
    breaches = 0
    files = sorted(p for p in (ROOT / "weft").rglob("*") if p.suffix in {".hpp", ".cpp", ".inc"})
    for path in files:
        for number, what in check(path, rules):
            print(f"{path.relative_to(ROOT)}:{number}: {what}")
            breaches += 1
    print(f"{len(files)} files, {breaches} breaches of layers.toml")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
