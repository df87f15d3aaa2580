"""W7: connections by the thousand."""

import dataclasses

import content
import h2load
from goals import Goal
from processes import Failure
from workloads.sample import Sample


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
        return Sample(spent.nanoseconds / prepared / 1000, spent.user_share)

    def load(self, server, tools, connections):
        outcome = h2load.run(tools.h2load, connections, connections, 1, [server.address(self.scheme) + "/6"])
        if outcome.status[0] != connections:
            raise Failure(f"{self.title}: {outcome}")
        return outcome
