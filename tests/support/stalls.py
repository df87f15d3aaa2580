"""Streams that stand still, each for a cause of its own that is planted here. All that tell of it name the same cause and side.

    with Watched() as server, contextlib.ExitStack() as kept:
        client = stall.plant(server, kept)             # it lasts until `kept` closes
        server.top(client, stall)                      # the verdict on the worst stream, once it is this one's

A stall stands alone on the server: server.until_nothing_waits() comes before it. HTTP/1.1 keeps no ledger: the log and the
metrics do not tell its waits.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import tempfile
import threading
import time
import typing

from links import Link
from raw_http2 import CANCEL, INITIAL_WINDOW_SIZE, PREFACE, RST_STREAM, SETTINGS, RawHttp2, frame, settings, window_update
from serving import BINARY as WEFT, PATIENCE, curl, make_site, until

SLOW_HANDLERS = os.environ.get("WEFT_SLOW_HANDLERS", "build/dev/tests/attacks/slow_handlers")
FIELDS = ("x-connection-id x-stream-id cs-uri-stem x-wait-application x-wait-priority x-wait-stream-window x-wait-connection-window "
          "x-wait-rate-limit x-wait-socket x-wait-pool x-slow-cause x-slow-side")
INITIAL_WINDOW = 65_535
WIDE = 0x7fff_ffff
WIDEN = WIDE - INITIAL_WINDOW
# Seconds, before anybody is asked: the kernel is asked from 0.1 on.
LONG = 0.2
# More than any queue on the way takes.
ENDLESS = "/endless.bin"


def make_endless(site):
    with open(site / ENDLESS[1:], "wb") as file:
        file.truncate(200_000_000)


class Watched:
    """A server with a control endpoint and a log, that takes its time where it is told to: tests/attacks/slow_handlers.cpp."""

    def __enter__(self):
        with contextlib.ExitStack() as kept:
            self.path = pathlib.Path(kept.enter_context(tempfile.TemporaryDirectory()))
            self.control = f"unix:{self.path}/control.sock"
            self.site = self.path / "site"
            self.site.mkdir()
            make_site(self.site, large_bin=b"x" * 1_000_000, window_bin=b"x" * INITIAL_WINDOW)
            make_endless(self.site)
            self.open(kept)
            threading.Thread(target=self.process.stderr.read, daemon=True).start()
            self.kept = kept.pop_all()
        return self

    def __exit__(self, *_):
        self.kept.close()

    def open(self, kept):
        self.start(kept, SLOW_HANDLERS, self.site, self.control, self.path / "access.log")
        found = [self.await_line(r"listening on (\w+)://.*:(\d+)") for _ in range(2)]
        self.ports = {line.group(1): int(line.group(2)) for line in found}

    def start(self, kept, *command):
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        kept.callback(self.stop)

    def stop(self):
        self.process.terminate()
        self.process.wait(40)
        self.process.stderr.close()

    def await_line(self, pattern):
        while line := self.process.stderr.readline():
            if found := re.match(pattern, line):
                return found
        raise AssertionError(f"the server ended without {pattern}")

    def ask(self, path, *words):
        return curl("--unix-socket", self.path / "control.sock", *words, "http://localhost" + path).decode()

    def streams(self):
        return json.loads(self.ask("/streams"))

    def why(self, *words, check=True):
        return subprocess.run([WEFT, "status", "why", *words, self.control], capture_output=True, text=True, check=check, timeout=PATIENCE)

    def connection_of(self, port):
        """The report of the connection that has this port at its other end."""
        found = [each for each in self.streams()["connections"] if each["peer"].endswith(f":{port}")]
        return found[0] if found else None

    def until_nothing_waits(self):
        """Handlers learn that the clients of earlier stalls have gone."""
        until(lambda: not any(each["streams"] for each in self.streams()["connections"]))

    def top(self, stall):
        """What /streams tells, once its verdict is on this stall, which has lasted for long enough."""
        told = {}

        def is_seen():
            told.update(self.streams())
            verdict = told["verdict"]
            if not verdict or (verdict["stream"], verdict["wait"], verdict["side"]) != (stall.stream, stall.cause, stall.side):
                return False
            return stream_of(told, verdict)["waits"][stall.cause] >= LONG

        try:
            until(is_seen)
        except AssertionError:
            raise AssertionError(f"expected {stall.cause} of {stall.side}: {told['verdict']}") from None
        return told

    def log(self):
        lines = (self.path / "access.log").read_text().splitlines()
        names = next((line.split()[1:] for line in lines if line.startswith("#Fields:")), [])
        return [dict(zip(names, line.split(" "))) for line in lines if line and not line.startswith("#")]

    def line(self, connection, stream):
        """The line of a request that ends."""
        wanted = (str(connection), str(stream))
        found = []

        def is_there():
            found[:] = [each for each in self.log() if (each["x-connection-id"], each["x-stream-id"]) == wanted]
            return found

        until(is_there)
        (line,) = found
        return line

    def waited(self):
        """Seconds, of all requests that have ended, by (cause, side)."""
        samples = re.findall(r'^weft_request_wait_seconds_total{cause="(\w+)",side="(\w+)"} (\S+)$', self.ask("/metrics"), re.M)
        return {(cause, side): float(seconds) for cause, side, seconds in samples}


def stream_of(told, verdict):
    """The stream that the verdict is on."""
    (connection,) = [each for each in told["connections"] if each["id"] == verdict["connection"]]
    (stream,) = [each for each in connection["streams"] if each["id"] == verdict["stream"]]
    return stream


class Client(RawHttp2):
    """Its windows are as it says, and it reads only when it is told to."""

    def __init__(self, port, stream_window=WIDE, connection_window=WIDEN, receive_buffer=None):
        super().__init__("127.0.0.1", port, False, begin=False, receive_buffer=receive_buffer)
        self.send(PREFACE + settings((INITIAL_WINDOW_SIZE, stream_window)))
        if connection_window:
            self.send(window_update(0, connection_window))
        self.await_frame(lambda got: got[0] == SETTINGS and not got[1] & 1)
        self.send(frame(SETTINGS, 1))
        self.port = self.socket.getsockname()[1]

    def get(self, stream, path, *more):
        self.send(self.headers(stream, *more, path=path))

    def cancel(self, stream):
        self.send(frame(RST_STREAM, 0, stream, CANCEL.to_bytes(4, "big")))

    def read_slowly(self, until_set):
        while not until_set.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                if not self.socket.recv(20_000):
                    return
            time.sleep(0.01)


class Http1Client:
    """It asks once, and reads nothing."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port))
        # A server waits a while for one that has only closed its side, and hears at once of one that resets.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def cancel(self, _):
        """HTTP/1.1 has no other way."""
        self.socket.close()


