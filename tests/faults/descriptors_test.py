"""A server with 256 descriptors that four hundred clients connect to: up to its limit of connections, without such a limit until no
descriptor is left, and where they are taken away while it runs. Connections that it has are served, it says so in at
most ten lines a second, takes at most 5 % of a core meanwhile, and takes connections again within 1 s after descriptors are free.
"""

import contextlib
import json
import pathlib
import resource
import tempfile
import time
import unittest

from connecting import connected, is_closed
from disturbing import FULL, SANITIZED, sized
from serving import PATIENCE, Weft, curl, make_site, until

DESCRIPTORS = 256
TAKEN_FOR_CONNECTIONS = 115  # 45 %
CONNECTS = 400
HELD = 20
EXHAUSTED_FOR = sized(1.5, 5)  # the connections of others are given up after ten
LINES_PER_SECOND = 10
SHARE_OF_A_CORE = sized(0.2, 0.05)
SECONDS_TO_ACCEPT = 1


def ask(peer):
    """Over HTTP/1.1, on a connection that stays."""
    peer.sendall(b"GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
    got = peer.recv(65536)
    while b"hello" not in got and got.startswith(b"HTTP/1.1 200"):
        got += peer.recv(65536)
    if not got.startswith(b"HTTP/1.1 200"):
        raise AssertionError(f"answered {got}")


@unittest.skipIf(SANITIZED, "the sanitizer needs descriptors of its own")
class Descriptors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = make_site(folder.name)
        self.config = pathlib.Path(folder.name) / "weft.json"
        self.config.write_text(json.dumps({"Limits": {"MaxConcurrentConnections": 2 * CONNECTS}}))

    def serve(self, *words):
        return Weft(self.site, *words, listen=("http://127.0.0.1:0",),
                    prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)))

    @contextlib.contextmanager
    def held(self, weft):
        """Connections that are in use."""
        with connected(weft, HELD) as peers:
            for peer in peers:
                peer.settimeout(PATIENCE)
                ask(peer)
            yield peers

    def assert_serves_at_rest(self, weft, held):
        """Connections that it has are served; lines are few, and CPU is little."""
        for peer in held:
            ask(peer)
        begun, cpu, lines = time.monotonic(), weft.cpu_seconds(), len(weft.messages)
        time.sleep(EXHAUSTED_FOR)
        seconds = time.monotonic() - begun
        share = (weft.cpu_seconds() - cpu) / seconds
        print(f"{len(weft.messages) - lines} lines in {seconds:.1f} s, {100 * share:.1f} % of a core")
        self.assertLessEqual(len(weft.messages), LINES_PER_SECOND * (seconds + 1))
        self.assertLessEqual(share, SHARE_OF_A_CORE)
        for peer in held:
            ask(peer)

    def assert_accepts_again(self, weft):
        begun = time.monotonic()
        until(lambda: b"hello" in curl(weft.http, check=False))
        seconds = time.monotonic() - begun
        print(f"accepts again after {seconds:.2f} s")
        if FULL:
            self.assertLessEqual(seconds, SECONDS_TO_ACCEPT)

    def test_more_connections_than_the_descriptors_allow(self):
        with self.serve() as weft, self.held(weft) as held:
            with connected(weft, CONNECTS) as others:
                until(lambda: sum(map(is_closed, others)) == CONNECTS - (TAKEN_FOR_CONNECTIONS - HELD))
                self.assertEqual(len(weft.message(f"limit of {TAKEN_FOR_CONNECTIONS} connections")), 1)
                self.assert_serves_at_rest(weft, held)
            self.assert_accepts_again(weft)

    # The one that is kept for refusals is among them: no number below the limit is free.
    def test_connections_that_take_all_descriptors(self):
        with self.serve("--config", self.config) as weft, self.held(weft) as held:
            with connected(weft, CONNECTS):
                weft.message("connections cannot be accepted: Too many open files")
                until(lambda: weft.descriptors() == DESCRIPTORS)
                self.assert_serves_at_rest(weft, held)
                self.assertEqual(weft.descriptors(), DESCRIPTORS)
            self.assert_accepts_again(weft)

    def test_descriptors_that_are_all_taken(self):
        with self.serve() as weft, self.held(weft) as held:
            resource.prlimit(weft.process.pid, resource.RLIMIT_NOFILE, (weft.descriptors() + 4, DESCRIPTORS))
            with connected(weft, CONNECTS):
                weft.message("connections cannot be accepted: Too many open files")
                self.assert_serves_at_rest(weft, held)
            self.assert_accepts_again(weft)


if __name__ == "__main__":
    unittest.main()
