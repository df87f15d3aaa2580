#!/usr/bin/env python3
"""Runs all fuzz targets on all cores for a time, and says at the end what came of it: a table of executions, coverage and
findings. Exits 1 if there was a finding.

    tools/fuzz.py BUILD TIME [--keep]         TIME is 300, 300s, 20m or 8h; --keep adds to fuzz/NAME/corpus what is new

Each target gets slices of time by its weight; what a slice finds new is where the next one begins.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Two engines, and an engine under fire, are nearly all of the code, and an input of theirs is a whole story.
WEIGHTS = {"pair": 6, "h2": 3}
LONGEST_SLICE = 600
SHORTEST_SLICE = 5
# A target that fails so often says nothing new.
MOST_FINDINGS = 10
LIMITS = ["-timeout=10", "-rss_limit_mb=2048"]


def seconds_of(text):
    found = re.fullmatch(r"(\d+)([smh]?)", text)
    if not found or int(found.group(1)) == 0:
        raise argparse.ArgumentTypeError(f"expected a time such as 300, 20m or 8h, not {text!r}")
    return int(found.group(1)) * {"": 1, "s": 1, "m": 60, "h": 3600}[found.group(2)]


class Target:
    def __init__(self, program):
        self.program = program
        self.name = program.name.removesuffix("_fuzz")
        self.weight = WEIGHTS.get(self.name, 1)
        self.corpus = ROOT / "fuzz" / self.name / "corpus"
        # New findings stay out of the committed corpus until somebody adds them.
        self.found = program.parents[2] / "found" / self.name
        self.findings_folder = program.parents[2] / "findings" / self.name
        self.planned = 0.0
        self.seconds = 0.0
        self.executions = self.coverage = self.features = 0
        self.findings = []

    def run(self, slice_seconds):
        begun = time.monotonic()
        done = subprocess.run(
            [self.program, f"-max_total_time={slice_seconds}", *LIMITS, "-print_final_stats=1",
             f"-artifact_prefix={self.findings_folder}/", self.found, self.corpus], capture_output=True, text=True, errors="replace")
        return done.returncode, done.stderr, time.monotonic() - begun

    def note(self, code, said, seconds):
        self.seconds += seconds
        self.executions += sum(int(n) for n in re.findall(r"stat::number_of_executed_units:\s*(\d+)", said))
        self.coverage = max([self.coverage, *(int(n) for n in re.findall(r"\bcov: (\d+)", said))])
        self.features = max([self.features, *(int(n) for n in re.findall(r"\bft: (\d+)", said))])
        if code == 0:
            return
        written = re.findall(r"Test unit written to (\S+)", said) or ["no input was written"]
        # The rule that was broken says more than the signal that followed.
        told = re.search(r"^(?:broken|SUMMARY): (.*)", said, re.MULTILINE)
        summary = told[1] if told else said.strip().rpartition("\n")[2] or f"exit code {code}"
        self.findings.append((summary, written[-1]))
        print(f"fuzz: {self.name}: {summary}: {written[-1]}", flush=True)

    def keep(self):
        """Adds to the committed corpus what covers more than it did."""
        before = len(list(self.corpus.iterdir()))
        subprocess.run([self.program, "-merge=1", *LIMITS, self.corpus, self.found], capture_output=True, check=False)
        return len(list(self.corpus.iterdir())) - before


class Plan:
    """The next target: the one that has had least, by its weight."""

    def __init__(self, targets, duration, workers):
        self.targets, self.lock = targets, threading.Lock()
        self.until = time.monotonic() + duration
        share = duration * workers / sum(target.weight for target in targets)
        self.slice = min(LONGEST_SLICE, max(SHORTEST_SLICE, int(share / 2)))

    def work(self):
        while (left := int(self.until - time.monotonic())) >= 1:
            with self.lock:
                useful = [target for target in self.targets if len(target.findings) < MOST_FINDINGS]
                if not useful:
                    return
                target = min(useful, key=lambda t: t.planned / t.weight)
                slice_seconds = min(left, self.slice)
                target.planned += slice_seconds
            result = target.run(slice_seconds)
            with self.lock:
                target.note(*result)


def print_table(targets, kept):
    print(f"\n{'target':<10}{'seconds':>9}{'executions':>13}{'a second':>10}{'coverage':>10}{'features':>10}"
          f"{'kept':>6}{'findings':>10}")
    for target in targets:
        rate = target.executions / target.seconds if target.seconds else 0
        print(f"{target.name:<10}{target.seconds:>9.0f}{target.executions:>13}{rate:>10.0f}{target.coverage:>10}"
              f"{target.features:>10}{kept.get(target.name, 0):>6}{len(target.findings):>10}")
    for target in targets:
        for summary, written in target.findings:
            print(f"{target.name}: {summary}\n  {written}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("time", type=seconds_of)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    programs = sorted(options.build.resolve().glob("fuzz/*/*_fuzz"))
    if not programs:
        sys.exit(f"fuzz: no target in {options.build}/fuzz: build fuzz_targets first")
    targets = [Target(program) for program in programs]
    for target in targets:
        target.found.mkdir(parents=True, exist_ok=True)
        target.findings_folder.mkdir(parents=True, exist_ok=True)
    workers = len(os.sched_getaffinity(0))
    plan = Plan(targets, options.time, workers)
    print(f"fuzz: {len(targets)} targets on {workers} cores, {options.time} s", flush=True)
    threads = [threading.Thread(target=plan.work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {target.name: target.keep() for target in targets} if options.keep else {}
    print_table(targets, kept)
    sys.exit(any(target.findings for target in targets))


if __name__ == "__main__":
    main()
