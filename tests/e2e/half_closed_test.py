"""Clients that close their side of the connection: handlers that wait for nothing else are told, what is on its way goes on."""

import http.client
import os
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from raw_http2 import DATA, END_STREAM, GOAWAY, HEADERS, RST_STREAM, RawHttp2, Closed, frame, window_update
from serving import curl, make_site

BINARY = os.environ.get("WEFT_SLOW_HANDLERS", "build/dev/tests/attacks/slow_handlers")
PATIENCE = 5  # of HTTP/1.1
LARGE = 5_000_000


class SlowHandlers:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        make_site(self.folder.name, large_bin=b"x" * LARGE)
        self.process = subprocess.Popen([BINARY, self.folder.name], stderr=subprocess.PIPE, text=True)
        found = [re.match(r"listening on (\w+)://.*:(\d+)", self.process.stderr.readline()) for _ in range(2)]
        self.ports = {line.group(1): int(line.group(2)) for line in found}
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(40)
        self.process.stderr.close()
        self.folder.cleanup()

    def url(self, scheme):
        return f"{scheme}://127.0.0.1:{self.ports[scheme]}"

    def working(self):
        return int(curl(self.url("http") + "/working"))

    def until_working(self, number, within):
        begun = time.monotonic()
        while self.working() != number:
            if time.monotonic() - begun > within:
                raise AssertionError(f"{self.working()} handlers at work, not {number}")
            time.sleep(0.02)

    def http1(self, scheme, path):
        connection = socket.create_connection(("127.0.0.1", self.ports[scheme]), timeout=20)
        if scheme == "https":
            context = ssl._create_unverified_context()
            context.set_alpn_protocols(["http/1.1"])
            connection = context.wrap_socket(connection)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return connection


def fin(connection):
    """TCP's alone: without close_notify over TLS."""
    socket.socket.shutdown(connection, socket.SHUT_WR)


def close_notify(connection):
    """That of TLS alone: TCP stays open."""
    connection.settimeout(0)
    try:
        connection.unwrap()
    except (ssl.SSLError, OSError):
        pass
    connection.settimeout(20)


def read_all(connection):
    out = b""
    while True:
        try:
            got = connection.recv(65536)
        except (ssl.SSLError, ConnectionError):
            return out
        if not got:
            return out
        out += got


class HalfClosed(unittest.TestCase):
    def test_a_client_that_gives_up_ends_its_handler(self):
        with SlowHandlers() as server:
            for version, scheme, within in (("--http1.1", "http", 10), ("--http1.1", "https", 10),
                                            ("--http2-prior-knowledge", "http", 2), ("--http2", "https", 2)):
                for path in ("/wait/86400", "/events"):
                    with self.subTest(f"{version} {scheme} {path}"):
                        curl("-m", "1", version, server.url(scheme) + path, check=False)
                        server.until_working(0, within)

    def test_over_http1_a_response_that_is_due_is_waited_for_and_not_for_ever(self):
        with SlowHandlers() as server:
            ends = [("http", fin), ("https", fin), ("https", close_notify)]
            quick = [(scheme, end, server.http1(scheme, "/wait/2")) for scheme, end in ends]
            slow = [(scheme, end, server.http1(scheme, path)) for scheme, end in ends
                    for path in ("/wait/86400", "/events")]
            server.until_working(9, 5)
            begun = time.monotonic()
            for _, end, connection in quick + slow:
                end(connection)
            for scheme, end, connection in quick:
                with self.subTest(f"{scheme} {end.__name__}"):
                    if end is not close_notify:  # Python reads no more behind its own
                        self.assertTrue(read_all(connection).endswith(b"waited\n"))
            server.until_working(6, 2)
            server.until_working(0, PATIENCE + 2)
            self.assertGreater(time.monotonic() - begun, PATIENCE)
            for scheme, end, connection in slow:
                if end is not close_notify:
                    self.assertNotIn(b"waited", read_all(connection))
                connection.close()

    def test_over_tls_a_client_that_has_ended_gets_a_closure_alert(self):
        with SlowHandlers() as server, server.http1("https", "/small.txt") as client:
            response = http.client.HTTPResponse(client)
            response.begin()
            response.read()
            # Sends the alert, and raises where the connection ends without that of the server.
            client.unwrap().close()

    def test_over_http1_a_download_goes_on(self):
        with SlowHandlers() as server:
            for scheme in ("http", "https"):
                for path, size in (("/large.bin", LARGE), ("/stream/1000", 10_000_000)):
                    with self.subTest(f"{scheme} {path}"), server.http1(scheme, path) as connection:
                        fin(connection)
                        self.assertGreater(len(read_all(connection)), size)

    def test_over_http2_handlers_that_wait_end_at_once(self):
        with SlowHandlers() as server:
            for tls, end, goaway in ((False, fin, False), (True, fin, False), (True, close_notify, False),
                                     (False, fin, True), (True, fin, True)):
                with self.subTest(tls=tls, end=end.__name__, goaway=goaway):
                    with RawHttp2("127.0.0.1", server.ports["https" if tls else "http"], tls) as peer:
                        peer.send(peer.headers(1, path="/wait/86400") + peer.headers(3, path="/events"))
                        server.until_working(2, 5)
                        if goaway:
                            peer.send(frame(GOAWAY, 0, 0, bytes(8)))
                        end(peer.socket)
                        server.until_working(0, 1)
                        if end is not close_notify:
                            peer.await_frame(lambda f: f[0] == RST_STREAM and f[2] == 1)
                            peer.await_close()

    def test_over_http2_what_is_there_is_delivered(self):
        with SlowHandlers() as server:
            for tls in (False, True):
                for path, size in (("/wait/0", 7), ("/working", 1), ("/large.bin", LARGE), ("/stream/1000", 10_000_000)):
                    with self.subTest(tls=tls, path=path):
                        with RawHttp2("127.0.0.1", server.ports["https" if tls else "http"], tls) as peer:
                            peer.send(window_update(0, 1 << 30) + peer.headers(1, path=path) + window_update(1, 1 << 30))
                            fin(peer.socket)
                            received = 0
                            while True:
                                kind, flags, _, payload = peer.read_frame(time.monotonic() + 20)
                                received += len(payload) if kind == DATA else 0
                                if flags & END_STREAM and kind in (DATA, HEADERS):
                                    break
                            self.assertEqual(received, size)
                            with self.assertRaises(Closed):
                                while True:
                                    peer.read_frame(time.monotonic() + 20)


if __name__ == "__main__":
    unittest.main()
