"""Measures servers in turn, there and back again, so that a drift of the machine meets all alike."""

import contextlib
import dataclasses
import statistics
import sys

from processes import Failure


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
        """The ratios of what was measured in the same round."""
        return [a.value / b.value for a, b in zip(self.samples[name], self.samples[other], strict=True)]


class Contestant:
    """A running server, ready for one workload."""

    def __init__(self, peer, workload, tools, seconds):
        self.peer, self.workload, self.tools = peer, workload, tools
        self.server = peer.start(tools.content, workload)
        try:
            self.prepared = workload.prepare(peer, self.server, tools, seconds)
        except BaseException:
            self.stop()
            raise

    def sample(self):
        if self.workload.fresh:
            self.stop()
            self.server = self.peer.start(self.tools.content, self.workload)
        return self.workload.measure(self.peer, self.server, self.tools, self.prepared)

    def stop(self):
        self.server.stop()


def measure(workload, peers, tools, rounds, seconds):
    """Everybody but the first of the peers may fail: then the row says so, and goes on without it."""
    absent = {peer.name: why for peer in peers if (why := peer.cannot(workload.key))}
    with contextlib.ExitStack() as stack:
        running = []
        for peer in peers:
            if peer.name in absent:
                continue
            with forgiving(absent, peer, peers[0]):
                running.append(Contestant(peer, workload, tools, seconds))
                stack.callback(running[-1].stop)
        samples = {contestant.peer.name: [] for contestant in running}
        for turn in range(min(rounds, workload.most_rounds)):
            for contestant in running if turn % 2 == 0 else reversed(running):
                if contestant.peer.name not in absent:
                    with forgiving(absent, contestant.peer, peers[0]):
                        samples[contestant.peer.name].append(contestant.sample())
    return Row(workload, {name: found for name, found in samples.items() if name not in absent}, absent)


@contextlib.contextmanager
def forgiving(absent, peer, needed):
    try:
        yield
    except Failure as failure:
        if peer is needed:
            raise
        print(f"compare: {peer.name}: {failure}", file=sys.stderr)
        absent[peer.name] = f"failed: {str(failure).partition(chr(10))[0]}"
