#!/usr/bin/env python3
"""Writes docs/reasons.md from the reasons.inc of each layer: why streams, connections, transports and requests end.

    tools/reasons.py            writes the document
    tools/reasons.py --check    exits 1 where the document says something else, or where no test names a token
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/reasons.md"
# In the order in which a request meets them. HTTP/2's list begins with what is wrong with a frame by itself.
LAYERS = [
    ("weft/io/reasons.inc", "The transport", "Before and beneath HTTP: sockets, TLS, and connections that `weft` makes."),
    ("weft/session/reasons.inc", "The session", "Where a transport meets an engine."),
    ("weft/h2/reasons.inc", "HTTP/2", "The code is that of RST_STREAM or GOAWAY; the token is GOAWAY's debug data."),
    ("weft/h1/reasons.inc", "HTTP/1.1", "The code is the status that a server answers by itself, 0 where it answers nothing."),
    ("weft/websocket/reasons.inc", "WebSocket", "The code is that of the Close frame, 0 where none is sent; the token is its text."),
    ("weft/client/reasons.inc", "The client", "Requests that their caller, or a limit of the client, has ended."),
    ("weft/server/reasons.inc", "The server", "Where a handler goes wrong, and what the server's limits refuse."),
    ("cli/load/reasons.inc", "`weft load`", "Why a request or a connection of the load has failed; beside these, the transport's and the engines'."),
]
INCLUDED = {"weft/h2/reasons.inc": "weft/frame/faults.inc"}
ENTRY = re.compile(r'^WEFT_(?:REASON|FAULT)\((\w+), (\w+), (\w+), (?:(\w+), )?"(.*)"\)$', re.MULTILINE)
INTRODUCTION = """# Reasons

Everything that ends says why, by one of these tokens: in the access log (`x-reason`), in the API (`Close::reason`), in GOAWAY's
debug data, in the [metrics](guide/operate.md#metrics) and in the figures of `weft load`. An application may end something for a
reason of its own: `c.abort("disk_full")`.

The scope is the message (the stream), or the connection with all of its messages. The blame is the peer's, the user's (the
program that uses weft), weft's own (library), or nobody's where the end is an ordinary one.

This file is made by `tools/reasons.py`.
"""


def entries(path):
    """(token, scope, code, blame, meaning) of each, in order."""
    text = (ROOT / path).read_text()
    found = ENTRY.findall(text)
    expected = len(re.findall(r"^WEFT_(?:REASON|FAULT)\(", text, re.MULTILINE))
    if len(found) != expected:
        sys.exit(f"reasons: {path}: {expected - len(found)} entries are not of the form WEFT_REASON(token, scope, code, blame, \"…\")")
    # A fault of a frame is the peer's.
    return [(token, scope, code, blame or "peer", meaning) for token, scope, code, blame, meaning in found]


def all_entries(path):
    return (entries(INCLUDED[path]) if path in INCLUDED else []) + entries(path)


def document():
    lines = [INTRODUCTION]
    for path, title, words in LAYERS:
        lines += [f"## {title}", "", words, "", "| token | scope | code | blame | meaning |", "|---|---|---|---|---|"]
        for token, scope, code, blame, meaning in all_entries(path):
            scope = "message" if scope == "stream" else scope
            lines.append(f"| `{token}` | {scope} | {code.upper() if not code.isdigit() else code} | {blame} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def tests():
    files = [file for folder in ("weft", "cli", "tests") for file in (ROOT / folder).rglob("*")]
    return "\n".join(file.read_text() for file in files
                     if file.suffix in (".cpp", ".hpp", ".py") and ("_test" in file.stem or "tests" in file.parts))


def check():
    said = DOCUMENT.read_text() if DOCUMENT.exists() else ""
    broken = 0
    if said != document():
        print("reasons: docs/reasons.md is not what tools/reasons.py writes", file=sys.stderr)
        broken += 1
    words = set(re.findall(r"\w+", tests()))
    for path, _, _ in LAYERS:
        for token, *_ in all_entries(path):
            if token not in words:
                print(f"reasons: {path}: no test names {token}", file=sys.stderr)
                broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    DOCUMENT.write_text(document())
