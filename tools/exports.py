#!/usr/bin/env python3
"""Compares what a shared library of weft exports with the list of it: the classes and the free functions that have code in the
library, by name. Nothing else than names of weft may be there.

    tools/exports.py LIBRARY LIST             prints each difference, exits 1
    tools/exports.py LIBRARY LIST --update    writes the list
"""

import pathlib
import re
import subprocess
import sys


def named(symbol):
    """The class that a demangled symbol belongs to, or the function itself."""
    symbol = re.sub(r"\[abi:\w+\]", "", symbol).replace("operator()", "call")
    if "operator" not in symbol:
        while symbol != (shorter := re.sub(r"<[^<>]*>", "", symbol)):
            symbol = shorter
    parts = symbol.split("(")[0].split(" ")[-1 if "operator" not in symbol else 0].split("::")
    classes = [number for number, part in enumerate(parts) if re.match("[A-Z~]", part)]
    return "::".join(parts[:classes[0] + 1] if classes else parts)


def exported(library):
    lines = subprocess.run(["nm", "--dynamic", "--defined-only", "--demangle", library], check=True, text=True,
                           capture_output=True).stdout.splitlines()
    symbols = [line.split(" ", 2)[1:] for line in lines]
    strangers = [symbol for _, symbol in symbols if not re.search(r"(^|[ :])weft::", symbol)]
    return sorted({named(symbol) for kind, symbol in symbols if kind == "T"}), strangers


def main(library, listed, *options):
    names, strangers = exported(library)
    listed = pathlib.Path(listed)
    if "--update" in options:
        listed.write_text("\n".join(names) + "\n")
    expected = listed.read_text().split("\n")[:-1]
    wrong = [f"{library} exports {name}, which is not of weft" for name in strangers]
    wrong += [f"{library} exports {name}, which {listed} does not have" for name in names if name not in expected]
    wrong += [f"{library} does not export {name} of {listed}" for name in expected if name not in names]
    if wrong:
        print(*wrong, "Where that is meant: tools/exports.py LIBRARY LIST --update", sep="\n", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
