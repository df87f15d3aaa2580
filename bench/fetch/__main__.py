#!/usr/bin/env python3
"""CPU of a client per request, user and system: weft::Client beside libcurl's multi interface, h2load, Go, Java, Node and httpx.

One connection, the same `weft serve` for all, on core 0; the client is on core 1. A sample is the slope between a short and a long
run, so that start, handshake and end do not count. Memory is the slope of the greatest resident size between 100 requests that wait
and 10,000. Clients take turns, there and back again; a figure is the median over the rounds, and a ratio the median of the ratios
within a round, with the least and the greatest.
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
FEW, MANY = 100, 10_000  # requests that wait, when memory is measured
MEBIBYTE = 1 << 20


@dataclasses.dataclass(frozen=True)
class Work:
    """What each client is asked to do, so many at once."""

    title: str
    path: str
    scheme: str = "https"
    at_once: int = 100
    share: float = 1.0  # of a client's usual number of requests
    sent: int = 0       # octets of a body


SIZES = {"6": 6, "1k": 1024, "1m": MEBIBYTE}
WORKS = [
    Work("6 octets, TLS 1.3", "6"),
    Work("1,024 octets, TLS 1.3", "1k"),
    Work("1 MiB, eight at once, TLS 1.3", "1m", at_once=8, share=0.02),
    Work("POST of 1 MiB, eight at once, TLS 1.3", "upload", at_once=8, share=0.02, sent=MEBIBYTE),
    Work("6 octets, h2c", "6", "http"),
    Work("1,024 octets, h2c", "1k", "http"),
]


@dataclasses.dataclass(frozen=True)
class Client:
    name: str
    command: tuple  # in front of URL, requests, streams
    requests: int   # of the long run
    schemes: tuple = ("https", "http")

    def line(self, url, requests, at_once, body):
        if self.name == "h2load":
            sent = ["-d", str(body)] if body else []
            return [*self.command, "-n", str(requests), "-c", "1", "-m", str(at_once), *sent, url]
        return [*self.command, url, str(requests), str(at_once), *([str(body.stat().st_size)] if body else [])]

    def installed(self):
        return shutil.which(self.command[0]) is not None

    def microseconds(self, work, server):
        """Of one request."""
        long = max(int(self.requests * work.share), 100)
        short = max(long // 10, work.at_once)
        body = server.body if work.sent else None
        used = [self.usage(server.url(work), requests, work.at_once, body) for requests in (short, long)]
        cpu = [usage.ru_utime + usage.ru_stime for usage in used]
        return (cpu[1] - cpu[0]) / (long - short) * 1e6

    def octets(self, work, server):
        """Of one request that waits."""
        resident = [self.usage(server.url(work), MANY, at_once, None).ru_maxrss * 1024 for at_once in (FEW, MANY)]
        return (resident[1] - resident[0]) / (MANY - FEW)

    def usage(self, url, requests, at_once, body):
        command = processes.pinned(processes.CLIENT_CORE, self.line(url, requests, at_once, body))
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                said.seek(0)
                raise processes.Failure(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')[-2000:]}")
        return usage


GO = PROGRAMS / "fetch_go"
CLIENTS = [
    Client("weft", (str(PROGRAMS / "fetch_weft"),), 50_000),
    # With prior knowledge libcurl 7.88, Debian's, fails at the second request of a connection, whatever the server.
    Client("libcurl", (str(PROGRAMS / "fetch_curl"),), 20_000, ("https",)),
    Client("h2load", ("h2load",), 50_000),
    Client("go", (str(GO),), 20_000, ("https",)),
    # Its compiler is warm after some thousand requests: a short run costs more for each.
    Client("java", ("java", "-XX:+UseSerialGC", str(SCRIPTS / "Fetch.java")), 30_000, ("https",)),
    Client("node", ("node", str(SCRIPTS / "node.mjs")), 10_000),
    # Debian's Python, which has Debian's modules.
    Client("httpx", ("/usr/bin/python3", str(SCRIPTS / "httpx_client.py")), 1_000, ("https",)),
]
# h2load sends no more than the limit of streams lets it, Java fails beyond it, and httpx fails as well.
WAITING = Work("memory of a request that waits, octets", "6")
WAIT = ("weft", "libcurl", "go", "node")


def build_go():
    if shutil.which("go"):
        environment = os.environ | {"GO111MODULE": "off", "GOCACHE": str(PROGRAMS / "go_cache")}
        subprocess.run(["go", "build", "-o", GO, SCRIPTS / "fetch.go"], check=True, env=environment)


def measure(clients, rounds, sample):
    """All samples of each client, in the order of the rounds."""
    samples = {client.name: [] for client in clients}
    for turn in range(rounds):
        for client in clients if turn % 2 == 0 else reversed(clients):
            samples[client.name].append(sample(client))
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
        cells.append(f"{statistics.median(found):,.1f}{ratio}")
    return cells


def table(rows, names):
    yield "| µs a request | " + " | ".join(names) + " |"
    yield "|---|" + "--:|" * len(names)
    for cells in rows:
        yield "| " + " | ".join(cells) + " |"


class Serving(processes.Server):
    def url(self, work):
        return f"{self.address(work.scheme)}/{work.path}"


@contextlib.contextmanager
def serving():
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
        for name, size in SIZES.items():
            (pathlib.Path(folder) / name).write_bytes(b"x" * size)
        https, http = processes.free_port(), processes.free_port()
        command = [ROOT / "build/release/weft", "serve", folder, "--threads", "1", "--log", "none", "--sink", "/upload",
                   "--listen", f"https://127.0.0.1:{https}", "--listen", f"http://127.0.0.1:{http}"]
        server = Serving([command], https, http)
        server.body = pathlib.Path(folder) / "1m"
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
    build_go()
    for client in clients:
        if not client.installed():
            print(f"bench/fetch: {client.name} is not installed", file=sys.stderr)
    clients = [client for client in clients if client.installed()]
    names = [client.name for client in clients]
    with serving() as server:
        rows = []
        for work in WORKS:
            able = [client for client in clients if work.scheme in client.schemes]
            rows.append(row(work.title, measure(able, options.rounds, lambda client: client.microseconds(work, server)), names))
        able = [client for client in clients if client.name in WAIT]
        rows.append(row(WAITING.title, measure(able, options.rounds, lambda client: client.octets(WAITING, server)), names))
    text = "\n".join([
        "# CPU of clients", "",
        "Command: `./dev bench --clients " + " ".join(sys.argv[1:]) + "`", "",
        "User and system time of a client for one request over one connection, with 100 streams where nothing else is said; in",
        f"brackets weft's share of it, with the least and the greatest of {options.rounds} rounds. The last row is memory: the greatest",
        f"resident size with {MANY:,} requests at once less that with {FEW}, for each; the server allows 100 streams at a time.",
        "[The programs](../programs/fetch).", "",
        f"Machine: {results.processor()}, {os.cpu_count()} cores, {results.system()}.", "",
        *table(rows, names), ""])
    print(text)
    if options.out:
        options.out.write_text(text)


if __name__ == "__main__":
    try:
        main()
    except processes.Failure as failure:
        sys.exit(f"bench/fetch: {failure}")
