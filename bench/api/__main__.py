#!/usr/bin/env python3
"""One small API, written with weft, cpp-httplib, Go and Node: what it takes to write, to compile and to serve.

JSON comes in, goes through SQLite in memory, and comes out; a stream of a hundred events; an upload of 50 MB. h2load asks: ten
connections, one request at a time over HTTP/1.1 in the clear, ten at a time over HTTP/2 and TLS. Each program is on core 0 and h2load
on core 1; the figure is what the kernel accounts to the program, user and system, so it is the requests that one second of a
processor serves. Programs take turns, there and back again, and a figure is the median.

    python3 bench/api [--rounds 5] [--only weft go] [--node build/node] [--programs build/release/bench/programs/api]
                      [--out bench/results/api.md]

A program that cannot be built or started, for want of its library, is left out, and the reason is told. Node's SQLite comes from npm
into the folder that --node names: the first time it may take minutes, because it may have to be compiled.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/compare"))

import processes  # noqa: E402
import results  # noqa: E402

SOURCES = ROOT / "bench/programs/api"
TITLES = {"weft": "weft", "httplib": "cpp-httplib", "go": "Go net/http", "node": "Node"}
FILES = {"weft": ("weft.cpp", "notes.hpp"), "httplib": ("httplib.cpp", "notes.hpp"), "go": ("api.go",), "node": ("api.js",)}
SPEAKS_HTTP2 = ("weft", "go", "node")
# Versions from 13 on are not for Node 20.
NODE_SQLITE, NODE_SQLITE_VERSION = "better-sqlite3", "12.11.1"
UPLOAD = 50_000_000

# Title, path, requests over HTTP/1.1, h2load's words.
WORKS = (
    ("POST /notes: JSON in, SQLite, JSON out", "/notes", 20_000, ("-d", "note.json", "-H", "content-type: application/json")),
    ("GET /notes/1: SQLite, JSON out", "/notes/1", 20_000, ()),
    ("GET /events: 100 events", "/events", 1_000, ()),
    ("POST /upload: 50 MB", "/upload", 10, ("-d", "upload")),
)


def own_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def lines_of(name):
    """Lines that are neither empty nor a comment."""
    text = "\n".join((SOURCES / file).read_text() for file in FILES[name])
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith("//"))


def seconds_to_compile(name, programs):
    """Seconds of a processor for the program's one file, optimised; its libraries are there."""
    definitions = ("-DASIO_STANDALONE", "-DASIO_NO_DEPRECATED", "-DASIO_HAS_CO_AWAIT", "-DASIO_SEPARATE_COMPILATION")
    before = own_seconds()
    if name in ("weft", "httplib"):
        subprocess.run(["g++", "-std=c++20", "-O2", f"-I{ROOT}", *definitions, "-c", SOURCES / f"{name}.cpp", "-o", "/dev/null"],
                       check=True)
    elif name == "go":
        compile_go("/dev/null")
    else:
        return None
    return own_seconds() - before


def compile_go(out):
    subprocess.run(["go", "build", "-o", out, SOURCES / "api.go"], check=True, cwd=SOURCES,
                   env=os.environ | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""})


def version_of_node_sqlite(folder):
    """None where it is not there."""
    try:
        return json.loads((folder / "node_modules" / NODE_SQLITE / "package.json").read_text())["version"]
    except FileNotFoundError:
        return None


def install_node_sqlite(folder):
    if version_of_node_sqlite(folder) == NODE_SQLITE_VERSION:
        return
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{NODE_SQLITE} goes to {folder}, once", file=sys.stderr, flush=True)
    # npm takes the nearest folder above that has a package.json, unless there is one.
    (folder / "package.json").write_text('{"private": true}\n')
    subprocess.run(["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", f"{NODE_SQLITE}@{NODE_SQLITE_VERSION}"],
                   check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)


@dataclasses.dataclass(frozen=True)
class Round:
    # Seconds of a processor until it listens.
    start: float
    # Those of a request, by scheme and title of the work.
    taken: dict
    resident: int


