"""Limits of requests and connections in a configuration, over both versions, in the log, and changed by SIGHUP."""

import json
import pathlib
import signal
import socket
import tempfile
import unittest

from serving import Started, curl, make_site, until

VERSIONS = ("--http1.1", "--http2-prior-knowledge")
# So slow that no test lives to see the next one.
THREE = {"MaxRequestsPerSecond": 1, "RequestBurst": 3}


class Arrivals(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        make_site(folder.name)
        self.config = self.here / "weft.json"
        self.log = self.here / "access.log"

    def write(self, limits):
        self.config.write_text(json.dumps({
            "Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Threads": 2, "Limits": limits,
            "Sites": {"a": {"Root": "."}},
            "Log": {"Path": "access.log", "Fields": "sc-status cs-version x-reason"}}))
        return self.config

    def answers(self, weft, version, count):
        """The status and retry-after of so many requests. curl 7.88 cannot use a connection of HTTP/2 without TLS again."""
        return [curl(version, weft.http + "/", "-o", "/dev/null", "-w", "%{http_code} %header{retry-after}").decode().strip()
                for _ in range(count)]

    def test_requests_beyond_the_burst_of_a_client_are_told_to_come_again(self):
        for version in VERSIONS:
            self.log.unlink(missing_ok=True)
            with self.subTest(version), Started("--config", self.write({"Client": THREE})) as weft:
                answers = self.answers(weft, version, 10)
                self.assertEqual(answers[:3], ["200"] * 3)
                # A second may pass.
                self.assertGreaterEqual(answers.count("429 1"), 5)
                self.assertEqual(set(answers), {"200", "429 1"})
                until(lambda: self.log.read_text().count("429 ") == answers.count("429 1"))
                said = {"--http1.1": "HTTP/1.1"}.get(version, "HTTP/2")
                self.assertIn(f"\n429 {said} client_request_rate\n", self.log.read_text())

    def test_a_newer_file_changes_them(self):
        with Started("--config", self.write({"Server": THREE})) as weft:
            self.assertIn("503 1", self.answers(weft, "--http1.1", 10))
            self.write({})
            weft.process.send_signal(signal.SIGHUP)
            weft.message("SIGHUP: configuration and certificates were read again")
            until(lambda: self.answers(weft, "--http1.1", 1) == ["200"])
            self.assertEqual(self.answers(weft, "--http1.1", 10), ["200"] * 10)
            self.assertFalse([line for line in weft.messages if "next start" in line])

    def test_connections_beyond_those_of_a_client_are_closed(self):
        with Started("--config", self.write({"Client": {"MaxConcurrentConnections": 2}})) as weft:
            def connect():
                return socket.create_connection(("127.0.0.1", weft.port("http")), timeout=10)

            def is_served(peer):
                try:
                    peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    return peer.recv(4096).startswith(b"HTTP/1.1 200 ")
                except ConnectionError:
                    return False

            # One after the other: two threads accept, each in its own order.
            with connect() as first:
                self.assertTrue(is_served(first))
                with connect() as second:
                    self.assertTrue(is_served(second))
                    with connect() as third:
                        self.assertFalse(is_served(third))
            weft.message("connections come against the limit client_connections; 1 refused so far")

            def is_let_in():
                with connect() as peer:
                    return is_served(peer)
            until(is_let_in)


if __name__ == "__main__":
    unittest.main()
