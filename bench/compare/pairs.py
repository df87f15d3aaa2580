"""Measures servers in turn, there and back again, so that a drift of the machine meets all alike."""

import contextlib
import dataclasses
import statistics


@dataclasses.dataclass
class Row:
    """All samples of one workload: of each server one a round, in the order of the rounds."""

    workload: object
    samples: dict
    absent: dict  # server -> why it has no sample

    def median(self, name):
        return statistics.median(sample.value for sample in self.samples[name])

    def user_share(self, name):
        shares = [sample.user_share for sample in self.samples[name] if sample.user_share is not None]
        return statistics.mean(shares) if shares else None

    def ratios(self, name, other):
        """Of what was measured in the same round."""
        return [a.value / b.value for a, b in zip(self.samples[name], self.samples[other], strict=True)]


def measure(workload, peers, tools, rounds, seconds):
    with contextlib.ExitStack() as stack:
        absent = {peer.name: why for peer in peers if (why := peer.cannot(workload.key))}
        running = []
        for peer in peers:
            if peer.name not in absent:
                server = peer.start(tools.content, workload)
                stack.callback(server.stop)
                running.append((peer, server, workload.prepare(peer, server, tools, seconds)))
        samples = {peer.name: [] for peer, _, _ in running}
        for turn in range(rounds):
            for peer, server, prepared in running if turn % 2 == 0 else reversed(running):
                samples[peer.name].append(workload.measure(peer, server, tools, prepared))
    return Row(workload, samples, absent)
