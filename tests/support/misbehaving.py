"""Servers that do exactly what a test says, right or wrong.

    with Server(lambda peer: peer.send(b"nonsense")) as server:      # called for each connection, in its own thread
        server.url, server.connections

    def answer(peer):                                                # HTTP/2, frame by frame
        peer.begin()
        for stream in peer.requests():
            peer.answer(stream, b"hello")
"""

import socket
import threading

from raw_http2 import (ACK, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, PREFACE, RST_STREAM, SETTINGS, DATA, block, frame,
                       settings)

PATIENCE = 20


class Gone(Exception):
    pass


class Peer:
    """One connection, as the server has it."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(PATIENCE)
        self.unread = b""

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError as error:
            raise Gone from error

    def close(self):
        self.socket.close()

    def receive(self):
        try:
            got = self.socket.recv(65536)
        except OSError as error:
            raise Gone from error
        if not got:
            raise Gone
        self.unread += got

    def take(self, size):
        while len(self.unread) < size:
            self.receive()
        taken, self.unread = self.unread[:size], self.unread[size:]
        return taken

    def take_until(self, end):
        while end not in self.unread:
            self.receive()
        return self.take(self.unread.index(end) + len(end))

    def begin(self, *pairs):
        assert self.take(len(PREFACE)) == PREFACE
        self.send(settings(*pairs))

    def frames(self):
        """(type, flags, stream, payload); SETTINGS and PING are answered."""
        while True:
            head = self.take(9)
            kind, flags, stream = head[3], head[4], int.from_bytes(head[5:9], "big")
            payload = self.take(int.from_bytes(head[:3], "big"))
            if kind in (SETTINGS, PING) and not flags & ACK:
                self.send(frame(kind, ACK, 0, payload if kind == PING else b""))
            yield kind, flags, stream, payload

    def requests(self):
        """The streams of requests, in the order in which they come."""
        for kind, _, stream, _ in self.frames():
            if kind == HEADERS:
                yield stream

    def head(self, stream, *fields, status=200, end_stream=False):
        self.send(frame(HEADERS, END_HEADERS | (END_STREAM if end_stream else 0), stream, block((":status", str(status)), *fields)))

    def data(self, stream, octets, end_stream=True):
        self.send(frame(DATA, END_STREAM if end_stream else 0, stream, octets))

    def answer(self, stream, body=b"ok", *fields):
        self.head(stream, *fields)
        self.data(stream, body)

    def reset(self, stream, code):
        self.send(frame(RST_STREAM, 0, stream, code.to_bytes(4, "big")))

    def goaway(self, last, code=0):
        self.send(frame(GOAWAY, 0, 0, last.to_bytes(4, "big") + code.to_bytes(4, "big")))

    def wait_closed(self):
        while True:
            self.receive()

    def requests_http11(self):
        """The request lines, of requests without a body."""
        while True:
            yield self.take_until(b"\r\n\r\n").split(b"\r\n")[0].decode()


class Server:
    def __init__(self, serve, address=("127.0.0.1", 0), family=socket.AF_INET):
        self.serve = serve
        self.connections = 0
        self.peers = []
        if family == socket.AF_UNIX:
            self.socket = socket.socket(family)
            self.socket.bind(address)
            self.socket.listen(1000)
        else:
            self.socket = socket.create_server(address, family=family, backlog=1000)
        self.port = self.socket.getsockname()[1] if family != socket.AF_UNIX else 0
        self.url = f"http://127.0.0.1:{self.port}/"
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            peer = Peer(connection)
            self.peers.append(peer)
            threading.Thread(target=self.run, args=(peer,), daemon=True).start()

    def run(self, peer):
        try:
            self.serve(peer)
        except Gone:
            pass
        finally:
            peer.close()

    def stop(self):
        """Nobody listens any more, and every connection ends."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        self.thread.join(PATIENCE)
        for peer in self.peers:
            try:
                peer.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def answering(octets):
    """A server that answers each connection's first request with these octets, and goes."""
    def serve(peer):
        peer.take_until(b"\r\n\r\n")
        peer.send(octets)
    return Server(serve)
