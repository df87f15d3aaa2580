#!/usr/bin/env python3
"""CPU of the server per request, octet and handshake, and memory of a connection: weft beside other servers.

Each server has one worker on core 0, the load is on core 1. Servers take turns, there and back again; a figure is the
median over the rounds and a ratio the median of the ratios within a round, with the least and the greatest. CPU is what
the kernel accounts to the server's threads. Answers are counted, by status and by octets.
"""

import argparse
import contextlib
import pathlib
import resource
import shutil
import signal
import sys
import tempfile

import content
import floor
import goals
import hpack
import pairs
import peers
import results
import table
import workloads
from processes import Failure


ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "build/release/bench/programs/clients"
RESULTS = ROOT / "bench/results/compare.md"


def arguments():
    parser = argparse.ArgumentParser(prog="bench/compare", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", nargs="+", metavar="KEY",
                        help="only those whose key begins so, as W1 or W1.6.tls; --list tells all")
    parser.add_argument("--peers", nargs="*", default=peers.PEERS, metavar="NAME[=PATH]",
                        help=f"beside whom ({' '.join(peers.PEERS)}); a path is another binary of that server")
    parser.add_argument("--weft", metavar="PATH", help="another binary of ours")
    parser.add_argument("--floor", type=pathlib.Path, metavar="PATH",
                        help="another build of bench/programs/floor/answer.cpp")
    parser.add_argument("--rounds", type=int, help="measurements of each server in a row (10)")
    parser.add_argument("--seconds", type=float, help="about how long one measurement takes (0.7)")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 0.2 seconds: an impression, not a claim")
    parser.add_argument("--h2load", default=shutil.which("h2load"), metavar="PATH")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE",
                        help="where to write the table, and the samples beside it; a whole run writes bench/results")
    parser.add_argument("--list", action="store_true", help="tell the workloads and go")
    options = parser.parse_args()
    if not (options.workloads or options.quick or options.rounds or options.seconds or options.out):
        options.out = RESULTS
    options.rounds = options.rounds or (2 if options.quick else 10)
    options.seconds = options.seconds or (0.2 if options.quick else 0.7)
    return options


def find_peers(options):
    found = [peers.Peer("weft", options.weft)] + [peers.find(text) for text in options.peers]
    for peer in found:
        if peer.binary is None:
            print(f"compare: {peer.name} is not installed", file=sys.stderr)
    if found[0].binary is None:
        raise Failure("without weft there is nothing to compare: ./dev build")
    return [peer for peer in found if peer.binary]


def allow_many_connections():
    """Idle ones are held by the thousand, and haproxy wants two descriptors for each."""
    wanted = 32768
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, most)))
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main():
    options = arguments()
    chosen = workloads.chosen(options.workloads)
    if options.list:
        for workload in chosen:
            print(f"{workload.key:12} {workload.title}")
        print("W10          header compression, by bench/programs/hpack")
        return
    found = find_peers(options)
    allow_many_connections()
    report = Report()
    report.add(*results.about(command(), found, options), "", table.header(found))
    rows = []
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
        tools = workloads.Tools(content.make(pathlib.Path(folder)), options.h2load, CLIENTS / "bench_hold",
                                CLIENTS / "bench_fairness")
        for workload in chosen:
            rows.append(pairs.measure(workload, [*found, floor.Floor(options.floor)], tools, options.rounds,
                                      options.seconds))
            report.add(table.row_text(rows[-1], found))
    report.add("", *results.absences(rows), "", "Goals:", "", *(f"* {line}" for line in goals.lines(rows)))
    if workloads.wanted("W10", options.workloads):
        report.add("", *hpack.lines(*hpack.measure(options.rounds)))
    if options.out:
        results.write(options.out, report.text(), rows, found)


class Report:
    """Says everything at once, and remembers it."""

    def __init__(self):
        self.lines = []

    def add(self, *lines):
        for line in lines:
            print(line, flush=True)
        self.lines += lines

    def text(self):
        return "\n".join(self.lines)


def command():
    return " ".join(["./dev bench", *sys.argv[1:]])


if __name__ == "__main__":
    # The servers must not survive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("compare: terminated"))
    try:
        main()
    except (Failure, ValueError) as error:
        sys.exit(f"compare: {error}")
