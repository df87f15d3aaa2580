#!/usr/bin/env python3
"""Writes docs/check.md from tests/interop/h2spec.json: each case of the public suite h2spec, the case of weft check that judges
the same thing, what both say of servers, and why they differ where they do.

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
GROUPS = {"generic": 44, "http2": 95, "hpack": 8}
INTRODUCTION = """# `weft check` and h2spec

[h2spec](https://github.com/summerwind/h2spec) is the public suite for servers of HTTP/2: 147 cases of RFC 7540 and RFC 7541.
[`weft check server`](guide/check.md) judges each of these things as well, by RFC 9113. This is which case of ours does, and
where the two do not say the same.

They differ in what they look at. h2spec sends its octets and looks for one frame, or for the end of the connection. `weft check`
looks at all that comes: its code, on which stream, in which order, and whether a request is answered afterwards. One case of
h2spec's often has several of ours, of which the nearest is named here; `weft check server --list` has them all.

h2spec fails where one of the frames that it awaits does not come; ours fails where it is *wrong*, *hangs* or has *killed* the
server. What the RFC allows instead (*allowed*) and an end *without GOAWAY* fail with `--strict` alone, and so does h2spec's
http2/5.4.1/2, which it runs only with its own `--strict`: the comparison takes that one as strict with both.

This file is made by `tools/h2spec.py` of `tests/interop/h2spec.json`.
"""
HOW = """h2spec's 147 cases, the strict one among them, were run as its sources have them, eight at a time, by a program with Debian's
Go 1.19.8 and golang.org/x/net 0.7.0: a time-out of 2 seconds, and the same resource as `weft check` has, a file of 70,000
octets. A server has the configuration that the tests of this repository give it (`tests/support/peers.py`).
"""


def label(server):
    return f"{server['name']} {server['version']}".rstrip() + f", {server['over']}"


def reasons_of(data, case, theirs):
    """The numbers of the reasons that explain a difference, from 1."""
    return [number for number, reason in enumerate(data["reasons"], start=1)
            if case in reason["cases"] and theirs == reason.get("says", theirs)]


def differences(data):
    """(server, h2spec's case, what h2spec says, what ours says) of each."""
    for server in data["servers"]:
        for case, ours in server["differs"].items():
            yield server, case, "failed" if case in server["failed"] else "passed", ours


def faults_of(data):
    """What is wrong with the data, a line each."""
    counted = {group: sum(id.startswith(group + "/") for id in data["cases"]) for group in GROUPS}
    if counted != GROUPS:
        yield f"{DATA.name}: {counted} cases, where h2spec has {GROUPS}"
    used = set()
    for server, case, theirs, _ in differences(data):
        found = reasons_of(data, case, theirs)
        used.update(found)
        if len(found) != 1:
            yield f"{label(server)}, {case}: {len(found)} reasons"
    for number, reason in enumerate(data["reasons"], start=1):
        if number not in used:
            yield f"a reason that explains nothing: {reason['why']}"
    for server in data["servers"]:
        for case in [*server["failed"], *server["skipped"], *server["differs"]]:
            if case not in data["cases"]:
                yield f"{label(server)}: no case {case}"


def table(columns, rows):
    return "\n".join(["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|", *("| " + " | ".join(row) + " |" for row in rows)])


def server_rows(data):
    for server in data["servers"]:
        failed, skipped = len(server["failed"]), len(server["skipped"])
        yield [server["name"], server["version"], server["over"], str(len(data["cases"]) - failed - skipped), str(failed), str(skipped),
               str(len(server["differs"]))]


def names_of(data, servers):
    """"nginx, Node (TLS)": a server with both of its ports is there without them."""
    ports = {}
    for server in servers:
        ports.setdefault(server["name"], []).append(server["over"])
    all_ports = {name: [server["over"] for server in data["servers"] if server["name"] == name] for name in ports}
    return ", ".join(name if over == all_ports[name] else f"{name} ({over[0]})" for name, over in ports.items())


def reason_text(data, number, reason):
    rows = {}
    for server, case, theirs, ours in differences(data):
        if number in reasons_of(data, case, theirs):
            rows.setdefault((case, theirs, ours), []).append(server)
    order = list(data["cases"])
    rows = dict(sorted(rows.items(), key=lambda row: order.index(row[0][0])))
    why = textwrap.fill(f"{reason['why']} {reason['rfc']}: \"{reason['quote']}\"", WIDTH)
    return f"### {number}. {reason['title']}\n\n{why}\n\n" + table(["h2spec", "says", "ours", "says", "of"], [
        [case, theirs, data["cases"][case]["twin"], ours, names_of(data, servers)] for (case, theirs, ours), servers in rows.items()]) + "\n"


def case_rows(data):
    for id, case in data["cases"].items():
        note = f" ({case['note']})" if "note" in case else ""
        yield [id, case["sends"].replace("|", "\\|"), case["twin"] + note]


def document(data):
    parts = [INTRODUCTION, "## What both say of servers\n", HOW,
             table(["server", "version", "over", "passed", "failed", "skipped", "differences"], server_rows(data)) + "\n",
             "## Why they differ\n"]
    parts += [reason_text(data, number, reason) for number, reason in enumerate(data["reasons"], start=1)]
    parts += ["## h2spec's cases, and ours\n", table(["h2spec", "sends", "ours"], case_rows(data)) + "\n"]
    return "\n".join(parts)


def main():
    data = json.loads(DATA.read_text())
    faults = list(faults_of(data))
    text = document(data)
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
