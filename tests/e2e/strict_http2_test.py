"""RFC 9113 and RFC 7541 on the wire, strictly: the exact code and scope, a GOAWAY that arrives before the close, and a
connection that lives on after a stream error. The real binary over TLS and in the clear."""

import struct
import tempfile
import unittest

from raw_http2 import *  # noqa: F403  frame names and codes
from serving import Weft, make_site

PING_OCTETS = b"12345678"
CASES = []


def case(section, says):
    """Registers a case: a function that gets a connection whose SETTINGS are exchanged."""
    def add(function):
        CASES.append((section, says, function))
        return function
    return add


# --- what can be expected --------------------------------------------------------------------------------------------

def connection_error(c, *codes):
    _, _, stream, payload = c.await_frame(lambda f: f[0] == GOAWAY)
    code = int.from_bytes(payload[4:8], "big")
    assert stream == 0 and code in codes, f"GOAWAY with {code}, expected {codes}"
    c.await_close()


def stream_error(c, stream, *codes):
    _, _, _, payload = c.await_frame(lambda f: f[0] == RST_STREAM and f[2] == stream)
    code = int.from_bytes(payload, "big")
    assert code in codes, f"RST_STREAM with {code}, expected {codes}"
    alive(c)


def alive(c):
    c.send(frame(PING, 0, 0, PING_OCTETS))
    c.await_frame(lambda f: f == (PING, ACK, 0, PING_OCTETS))


def answered(c, stream, status=None):
    """The whole response has come."""
    head = c.await_frame(lambda f: f[0] == HEADERS and f[2] == stream)
    if not head[1] & END_STREAM:
        c.await_frame(lambda f: f[0] == DATA and f[2] == stream and f[1] & END_STREAM)
    if status is not None:
        # RFC 7541 A: 200, 204, 206, 304, 400, 404, 500 are one octet.
        assert head[3][0] == status, head[3][:8]


def data_of(c, size):
    got = c.await_frame(lambda f: f[0] == DATA)
    assert len(got[3]) == size, got


STATUS_200 = 0x88


# --- 3.4, 4 ------------------------------------------------------------------------------------------------------------

@case("4.1", "an unknown type is ignored")
def _(c):
    c.send(frame(0xee, 0, 0, b"whatever"))
    alive(c)


@case("4.1", "undefined flags are ignored")
def _(c):
    c.send(frame(PING, 0x16, 0, PING_OCTETS))
    c.await_frame(lambda f: f == (PING, ACK, 0, PING_OCTETS))


@case("4.1", "the reserved bit is ignored")
def _(c):
    c.send(frame(PING, 0, 1 << 31, PING_OCTETS))
    c.await_frame(lambda f: f == (PING, ACK, 0, PING_OCTETS))


@case("4.2", "DATA of 2^14 octets is taken")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(DATA, END_STREAM, 1, bytes(1 << 14)))
    answered(c, 1, STATUS_200)


@case("4.2", "DATA beyond SETTINGS_MAX_FRAME_SIZE")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(DATA, END_STREAM, 1, bytes((1 << 14) + 1)))
    connection_error(c, FRAME_SIZE_ERROR)


@case("4.2", "HEADERS beyond SETTINGS_MAX_FRAME_SIZE")
def _(c):
    c.send(c.headers(1, *[(f"x-{i}", "y" * 4000) for i in range(5)]))
    connection_error(c, FRAME_SIZE_ERROR)


@case("4.3", "a header block that is none")
def _(c):
    c.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, b"\x40"))
    connection_error(c, COMPRESSION_ERROR)


@case("4.3", "PRIORITY inside a header block")
def _(c):
    c.send(c.headers(1, flags=0) + frame(PRIORITY, 0, 1, bytes(4) + b"\xff"))
    connection_error(c, PROTOCOL_ERROR)


@case("4.3", "HEADERS of another stream inside a header block")
def _(c):
    c.send(c.headers(1, flags=0) + c.headers(3))
    connection_error(c, PROTOCOL_ERROR)


# --- 5 -----------------------------------------------------------------------------------------------------------------

