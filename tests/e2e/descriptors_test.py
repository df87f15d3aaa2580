"""Descriptors that run out, and connections beyond the limit: one line and a count, no busy loop, and it goes on after."""

import os
import re
import resource
import tempfile
import time
import unittest

from connecting import connected, is_closed
from serving import Weft, curl, make_site, until

CONNECTIONS = 120
FEW = 64


class Descriptors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def start(self, soft, hard):
        return Weft(self.site, "--threads", "2", listen=("http://127.0.0.1:0",),
                    prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)))

    def assert_rests(self, weft):
        begun = weft.cpu_seconds()
        time.sleep(1)
        self.assertLess(weft.cpu_seconds() - begun, 0.2)

    def test_the_soft_limit_is_raised_to_the_hard_one(self):
        with self.start(FEW, 512) as weft:
            self.assertEqual(resource.prlimit(weft.process.pid, resource.RLIMIT_NOFILE), (512, 512))
            with connected(weft, CONNECTIONS):
                self.assertIn(b"hello", curl(weft.http))

    def test_the_limit_of_connections_is_told_once(self):
        with self.start(FEW, FEW) as weft:
            with connected(weft, CONNECTIONS) as peers:
                (message,) = weft.message("limit of 28 connections")
                self.assertIn("64 descriptors", message)
                until(lambda: sum(map(is_closed, peers)) == CONNECTIONS - 28)
                self.assert_rests(weft)
                self.assertEqual(len(weft.message("refused")), 1)
            until(lambda: b"hello" in curl(weft.http, check=False))
            weft.stop()
            refused = int(re.match(r"weft: (\d+) connections were refused", weft.message("were refused")[0]).group(1))
            self.assertGreaterEqual(refused, CONNECTIONS - 28)

    @unittest.skipIf(os.environ.get("WEFT_SANITIZE"), "the sanitizer needs descriptors of its own")
    def test_descriptors_that_run_out_are_told_once_and_it_goes_on_when_there_are_some(self):
        with self.start(FEW, FEW) as weft:
            resource.prlimit(weft.process.pid, resource.RLIMIT_NOFILE, (weft.descriptors() + 4, FEW))
            with connected(weft, 20):
                (message,) = weft.message("connections cannot be accepted")
                self.assertIn("Too many open files", message)
                self.assert_rests(weft)
                self.assertEqual(len(weft.message("cannot be accepted")), 1)
            begun = time.monotonic()
            until(lambda: b"hello" in curl(weft.http, check=False))
            self.assertLess(time.monotonic() - begun, 5)
            resource.prlimit(weft.process.pid, resource.RLIMIT_NOFILE, (FEW, FEW))


if __name__ == "__main__":
    unittest.main()
