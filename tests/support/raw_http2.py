"""A client that sends any octets as HTTP/2 and reads frames back: for what no real client would do."""

import functools
import socket
import ssl
import struct
import time

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
PRIORITY_UPDATE = 16
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITIZED = 1, 1, 4, 8, 32
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
PATIENCE = 5

NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR, \
    REFUSED_STREAM, CANCEL, COMPRESSION_ERROR = range(10)

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = range(1, 7)


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def settings(*pairs):
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *pair) for pair in pairs))


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", increment))


def literal(name, value):
    """RFC 7541 6.2.2: a literal without indexing and without Huffman, so that no context is needed."""
    def text(octets):
        octets = octets if isinstance(octets, bytes) else octets.encode()
        prefix = [len(octets)] if len(octets) < 127 else []
        if not prefix:
            prefix, rest = [127], len(octets) - 127
            while rest >= 128:
                prefix.append(rest % 128 + 128)
                rest //= 128
            prefix.append(rest)
        return bytes(prefix) + octets
    return b"\x00" + text(name) + text(value)


def block(*fields):
    return b"".join(literal(name, value) for name, value in fields)


@functools.cache
def client_context():
    """One context for all peers here: a thousand of them share its contents."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    return context


class Closed(Exception):
    pass


class RawHttp2:
    def __init__(self, host, port, tls, begin=True, receive_buffer=None, source=None):
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.scheme = "https" if tls else "http"
        self.authority = f"{host}:{port}"
        if tls:
            self.socket = client_context().wrap_socket(self.socket)
            assert self.socket.selected_alpn_protocol() == "h2"
        self.unread = b""
        self.peer_settings = {}
        if begin:
            self.send(PREFACE + settings())
            self.await_frame(lambda f: f[0] == SETTINGS and not f[1] & ACK)
            self.send(frame(SETTINGS, ACK))
            self.await_frame(lambda f: f[0] == SETTINGS and f[1] & ACK)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError:
            pass  # the peer has closed: what it said before is still to be read

    def request_fields(self, method="GET", path="/", **replace):
        fields = {":method": method, ":scheme": self.scheme, ":path": path, ":authority": self.authority}
        fields.update({":" + name: value for name, value in replace.items()})
        return [(name, value) for name, value in fields.items() if value is not None]

    def headers(self, stream, *more, end_stream=True, flags=END_HEADERS, **request):
        fields = [*self.request_fields(**request), *more]
        return frame(HEADERS, flags | (END_STREAM if end_stream else 0), stream, block(*fields))

    def read_frame(self, deadline):
        """(type, flags, stream, payload); Closed at the end."""
        while len(self.unread) < 9 or len(self.unread) < 9 + int.from_bytes(self.unread[:3], "big"):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.socket.settimeout(left)
            try:
                got = self.socket.recv(65536)
            except (ConnectionError, ssl.SSLError) as error:
                if isinstance(error, TimeoutError):
                    raise
                raise Closed from error
            if not got:
                raise Closed
            self.unread += got
        size = int.from_bytes(self.unread[:3], "big")
        kind, flags, stream = self.unread[3], self.unread[4], int.from_bytes(self.unread[5:9], "big")
        payload, self.unread = self.unread[9:9 + size], self.unread[9 + size:]
        if kind == SETTINGS and not flags & ACK:
            self.peer_settings.update(struct.iter_unpack(">HI", payload))
        return kind, flags, stream, payload

    def await_frame(self, wanted):
        deadline = time.monotonic() + PATIENCE
        seen = []
        try:
            while True:
                got = self.read_frame(deadline)
                if wanted(got):
                    return got
                seen.append(got[:3] + (got[3][:24],))
        except (TimeoutError, Closed) as end:
            raise AssertionError(f"{type(end).__name__} after {seen[-8:]}") from None

    def await_close(self):
        deadline = time.monotonic() + PATIENCE
        try:
            while True:
                self.read_frame(deadline)
        except Closed:
            return
        except TimeoutError:
            raise AssertionError("the connection was not closed") from None
