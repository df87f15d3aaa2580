"""Chromium opens the demo site: it came over h2, and the picture arrives whole both ways."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from serving import Weft

SITE = pathlib.Path(__file__).resolve().parents[2] / "examples/site"
BROWSER = shutil.which("chromium")


@unittest.skipUnless(BROWSER, "Chromium is not installed")
class Chromium(unittest.TestCase):
    def browse(self, url, *options):
        with tempfile.TemporaryDirectory() as profile:
            done = subprocess.run(
                [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--ignore-certificate-errors", f"--user-data-dir={profile}", "--window-size=1200,900",
                 "--virtual-time-budget=30000", *options, url], capture_output=True, text=True, timeout=90)
        return done.stdout

    def test_the_demo_page(self):
        with Weft(SITE) as weft:
            url = f"{weft.https}/?h2={weft.port('https')}&h1={weft.port('http')}"
            page = self.browse(url, "--dump-dom")
            if shot := os.environ.get("WEFT_SCREENSHOT"):
                self.browse(url, f"--screenshot={shot}")
            records = weft.log(400)
        self.assertRegex(page, r'id="protocol">HTTP/2<')
        figures = dict(re.findall(r'<figure id="(\w+)">.*?class="detail">([^<]*)<', page, re.S))
        self.assertIn("200 tiles over h2,", figures["h2"])
        self.assertIn("200 tiles over http/1.1,", figures["h1"])
        self.assertNotIn("lost", page)
        self.assertEqual({r["cs-version"] for r in records}, {"HTTP/2", "HTTP/1.1"})
        self.assertEqual({r["sc-status"] for r in records}, {"200"})


if __name__ == "__main__":
    unittest.main()
