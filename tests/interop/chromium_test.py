"""Chromium opens the demo site: it came over h2, and the picture arrives whole both ways."""

import os
import pathlib
import unittest

from browser import CHROMIUM, DRIVER, Browser
from serving import Weft

SITE = pathlib.Path(__file__).resolve().parents[2] / "examples/site"


@unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
class Chromium(unittest.TestCase):
    def test_the_demo_page(self):
        with Weft(SITE) as weft, Browser() as browser:
            browser.open(f"{weft.https}/?h2={weft.port('https')}&h1={weft.port('http')}")
            browser.wait_until("return document.body.dataset.done === 'yes'")
            hop = browser.run("return performance.getEntriesByType('navigation')[0].nextHopProtocol")
            shown = browser.run("return document.getElementById('protocol').textContent")
            details = {side: browser.run(f"return document.querySelector('#{side} .detail').textContent")
                       for side in ("h2", "h1")}
            if shot := os.environ.get("WEFT_SCREENSHOT"):
                browser.screenshot(shot)
            records = weft.log(400)
        self.assertEqual((hop, shown), ("h2", "HTTP/2"))
        self.assertRegex(details["h2"], r"^200 tiles over h2, \d+ KiB$")
        self.assertRegex(details["h1"], r"^200 tiles over http/1.1, \d+ KiB$")
        self.assertEqual({r["cs-version"] for r in records}, {"HTTP/2", "HTTP/1.1"})
        self.assertEqual({r["sc-status"] for r in records}, {"200"})


if __name__ == "__main__":
    unittest.main()