for name, octets in (("DATA", frame(DATA, END_STREAM, 1, b"test")), ("RST_STREAM", frame(RST_STREAM, 0, 1, bytes(4))),
                     ("WINDOW_UPDATE", window_update(1, 100)), ("CONTINUATION", frame(CONTINUATION, END_HEADERS, 1, b""))):
    @case("5.1", f"{name} on an idle stream")
    def _(c, octets=octets):
        c.send(octets)
        connection_error(c, PROTOCOL_ERROR)


@case("5.1", "PRIORITY on an idle stream is accepted")
def _(c):
    c.send(frame(PRIORITY, 0, 1, bytes(4) + b"\xff"))
    alive(c)


@case("5.1", "DATA on a stream that is half-closed (remote)")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1) + frame(DATA, END_STREAM, 1, b"test"))
    stream_error(c, 1, STREAM_CLOSED)


@case("5.1", "HEADERS on a stream that is half-closed (remote)")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1) + c.headers(1))
    stream_error(c, 1, STREAM_CLOSED)


@case("5.1", "CONTINUATION on a stream that is half-closed (remote)")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1) + frame(CONTINUATION, END_HEADERS, 1, b""))
    connection_error(c, PROTOCOL_ERROR)


@case("5.1", "WINDOW_UPDATE and PRIORITY on a stream that is half-closed (remote) are accepted")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1) + frame(PRIORITY, 0, 1, bytes(4) + b"\xff") + window_update(1, 1))
    data_of(c, 1)


@case("5.1", "RST_STREAM on a stream that is half-closed (remote) is accepted")
def _(c):
    c.send(c.headers(1) + frame(RST_STREAM, 0, 1, struct.pack(">I", CANCEL)))
    alive(c)


@case("5.1", "DATA after the peer's RST_STREAM")
def _(c):
    c.send(c.headers(1, end_stream=False) + frame(RST_STREAM, 0, 1, struct.pack(">I", CANCEL)) + frame(DATA, END_STREAM, 1, b"x"))
    stream_error(c, 1, STREAM_CLOSED)


@case("5.1", "HEADERS after the peer's RST_STREAM")
def _(c):
    c.send(c.headers(1, end_stream=False) + frame(RST_STREAM, 0, 1, struct.pack(">I", CANCEL)) + c.headers(1))
    stream_error(c, 1, STREAM_CLOSED)


@case("5.1", "CONTINUATION after the peer's RST_STREAM")
def _(c):
    c.send(c.headers(1, end_stream=False) + frame(RST_STREAM, 0, 1, struct.pack(">I", CANCEL)) +
           frame(CONTINUATION, END_HEADERS, 1, b""))
    connection_error(c, PROTOCOL_ERROR)


@case("5.1", "DATA on a stream that is closed")
def _(c):
    c.send(c.headers(1))
    answered(c, 1)
    c.send(frame(DATA, END_STREAM, 1, b"test"))
    connection_error(c, STREAM_CLOSED)


@case("5.1", "HEADERS on a stream that is closed")
def _(c):
    c.send(c.headers(1))
    answered(c, 1)
    c.send(c.headers(1))
    connection_error(c, STREAM_CLOSED)


@case("5.1", "CONTINUATION on a stream that is closed")
def _(c):
    c.send(c.headers(1))
    answered(c, 1)
    c.send(frame(CONTINUATION, END_HEADERS, 1, b""))
    connection_error(c, PROTOCOL_ERROR)


@case("5.1", "PRIORITY on a stream that is closed is accepted")
def _(c):
    c.send(c.headers(1))
    answered(c, 1)
    c.send(frame(PRIORITY, 0, 1, bytes(4) + b"\xff"))
    alive(c)


@case("5.1.1", "HEADERS with an even stream identifier")
def _(c):
    c.send(c.headers(2))
    connection_error(c, PROTOCOL_ERROR)


@case("5.1.1", "HEADERS with an identifier below one that was used")
def _(c):
    c.send(c.headers(5))
    answered(c, 5)
    c.send(c.headers(3))
    connection_error(c, PROTOCOL_ERROR)


