"""The table: a line for each workload, in Markdown."""

import statistics

from goals import FLOOR, OWN


def header(peers):
    columns = ["workload", "unit", OWN, "user + system", FLOOR, "share of it"]
    for peer in peers[1:]:
        columns += [peer.name, f"{OWN} / {peer.name}"]
    return line(columns) + "\n" + "|---|---|" + "--:|" * (len(columns) - 2)


def row_text(row, peers):
    own = peers[0].name
    cells = [f"{row.workload.key}: {row.workload.title}", row.workload.unit, figure(row.median(own)),
             division(row, own)]
    if FLOOR in row.absent:
        cells += ["—", "—"]
    else:
        cells += [figure(row.median(FLOOR)), f"{statistics.median(row.ratios(FLOOR, own)):.0%}"]
    for peer in peers[1:]:
        if peer.name in row.absent:
            cells += ["—", "—"]
        else:
            cells += [figure(row.median(peer.name)), spread(row.ratios(own, peer.name))]
    return line(cells)


def line(cells):
    return "| " + " | ".join(cells) + " |"


def figure(value):
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def division(row, name):
    share = row.user_share(name)
    if share is None:
        return ""
    return f"{figure(row.median(name) * share)} + {figure(row.median(name) * (1 - share))}"


def spread(ratios):
    return f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f})"
