#!/usr/bin/env python3
"""CPU of a client per request, user and system: weft::Client beside libcurl's multi interface, h2load, Node and httpx.

One connection, 100 streams, the same `weft serve` for all, on core 0; the client is on core 1. A sample is the slope between
a short and a long run, so that start, handshake and end do not count. Clients take turns, there and back again; a figure is
the median over the rounds, and a ratio the median of the ratios within a round, with the least and the greatest.
"""

import argparse
import contextlib
import dataclasses
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/compare"))

import processes  # noqa: E402
import results  # noqa: E402

PROGRAMS = ROOT / "build/release/bench/programs/fetch"
SCRIPTS = ROOT / "bench/programs/fetch"
AT_ONCE = "100"
SIZES = {"6": 6, "1k": 1024}


@dataclasses.dataclass(frozen=True)
class Client:
    name: str
    command: tuple  # in front of URL, requests, streams
    requests: int   # of the long run
    schemes: tuple = ("https", "http")

    def line(self, url, requests):
        if self.name == "h2load":
            return [*self.command, "-n", str(requests), "-c", "1", "-m", AT_ONCE, url]
        return [*self.command, url, str(requests), AT_ONCE]

    def installed(self):
        return shutil.which(self.command[0]) is not None

    def microseconds(self, url):
        """Of one request."""
        short = self.requests // 10
        return (self.cpu(url, self.requests) - self.cpu(url, short)) / (self.requests - short) * 1e6

    def cpu(self, url, requests):
        command = processes.pinned(processes.CLIENT_CORE, self.line(url, requests))
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                said.seek(0)
                raise processes.Failure(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')}")
        return usage.ru_utime + usage.ru_stime


CLIENTS = [
    Client("weft", (str(PROGRAMS / "fetch_weft"),), 50_000),
    # With prior knowledge libcurl 7.88, Debian's, fails at the second request of a connection, whatever the server.
    Client("libcurl", (str(PROGRAMS / "fetch_curl"),), 20_000, ("https",)),
    Client("h2load", ("h2load",), 50_000),
    Client("node", ("node", str(SCRIPTS / "node.mjs")), 10_000),
    # Debian's Python, which has Debian's modules.
    Client("httpx", ("/usr/bin/python3", str(SCRIPTS / "httpx_client.py")), 1_000, ("https",)),
]


def measure(clients, url, rounds):
    """All samples of each client, in the order of the rounds."""
    samples = {client.name: [] for client in clients}
    for turn in range(rounds):
        for client in clients if turn % 2 == 0 else reversed(clients):
            samples[client.name].append(client.microseconds(url))
    return samples


def row(title, samples, names):
    cells = [title]
    for name in names:
        if name not in samples:
            cells.append("–")
            continue
        found = samples[name]
        ratios = [a / b for a, b in zip(samples["weft"], found, strict=True)]
        ratio = "" if name == "weft" else f" ({statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f})"
        cells.append(f"{statistics.median(found):.1f}{ratio}")
    return cells


def table(rows, names):
    yield "| µs a request | " + " | ".join(names) + " |"
    yield "|---|" + "--:|" * len(names)
    for cells in rows:
        yield "| " + " | ".join(cells) + " |"


@contextlib.contextmanager
def serving():
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
        for name, size in SIZES.items():
            (pathlib.Path(folder) / name).write_bytes(b"x" * size)
        https, http = processes.free_port(), processes.free_port()
        command = [ROOT / "build/release/weft", "serve", folder, "--threads", "1", "--log", "none",
                   "--listen", f"https://127.0.0.1:{https}", "--listen", f"http://127.0.0.1:{http}"]
        server = processes.Server([command], https, http)
        try:
            yield server
        finally:
            server.stop()


def main():
    parser = argparse.ArgumentParser(prog="bench/fetch", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", nargs="+", default=[client.name for client in CLIENTS])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="where to write the table")
    options = parser.parse_args()
    clients = [client for client in CLIENTS if client.name in options.clients]
    for client in clients:
        if not client.installed():
            print(f"bench/fetch: {client.name} is not installed", file=sys.stderr)
    clients = [client for client in clients if client.installed()]
    with serving() as server:
        rows = []
        for scheme in ("https", "http"):
            able = [client for client in clients if scheme in client.schemes]
            for name, size in SIZES.items():
                title = f"{size:,} octets, {'TLS 1.3' if scheme == 'https' else 'h2c'}"
                samples = measure(able, f"{server.address(scheme)}/{name}", options.rounds)
                rows.append(row(title, samples, [client.name for client in clients]))
    text = "\n".join([
        "# CPU of clients", "",
        "Command: `./dev bench --clients " + " ".join(sys.argv[1:]) + "`", "",
        "User and system time of a client for one request over one connection with 100 streams; in brackets weft's share",
        f"of it, with the least and the greatest of {options.rounds} rounds. [The programs](../programs/fetch).", "",
        f"Machine: {results.processor()}, {os.cpu_count()} cores, {results.system()}.", "",
        *table(rows, [client.name for client in clients]), ""])
    print(text)
    if options.out:
        options.out.write_text(text)


if __name__ == "__main__":
    try:
        main()
    except processes.Failure as failure:
        sys.exit(f"bench/fetch: {failure}")