@case("5.1.2", "one stream more than SETTINGS_MAX_CONCURRENT_STREAMS")
def _(c):
    most = c.peer_settings[MAX_CONCURRENT_STREAMS]
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + b"".join(c.headers(1 + 2 * i) for i in range(most + 1)))
    stream_error(c, 1 + 2 * most, REFUSED_STREAM)


@case("5.3.1", "HEADERS that depends on its own stream")
def _(c):
    block_of = block(*c.request_fields())
    c.send(frame(HEADERS, END_STREAM | END_HEADERS | PRIORITIZED, 1, struct.pack(">IB", 1, 255) + block_of))
    stream_error(c, 1, PROTOCOL_ERROR)


@case("5.3.1", "PRIORITY that depends on its own stream")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(PRIORITY, 0, 1, struct.pack(">IB", 1, 255)))
    stream_error(c, 1, PROTOCOL_ERROR)


@case("5.4.1", "a connection error closes after GOAWAY")
def _(c):
    c.send(frame(PING, 0, 3, PING_OCTETS))
    connection_error(c, PROTOCOL_ERROR)


@case("5.5", "an unknown frame inside a header block")
def _(c):
    c.send(c.headers(1, flags=0) + frame(0xee, 0, 0, b"x"))
    connection_error(c, PROTOCOL_ERROR)


# --- 6 -----------------------------------------------------------------------------------------------------------------

for kind, name, payload in ((DATA, "DATA", b"test"), (HEADERS, "HEADERS", block((":method", "GET"))),
                            (PRIORITY, "PRIORITY", bytes(5)), (RST_STREAM, "RST_STREAM", bytes(4)),
                            (CONTINUATION, "CONTINUATION", b"")):
    @case("6", f"{name} on stream 0")
    def _(c, kind=kind, payload=payload):
        c.send(frame(kind, END_HEADERS if kind in (HEADERS, CONTINUATION) else 0, 0, payload))
        connection_error(c, PROTOCOL_ERROR)


for kind, name, payload in ((SETTINGS, "SETTINGS", b""), (PING, "PING", PING_OCTETS), (GOAWAY, "GOAWAY", bytes(8))):
    @case("6", f"{name} on a stream")
    def _(c, kind=kind, payload=payload):
        c.send(frame(kind, 0, 1, payload))
        connection_error(c, PROTOCOL_ERROR)


@case("6.1", "DATA whose padding is as long as the frame")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(DATA, END_STREAM | PADDED, 1, b"\x06test"))
    connection_error(c, PROTOCOL_ERROR)


@case("6.1", "DATA with padding is taken")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") +
           frame(DATA, END_STREAM | PADDED, 1, b"\x06test" + bytes(6)))
    answered(c, 1, STATUS_200)


@case("6.2", "HEADERS whose padding is longer than the frame")
def _(c):
    fields = block(*c.request_fields())
    c.send(frame(HEADERS, END_STREAM | END_HEADERS | PADDED, 1, bytes([len(fields) + 2]) + fields + b"\x00"))
    connection_error(c, PROTOCOL_ERROR)


@case("6.2", "HEADERS with priority and padding is taken")
def _(c):
    fields = block(*c.request_fields())
    c.send(frame(HEADERS, END_STREAM | END_HEADERS | PADDED | PRIORITIZED, 1, b"\x04" + bytes(4) + b"\x10" + fields + bytes(4)))
    answered(c, 1, STATUS_200)


@case("6.3", "PRIORITY of another length than 5")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(PRIORITY, 0, 1, bytes(4)))
    stream_error(c, 1, FRAME_SIZE_ERROR)


@case("6.4", "RST_STREAM of another length than 4")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(RST_STREAM, 0, 1, bytes(3)))
    connection_error(c, FRAME_SIZE_ERROR)


