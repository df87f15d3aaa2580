#!/usr/bin/env python3
"""Writes docs/check.md from tests/interop/h2spec.json: each case of the public suite h2spec, the case of weft check that judges
the same thing, what both say of servers and clients, and why they differ where they do.

    tools/h2spec.py            writes the document
    tools/h2spec.py --check    exits 1 where the document says something else, or where a difference has no reason, or more than one
"""

import json
import pathlib
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "tests/interop/h2spec.json"
DOCUMENT = ROOT / "docs/check.md"
WIDTH = 128
# h2spec's groups, and how many cases each has.
GROUPS = {"server": {"generic": 44, "http2": 95, "hpack": 8}, "client": {"client": 57}}
INTRODUCTION = """# `weft check` and h2spec

[h2spec](https://github.com/summerwind/h2spec) is the public suite of HTTP/2: 147 cases of RFC 7540 and RFC 7541 for servers, and
57 for clients. [`weft check`](guide/check.md) judges each of these things as well, by RFC 9113. This is which case of ours does,
and where the two do not say the same.

They differ in what they look at. h2spec sends its octets and looks for one frame, or for the end of the connection. `weft check`
looks at all that comes: its code, on which stream, in which order, and whether a request is answered afterwards. One case of
h2spec's often has several of ours, of which the nearest is named here; `weft check server --list` and `weft check client --list`
have them all.

h2spec fails where one of the frames that it awaits does not come; ours fails where it is *wrong*, *hangs* or has *killed* the
peer. What the RFC allows instead (*allowed*) and an end *without GOAWAY* fail with `--strict` alone. So does h2spec's
http2/5.4.1/2, which it runs only with its own `--strict`: the comparison takes it, and client/5.4.1/2, as strict with both.

This file is made by `tools/h2spec.py` of `tests/interop/h2spec.json`.
"""
HOW = {
    "server": """The 147 cases, the strict one among them, were run as h2spec's sources have them, eight at a time, by a program with Debian's
Go 1.19.8 and golang.org/x/net 0.7.0: a time-out of 2 seconds, and the same resource as `weft check` has, a file of 70,000
octets. A server has the configuration that the tests of this repository give it (`tests/support/peers.py`).
""",
    "client": """The 57 cases were run in the same way, over TLS, a command for each: `weft get --insecure`, `curl -sk --http2`,
`nghttp -n`, and a GET of Go's net/http. `weft check client` had the same commands.
""",
}
TITLES = {"server": "Servers", "client": "Clients"}


def label(peer):
    return f"{peer['name']} {peer['version']}".rstrip() + f", {peer['over']}"


def reasons_of(part, case, theirs, ours):
    """The numbers of the reasons that explain a difference, from 1."""
    return [number for number, reason in enumerate(part["reasons"], start=1)
            if case in reason["cases"] and theirs == reason.get("says", theirs) and ours == reason.get("ours", ours)]


def differences(part):
    """(peer, h2spec's case, what h2spec says, what ours says) of each."""
    for peer in part["peers"]:
        for case, ours in peer["differs"].items():
            yield peer, case, "failed" if case in peer["failed"] else "passed", ours


def faults_of(part, groups):
    """What is wrong with the data, a line each."""
    counted = {group: sum(id.startswith(group + "/") for id in part["cases"]) for group in groups}
    if counted != groups:
        yield f"{DATA.name}: {counted} cases, where h2spec has {groups}"
    used = set()
    for peer, case, theirs, ours in differences(part):
        found = reasons_of(part, case, theirs, ours)
        used.update(found)
        if len(found) != 1:
            yield f"{label(peer)}, {case}: {len(found)} reasons"
    for number, reason in enumerate(part["reasons"], start=1):
        if number not in used:
            yield f"a reason that explains nothing: {reason['title']}"
    for peer in part["peers"]:
        for case in [*peer["failed"], *peer["skipped"], *peer["differs"]]:
            if case not in part["cases"]:
                yield f"{label(peer)}: no case {case}"


def table(columns, rows):
    return "\n".join(["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|", *("| " + " | ".join(row) + " |" for row in rows)])


def peer_rows(part):
    for peer in part["peers"]:
        failed, skipped = len(peer["failed"]), len(peer["skipped"])
        yield [peer["name"], peer["version"], peer["over"], str(len(part["cases"]) - failed - skipped), str(failed), str(skipped),
               str(len(peer["differs"]))]


def names_of(part, peers):
    """"nginx, Node (TLS)": a peer with all of its ports is there without them."""
    ports = {}
    for peer in peers:
        ports.setdefault(peer["name"], []).append(peer["over"])
    all_ports = {name: [peer["over"] for peer in part["peers"] if peer["name"] == name] for name in ports}
    return ", ".join(name if over == all_ports[name] else f"{name} ({over[0]})" for name, over in ports.items())


def reason_text(part, number, reason):
    rows = {}
    for peer, case, theirs, ours in differences(part):
        if number in reasons_of(part, case, theirs, ours):
            rows.setdefault((case, theirs, ours), []).append(peer)
    order = list(part["cases"])
    rows = dict(sorted(rows.items(), key=lambda row: order.index(row[0][0])))
    why = textwrap.fill(f"{reason['why']} {reason['rfc']}: \"{reason['quote']}\"", WIDTH)
    return f"#### {reason['title']}\n\n{why}\n\n" + table(["h2spec", "says", "ours", "says", "of"], [
        [case, theirs, part["cases"][case]["twin"], ours, names_of(part, peers)] for (case, theirs, ours), peers in rows.items()]) + "\n"


def case_rows(part):
    for id, case in part["cases"].items():
        note = f" ({case['note']})" if "note" in case else ""
        yield [id, case["sends"].replace("|", "\\|"), case["twin"] + note]


def part_text(name, part):
    return "\n".join([
        f"## {TITLES[name]}\n", HOW[name],
        table([name, "version", "over", "passed", "failed", "skipped", "differences"], peer_rows(part)) + "\n",
        f"### Why both differ of {TITLES[name].lower()}\n",
        *(reason_text(part, number, reason) for number, reason in enumerate(part["reasons"], start=1)),
        f"### h2spec's cases for {TITLES[name].lower()}, and ours\n",
        table(["h2spec", "sends", "ours"], case_rows(part)) + "\n"])


def main():
    data = json.loads(DATA.read_text())
    faults = [fault for name, part in data.items() for fault in faults_of(part, GROUPS[name])]
    text = "\n".join([INTRODUCTION, *(part_text(name, part) for name, part in data.items())])
    if sys.argv[1:] == ["--check"]:
        if not DOCUMENT.is_file() or DOCUMENT.read_text() != text:
            faults.append(f"{DOCUMENT.relative_to(ROOT)} is not what tools/h2spec.py makes")
    else:
        DOCUMENT.write_text(text)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
