"""A response that the client has paused, on the wire: at most its window comes, other requests of the connection go on, and it is
whole in the end.

WEFT_PAUSED_SECONDS says for how long (60). weft serve cancels a response that has not moved for a minute, so that a server of weft's
with more patience stands there in its place.
"""

import hashlib
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from peers import Nginx
from relaying import Relay

CLIENT = os.environ.get("WEFT_INTEROP_CLIENT", "build/dev/tests/interop/interop_client")
SERVER = os.environ.get("WEFT_PATIENT_SERVER", "build/dev/tests/interop/patient_server")
SECONDS = int(os.environ.get("WEFT_PAUSED_SECONDS", 60))
LARGE = 4_000_000
SMALL = 500
OTHERS = 20
WINDOW = 64 * 1024
# Heads, headers of frames and of TLS records, and WINDOW_UPDATEs of so many small responses.
OVERHEAD = 16 * 1024
PATIENCE = 120


class Paused:
    """What holds for each server, whose port of TLS is `https`."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.folder.chmod(0o755)
        cls.site = cls.folder / "site"
        cls.site.mkdir()
        (cls.site / "large").write_bytes(os.urandom(LARGE))
        (cls.site / "small").write_bytes(os.urandom(SMALL))
        cls.begin()

    @classmethod
    def tearDownClass(cls):
        cls.end()
        cls.temporary.cleanup()

    def test_a_paused_body_holds_at_most_its_window_and_nobody_up(self):
        relay = Relay(self.https)
        self.addCleanup(relay.close)
        origin, got = f"https://localhost:{relay.port}", self.folder / "got"
        client = subprocess.Popen(list(map(str, [CLIENT, "pause", origin + "/large", SECONDS, origin + "/small", OTHERS, got])),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(client.stdout.readline().strip(), "paused")
        at_pause, paused_at = relay.octets, time.monotonic()
        self.assertEqual(client.stdout.readline().strip(), "answered")
        time.sleep(max(0, paused_at + 0.9 * SECONDS - time.monotonic()))
        while_paused = relay.octets - at_pause
        self.assertEqual(client.stdout.readline().strip(), "resumed")
        seconds = time.monotonic() - paused_at
        _, trouble = client.communicate(timeout=PATIENCE)
        self.assertEqual((client.returncode, trouble), (0, ""))
        print(f"paused for {seconds:.1f} s: {while_paused:,} octets came, {OTHERS} responses among them")
        self.assertGreaterEqual(seconds, 0.9 * SECONDS)
        self.assertLessEqual(while_paused, WINDOW + OTHERS * SMALL + OVERHEAD)
        self.assertEqual(relay.connections, 1)
        self.assertEqual(hashlib.sha256(got.read_bytes()).digest(), hashlib.sha256((self.site / "large").read_bytes()).digest())


class FromWeft(Paused, unittest.TestCase):
    @classmethod
    def begin(cls):
        cls.weft = subprocess.Popen([SERVER, str(cls.site)], stdout=subprocess.PIPE, text=True)
        cls.https = int(cls.weft.stdout.readline().strip().rsplit(":", 1)[1])

    @classmethod
    def end(cls):
        cls.weft.send_signal(signal.SIGTERM)
        cls.weft.wait(PATIENCE)
        cls.weft.stdout.close()


@unittest.skipUnless(Nginx.is_installed(), "nginx is not installed")
class FromNginx(Paused, unittest.TestCase):
    @classmethod
    def begin(cls):
        place = cls.folder / "nginx"
        place.mkdir()
        cls.nginx = Nginx(place, cls.site)
        cls.https = cls.nginx.https

    @classmethod
    def end(cls):
        cls.nginx.stop()


if __name__ == "__main__":
    unittest.main()
