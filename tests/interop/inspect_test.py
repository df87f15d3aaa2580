"""weft inspect between real clients and real servers, and its prompt at real servers."""

import functools
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from browser import CHROMIUM, DRIVER, Browser
from inspecting import Between, frames_in, prompt
from peers import Caddy, H2o, Nginx
from serving import PATIENCE, curl, make_site, until

SITE = pathlib.Path(__file__).resolve().parents[2] / "examples/site"
LARGE = bytes(range(256)) * 4096  # 1 MiB


def folder_with_site(test):
    folder = tempfile.TemporaryDirectory()
    test.addCleanup(folder.cleanup)
    path = pathlib.Path(folder.name)
    path.chmod(0o755)
    (path / "site").mkdir()
    return path, make_site(path / "site", large_bin=LARGE)


def at_each_peer(test):
    """Runs a test at each real server. One that is not installed skips."""
    @functools.wraps(test)
    def run(self):
        for kind in (Nginx, H2o, Caddy):
            with self.subTest(kind.title):
                if not kind.is_installed():
                    self.skipTest(f"{kind.title} is not installed")
                peer = kind(*folder_with_site(self))
                try:
                    test(self, peer)
                finally:
                    peer.stop()
    return run


class Inspect(unittest.TestCase):
    @at_each_peer
    def test_curl_through_it(self, peer):
        with Between(f"https://localhost:{peer.https}") as between:
            for words in (("--http2",), ("--http1.1",)):
                self.assertEqual(curl(*words, f"{between.url}/large.bin"), LARGE)
            until(lambda: between.shown("2: end:"))
        self.assertTrue(between.shown("1: HTTP/2 from"))
        self.assertTrue(between.shown("2: HTTP/1.1 from"))
        self.assertFalse(between.shown("wrong:|cannot be decoded|unreadable"))

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    @at_each_peer
    def test_nghttp_through_it(self, peer):
        with Between(f"https://localhost:{peer.https}") as between:
            done = subprocess.run(["nghttp", "-nvy", f"{between.url}/large.bin", f"{between.url}/index.html"],
                                  capture_output=True, text=True, timeout=PATIENCE)
            until(lambda: between.shown("1: end:"))
        self.assertEqual(done.returncode, 0)
        # Both see the same.
        seen = re.findall(r"recv (HEADERS|RST_STREAM|DATA|PUSH_PROMISE) frame", done.stdout)
        shown = [kind for way, kind, _, _ in frames_in("".join(between.lines))
                 if way == "←" and kind in ("HEADERS", "RST_STREAM", "DATA", "PUSH_PROMISE")]
        self.assertEqual(shown, seen)
        self.assertGreater(len(shown), 5)

    @at_each_peer
    def test_the_prompt(self, peer):
        done = prompt(f"https://localhost:{peer.https}", "headers 1 GET /index.html end\nwait 1\nping\nwait ping\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(":status: 200", done.stdout)
        self.assertIn("<title>weft</title>", done.stdout)
        done = prompt(f"https://localhost:{peer.https}", "raw 00 00 05 06 00 00 00 00 00 \"short\"\nwait goaway\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, "GOAWAY .* FRAME_SIZE_ERROR")

    @unittest.skipUnless(CHROMIUM and DRIVER and Nginx.is_installed(), "Chromium, its driver or nginx is not installed")
    def test_a_page_in_Chromium(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name)
        path.chmod(0o755)
        site = path / "site"
        shutil.copytree(SITE, site)
        nginx = Nginx(path, site)
        self.addCleanup(nginx.stop)
        origin = f"https://localhost:{nginx.https}"
        with Between(origin) as between, Between(origin, listen="http://127.0.0.1:0") as clear, Browser() as browser:
            browser.open(f"{between.url}/?h2={between.port}&h1={clear.port}")
            browser.wait_until("return document.body.dataset.done === 'yes'")
            hop = browser.run("return performance.getEntriesByType('navigation')[0].nextHopProtocol")
            detail = browser.run("return document.querySelector('#h2 .detail').textContent")
        self.assertEqual(hop, "h2")
        self.assertRegex(detail, r"^200 tiles over h2, \d+ KiB$")
        self.assertFalse(between.shown("wrong:|cannot be decoded|unreadable"))
        self.assertGreater(len(clear.shown("←  response .* 200 OK")), 199)
        answers = [each for each in frames_in("".join(between.lines)) if each[:2] == ("←", "HEADERS")]
        self.assertGreater(len(answers), 200)


if __name__ == "__main__":
    unittest.main()
