"""A peer whose transport takes nothing more, with the limit as it is by default: the connection is given up after ten seconds, and
what had not left goes on a new one."""

import os
import subprocess
import threading
import time
import unittest

from misbehaving import Server
from raw_http2 import ACK, DATA, END_STREAM, HEADERS, INITIAL_WINDOW_SIZE, SETTINGS, frame, window_update

CLIENT = os.environ.get("WEFT_INTEROP_CLIENT", "build/dev/tests/interop/interop_client")
WIDE = 0x7fff0000
SECONDS = 10
PATIENCE = 60


class Stalling:
    """Does not read the first connection behind the client's preface. All others are good."""

    def __init__(self):
        self.stalled, self.over = False, threading.Event()

    def __call__(self, peer):
        peer.begin((INITIAL_WINDOW_SIZE, WIDE))
        if not self.stalled:
            self.stalled = True
            peer.send(frame(SETTINGS, ACK) + window_update(0, WIDE))
            self.over.wait(PATIENCE)
            return
        for kind, flags, stream, _ in peer.frames():
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                peer.answer(stream, b"answered")


class WriteStall(unittest.TestCase):
    def test_what_has_not_left_goes_on_a_new_connection_after_ten_seconds(self):
        stalling = Stalling()
        self.addCleanup(stalling.over.set)
        with Server(stalling) as server:
            began = time.monotonic()
            done = subprocess.run([CLIENT, "stall", server.url], capture_output=True, text=True, timeout=PATIENCE)
            seconds = time.monotonic() - began
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        large, small = done.stdout.splitlines()
        self.assertRegex(large, "write_stall")
        self.assertEqual(small, "answered")
        self.assertEqual(server.connections, 2)
        print(f"given up after {seconds:.1f} s")
        self.assertGreaterEqual(seconds, SECONDS)
        self.assertLess(seconds, 2 * SECONDS)


if __name__ == "__main__":
    unittest.main()