for says, octets, code in (
        ("SETTINGS with ACK and a payload", frame(SETTINGS, ACK, 0, bytes(6)), FRAME_SIZE_ERROR),
        ("SETTINGS of a length that is no multiple of 6", frame(SETTINGS, 0, 0, bytes(3)), FRAME_SIZE_ERROR),
        ("ENABLE_PUSH of 2", settings((ENABLE_PUSH, 2)), PROTOCOL_ERROR),
        ("INITIAL_WINDOW_SIZE above 2^31-1", settings((INITIAL_WINDOW_SIZE, 1 << 31)), FLOW_CONTROL_ERROR),
        ("MAX_FRAME_SIZE below 2^14", settings((MAX_FRAME_SIZE, (1 << 14) - 1)), PROTOCOL_ERROR),
        ("MAX_FRAME_SIZE above 2^24-1", settings((MAX_FRAME_SIZE, 1 << 24)), PROTOCOL_ERROR),
        ("PING of another length than 8", frame(PING, 0, 0, bytes(6)), FRAME_SIZE_ERROR),
        ("WINDOW_UPDATE of 0 on the connection", window_update(0, 0), PROTOCOL_ERROR),
        ("WINDOW_UPDATE of another length than 4", frame(WINDOW_UPDATE, 0, 0, bytes(3)), FRAME_SIZE_ERROR),
        ("PUSH_PROMISE from a client", frame(PUSH_PROMISE, END_HEADERS, 1, bytes([0, 0, 0, 2])), PROTOCOL_ERROR),
        ("CONTINUATION without HEADERS", frame(CONTINUATION, END_HEADERS, 1, b""), PROTOCOL_ERROR)):
    @case("6", says)
    def _(c, octets=octets, code=code):
        c.send(octets)
        connection_error(c, code)


@case("6.5.2", "an unknown setting is ignored")
def _(c):
    c.send(settings((0xff, 1)))
    c.await_frame(lambda f: f[0] == SETTINGS and f[1] & ACK)
    alive(c)


@case("6.5.3", "settings are taken in their order")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 100), (INITIAL_WINDOW_SIZE, 1)) + c.headers(1))
    data_of(c, 1)


@case("6.5.3", "SETTINGS is acknowledged")
def _(c):
    c.send(settings((ENABLE_PUSH, 0)))
    c.await_frame(lambda f: f == (SETTINGS, ACK, 0, b""))


@case("6.7", "PING is answered with its octets, and PING with ACK is not")
def _(c):
    c.send(frame(PING, ACK, 0, b"unasked!") + frame(PING, 0, 0, PING_OCTETS))
    assert c.await_frame(lambda f: f[0] == PING)[3] == PING_OCTETS


@case("6.8", "after the client's GOAWAY the connection ends")
def _(c):
    c.send(frame(GOAWAY, 0, 0, struct.pack(">II", 0, NO_ERROR) + b"bye"))
    connection_error(c, NO_ERROR)


@case("6.9", "WINDOW_UPDATE of 0 on a stream")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1) + window_update(1, 0))
    stream_error(c, 1, PROTOCOL_ERROR)


@case("6.9.1", "no more than the window is sent")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 1)) + c.headers(1))
    data_of(c, 1)


@case("6.9.1", "a connection window above 2^31-1")
def _(c):
    c.send(window_update(0, (1 << 31) - 1) * 2)
    connection_error(c, FLOW_CONTROL_ERROR)


@case("6.9.1", "a stream window above 2^31-1")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1, end_stream=False, method="POST", path="/upload") +
           window_update(1, (1 << 31) - 1) * 2)
    stream_error(c, 1, FLOW_CONTROL_ERROR)


@case("6.9.2", "INITIAL_WINDOW_SIZE after HEADERS changes the window of the stream")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 0)) + c.headers(1))
    c.await_frame(lambda f: f[0] == HEADERS)
    c.send(settings((INITIAL_WINDOW_SIZE, 1)))
    data_of(c, 1)


@case("6.9.2", "a window that SETTINGS made negative is kept as it is")
def _(c):
    c.send(settings((INITIAL_WINDOW_SIZE, 3)) + c.headers(1))
    data_of(c, 3)
    c.send(settings((INITIAL_WINDOW_SIZE, 2)) + window_update(1, 2))
    data_of(c, 1)


@case("6.10", "several CONTINUATION frames make one block")
def _(c):
    c.send(c.headers(1, flags=0) + frame(CONTINUATION, 0, 1, block(("x-a", "1"))) +
           frame(CONTINUATION, END_HEADERS, 1, block(("x-b", "2"))))
    answered(c, 1, STATUS_200)


