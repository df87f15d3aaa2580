"""Prometheus has nothing to say against our metrics: promtool reads them, and checks names and help texts."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from serving import Weft, curl, make_site, until


@unittest.skipUnless(shutil.which("promtool"), "needs prometheus")
class Promtool(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.socket = self.folder / "control.sock"

    def metrics(self):
        return curl("--unix-socket", self.socket, "http://localhost/metrics").decode()

    def check(self, text):
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_finds_nothing_wrong(self):
        with Weft(make_site(self.folder), "--control", f"unix:{self.socket}") as weft:
            self.assertEqual(self.check(self.metrics()), (0, ""))
            # With reasons, versions and certificates in it.
            for words in (["--http2", weft.https], ["--http1.1", weft.https], ["--http1.0", weft.http]):
                curl(*words, words[-1] + "/none")
            until(lambda: "weft_connections_open 0\n" in self.metrics())
            text = self.metrics()
        self.assertIn("weft_connections_closed_total{reason=", text)
        self.assertIn("weft_certificate_expiry_timestamp_seconds{", text)
        self.assertEqual(self.check(text), (0, ""))

    def test_would_find_it(self):
        self.assertNotEqual(self.check("# TYPE weft_things counter\nweft_things 1\n")[0], 0)


if __name__ == "__main__":
    unittest.main()
