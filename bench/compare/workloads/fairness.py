"""W13: small requests beside a large one."""

import dataclasses
import re
import typing

import content
from goals import Goal
from processes import Failure, run_client
from workloads.sample import Sample


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
            raise Failure(f"{peer.name}: {self.title}: {done.stderr}{done.stdout}")
        return Sample(p99[1] / p99[0])
