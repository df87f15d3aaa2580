#!/usr/bin/env python3
"""Writes docs/reasons.md from the reasons.inc of each layer, why streams, connections, transports and requests end, and from
cli/explain/advice, what to do about it. `weft explain` is made of the same files.

    tools/reasons.py            writes the document
    tools/reasons.py --check    exits 1 where the document says something else, where a reason has no advice, or where no test
                                names a token
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
# Words that are no reasons, and have both of their texts in cli/explain/advice.
TERMS = [
    ("error_codes.inc", "Error codes of HTTP/2", "What RST_STREAM and GOAWAY say (RFC 9113 7), from weft or from others."),
    ("waits.inc", "What a request waited for", "`x-slow-cause` and `x-wait-…` of the access log, and `cause` of the metrics."),
    ("fallbacks.inc", "Why a connection does not speak HTTP/2", "`x-fallback` of the access log, and `reason` of the metrics."),
    ("versions.inc", "Why a response has its version", "`weft get --why`, and `VersionReason` in a program."),
    ("push_outcomes.inc", "What became of a push", "`Pushed::outcome` in a program, and `outcome` of the metrics."),
    ("push_rungs.inc", "How far a push went", "`x-push-rung` of the access log."),
    ("misuses.inc", "Misuse of the library", "Calls at a wrong moment or in a wrong way. Nothing of it is sent."),
]
ADVICE = ROOT / "cli/explain/advice"
INCLUDED = {"weft/h2/reasons.inc": "weft/frame/faults.inc"}
ADVICE_ENTRY = re.compile(r'^WEFT_ADVICE\((\w+), "(.*)"\)$', re.MULTILINE)
TERM_ENTRY = re.compile(r'^WEFT_TERM\((\w+), "(.*)", "(.*)"\)$', re.MULTILINE)
ENTRY = re.compile(r'^WEFT_(?:REASON|FAULT)\((\w+), (\w+), (\w+), (?:(\w+), )?"(.*)"\)$', re.MULTILINE)
INTRODUCTION = """# Reasons

Everything that ends says why, by one of these tokens: in the access log (`x-reason`), in the API (`Close::reason`), in GOAWAY's
debug data, in the [metrics](guide/operate.md#metrics) and in the figures of `weft load`. An application may end something for a
reason of its own: `c.abort("disk_full")`.

The scope is the message (the stream), or the connection with all of its messages. The blame is the peer's, the user's (the
program that uses weft), weft's own (library), or nobody's where the end is an ordinary one.

`weft explain TOKEN` says the same in a terminal, and [debug.md](guide/debug.md) shows where tokens are found. The last lists
have words that are no reasons.

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


def advice(path):
    """The advice of a layer's list, by token."""
    file = ADVICE / f"{pathlib.Path(path).parent.name}.inc"
    return dict(ADVICE_ENTRY.findall(file.read_text()))


def document():
    lines = [INTRODUCTION]
    for path, title, words in LAYERS:
        lines += [f"## {title}", "", words, ""]
        lines += ["| token | scope | code | blame | meaning | what to do |", "|---|---|---|---|---|---|"]
        said = advice(path)
        for token, scope, code, blame, meaning in all_entries(path):
            scope = "message" if scope == "stream" else scope
            code = code if code.isdigit() else code.upper()
            lines.append(f"| `{token}` | {scope} | {code} | {blame} | {meaning} | {said.get(token, '')} |")
        lines.append("")
    for file, title, words in TERMS:
        lines += [f"## {title}", "", words, "", "| word | meaning | what to do |", "|---|---|---|"]
        for token, meaning, then in TERM_ENTRY.findall((ADVICE / file).read_text()):
            lines.append(f"| `{token.upper() if file == 'error_codes.inc' else token}` | {meaning} | {then} |")
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
        said = advice(path)
        tokens = [token for token, *_ in all_entries(path)]
        for token in sorted(set(tokens) ^ set(said)):
            what = "advice without a reason" if token in said else "no advice in cli/explain/advice"
            print(f"reasons: {path}: {token}: {what}", file=sys.stderr)
            broken += 1
        for token in tokens:
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
