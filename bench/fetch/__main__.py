#!/usr/bin/env python3
"""CPU of a client per request, user and system: weft::Client beside libcurl's multi interface, h2load, Go, Java, Node and httpx.

One connection, the same `weft serve` for all, on core 0; the client is on core 1. For the cost of a new connection the server is an
nginx that ends each one after a request. A sample is the slope between a short and a long run, so that start, handshake and end do
not count. Memory is the slope of the greatest resident size between 100 requests that wait and 10,000. Clients take turns, there and
back again; a figure is the median over the rounds, and a ratio the median of the ratios within a round, with the least and the
greatest.
"""

import argparse
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
import servers  # noqa: E402

PROGRAMS = ROOT / "build/release/bench/programs/fetch"
SCRIPTS = ROOT / "bench/programs/fetch"
FEW, MANY = 100, 10_000  # requests that wait, when memory is measured


@dataclasses.dataclass(frozen=True)
class Work:
    """What each client is asked to do, so many at once."""

    key: str
    title: str
    path: str
    scheme: str = "https"
    at_once: int = 100
    share: float = 1.0  # of a client's usual number of requests
    how: str = "whole"  # the body of an answer is one text; or `stream`, it is counted and dropped; or `post`
    server: str = "weft"


BY_EIGHT = {"at_once": 8, "share": 0.02}
ONE_BY_ONE = {"at_once": 1, "share": 0.04}
WORKS = [
    Work("6", "6 octets, TLS 1.3", "6"),
    Work("1k", "1,024 octets, TLS 1.3", "1k"),
    Work("stream", "1 MiB, eight at once, counted and dropped, TLS 1.3", "1m", how="stream", **BY_EIGHT),
    Work("whole", "1 MiB, eight at once, each in one piece, TLS 1.3", "1m", **BY_EIGHT),
    Work("post", "POST of 1 MiB, eight at once, TLS 1.3", "upload", how="post", **BY_EIGHT),
    Work("6.h2c", "6 octets, h2c", "6", "http"),
    Work("1k.h2c", "1,024 octets, h2c", "1k", "http"),
    Work("full", "new connection and one request, TLS 1.3", "6", server="full", **ONE_BY_ONE),
    Work("resumed", "the same, session resumed where the client can", "6", server="resumed", **ONE_BY_ONE),
]
WAITING = Work("waiting", "memory of a request that waits, octets", "6")


@dataclasses.dataclass(frozen=True)
class Client:
    name: str
    command: tuple  # in front of URL, requests, streams
    requests: int   # of the long run
    cannot: tuple = ()  # keys of works

    def line(self, work, url, requests, at_once, body):
        if self.name == "h2load":
            connections = 1 if work.server == "weft" else requests
            sent = ["-d", str(body)] if work.how == "post" else []
            return [*self.command, "-n", str(requests), "-c", str(connections), "-m", str(at_once), *sent, url]
        sent = [str(body.stat().st_size)] if work.how == "post" else []
        return [*self.command, url, str(requests), str(at_once), work.how, *sent]

    def installed(self):
        return shutil.which(self.command[0]) is not None

    def microseconds(self, work, running):
        """Of one request."""
        long = max(int(self.requests * work.share), 100)
        short = max(long // 10, work.at_once)
        used = [self.usage(work, requests, work.at_once, running) for requests in (short, long)]
        cpu = [usage.ru_utime + usage.ru_stime for usage in used]
        return (cpu[1] - cpu[0]) / (long - short) * 1e6

    def octets(self, work, running):
        """Of one request that waits."""
        resident = [self.usage(work, MANY, at_once, running).ru_maxrss * 1024 for at_once in (FEW, MANY)]
        return (resident[1] - resident[0]) / (MANY - FEW)

    def usage(self, work, requests, at_once, running):
        line = self.line(work, running.url(work), requests, at_once, running.body)
        command = processes.pinned(processes.CLIENT_CORE, line)
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read().decode(errors="replace")
        # h2load ends well whatever happens.
        if process.returncode != 0 or (self.name == "h2load" and f" {requests} succeeded, 0 failed" not in text):
            raise processes.Failure(f"{' '.join(command)} failed:\n{text[-2000:]}")
        return usage


GO = PROGRAMS / "fetch_go"
H2C = ("6.h2c", "1k.h2c")
NEW = ("full", "resumed")
CLIENTS = [
    Client("weft", (str(PROGRAMS / "fetch_weft"),), 50_000),
    # With prior knowledge libcurl 7.88, Debian's, fails at the second request of a connection, whatever the server.
    Client("libcurl", (str(PROGRAMS / "fetch_curl"),), 20_000, H2C),
    # It keeps no body, resumes no session, and sends no more than the limit of streams lets it. Its new connections are
    # made all at once.
    Client("h2load", ("h2load",), 50_000, ("whole", "resumed", "waiting")),
    Client("go", (str(GO),), 20_000, H2C),
    # Its compiler is warm after some thousand requests: a short run costs more for each. It fails beyond the limit of
    # streams, and where a connection ends after a request.
    Client("java", ("java", "-XX:+UseSerialGC", str(SCRIPTS / "Fetch.java")), 30_000, (*H2C, *NEW, "waiting")),
    Client("node", ("node", str(SCRIPTS / "node.mjs")), 10_000),
    # Debian's Python, which has Debian's modules. It fails where Java does.
    Client("httpx", ("/usr/bin/python3", str(SCRIPTS / "httpx_client.py")), 1_000, (*H2C, *NEW, "waiting")),
]


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


def main():
    parser = argparse.ArgumentParser(prog="bench/fetch", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", nargs="+", default=[client.name for client in CLIENTS],
                        help="these, and ours: %(default)s")
    parser.add_argument("--rows", nargs="+", metavar="KEY", default=[work.key for work in [*WORKS, WAITING]],
                        help="only these: %(default)s")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="where to write the table")
    options = parser.parse_args()
    clients = [client for client in CLIENTS if client.name in ("weft", *options.clients)]
    build_go()
    for client in clients:
        if not client.installed():
            print(f"bench/fetch: {client.name} is not installed", file=sys.stderr)
    clients = [client for client in clients if client.installed()]
    names = [client.name for client in clients]
    chosen = [work for work in [*WORKS, WAITING] if work.key in options.rows]
    rows = []
    with servers.running() as running:
        for work in chosen:
            able = [client for client in clients if work.key not in client.cannot]
            sample = Client.octets if work is WAITING else Client.microseconds
            samples = measure(able, options.rounds, lambda client: sample(client, work, running))
            rows.append(row(work.title, samples, names))
            print(" | ".join(rows[-1]), file=sys.stderr)
    text = "\n".join([
        "# CPU of clients", "",
        "Command: `./dev bench --clients " + " ".join(sys.argv[1:]) + "`", "",
        "User and system time of a client for one request over one connection, with 100 streams where nothing else is said; in",
        f"brackets weft's share of it, with the least and the greatest of {options.rounds} rounds. New connections are made one after",
        "the other, by h2load all at once. The last row is memory: the greatest resident size with 10,000 requests at once less that",
        "with 100, for each; the server allows 100 streams at a time. A dash: the client cannot do that.",
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
