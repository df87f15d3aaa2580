"""The client against the servers that are installed: a file, an upload of 100 MB, 1,000 requests over one connection, trailers.

    WEFT_BINARY=build/dev/weft WEFT_INTEROP_CLIENT=build/dev/tests/interop/interop_client PYTHONPATH=tests/support python3 tests/interop/client_matrix.py

prints the table of docs/client_matrix.md. The exit code is 1 where something is not as it should be.
"""

import collections
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

from getting import get
from peers import Apache, Caddy, Go, H2o, Haproxy, Nghttpd, Nginx, Node, PythonH2, said_by
from serving import BINARY, Weft, until

CLIENT = os.environ.get("WEFT_INTEROP_CLIENT", "build/dev/tests/interop/interop_client")
PATIENCE = 60
REQUESTS = 1_000
LARGE = 5_000_000
UPLOAD = 100_000_000


class Site:
    """What is served, what is sent, and their hashes."""

    def __init__(self, folder):
        self.folder = folder / "site"
        self.folder.mkdir()
        (self.folder / "large.bin").write_bytes(os.urandom(LARGE))
        for number in range(REQUESTS):
            (self.folder / f"tile{number}").write_bytes(os.urandom(500).hex().encode())
        self.upload = folder / "upload.bin"
        self.upload.write_bytes(os.urandom(UPLOAD))
        self.upload_hash = hash_of(self.upload)

    def tiles(self):
        return b"".join((self.folder / f"tile{number}").read_bytes() for number in range(REQUESTS))


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def expect(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, expected {wanted!r}")


def body_of(*arguments):
    done = get("-s", *arguments)
    expect("exit code", (done.returncode, done.stderr.decode()[:300]), (0, ""))
    return done.stdout


def get_file(origin, site, _):
    expect("body", hashlib.sha256(body_of(origin + "/large.bin")).hexdigest(), hash_of(site.folder / "large.bin"))
    return "5 MB"


def post(told):
    """`told` says what the server tells of the body that came, and how that is checked."""

    def row(origin, site, folder):
        answer = folder / "answer"
        body_of("--http2-prior-knowledge", "-d", f"@{site.upload}", "-o", answer, origin + "/upload")
        return told(answer, site)

    return row


def hash_by_server(answer, site):
    expect("the server's hash", answer.read_text(), site.upload_hash)
    return "hash by the server"


def hash_by_origin(answer, site):
    hash_by_server(answer, site)
    return "hash by the origin behind it"


def length_by_server(answer, _):
    expect("the server's length", answer.read_text().strip(), str(UPLOAD))
    return "length by the server"


def echo(answer, site):
    expect("the echo's hash", hash_of(answer), site.upload_hash)
    return "hash of the echo"


def driven(*words):
    """What the program says that tests drive."""
    done = subprocess.run([CLIENT, *map(str, words)], capture_output=True, timeout=PATIENCE)
    expect("exit code", (done.returncode, done.stderr.decode()[:300]), (0, ""))
    return done.stdout


def many(told_by, requests):
    """`requests` gives (connection, path) of each request that the server has had, by its own word."""

    def row(origin, site, _):
        got = driven("many", REQUESTS, origin + "/tile")
        expect("bodies", hashlib.sha256(got).hexdigest(), hashlib.sha256(site.tiles()).hexdigest())
        until(lambda: len(tiles_of(requests())) >= REQUESTS)
        tiles = tiles_of(requests())
        connections = len({connection for connection, _ in tiles})
        expect("requests and connections", (len(tiles), connections), (REQUESTS, 1))
        return f"{len(tiles):,} on {connections} connection, by its {told_by}"

    return row


def tiles_of(requests):
    return [(connection, path) for connection, path in requests if path.startswith("/tile")]


def trailers(said, words):
    """The server's answer to a body with the trailer x-sum: 7."""

    def row(origin, *_):
        expect("body and trailers", driven("trailers", origin + "/trailers").decode(), said)
        return words

    return row


BOTH_WAYS = trailers("7\nx-sum: 7\n", "both ways")
OF_RESPONSES = trailers("text\nx-sum: 7\n", "of responses")


def no_trailers(*_):
    return "–"


TRAILERS = {Go.title: BOTH_WAYS, Node.title: BOTH_WAYS, Nghttpd.title: OF_RESPONSES}


def cells_of(origin, told, site, folder, counted, title=""):
    """The cells of a server's row, and whether all went well."""
    cells, good = [], True
    for part in (get_file, post(told), counted, TRAILERS.get(title, no_trailers)):
        try:
            cells.append(part(origin, site, folder))
        except (AssertionError, OSError, subprocess.TimeoutExpired) as failure:
            print(f"{origin}: {failure}", file=sys.stderr)
            cells.append("**fails**")
            good = False
    return [*cells, "equal" if good else "**differ**"], good


def show(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def requests_of(weft):
    """The log names streams and no connections: a stream that comes again is another connection's, since each begins with stream 1."""
    seen = collections.Counter()
    requests = []
    for record in weft.log():
        if (path := record["cs-uri-stem"]).startswith("/tile"):
            requests.append((seen[record["x-stream-id"]], path))
            seen[record["x-stream-id"]] += 1
    return requests


def try_weft(site, folder):
    with Weft(site.folder, "--sink", "/upload") as weft:
        counted = many("access log", lambda: requests_of(weft))
        cells, good = cells_of(f"https://localhost:{weft.port('https')}", length_by_server, site, folder, counted)
    show("weft serve", said_by(BINARY, "--version").rsplit(" ", 1)[-1], *cells)
    return good


def try_peer(peer_type, told, site, folder, origin):
    name = peer_type.title
    if not peer_type.is_installed():
        print(f"skipped: {name} is not installed", file=sys.stderr)
        return True
    place = folder / name
    place.mkdir()
    peer = peer_type(place, site.folder, origin)
    try:
        cells, good = cells_of(f"https://localhost:{peer.https}", told, site, place, many(peer.told_by, peer.requests), name)
    finally:
        peer.stop()
    show(name, peer_type.version(), *cells)
    return good


def main():
    if not Node.is_installed():
        print("skipped: node is not installed, and uploads go to it", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        folder.chmod(0o755)  # h2o reads it as another user
        site = Site(folder)
        show("server", "version", "GET", "POST 100 MB", "1,000 requests", "trailers", "hashes")
        show(*["---"] * 7)
        good = try_weft(site, folder)
        (folder / "origin").mkdir()
        origin = Node(folder / "origin", site.folder)
        try:
            for peer, told in ((Nginx, hash_by_origin), (H2o, hash_by_origin), (Nghttpd, echo), (Apache, hash_by_origin),
                               (Haproxy, hash_by_origin), (Caddy, hash_by_origin), (Node, hash_by_server), (Go, hash_by_server), (PythonH2, hash_by_server)):
                good &= try_peer(peer, told, site, folder, origin.cleartext_http11)
        finally:
            origin.stop()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
