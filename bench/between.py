#!/usr/bin/env python3
"""Measures what `weft inspect --listen --to` costs those between whom it stands: h2load asks nginx over TLS directly, and through
weft inspect whose lines go nowhere or to a file. Each round asks all three ways and then the same backwards; medians of all are told,
and the CPU of weft inspect alone.

    bench/between.py [--weft build/release/weft] [--rounds 5] [--out bench/results/between.md]
"""

import argparse
import contextlib
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "bench/compare")]

from certificates import make_certificate  # noqa: E402
from processes import cpu_of, free_port  # noqa: E402
from results import processor, system  # noqa: E402

PATIENCE = 60
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1}
MIB = 1 << 20
DIRECT, NOWHERE, FILE = "directly", "weft inspect", "weft inspect, into a file"

# The works: a name, the words of h2load, how many requests these are, and the file with its octets.
ROWS = (
    ("6 octets, 10 connections with 10 streams", ("-c10", "-m10"), 10_000, ("small.txt", 6)),
    ("a page of 200 tiles, a new connection", ("-c1", "-m100"), 200, ("tile.bin", 1024)),
    ("a download of 64 MiB", ("-c1", "-m1", "-w24", "-W24"), 1, ("large.bin", 64 * MIB)),
)


def is_listening(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


class Origin:
    """nginx, with as many processes as it takes by itself."""

    def __init__(self, folder):
        certificate, key = make_certificate(folder, "localhost")
        self.port = free_port()
        site = folder / "site"
        site.mkdir()
        for _, _, _, (name, size) in ROWS:
            with open(site / name, "wb") as file:
                file.truncate(size)
        folder.chmod(0o755)
        configuration = folder / "nginx.conf"
        temporary = "".join(f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration.write_text(f"""
            daemon off; pid {folder}/pid; error_log {folder}/error.log; {"user root;" if os.geteuid() == 0 else ""} events {{ }}
            http {{ access_log off; keepalive_requests 100000000; open_file_cache max=100; sendfile on; {temporary}
              server {{ listen 127.0.0.1:{self.port} ssl http2; root {site}; ssl_certificate {certificate}; ssl_certificate_key {key}; }} }}""")
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", configuration], stderr=subprocess.DEVNULL)
        self.url = f"https://127.0.0.1:{self.port}"
        while not is_listening(self.port):
            if self.process.poll() is not None:
                raise RuntimeError("nginx does not start")
            time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Between:
    """`weft inspect` before it, whose lines go to `out`."""

    def __init__(self, weft, folder, origin, out):
        with open(out, "w") as lines:
            self.process = subprocess.Popen([weft, "inspect", "-k", "--listen", "https://127.0.0.1:0", "--to", origin.url], stdout=lines,
                                            stderr=subprocess.PIPE, text=True, env=dict(os.environ, XDG_DATA_HOME=str(folder)))
        told = []
        while not (found := re.match(r"listening on (\S+)", told[-1] if told else "")):
            if self.process.poll() is not None:
                raise RuntimeError("".join(told))
            told.append(self.process.stderr.readline())
        self.url = found.group(1)

    def cpu_seconds(self):
        return cpu_of(self.process.pid).nanoseconds / 1e9

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE)


def seconds_of(words, count, url):
    """As h2load has measured them."""
    said = subprocess.run(["h2load", "-n", str(count), *words, url], capture_output=True, text=True, timeout=PATIENCE).stdout
    found = re.search(r"^finished in ([\d.]+)(us|ms|s)", said, re.MULTILINE)
    if f" {count} succeeded" not in said or not found:
        raise RuntimeError(said)
    return float(found.group(1)) * UNITS[found.group(2)]


class Sample:
    """One way of asking: seconds of each run, and the CPU of weft inspect."""

    def __init__(self):
        self.seconds, self.cpu = [], []

    def add(self, words, count, place, path):
        before = place.cpu_seconds() if isinstance(place, Between) else 0
        self.seconds.append(seconds_of(words, count, f"{place.url}/{path}"))
        if isinstance(place, Between):
            # The lines that are still to be printed count as well.
            time.sleep(0.05)
            self.cpu.append(place.cpu_seconds() - before)


def measure(ways, rounds, words, count, path):
    samples = {name: Sample() for name in ways}
    for place in ways.values():
        seconds_of(words, count, f"{place.url}/{path}")
    for _ in range(rounds):
        for name in [*ways, *reversed(ways)]:
            samples[name].add(words, count, ways[name], path)
    return samples


def cells(row, sample, direct):
    _, _, count, (_, size) = row
    seconds = statistics.median(sample.seconds)
    if count == 1:
        speed = f"{size / MIB / seconds:,.0f} MiB/s"
    elif count < 1000:
        speed = f"{seconds * 1000:,.1f} ms"
    else:
        speed = f"{count / seconds:,.0f} requests/s"
    times = "" if sample is direct else f"{seconds / statistics.median(direct.seconds):.1f} times as long"
    if not sample.cpu:
        return speed, times, ""
    cpu = statistics.median(sample.cpu)
    return speed, times, f"{cpu * 1000 / (size / MIB):,.2f} ms a MiB" if count == 1 else f"{cpu * 1e6 / count:,.1f} µs a request"


def table(results):
    yield "| what | way | speed | than directly | CPU of weft inspect |"
    yield "|---|---|--:|--:|--:|"
    for row, samples in results:
        for name, sample in samples.items():
            speed, times, cpu = cells(row, sample, samples[DIRECT])
            yield f"| {row[0]} | {name} | {speed} | {times} | {cpu} |"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weft", default="build/release/weft")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--out", type=pathlib.Path)
    given = options.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        origin = Origin(folder)
        ways = {DIRECT: origin, NOWHERE: Between(given.weft, folder, origin, "/dev/null"),
                FILE: Between(given.weft, folder, origin, folder / "lines.txt")}
        for row in ROWS:
            _, words, count, (path, _) = row
            results.append((row, measure(ways, given.rounds, words, count, path)))
            print(row[0], flush=True)
        for place in ways.values():
            place.stop()
    lines = "\n".join(table(results))
    if not given.out:
        print(lines)
        return
    given.out.write_text(f"""# What weft inspect costs between a client and a server

Command: `bench/between.py --rounds {given.rounds} --out bench/results/between.md`

h2load asks nginx over TLS 1.3, and the same through `weft inspect --listen --to`, all on the same cores. Medians of {2 * given.rounds} runs each,
in turn. weft inspect has one thread and two TLS connections for each of the client's, and prints a line for each frame.

Machine: {processor()}, {os.cpu_count()} cores, {system()}.

{lines}
""")


if __name__ == "__main__":
    main()