@case("6.10", "CONTINUATION of another stream")
def _(c):
    c.send(c.headers(1, flags=0) + frame(CONTINUATION, END_HEADERS, 3, block(("x-a", "1"))))
    connection_error(c, PROTOCOL_ERROR)


@case("6.10", "CONTINUATION after END_HEADERS")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(CONTINUATION, END_HEADERS, 1, b""))
    connection_error(c, PROTOCOL_ERROR)


@case("6.10", "DATA inside a header block")
def _(c):
    c.send(c.headers(1, end_stream=False, flags=0) + frame(DATA, END_STREAM, 1, b"test"))
    connection_error(c, PROTOCOL_ERROR)


@case("7", "unknown error codes are nothing special")
def _(c):
    c.send(c.headers(1, end_stream=False) + frame(RST_STREAM, 0, 1, struct.pack(">I", 0xff)))
    alive(c)
    c.send(frame(GOAWAY, 0, 0, struct.pack(">II", 0, 0xff)))
    connection_error(c, NO_ERROR)


# --- 8 -----------------------------------------------------------------------------------------------------------------

@case("8.1", "GET, HEAD, POST with and without trailers are answered")
def _(c):
    c.send(c.headers(1) + c.headers(3, method="HEAD"))
    c.send(c.headers(5, end_stream=False, method="POST", path="/upload") + frame(DATA, END_STREAM, 5, b"test"))
    c.send(c.headers(7, ("trailer", "x-sum"), end_stream=False, method="POST", path="/upload") + frame(DATA, 0, 7, b"test") +
           frame(HEADERS, END_STREAM | END_HEADERS, 7, block(("x-sum", "1"))))
    ended = set()
    while ended != {1, 3, 5, 7}:
        ended.add(c.await_frame(lambda f: f[0] in (HEADERS, DATA) and f[1] & END_STREAM)[2])


@case("8.1", "trailers without END_STREAM")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") + frame(DATA, 0, 1, b"test") +
           frame(HEADERS, END_HEADERS, 1, block(("x-sum", "1"))))
    stream_error(c, 1, PROTOCOL_ERROR)


MALFORMED = [
    ("8.2", "an upper-case name", [("X-A", "1")], {}),
    ("8.2.1", "a space in a name", [("x a", "1")], {}),
    ("8.2.1", "a line end in a value", [("x-a", "1\r\nx-b: 2")], {}),
    ("8.2.1", "a NUL in a value", [("x-a", b"1\0")], {}),
    ("8.2.1", "a space before a value", [("x-a", " 1")], {}),
    ("8.2.2", "connection", [("connection", "keep-alive")], {}),
    ("8.2.2", "keep-alive", [("keep-alive", "1")], {}),
    ("8.2.2", "proxy-connection", [("proxy-connection", "keep-alive")], {}),
    ("8.2.2", "transfer-encoding", [("transfer-encoding", "chunked")], {}),
    ("8.2.2", "upgrade", [("upgrade", "h2c")], {}),
    ("8.2.2", "te other than trailers", [("te", "trailers, deflate;q=0.5")], {}),
    ("8.3", "an unknown pseudo-field", [(":test", "ok")], {}),
    ("8.3", "a pseudo-field of responses", [(":status", "200")], {}),
    ("8.3", "a pseudo-field after a regular one", [("x-a", "1"), (":authority", "x")], {"authority": None}),
    ("8.3.1", "an empty :path", [], {"path": ""}),
    ("8.3.1", "no :method", [], {"method": None}),
    ("8.3.1", "no :scheme", [], {"scheme": None}),
    ("8.3.1", "no :path", [], {"path": None}),
    ("8.3.1", ":method twice", [(":method", "GET")], {}),
    ("8.3.1", ":scheme twice", [(":scheme", "https")], {}),
    ("8.3.1", ":path twice", [(":path", "/")], {}),
    ("8.3.1", ":authority twice", [(":authority", "x")], {}),
    ("8.3.1", "a host that is not :authority", [("host", "elsewhere")], {}),
]
for section, says, fields, request in MALFORMED:
    @case(section, f"malformed: {says}")
    def _(c, fields=fields, request=request):
        c.send(c.headers(1, *fields, **request))
        stream_error(c, 1, PROTOCOL_ERROR)


