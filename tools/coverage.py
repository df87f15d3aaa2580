#!/usr/bin/env python3
"""Line and branch coverage of the engine's folders from a build with WEFT_COVERAGE: tools/coverage.py BUILD_FOLDER"""

import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["base", "http", "hpack", "frame", "h2", "h1"]


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
        name = str(path.relative_to(ROOT))
        for line in file["lines"]:
            lines[name][line["line_number"]] += line["count"]
            for number, branch in enumerate(b for b in line["branches"] if not b["throw"]):
                branches[name][line["line_number"], number] += branch["count"]


def share(tables):
    total = sum(len(t) for t in tables)
    return 100 * sum(1 for t in tables for n in t.values() if n) / total if total else 100.0


def main():
    lines, branches = counts(sys.argv[1])
    for folder in FOLDERS:
        files = [f for f in lines if f.startswith(f"weft/{folder}/")]
        print(f"{folder:8} lines {share([lines[f] for f in files]):6.2f} %   "
              f"branches {share([branches[f] for f in files]):6.2f} %")
    every = [f for f in lines if f.split("/")[1] in FOLDERS]
    print(f"{'all':8} lines {share([lines[f] for f in every]):6.2f} %   "
          f"branches {share([branches[f] for f in every]):6.2f} %")


if __name__ == "__main__":
    main()
