"""Clients that shut down their side behind their request, a hundred at a time: each response is delivered whole, and no connection is
left over.
"""

import contextlib
import os
import socket
import ssl
import tempfile
import time
import unittest

from disturbing import sized
from raw_http2 import (DATA, END_STREAM, INITIAL_WINDOW_SIZE, Closed, RawHttp2, settings, window_update)
from serving import Weft, make_site, until

CLIENTS = sized(25, 250)
SIZE = 1_000_000
THREADS = 2
WIDE = 1 << 30
PATIENCE = 60


def fin(connection):
    """The end of TCP alone: TLS says nothing."""
    socket.socket.shutdown(connection, socket.SHUT_WR)


class Http2:
    def __init__(self, port, tls):
        self.peer = RawHttp2("127.0.0.1", port, tls)
        self.socket = self.peer.socket
        self.peer.send(settings((INITIAL_WINDOW_SIZE, WIDE)) + window_update(0, WIDE) + self.peer.headers(1, path="/large.bin"))

    def body(self):
        body = b""
        with contextlib.suppress(Closed):
            while True:
                kind, flags, _, payload = self.peer.read_frame(time.monotonic() + PATIENCE)
                if kind == DATA:
                    body += payload
                    if flags & END_STREAM:
                        break
        return body


class Http1:
    def __init__(self, port, tls):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        if tls:
            self.socket = ssl._create_unverified_context().wrap_socket(self.socket)
        self.socket.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def body(self):
        got = b""
        with contextlib.suppress(ssl.SSLError):
            while octets := self.socket.recv(1 << 16):
                got += octets
        return got.partition(b"\r\n\r\n")[2]


class HalfClosedClients(unittest.TestCase):
    def test_each_response_is_whole(self):
        content = os.urandom(SIZE)
        with tempfile.TemporaryDirectory() as folder, Weft(make_site(folder, large_bin=content), "--threads", THREADS) as weft:
            before = weft.descriptors()
            for client in (Http2, Http1):
                for scheme in ("https", "http"):
                    with self.subTest(f"{client.__name__} {scheme}"):
                        clients = [client(weft.port(scheme), scheme == "https") for _ in range(CLIENTS)]
                        for each in clients:
                            fin(each.socket)
                        for each in clients:
                            self.assertTrue(each.body() == content)
                            each.socket.close()
                        # A thread keeps the folder and the file that it has served.
                        until(lambda: weft.descriptors() <= before + 2 * THREADS)
            self.assertEqual({record["x-reason"] for record in weft.log(4 * CLIENTS)}, {"complete"})


if __name__ == "__main__":
    unittest.main()
