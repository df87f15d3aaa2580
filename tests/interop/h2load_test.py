"""h2load: nothing fails under load, on any transport, at many streams and at one."""

import re
import shutil
import subprocess
import tempfile
import unittest

from serving import Weft, make_site


@unittest.skipUnless(shutil.which("h2load"), "h2load is not installed")
class H2load(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.weft = Weft(make_site(cls.folder.name, one_bin=b"x" * 1024, big_bin=b"x" * 1_000_000), "--sink", "/upload")

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def load(self, requests, *arguments):
        done = subprocess.run(["h2load", "-n", str(requests), *arguments], capture_output=True, text=True, timeout=150)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, rf"{requests} succeeded, 0 failed, 0 errored, 0 timeout", done.stdout)
        self.assertRegex(done.stdout, rf"status codes: {requests} 2xx", done.stdout)
        return done.stdout

    def test_many_streams(self):
        for url in (self.weft.https, self.weft.http):
            self.load(30_000, "-c", "10", "-m", "100", url + "/one.bin")

    def test_many_connections(self):
        for url in (self.weft.https, self.weft.http):
            self.load(10_000, "-c", "100", "-m", "1", url + "/one.bin")

    def test_large_bodies(self):
        for url in (self.weft.https, self.weft.http):
            self.load(200, "-c", "4", "-m", "8", url + "/big.bin")

    def test_http11(self):
        for url in (self.weft.https, self.weft.http):
            self.load(5_000, "--h1", "-c", "10", url + "/one.bin")

    def test_uploads(self):
        with tempfile.NamedTemporaryFile() as body:
            body.write(b"x" * 100_000)
            body.flush()
            for url in (self.weft.https, self.weft.http):
                self.load(500, "-c", "4", "-m", "10", "-d", body.name, url + "/upload")

    def test_header_compression_saves(self):
        out = self.load(1_000, "-c", "1", "-m", "10", self.weft.https + "/one.bin")
        saved = float(re.search(r"space savings ([\d.]+)%", out).group(1))
        self.assertGreater(saved, 80)


if __name__ == "__main__":
    unittest.main()
