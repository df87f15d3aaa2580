"""W6: connections on which nothing happens."""

import dataclasses
import resource
import select
import subprocess
import time
import typing

import content
from goals import Goal
from processes import CLIENT_CORE, PATIENCE_SECONDS, Failure, pinned
from workloads.sample import Sample


def idle_connections(each=1):
    """Ten thousand, or what a server dares to accept that keeps half of its descriptors for other things.

    `each`: the descriptors of a connection.
    """
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(10_000, descriptors * 9 // 20 // each)


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
        return idle_connections(peer.descriptors)

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
