"""SIGTERM under a hundred connections with ten bodies of 1 to 20 seconds each: GOAWAY with the highest stream comes within 50 ms, a
stream that was opened before the client knew of it is served, a second GOAWAY names the last one, all bodies are whole, and the
process ends with 0 behind the last. A body that does not end is cut after 30 s.

The short form has fewer and shorter ones, and no bound of time.
"""

import contextlib
import json
import os
import pathlib
import signal
import tempfile
import threading
import time
import unittest

from disturbing import FULL, sized
from raw_http2 import (ACK, DATA, END_STREAM, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, PING, RST_STREAM, Closed, RawHttp2, frame,
                       settings, window_update)
from serving import PATIENCE, Weft, make_site

CONNECTIONS = sized(20, 100)
STREAMS = 10
OCTETS_PER_SECOND = sized(64, 16) * 1024
LONGEST = sized(2, 20)
DRAIN = sized(2, 30)
LEEWAY = 2
HIGHEST = (1 << 31) - 1
WIDE = 1 << 30
SECONDS_TO_GOAWAY = 0.050


class Client(threading.Thread):
    """One connection, that reads all until its end."""

    def __init__(self, port, sizes):
        super().__init__(daemon=True)
        self.peer = RawHttp2("127.0.0.1", port, tls=True)
        self.peer.send(settings((INITIAL_WINDOW_SIZE, WIDE)) + window_update(0, WIDE))
        self.goaways, self.bodies, self.ended, self.reset = [], {}, set(), {}
        self.first_goaway_at = self.late = None
        for i, size in enumerate(sizes):
            self.bodies[2 * i + 1] = b""
            self.peer.send(self.peer.headers(2 * i + 1, path=f"/{size}.bin"))
        waiting = set(self.bodies)
        while waiting:
            got = self.peer.read_frame(time.monotonic() + PATIENCE)
            self.note(*got)
            if got[0] == HEADERS:
                waiting.discard(got[2])

    def run(self):
        with contextlib.suppress(Closed, TimeoutError):
            while True:
                self.note(*self.peer.read_frame(time.monotonic() + LONGEST + DRAIN + PATIENCE))
        self.peer.socket.close()

    def note(self, kind, flags, stream, payload):
        if kind == DATA:
            self.bodies[stream] += payload
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            self.ended.add(stream)
        if kind == RST_STREAM:
            self.reset[stream] = payload
        if kind == GOAWAY:
            self.on_goaway(int.from_bytes(payload[:4], "big"))
        if kind == PING and not flags & ACK:
            self.peer.send(frame(PING, ACK, 0, payload))

    def on_goaway(self, last):
        if not self.goaways:
            self.first_goaway_at = time.monotonic()
            # On its way before the client knew: the PING behind GOAWAY is acknowledged after it.
            self.late = 2 * len(self.bodies) + 1
            self.bodies[self.late] = b""
            self.peer.send(self.peer.headers(self.late, path="/index.html"))
        self.goaways.append(last)


class Drain(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = pathlib.Path(folder.name)
        make_site(self.site)
        self.config = self.site / "weft.json"

    def serve(self, **limits):
        self.config.write_text(json.dumps({"Limits": limits}))
        return Weft(self.site, "--config", self.config, listen=("https://127.0.0.1:0",))

    def test_all_bodies_are_whole_and_late_streams_are_served(self):
        sizes = [OCTETS_PER_SECOND * LONGEST * (i + 1) // STREAMS for i in range(STREAMS)]
        whole = {size: os.urandom(size) for size in sizes}
        for size, content in whole.items():
            (self.site / f"{size}.bin").write_bytes(content)
        with self.serve(Request={"SendRate": OCTETS_PER_SECOND}) as weft:
            clients = [Client(weft.port("https"), sizes) for _ in range(CONNECTIONS)]
            for client in clients:
                client.start()
            self.assertTrue(any(len(client.ended) < STREAMS for client in clients))
            begun = time.monotonic()
            weft.process.send_signal(signal.SIGTERM)
            for client in clients:
                client.join()
            last_body_at = time.monotonic()
            self.assertEqual(weft.process.wait(PATIENCE), 0)
            ended_at = time.monotonic()
        for client in clients:
            self.assertEqual(client.goaways, [HIGHEST, client.late])
            self.assertEqual(client.reset, {})
            self.assertEqual(client.ended, set(client.bodies))
            self.assertIn(b"hello", client.bodies[client.late])
            for i, size in enumerate(sizes):
                self.assertTrue(client.bodies[2 * i + 1] == whole[size])
        to_goaway = max(client.first_goaway_at for client in clients) - begun
        print(f"GOAWAY after {1000 * to_goaway:.1f} ms, the last body after {last_body_at - begun:.1f} s, "
              f"the end {1000 * (ended_at - last_body_at):.0f} ms later")
        if FULL:
            self.assertLessEqual(to_goaway, SECONDS_TO_GOAWAY)

    def test_a_body_that_does_not_end_is_cut_at_the_limit(self):
        (self.site / "large.bin").write_bytes(bytes(1_000_000))
        with self.serve(ShutdownTimeout=f"{DRAIN}s") as weft, RawHttp2("127.0.0.1", weft.port("https"), tls=True) as peer:
            peer.send(peer.headers(1, path="/large.bin"))
            peer.await_frame(lambda f: f[0] == DATA)
            begun = time.monotonic()
            weft.process.send_signal(signal.SIGTERM)
            self.assertEqual(weft.process.wait(DRAIN + PATIENCE), 0)
            seconds = time.monotonic() - begun
        print(f"cut after {seconds:.1f} s")
        self.assertGreaterEqual(seconds, DRAIN - 0.1)
        if FULL:
            self.assertLess(seconds, DRAIN + LEEWAY)


if __name__ == "__main__":
    unittest.main()
