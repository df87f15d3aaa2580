"""Clients that are gone without a word, since no packet passes any more: a hundred responses under way end by the limit of a stalled
write, a hundred uploads by that of their rate, or where they may be slow by a PING that is not answered, and a connection without a
request by that of idle ones. No connection is left over.

The full form has the limits as they are by default, and holds the server to them. PING is asked for: 15 s, and 15 s for the answer.
"""

import contextlib
import json
import os
import pathlib
import signal
import tempfile
import time
import unittest

from disturbing import FULL, enter_network, inside_network, needs_root, sized
from links import Link, NotAllowed
from raw_http2 import ACK, DATA, HEADERS, INITIAL_WINDOW_SIZE, PING, RawHttp2, frame, settings, window_update
from serving import PATIENCE, Started, make_site, until

STREAMS = 100
WRITE_SECONDS = sized(1, 30)
GRACE_SECONDS = sized(1, 5)
IDLE_SECONDS = sized(2, 75)
PING_SECONDS = sized(1, 15)
WIDE = 1 << 30
# Octets that the kernel has taken from the server count as sent; the limit begins when it takes no more.
LEEWAY = 10


class Vanishing(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.here = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        make_site(self.here, large_bin=bytes(10_000_000))
        try:
            self.link = self.stack.enter_context(Link("delay=5ms"))
        except NotAllowed as why:
            self.skipTest(str(why))
        config = self.here / "weft.json"
        config.write_text(json.dumps({"Limits": self.limits(), "Log": {"Format": "json", "Path": str(self.here / "log"),
                                                                   "Fields": "cs-method cs-uri-stem x-reason"}}))
        self.weft = self.stack.enter_context(Started(
            self.here, "--config", config, "--sink", "/sink", "--listen", f"http://{self.link.far_address}:0",
            prepare=lambda: enter_network(self.link.namespaces["far"])))

    def connect(self):
        with inside_network(self.link.namespaces["near"]):
            peer = self.stack.enter_context(RawHttp2(self.link.far_address, self.weft.port("http"), tls=False))
        peer.send(settings((INITIAL_WINDOW_SIZE, WIDE)) + window_update(0, WIDE))
        return peer

    @contextlib.contextmanager
    def silence(self):
        """Nothing passes, in either direction."""
        os.kill(self.link.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.link.process.pid, signal.SIGCONT)

    def connections(self):
        """The number that the server holds, whatever their state in the kernel."""
        folder = f"/proc/{self.weft.process.pid}/fd"
        found = 0
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):
                found += os.readlink(f"{folder}/{name}").startswith("socket:")
        return found

    def records(self):
        return [json.loads(line) for line in (self.here / "log").read_text().splitlines()]

    def assert_reaped(self, listening, seconds):
        begun = time.monotonic()
        until(lambda: self.connections() == listening, seconds + LEEWAY + PATIENCE)
        taken = time.monotonic() - begun
        print(f"gone after {taken:.1f} s")
        if FULL:
            self.assertLessEqual(taken, seconds + LEEWAY)

    def assert_reason(self, token):
        until(lambda: len(self.records()) == STREAMS)
        self.assertEqual({record["x-reason"] for record in self.records()}, {token})

    def begin_uploads(self, peer):
        for i in range(STREAMS):
            peer.send(peer.headers(2 * i + 1, method="POST", path="/sink", end_stream=False) + frame(DATA, 0, 2 * i + 1, b"begun"))
        peer.send(frame(PING, 0, 0, bytes(8)))
        peer.await_frame(lambda f: f[0] == PING and f[1] & ACK)


@needs_root
class VanishedClients(Vanishing):
    def limits(self):
        if FULL:
            return {}
        return {"KeepAliveTimeout": f"{IDLE_SECONDS}s", "Http2": {"WriteTimeout": f"{WRITE_SECONDS}s"},
                "MinRequestBodyDataRate": {"BytesPerSecond": 240, "GracePeriod": f"{GRACE_SECONDS}s"}}

    def test_responses_that_nobody_takes(self):
        listening = self.connections()
        peer = self.connect()
        for i in range(STREAMS):
            peer.send(peer.headers(2 * i + 1, path="/large.bin"))
        peer.await_frame(lambda f: f[0] == HEADERS and f[2] == 2 * STREAMS - 1)
        with self.silence():
            self.assert_reaped(listening, WRITE_SECONDS)
            self.assert_reason("write_stall")

    def test_uploads_that_do_not_go_on(self):
        listening = self.connections()
        self.begin_uploads(self.connect())
        with self.silence():
            self.assert_reason("request_too_slow")
            self.assert_reaped(listening, GRACE_SECONDS + IDLE_SECONDS)

    def test_a_connection_without_requests(self):
        listening = self.connections()
        peer = self.connect()
        for i in range(STREAMS):
            peer.send(peer.headers(2 * i + 1, path="/"))
        peer.await_frame(lambda f: f[0] == DATA and f[2] == 2 * STREAMS - 1)
        with self.silence():
            self.assert_reaped(listening, IDLE_SECONDS)
            self.assert_reason("complete")


@needs_root
class ProbedClients(Vanishing):
    def limits(self):
        return {"MinRequestBodyDataRate": {"BytesPerSecond": 0},
                "Http2": {"KeepAlivePingDelay": f"{PING_SECONDS}s", "KeepAlivePingTimeout": f"{PING_SECONDS}s"}}

    def test_uploads_that_may_take_for_ever(self):
        listening = self.connections()
        self.begin_uploads(self.connect())
        with self.silence():
            self.assert_reaped(listening, 2 * PING_SECONDS)
            self.assert_reason("ping_timeout")


if __name__ == "__main__":
    unittest.main()