class Bench:
    def __init__(self, folder, programs, node):
        self.folder, self.programs, self.node = folder, programs, node
        (folder / "note.json").write_text('{"text": "Tea at five, and bring the maps of the north."}')
        (folder / "upload").write_bytes(os.urandom(1 << 20) * (UPLOAD // (1 << 20)) + bytes(UPLOAD % (1 << 20)))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True,
                       capture_output=True)

    def start(self, name):
        http, https = processes.free_port(), processes.free_port()
        both = [http, https, self.folder / "certificate.pem", self.folder / "key.pem"]
        command, environment = {
            "weft": ([self.programs / "api_weft", *both], {}),
            "httplib": ([self.programs / "api_httplib", http], {}),
            # A program may take one core of the machine, the same for all.
            "go": ([self.folder / "api_go", *both], {"GOMAXPROCS": "1"}),
            "node": (["node", SOURCES / "api.js", *both], {"NODE_PATH": str(self.node / "node_modules")}),
        }[name]
        return processes.Server([command], https if name in SPEAKS_HTTP2 else http, http, environment)

    def seconds(self, server, scheme, work):
        """The time of a processor for one request, behind a tenth as many that nobody counts: Node compiles while it runs."""
        requests = work[2]
        self.ask(server, scheme, work, max(1, requests // 10))
        before = server.cpu()
        self.ask(server, scheme, work, requests)
        return (server.cpu() - before).nanoseconds / requests / 1e9

    def ask(self, server, scheme, work, requests):
        _, path, _, words = work
        words = [str(self.folder / word) if (self.folder / word).exists() else word for word in words]
        how = ["--h1", "-m", "1"] if scheme == "http" else ["-m", "10"]
        done = processes.run_client(["h2load", *how, "-n", requests, "-c", min(10, requests), *words, server.address(scheme) + path])
        counts = re.search(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded", done.stdout)
        if not counts or counts.groups() != (str(requests), str(requests)):
            raise processes.Failure(f"not every request was answered:\n{done.stdout[-2000:]}{done.stderr[-500:]}")

    def round(self, name):
        server = self.start(name)
        try:
            start = server.cpu().nanoseconds / 1e9
            schemes = ("http", "https") if name in SPEAKS_HTTP2 else ("http",)
            taken = {(scheme, work[0]): self.seconds(server, scheme, work) for scheme in schemes for work in WORKS}
            return Round(start, taken, server.resident_octets())
        finally:
            server.stop()


def said_by(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def version_of_package(name):
    return said_by("dpkg-query", "-W", "-f", "${Version}", name)


def version_of(name):
    return {
        "weft": lambda: f"{said_by('git', '-C', ROOT, 'rev-parse', '--short', 'HEAD')}, link-time optimisation",
        "httplib": lambda: f"{version_of_package('libcpp-httplib-dev')}, Debian",
        "go": lambda: f"{said_by('go', 'version').split()[2]}, one core, with mattn/go-sqlite3 "
                      f"{version_of_package('golang-github-mattn-go-sqlite3-dev')}, Debian",
        "node": lambda: f"{said_by('node', '--version')}, with {NODE_SQLITE} {NODE_SQLITE_VERSION}",
    }[name]()


def table(names, samples, compiled):
    def row(title, cells):
        return f"| {title} | " + " | ".join(cells) + " |"

    def rate(name, scheme, work):
        seconds = [each.taken[scheme, work[0]] for each in samples[name] if (scheme, work[0]) in each.taken]
        return f"{1 / statistics.median(seconds):,.{0 if statistics.median(seconds) < 0.01 else 1}f}" if seconds else "–"

    lines = [row("", [TITLES[name] for name in names]), "|---|" + "--:|" * len(names),
             row("lines of code", [str(lines_of(name)) for name in names]),
             row("seconds of a processor to compile it", [f"{compiled[name]:.1f}" if compiled[name] else "–" for name in names]),
             row("milliseconds of a processor to start it",
                 [f"{statistics.median(each.start for each in samples[name]) * 1000:.0f}" for name in names])]
    for scheme, title in (("http", "HTTP/1.1"), ("https", "HTTP/2, TLS")):
        lines += [row(f"{title}, requests in a second of a processor: {work[0]}", [rate(name, scheme, work) for name in names])
                  for work in WORKS]
    memory = [statistics.median(each.resident for each in samples[name]) / (1 << 20) for name in names]
    lines.append(row("resident memory after all of it, MiB", [f"{each:.0f}" for each in memory]))
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", nargs="+", choices=TITLES, default=list(TITLES))
    options.add_argument("--node", type=pathlib.Path, default=ROOT / "build/node")
    options.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/release/bench/programs/api")
    options.add_argument("--out", type=pathlib.Path)
    given = options.parse_args()
    if shutil.which("h2load") is None:
        sys.exit("bench/api needs h2load, of Debian's package nghttp2-client")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(pathlib.Path(folder), given.programs.resolve(), given.node.resolve())
        samples = {}
        compiled = {}
        for name in given.only:
            try:
                compiled[name] = seconds_to_compile(name, given.programs)
                if name == "go":
                    compile_go(bench.folder / "api_go")
                if name == "node":
                    install_node_sqlite(bench.node)
                bench.start(name).stop()
                samples[name] = []
            except (OSError, subprocess.CalledProcessError, processes.Failure) as error:
                print(f"{TITLES[name]} is left out: {error}", file=sys.stderr)
        names = list(samples)
        for number in range(given.rounds):
            for name in names if number % 2 == 0 else reversed(names):
                samples[name].append(bench.round(name))
                print(f"round {number + 1}: {TITLES[name]}", file=sys.stderr, flush=True)
        text = table(names, samples, compiled)
    if given.out:
        versions = "\n".join(f"* {TITLES[name]}: {version_of(name)}" for name in names)
        machine = f"Machine: {results.processor()}, {os.cpu_count()} cores, {results.system()}."
        given.out.write_text(f"# One small API\n\nCommand: `python3 bench/api --rounds {given.rounds} --out {given.out}`, "
                             f"{time.strftime('%Y-%m-%d')}\n\n{machine}\n\n{versions}\n\n{text}")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