# --- planting ----------------------------------------------------------------------------------------------------------

def connect(server, kept, **how):
    return kept.enter_context(Client(server.ports["http"], **how))


def read_in_background(client, kept):
    done = threading.Event()
    reader = threading.Thread(target=client.read_slowly, args=(done,))
    reader.start()
    kept.callback(lambda: (done.set(), reader.join()))


def asking(path, *fields, **how):
    """A client that asks for this and does no more."""
    def plant(server, kept):
        client = connect(server, kept, **how)
        client.get(1, path, *fields)
        return client
    return plant


def asking_over_http1(path):
    return lambda server, kept: kept.enter_context(Http1Client(server.ports["http"], path))


def sending_only(octets, path):
    def plant(server, kept):
        client = connect(server, kept)
        client.send(client.headers(1, end_stream=False, method="POST", path=path) + (frame(0, 0, 1, octets) if octets else b""))
        return client
    return plant


def set_rates(server, kept, **rates):
    server.ask("/bandwidth", "-X", "PUT", "-d", json.dumps({"Request": rates}))
    kept.callback(server.ask, "/bandwidth", "-X", "PUT", "-d", "{}")


def held_by_a_rate(server, kept):
    set_rates(server, kept, SendRate="1k")
    return asking("/large.bin")(server, kept)


# All octets are there, and the handler gets few of them at a time.
def read_at_a_rate(server, kept):
    set_rates(server, kept, ReceiveRate="1k")
    client = connect(server, kept)
    client.send(client.headers(1, end_stream=False, method="POST", path="/echo") + 3 * frame(0, 0, 1, b"x" * 10_000))
    return client


# Stream 1 has ended, and has used it up to the last octet.
def without_a_connection_window(server, kept):
    client = connect(server, kept, connection_window=0)
    client.get(1, "/window.bin")
    client.await_frame(lambda got: got[0] == 0 and got[1] & 1)
    client.get(3, "/large.bin")
    return client


