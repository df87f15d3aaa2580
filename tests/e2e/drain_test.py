"""SIGTERM and SIGINT: what is under way is finished, then the process ends with 0."""

import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from raw_http2 import HEADERS, RawHttp2
from serving import Weft, curl, make_site

SIZE = 4_000_000


class Drain(unittest.TestCase):
    def test_responses_under_way_are_delivered_whole(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            for version, scheme in (("--http2", "https"), ("--http1.1", "http")):
                with self.subTest(f"{how.name} {version}"), tempfile.TemporaryDirectory() as folder:
                    site = make_site(folder, large_bin=b"x" * SIZE)
                    with Weft(site) as weft, tempfile.TemporaryFile() as received:
                        client = subprocess.Popen(["curl", "-sSk", version, "--limit-rate", "2M", "--no-buffer",
                                                   weft.url(scheme) + "/large.bin"], stdout=received)
                        while received.seek(0, 2) == 0:
                            time.sleep(0.01)
                        self.assertEqual(weft.stop(how), 0)
                        self.assertEqual(client.wait(10), 0)
                        self.assertEqual(received.seek(0, 2), SIZE)

    def test_an_answered_request_that_never_ends_does_not_make_it_long(self):
        with tempfile.TemporaryDirectory() as folder, Weft(make_site(folder)) as weft:
            with RawHttp2("127.0.0.1", weft.port("http"), tls=False) as peer:
                peer.send(peer.headers(1, method="POST", path="/index.html", end_stream=False))
                peer.await_frame(lambda f: f[0] == HEADERS)
                begun = time.monotonic()
                self.assertEqual(weft.stop(), 0)
                self.assertLess(time.monotonic() - begun, 12)

    def test_it_accepts_for_a_while_and_a_second_signal_ends_it_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "weft.json"
            config.write_text('{"Limits": {"ShutdownDelay": "1h"}}')
            with Weft(make_site(folder), "--config", config) as weft:
                weft.process.send_signal(signal.SIGTERM)
                for scheme in ("http", "https"):
                    self.assertIn(b"hello", curl(weft.url(scheme)))
                self.assertEqual(weft.stop(), 0)

    def test_an_idle_server_ends_at_once(self):
        with tempfile.TemporaryDirectory() as folder, Weft(make_site(folder)) as weft:
            begun = time.monotonic()
            self.assertEqual(weft.stop(), 0)
            self.assertLess(time.monotonic() - begun, 10)


if __name__ == "__main__":
    unittest.main()
