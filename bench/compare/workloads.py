"""What is asked of the servers. One Workload is one row of the table."""

import dataclasses
import pathlib
import re
import resource
import select
import statistics
import subprocess
import time
import typing

import content
import h2load
from goals import Goal
from processes import CLIENT_CORE, PATIENCE_SECONDS, Failure, pinned, run_client

MIB = 1 << 20


@dataclasses.dataclass(frozen=True)
class Sample:
    """What one measurement found, in the unit of its row; less is better."""

    value: float
    user_share: typing.Optional[float] = None


@dataclasses.dataclass(frozen=True)
class Tools:
    """What loads need besides a server: programs, and the content."""

    content: content.Content
    h2load: str
    idle: pathlib.Path
    fairness: pathlib.Path


@dataclasses.dataclass(frozen=True)
class Requests:
    """A fixed number of requests from h2load; CPU of the server for each, or for each MiB of body.

    What it costs to set the connections up is measured by itself and taken off.
    """

    key: str
    title: str
    scheme: str
    connections: int
    streams: int
    file: str = "6"
    body: str = ""  # file to upload
    browser: bool = False
    per: str = "request"
    goal: typing.Optional[Goal] = None
    most_rounds = 1000
    fresh = False

    @property
    def unit(self):
        return f"µs per {self.per}"

    @property
    def answer_octets(self):
        return content.size(self.file)

    def prepare(self, peer, server, tools, seconds):
        """Warms the server up, and finds how many requests take that long and what the connections cost."""
        self.load(peer, server, tools, 2 * self.connections * self.streams)
        setups = [self.spend(peer, server, tools, self.connections) for _ in range(3)]
        setup = statistics.median(spent.nanoseconds for spent, _ in setups)
        fewest = requests = 2 * self.connections * self.streams
        for share in (0.2, 1):
            spent, outcome = self.spend(peer, server, tools, requests)
            busy = max(spent.nanoseconds - setup, (outcome.cpu_seconds - setups[0][1].cpu_seconds) * 1e9) / 1e9
            requests = max(int(requests * seconds * share / max(busy, 0.001)), fewest)
        return requests, setup

    def measure(self, peer, server, tools, prepared):
        requests, setup = prepared
        spent, _ = self.spend(peer, server, tools, requests)
        each = (spent.nanoseconds - setup) / (requests - self.connections) / 1000
        if self.per == "MiB":
            each *= MIB / content.SIZES[self.body or self.file]
        ticks = spent.user_ticks + spent.system_ticks
        return Sample(each, spent.user_ticks / ticks if ticks else None)

    def spend(self, peer, server, tools, requests):
        before = server.cpu()
        outcome = self.load(peer, server, tools, requests)
        return server.cpu() - before, outcome

    def load(self, peer, server, tools, requests):
        path = peer.upload if self.body else f"/{self.file}"
        options = []
        if self.body:
            options += ["-d", tools.content.file(self.body)]
        if self.browser:
            options += [part for field in content.BROWSER_FIELDS.items() for part in ("-H", ": ".join(field))]
            options += ["-i", tools.content.browser_paths(server.address(self.scheme))]
        else:
            options += [server.address(self.scheme) + path]
        outcome = h2load.run(tools.h2load, requests, self.connections, self.streams, options)
        self.check(peer, outcome)
        return outcome

    def check(self, peer, outcome):
        good = outcome.status[peer.upload_status // 100 - 2 if self.body else 0]
        octets = self.answer_octets * outcome.requests
        if good != outcome.requests or (not self.body and outcome.body_octets != octets):
            raise Failure(f"{peer.name} answers {self.title} with {outcome}")


@dataclasses.dataclass(frozen=True)
class Handshakes:
    """New connections with one request each; CPU of the server for each."""

    key: str = "W7"
    title: str = "TLS connection and one request"
    scheme: str = "https"
    goal: Goal = Goal(0.95, "best")
    unit: str = "µs per connection"
    answer_octets: int = content.size("6")
    at_once: int = 100
    most_rounds = 1000
    fresh = False

    def prepare(self, peer, server, tools, seconds):
        outcome = self.load(server, tools, self.at_once)
        return max(int(self.at_once * seconds / outcome.cpu_seconds), self.at_once)

    def measure(self, peer, server, tools, prepared):
        before = server.cpu()
        self.load(server, tools, prepared)
        spent = server.cpu() - before
        ticks = spent.user_ticks + spent.system_ticks
        return Sample(spent.nanoseconds / prepared / 1000, spent.user_ticks / ticks if ticks else None)

    def load(self, server, tools, connections):
        outcome = h2load.run(tools.h2load, connections, connections, 1, [server.address(self.scheme) + "/6"])
        if outcome.status[0] != connections:
            raise Failure(f"{self.title}: {outcome}")
        return outcome


def idle_connections():
    """Ten thousand, or what a server dares to accept that keeps half of its descriptors for other things."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(10_000, descriptors * 9 // 20)


@dataclasses.dataclass(frozen=True)
class Idle:
    """Memory that a server keeps for each of many connections that have asked once and say nothing more."""

    key: str
    title: str
    scheme: str
    goal: typing.Optional[Goal] = None
    unit: str = "KiB of RSS per connection"
    answer_octets: int = content.size("6")
    most_rounds = 2
    # Memory that was used before is used again: only a new server shows what it needs.
    fresh = True

    def prepare(self, peer, server, tools, seconds):
        return idle_connections() if seconds > 0.5 else idle_connections() // 5

    def measure(self, peer, server, tools, prepared):
        self.hold(server, tools, 1, lambda: None)
        before = server.resident_octets()
        after = self.hold(server, tools, prepared, server.resident_octets)
        return Sample((after - before) / prepared / 1024)

    def hold(self, server, tools, connections, meanwhile):
        command = pinned(CLIENT_CORE, [tools.idle, server.address(self.scheme), connections])
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as client:
            if not select.select([client.stdout], [], [], PATIENCE_SECONDS)[0]:
                client.kill()
            if client.stdout.readline() != "ready\n":
                raise Failure(f"{self.title}: {client.stderr.read()}")
            time.sleep(0.5)
            return meanwhile()


@dataclasses.dataclass(frozen=True)
class Fairness:
    """64 connections that ask one small thing after the other: the slowest of a hundred beside a download and alone."""

    key: str
    title: str
    scheme: str
    goal: typing.Optional[Goal] = None
    unit: str = "p99 beside / alone"
    answer_octets: int = content.size("10m")
    most_rounds = 5
    fresh = False

    def prepare(self, peer, server, tools, seconds):
        return seconds

    def measure(self, peer, server, tools, prepared):
        done = run_client([tools.fairness, server.address(self.scheme), 64, prepared])
        p99 = [float(text) for text in re.findall(r"p99 ([\d.]+)", done.stdout)]
        if done.returncode != 0 or len(p99) != 2:
            raise Failure(f"{peer.name}: {self.title}: {done.stdout}{done.stderr}")
        return Sample(p99[1] / p99[0])


ALL = [
    Requests("W1.6.tls", "6 octets, TLS, 10 x 100", "https", 10, 100, "6", goal=Goal(0.50, "h2o")),
    Requests("W1.1k.tls", "1 KiB, TLS, 10 x 100", "https", 10, 100, "1k", goal=Goal(0.50, "h2o")),
    Requests("W1.6.h2c", "6 octets, h2c, 10 x 100", "http", 10, 100, "6", goal=Goal(0.50, "h2o")),
    Requests("W1.1k.h2c", "1 KiB, h2c, 10 x 100", "http", 10, 100, "1k", goal=Goal(0.50, "h2o")),
    Requests("W2.tls", "1 KiB, TLS, 100 x 1", "https", 100, 1, "1k", goal=Goal(0.95, "h2o")),
    Requests("W2.h2c", "1 KiB, h2c, 100 x 1", "http", 100, 1, "1k", goal=Goal(0.95, "h2o")),
    Requests("W3.tls", "1 KiB, 200 paths, 16 browser fields, TLS, 10 x 100", "https", 10, 100, "1k", browser=True,
             goal=Goal(0.50, "h2o")),
    Requests("W4.tls", "download of 10 MiB, TLS, 4 x 8", "https", 4, 8, "10m", per="MiB", goal=Goal(0.92, "best")),
    Requests("W4.h2c", "download of 10 MiB, h2c, 4 x 8", "http", 4, 8, "10m", per="MiB", goal=Goal(0.92, "best")),
    Requests("W5.10m.tls", "upload of 10 MiB, TLS, 4 x 1", "https", 4, 1, body="10m", per="MiB", goal=Goal(0.6, "h2o")),
    Requests("W5.1k.tls", "upload of 1 KiB, TLS, 10 x 100", "https", 10, 100, body="1k", goal=Goal(0.6, "h2o")),
    Idle("W6.tls", "idle connections, TLS", "https", goal=Goal(12)),
    Idle("W6.h2c", "idle connections, h2c", "http", goal=Goal(1)),
    Handshakes(),
    Fairness("W13.tls", "64 connections with small requests and one download, TLS", "https", goal=Goal(1.5)),
    Fairness("W13.h2c", "64 connections with small requests and one download, h2c", "http", goal=Goal(1.5)),
]


def select(keys):
    return [workload for workload in ALL if wanted(workload.key, keys)]


def wanted(key, keys):
    """W1 means everything that begins with `W1.`; no keys at all mean everything."""
    return not keys or any(f"{key}.".startswith(f"{wanted}.") for wanted in keys)