def behind_a_more_urgent_one(server, kept):
    client = connect(server, kept, receive_buffer=50_000)
    read_in_background(client, kept)
    client.get(1, ENDLESS, ("priority", "u=0"))
    client.get(3, "/large.bin", ("priority", "u=7"))
    return client


def put_behind_by_the_server(server, kept):
    client = connect(server, kept, receive_buffer=50_000)
    read_in_background(client, kept)
    client.get(1, ENDLESS)
    client.get(3, "/last/10000")
    return client


@dataclasses.dataclass(frozen=True)
class Stall:
    """`words` are of the verdict's sentence. One that is not unbroken lets octets through all the time, and begins again: the page
    shows it to whoever chooses its stream."""
    name: str
    plant: typing.Callable
    stream: int
    cause: str
    side: str
    words: str
    has_ledger: bool = True
    is_unbroken: bool = True


STALLS = (
    Stall("the_application_does_not_answer", asking("/wait/30"), 1, "application", "server", "the handler has not answered"),
    Stall("the_application_has_no_more_of_its_answer", asking("/events"), 1, "application", "server", "the handler has no octets ready"),
    Stall("the_server_takes_the_request_at_a_rate", read_at_a_rate, 1, "application", "server", "octets of the request are unread",
          is_unbroken=False),
    Stall("the_handler_does_not_read_the_request", sending_only(b"some", "/wait/30"), 1, "application", "server",
          "4 octets of the request have come, 4 are unread: the handler has to read it"),
    Stall("the_client_does_not_send_its_request", sending_only(b"", "/whole"), 1, "application", "client",
          "0 octets of the request have come, none is unread: the client sends nothing"),
    Stall("the_client_does_not_send_the_rest_of_what_the_answer_is_made_of", sending_only(b"some", "/echo"), 1, "application", "client",
          "the client sends nothing"),
    Stall("the_client_gives_a_stream_no_window", asking(ENDLESS, stream_window=0), 1, "stream_window", "client", "; 0 of 0 left"),
    Stall("the_client_does_not_open_the_window_again", asking("/large.bin", stream_window=20_000), 1, "stream_window", "client",
          "0 of 20,000 left; 980,000 octets unsent: the client does not read"),
    Stall("the_client_does_not_open_the_window_of_the_connection", without_a_connection_window, 3, "connection_window", "client",
          "0 left for all streams; 1,000,000 octets unsent"),
    Stall("the_client_wants_others_first", behind_a_more_urgent_one, 3, "priority", "client", "urgency 7; next 1, 3"),
    Stall("the_server_has_put_others_first", put_behind_by_the_server, 3, "priority", "server", "the server has put others first"),
    Stall("a_rate_of_the_server_holds_it", held_by_a_rate, 1, "rate_limit", "server", "the limit lets no more through"),
    Stall("the_client_reads_nothing_at_all", asking(ENDLESS, receive_buffer=50_000), 1, "socket", "client",
          "the client reads slowly, or not at all"),
    Stall("a_client_of_http11_reads_nothing_at_all", asking_over_http1(ENDLESS), 1, "socket", "client",
          "the client reads slowly, or not at all", has_ledger=False),
    Stall("the_application_does_not_answer_over_http11", asking_over_http1("/wait/30"), 1, "application", "server",
          "the handler has not answered", has_ledger=False),
)


# --- a network between -------------------------------------------------------------------------------------------------

class BehindNetwork(Watched):
    """The tool at the far end of a link that is slower than it. Raises NotAllowed where there can be no link."""

    def open(self, kept):
        self.link = kept.enter_context(Link("rate=1M,delay=20ms,queue=30k"))
        self.start(kept, *self.link.far(WEFT, "serve", self.site, "--listen", f"http://{self.link.far_address}:0", "--log",
                                        self.path / "access.log", "--log-fields", FIELDS, "--control", self.control))
        self.base = self.await_line(r"listening on (\S+)").group(1)


class Reader:
    """It reads as fast as it can."""

    def __init__(self, server):
        command = server.link.near("curl", "-sS", "--http2-prior-knowledge", "-o", "/dev/null", server.base + ENDLESS)
        self.process = subprocess.Popen(command)

    def cancel(self, _):
        self.process.kill()
        self.process.wait()


def reading_over_a_link(server, kept):
    reader = Reader(server)
    kept.callback(reader.cancel, 1)
    return reader


NETWORK_STALL = Stall("the_network_is_slower_than_the_server", reading_over_a_link, 1, "socket", "network",
                      "the network is slower than the server")
