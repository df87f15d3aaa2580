"""Writes what was found where it can be found again: a table to read and every sample."""

import json
import os
import pathlib
import platform
import re

import goals
import workloads


def write(file, report, rows, peers):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report + "\n")
    file.with_suffix(".json").write_text(json.dumps(samples(rows, peers), indent=1) + "\n")


def samples(rows, peers):
    return {
        "servers": {peer.name: peer.version() for peer in peers},
        "rows": [{
            "key": row.workload.key,
            "title": row.workload.title,
            "unit": row.workload.unit,
            "samples": {name: [round(sample.value, 4) for sample in found] for name, found in row.samples.items()},
        } for row in rows],
    }


def about(command, peers, options):
    """The facts that a reader needs to do the run again."""
    yield f"Command: `{command}`"
    yield ""
    yield (f"{options.rounds} rounds of about {options.seconds} s for each server and row. A figure is the median of "
           "the rounds; a ratio is the median of the ratios within a round, with the least and the greatest; less is "
           "better everywhere. [How it is measured](../../docs/performance.md).")
    yield ""
    yield f"Idle connections are {workloads.idle_connections():,}."
    yield ""
    yield f"Machine: {processor()}, {os.cpu_count()} cores, Linux {platform.release()}, {system()}."
    yield ""
    yield "| server | version | remarks |"
    yield "|---|---|---|"
    for peer in peers:
        yield f"| {peer.name} | {peer.version()} | {peer.notes} |"


def absences(rows):
    """The places where a server has no figure, and why."""
    for row in rows:
        for name, why in row.absent.items():
            if name != goals.FLOOR:
                yield f"* {row.workload.key}, {name}: {why}"


def processor():
    found = re.search(r"model name\s*: (.+)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def system():
    found = re.search(r'PRETTY_NAME="(.+)"', pathlib.Path("/etc/os-release").read_text())
    return found.group(1) if found else platform.system()
