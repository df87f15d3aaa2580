#!/usr/bin/env python3
"""Line and branch coverage of the engine's folders from a build with WEFT_COVERAGE: tools/coverage.py BUILD_FOLDER

Fails where a folder has less than LEAST_LINES or LEAST_BRANCHES per cent, and names the lines that never ran.
"""

import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["base", "http", "hpack", "frame", "h2", "h1"]
LEAST_LINES = 97
LEAST_BRANCHES = 90


def counts(build):
    """For each source line the times it ran, and for each of its branches, over all programs."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    branches = collections.defaultdict(lambda: collections.defaultdict(int))
    notes = [str(p) for p in pathlib.Path(build).resolve().rglob("*.gcda")]
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(notes), 50):
            subprocess.run(["gcov", "--json-format", "--branch-probabilities", *notes[start:start + 50]], cwd=folder,
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for path in pathlib.Path(folder).glob("*.gcov.json.gz"):
                with gzip.open(path) as packed:
                    collect(json.load(packed), lines, branches)
                path.unlink()
    return lines, branches


def collect(report, lines, branches):
    for file in report["files"]:
        path = pathlib.Path(report["current_working_directory"], file["file"]).resolve()
        if not path.is_relative_to(ROOT / "weft") or path.name.endswith("_test.cpp"):
            continue
        # A table: what counts is the code that includes it.
        if path.suffix == ".inc":
            continue
        name = str(path.relative_to(ROOT))
        for line in file["lines"]:
            lines[name][line["line_number"]] += line["count"]
            for number, branch in enumerate(b for b in line["branches"] if not b["throw"]):
                branches[name][line["line_number"], number] += branch["count"]


def share(tables):
    total = sum(len(t) for t in tables)
    return 100 * sum(1 for t in tables for n in t.values() if n) / total if total else 100.0


def is_enough(name, lines, branches):
    of_lines, of_branches = share(lines), share(branches)
    print(f"{name:8} lines {of_lines:6.2f} %   branches {of_branches:6.2f} %")
    return of_lines >= LEAST_LINES and of_branches >= LEAST_BRANCHES


def tell_what_never_ran(lines, files):
    for name in sorted(files):
        never = [str(number) for number, count in sorted(lines[name].items()) if count == 0]
        if never:
            print(f"  {name}: {' '.join(never)}")


def main():
    lines, branches = counts(sys.argv[1])
    enough = True
    for folder in FOLDERS:
        files = [name for name in lines if name.startswith(f"weft/{folder}/")]
        if not is_enough(folder, [lines[f] for f in files], [branches[f] for f in files]):
            enough = False
            tell_what_never_ran(lines, files)
    every = [name for name in lines if name.split("/")[1] in FOLDERS]
    is_enough("all", [lines[f] for f in every], [branches[f] for f in every])
    if not enough:
        sys.exit(f"coverage: at least {LEAST_LINES} % of lines and {LEAST_BRANCHES} % of branches are expected of each")


if __name__ == "__main__":
    main()
