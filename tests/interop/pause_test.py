"""A body that nobody reads, on the wire: at most its window comes, other requests of the connection go on, and it is whole in the end.

WEFT_PAUSED_SECONDS says how long nobody reads (a minute). weft serve cancels a response that has not moved for a minute, so that from
there it is 50 s at most.
"""

import hashlib
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

from peers import Nginx
from relaying import Relay
from serving import Weft

CLIENT = os.environ.get("WEFT_INTEROP_CLIENT", "build/dev/tests/interop/interop_client")
SECONDS = float(os.environ.get("WEFT_PAUSED_SECONDS", 60))
LARGE = 20_000_000
SMALL = 500
OTHERS = 20
WINDOW = 64 * 1024
# Heads, headers of frames and of TLS records, and WINDOW_UPDATEs of so many small responses.
OVERHEAD = 16 * 1024
PATIENCE = 120


class Paused:
    """What holds for each server, whose port of TLS is `https`."""

    seconds = SECONDS

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

    def test_a_body_that_nobody_reads_holds_at_most_its_window_and_nobody_up(self):
        relay = Relay(self.https)
        self.addCleanup(relay.close)
        origin, got = f"https://localhost:{relay.port}", self.folder / "got"
        client = subprocess.Popen([CLIENT, "pause", origin + "/large", origin + "/small", str(OTHERS), got],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(client.stdout.readline().strip(), "paused")
        at_pause = relay.octets
        self.assertEqual(client.stdout.readline().strip(), "answered")
        time.sleep(self.seconds)
        while_paused = relay.octets - at_pause
        _, trouble = client.communicate("\n", timeout=PATIENCE)
        self.assertEqual((client.returncode, trouble), (0, ""))
        print(f"{while_paused:,} octets came in {self.seconds:g} s, {OTHERS} responses among them")
        self.assertLessEqual(while_paused, WINDOW + OTHERS * SMALL + OVERHEAD)
        self.assertEqual(relay.connections, 1)
        self.assertEqual(hashlib.sha256(got.read_bytes()).digest(), hashlib.sha256((self.site / "large").read_bytes()).digest())


class FromWeft(Paused, unittest.TestCase):
    seconds = min(SECONDS, 50)

    @classmethod
    def begin(cls):
        cls.weft = Weft(cls.site)
        cls.https = cls.weft.port("https")

    @classmethod
    def end(cls):
        cls.weft.__exit__(None)


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
