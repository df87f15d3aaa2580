"""Whether a row is where it is wanted."""

import dataclasses
import statistics

OWN = "weft"
FLOOR = "floor"


@dataclasses.dataclass(frozen=True)
class Goal:
    """At most this: of a server's figure, of the best peer's, or by itself."""

    most: float
    of: str = ""  # a server, "best", or "" for our figure itself

    def judge(self, row):
        """In words, and whether it is met; None where there is nobody to compare with."""
        if not self.of:
            return self.verdict(row.median(OWN), row.workload.unit)
        peer = best_peer(row) if self.of == "best" else self.of
        if peer not in row.samples:
            return None
        return self.verdict(statistics.median(row.ratios(OWN, peer)), f"of {peer}")

    def verdict(self, figure, what):
        met = figure <= self.most
        return f"{figure:.2f} {what}, at most {self.most:.2f} is wanted: {'met' if met else '**missed**'}", met


def best_peer(row):
    return min(peers_of(row), key=row.median, default=None)


def peers_of(row):
    return [name for name in row.samples if name not in (OWN, FLOOR)]


def lines(rows):
    """One for each row: its goal, and every peer that does better than we."""
    for row in rows:
        judged = row.workload.goal and row.workload.goal.judge(row)
        better = [peer for peer in peers_of(row) if statistics.median(row.ratios(OWN, peer)) > 1]
        text = judged[0] if judged else "nobody to compare with"
        yield f"{row.workload.key}: {text}" + (f"; better than weft: {', '.join(better)}" if better else "")
