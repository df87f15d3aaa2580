"""A gibibyte through a WebSocket whose reader is slow, in each direction and over each version: the writer is held back, and the
server's memory stays as it was.
"""

import os
import re
import socket
import struct
import subprocess
import time
import unittest

from disturbing import SANITIZED, sized
from raw_http2 import (ACK, DATA, END_STREAM, HEADERS, INITIAL_WINDOW_SIZE, PREFACE, SETTINGS, WINDOW_UPDATE, RawHttp2, frame,
                       settings, window_update)

SERVER = os.environ.get("WEFT_WEBSOCKET_SERVER", "build/dev/tests/interop/websocket_server")
MEBIBYTE = 1 << 20
TOTAL = sized(32, 1024)  # mebibytes
# The message that a handler has, what is unsent, and the memory of the connection.
MOST_GROWTH = 8 * MEBIBYTE
# Seconds behind each mebibyte that is read.
PAUSE = 0.01
PATIENCE = 60
HANDSHAKE = ("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")


class Http1:
    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.sendall(HANDSHAKE.format(path).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.socket.recv(1)
        assert head.startswith(b"HTTP/1.1 101 "), head

    def read(self):
        return self.socket.recv(1 << 16)

    def write(self, octets):
        self.socket.sendall(octets)

    def close(self):
        self.socket.close()


class Http2:
    """RFC 8441. Credit goes back as octets are read."""

    def __init__(self, port, path):
        self.peer = RawHttp2("127.0.0.1", port, tls=False, begin=False)
        self.windows = {0: 65535}
        self.unread = []
        self.peer.send(PREFACE + settings())
        self.await_frame(SETTINGS)
        self.peer.send(frame(SETTINGS, ACK))
        self.windows[1] = self.peer.peer_settings.get(INITIAL_WINDOW_SIZE, 65535)
        self.peer.send(self.peer.headers(1, ("sec-websocket-version", "13"), end_stream=False, method="CONNECT", path=path,
                                         protocol="websocket"))
        self.await_frame(HEADERS)

    def await_frame(self, wanted):
        while True:
            kind, flags, stream, payload = self.peer.read_frame(time.monotonic() + PATIENCE)
            if kind == WINDOW_UPDATE:
                self.windows[stream] += struct.unpack(">I", payload)[0]
            elif kind == DATA:
                self.unread.append(payload)
                assert not flags & END_STREAM or wanted == DATA
            if kind == wanted:
                return

    def read(self):
        if not self.unread:
            self.await_frame(DATA)
        octets = self.unread.pop(0)
        self.peer.send(window_update(0, len(octets)) + window_update(1, len(octets)))
        return octets

    def write(self, octets):
        while octets:
            room = min(*self.windows.values(), 16384)
            if room <= 0:
                self.await_frame(WINDOW_UPDATE)
                continue
            piece, octets = octets[:room], octets[room:]
            self.peer.send(frame(DATA, 0, 1, piece))
            for stream in self.windows:
                self.windows[stream] -= len(piece)

    def close(self):
        self.peer.socket.close()


class Payload:
    """Counts the octets of data frames, and keeps the last message where it is a text."""

    def __init__(self):
        self.unread = b""
        self.left = self.size = 0
        self.is_text = False
        self.text = b""

    def take(self, octets):
        self.unread += octets
        while self.unread:
            if self.left == 0 and not self.take_header():
                return
            piece, self.unread = self.unread[:self.left], self.unread[self.left:]
            self.left -= len(piece)
            self.size += len(piece)
            if self.is_text:
                self.text += piece

    def take_header(self):
        code = self.unread[1] if len(self.unread) >= 2 else 0
        size = {126: 4, 127: 10}.get(code, 2)
        if len(self.unread) < size:
            return False
        self.is_text = self.unread[0] & 15 == 1 or (self.is_text and self.unread[0] & 15 == 0)
        self.left = code if size == 2 else int.from_bytes(self.unread[2:size], "big")
        self.unread = self.unread[size:]
        return True


def masked(opcode, payload):
    """With a mask that changes nothing (RFC 6455 5.3)."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xff" + struct.pack(">Q", len(payload))
    return bytes([0x80 | opcode]) + length + bytes(4) + payload


class SlowWebSocket(unittest.TestCase):
    def setUp(self):
        self.server = subprocess.Popen([SERVER, "http://127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.server.stderr.close)
        self.addCleanup(self.server.wait, PATIENCE)
        self.addCleanup(self.server.terminate)
        self.port = int(self.server.stderr.readline().rsplit(":", 1)[1])
        self.before = self.most = 0

    def open(self, version, path):
        client = version(self.port, path)
        self.addCleanup(client.close)
        self.before = self.most = self.resident()
        return client

    def resident(self):
        with open(f"/proc/{self.server.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) * 1024

    def pause(self):
        time.sleep(PAUSE)
        self.most = max(self.most, self.resident())

    def assert_small(self):
        if not SANITIZED:
            self.assertLess(self.most - self.before, MOST_GROWTH)

    def test_a_client_reads_slowly(self):
        for version in (Http1, Http2):
            with self.subTest(version.__name__):
                client = self.open(version, f"/slow?{TOTAL}")
                payload = Payload()
                for mebibyte in range(1, TOTAL + 1):
                    while payload.size < mebibyte * MEBIBYTE:
                        payload.take(client.read())
                    self.pause()
                self.assertGreaterEqual(payload.size, TOTAL * MEBIBYTE)
                self.assert_small()

    def test_a_handler_reads_slowly(self):
        message = masked(2, bytes(MEBIBYTE))
        for version in (Http1, Http2):
            with self.subTest(version.__name__):
                client = self.open(version, "/sip")
                for _ in range(TOTAL):
                    client.write(message)
                    self.most = max(self.most, self.resident())
                client.write(masked(1, b"how much?"))
                payload = Payload()
                while not payload.text.endswith(b"octets"):
                    payload.take(client.read())
                self.assertEqual(payload.text, b"%d octets" % (TOTAL * MEBIBYTE))
                self.assert_small()


if __name__ == "__main__":
    unittest.main()
