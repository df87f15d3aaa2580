"""W1 to W5: requests by the hundred thousand, or large ones."""

import dataclasses
import statistics
import typing

import content
import h2load
from goals import Goal
from processes import Failure
from workloads.sample import Sample

MIB = 1 << 20


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
        return Sample(each, spent.user_share)

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