@case("8.3", "a pseudo-field in trailers")
def _(c):
    c.send(c.headers(1, end_stream=False, method="POST", path="/upload") +
           frame(HEADERS, END_STREAM | END_HEADERS, 1, block((":method", "GET"))))
    stream_error(c, 1, PROTOCOL_ERROR)


@case("8.1.1", "content-length that is not the sum of DATA")
def _(c):
    post = {"method": "POST", "path": "/upload", "end_stream": False}
    c.send(c.headers(1, ("content-length", "1"), **post) + frame(DATA, END_STREAM, 1, b"test"))
    stream_error(c, 1, PROTOCOL_ERROR)
    c.send(c.headers(3, ("content-length", "5"), **post) + frame(DATA, 0, 3, b"te") + frame(DATA, END_STREAM, 3, b"st"))
    stream_error(c, 3, PROTOCOL_ERROR)
    c.send(c.headers(5, ("content-length", "4"), method="POST", path="/upload"))
    stream_error(c, 5, PROTOCOL_ERROR)


# --- RFC 7541 -----------------------------------------------------------------------------------------------------------

def with_block(extra, before=b""):
    def run(c):
        c.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, before + block(*c.request_fields()) + extra))
        connection_error(c, COMPRESSION_ERROR)
    return run


for section, says, octets in (
        ("2.3.3", "an index beyond both tables", b"\xbe"),
        ("2.3.3", "a name index beyond both tables", b"\x7e\x01a"),
        ("4.2", "a table size update at the end of a block", b"\x21"),
        ("5.2", "Huffman padding of more than 7 bits", b"\x00\x85\xf2\xb2\x4a\x84\xff\x84\x49\x50\x9f\xff"),
        ("5.2", "Huffman padding with zeros", b"\x00\x85\xf2\xb2\x4a\x84\xff\x83\x49\x50\x90"),
        ("5.2", "EOS in a Huffman string", b"\x00\x85\xf2\xb2\x4a\x84\xff\x84\xff\xff\xff\xff"),
        ("6.1", "index 0", b"\x80")):
    case("RFC 7541 " + section, says)(with_block(octets))

case("RFC 7541 6.3", "a table size above the limit")(with_block(b"", before=b"\x3f\xe1\xff\x03"))


class Strict(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.weft = Weft(make_site(cls.folder.name), "--sink", "/upload")

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def connect(self, scheme, **more):
        return RawHttp2("127.0.0.1", self.weft.port(scheme), scheme == "https", **more)

    def test_every_case(self):
        for scheme in ("https", "http"):
            for section, says, run in CASES:
                with self.subTest(f"{scheme} {section}: {says}"), self.connect(scheme) as connection:
                    run(connection)

    def test_settings_come_first(self):
        # RFC 9113 3.4: "The server connection preface consists of a potentially empty SETTINGS frame that MUST be the
        # first frame the server sends in the HTTP/2 connection."
        for scheme in ("https", "http"):
            with self.connect(scheme, begin=False) as connection:
                connection.send(PREFACE + settings() + connection.headers(1))
                first = connection.await_frame(lambda f: True)
                self.assertEqual((first[0], first[1] & ACK), (SETTINGS, 0))

    def test_a_wrong_preface_closes(self):
        for scheme in ("https", "http"):
            for position in range(len(PREFACE)):
                with self.subTest(f"{scheme} {position}"), self.connect(scheme, begin=False) as connection:
                    wrong = bytearray(PREFACE)
                    wrong[position] ^= 0x15
                    connection.send(bytes(wrong) + settings() + b"\r\n\r\n")
                    connection.await_close()

    def test_the_first_frame_must_be_settings(self):
        for scheme in ("https", "http"):
            with self.connect(scheme, begin=False) as connection:
                connection.send(PREFACE + frame(PING, 0, 0, PING_OCTETS))
                connection_error(connection, PROTOCOL_ERROR)


if __name__ == "__main__":
    unittest.main()
