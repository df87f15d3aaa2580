"""weft get with each option of version against each kind of Node's servers: which version is spoken, and why.

    WEFT_BINARY=build/dev/weft PYTHONPATH=tests/support python3 tests/interop/versions_matrix.py

prints the second table of docs/client_matrix.md. The exit code is 1 where a cell is not as it should be.
"""

import json
import pathlib
import sys
import tempfile

from getting import get
from peers import Node

NONE = "tls_no_application_protocol"
# A server that does not speak the version that is spoken to it may answer by anything, or just close.
FAILS = "no response"
HTTP2, HTTP11 = "HTTP/2 alpn_h2", "HTTP/1.1 policy"
OPTIONS = ("--http2", "--http2-prior-knowledge", "--http1.1")
# Title, scheme, the peer's port, path, and what each option comes to.
ROWS = (
    ("TLS, both", "https", "https", "/file", (HTTP2, HTTP2, HTTP11)),
    ("TLS, HTTP/2 alone", "https", "only_http2", "/file", (HTTP2, HTTP2, NONE)),
    ("TLS, HTTP/1.1 alone", "https", "only_http11", "/file", ("HTTP/1.1 peer_chose_http11", NONE, HTTP11)),
    ("TLS, HTTP_1_1_REQUIRED", "https", "https", "/http11", ("HTTP/1.1 http11_required", "http_1_1_required", HTTP11)),
    ("cleartext HTTP/1.1", "http", "cleartext_http11", "/file", ("HTTP/1.1 cleartext", FAILS, "HTTP/1.1 cleartext")),
    ("cleartext HTTP/2", "http", "http", "/file", (FAILS, "HTTP/2 prior_knowledge", FAILS)),
)


def outcome(option, url):
    report = json.loads(get("--json", option, url).stderr)
    error = report.get("error")
    if error is None:
        return f"{report['version']} {report['why']}"
    return error["reason"] if url.startswith("https") else FAILS


def show(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def try_row(peer, title, scheme, port, path, wanted):
    got = tuple(outcome(option, f"{scheme}://localhost:{getattr(peer, port)}{path}") for option in OPTIONS)
    show(title, *(f"`{cell}`" for cell in got))
    if got != wanted:
        print(f"{title}: expected {wanted}", file=sys.stderr)
    return got == wanted


def main():
    if not Node.is_installed():
        print("skipped: node is not installed", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "file").write_text("hello\n")
        peer = Node(folder, folder)
        try:
            show("server", *(f"`{option}`" for option in OPTIONS))
            show(*["---"] * 4)
            good = all([try_row(peer, *row) for row in ROWS])
        finally:
            peer.stop()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
