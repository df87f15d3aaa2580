#!/usr/bin/env python3
"""Counts what must not grow unseen, and compares it with what is expected: instructions of the engine, memory of an idle
connection. Each may be 3 % above its budget."""

import argparse
import pathlib
import sys

import instructions
import octets

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build/budget/bench/programs"


def main():
    options = argparse.ArgumentParser(prog="bench/count", description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", type=pathlib.Path, default=BUILD, help="where the programs were built")
    options.add_argument("--update", action="store_true", help="write what was counted into the budgets")
    arguments = options.parse_args()
    judgements = [
        instructions.check(arguments.build / "engine/engine_requests", arguments.update),
        octets.check(arguments.build / "heap/heap_server", arguments.build / "clients/bench_hold", arguments.update),
    ]
    sys.exit(0 if all(judgements) else 1)


if __name__ == "__main__":
    main()
