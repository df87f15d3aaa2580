"""Chromium opens the live page of a server whose client reads nothing, and the page says so."""

import pathlib
import re
import tempfile
import unittest

from browser import CHROMIUM, DRIVER, Browser
from raw_http2 import RawHttp2
from serving import Weft, make_site

# A path of a file that would be a program, were it taken for markup.
HOSTILE = "x<svg/onload=document.title='had'>.bin"
LOOKS = [(width, scheme) for width in (1280, 400) for scheme in ("light", "dark")]


def text_of(browser, element):
    return browser.run(f"return document.getElementById('{element}').textContent")


def press(browser, key):
    browser.run(f"document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true}}))")


def state_of(browser):
    return browser.run("return document.getElementById('feed').dataset.state")


@unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
class LivePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser())

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = make_site(folder.name, large_bin=b"x" * 1_000_000)
        hostile = pathlib.Path(folder.name) / HOSTILE
        hostile.parent.mkdir()
        hostile.write_bytes(b"x" * 1_000_000)

    def address(self, weft):
        return re.search(r"live page on (\S+)", weft.message("^live page on ")[0]).group(1)

    def stalled(self, weft, *paths):
        """A client that asks, and opens no window. The server's end would wait for it."""
        client = RawHttp2("127.0.0.1", weft.port("http"), tls=False)
        for index, path in enumerate(paths):
            client.send(client.headers(2 * index + 1, path=path))
        return client

    def test_says_why_a_stream_is_slow(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft, self.stalled(weft, "/large.bin"):
            browser.open(self.address(weft))
            browser.wait_until("return document.getElementById('sentence').textContent.includes('stream window')")
            self.assertRegex(text_of(browser, "sentence"),
                             r"^Stream 1 GET /large\.bin \(connection \d+\): .* waiting for the client to open the stream window")
            self.assertEqual(text_of(browser, "cause"), "stream window, the client must act")
            proof = browser.run("return document.getElementById('proof').innerText")
            self.assertRegex(proof, r"(?s)waits\n+stream_window .*windows\n+stream 0 of 65,535 left, connection 0 left\n.*octets\n+65,535 sent")
            self.assertRegex(browser.run("return document.querySelector('#connections [role=option]').innerText"), r"client \(stream window\)")
            papers = set()
            for width, scheme in LOOKS:
                browser.emulate(width, scheme)
                wide, inner = browser.run("return [document.documentElement.scrollWidth, window.innerWidth]")
                self.assertLessEqual(wide, inner, (width, scheme))
                self.assertEqual(inner, width)
                papers.add((scheme, browser.run("return getComputedStyle(document.body).backgroundColor")))
                row = browser.run("return document.querySelector('#streams [role=option]').innerText")
                self.assertRegex(row, r"(?s)1\b.*GET /large\.bin.*S", (width, scheme))
            self.assertEqual(len(papers), 2)

    # Real stalls of each cause but `pool` are in live_stalls_test.py.
    def test_has_the_words_of_the_log_for_each_cause(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft, self.stalled(weft, "/large.bin"):
            browser.open(self.address(weft))
            browser.wait_until("return document.getElementById('proof').textContent !== ''")
            press(browser, "p")
            told = browser.run("""
                const [connection] = heard.connections;
                const [stream] = connection.streams;
                const drawn = (wait, side) => {
                  connection.who = stream.verdict.side = side;
                  stream.wait = stream.verdict.wait = wait;
                  stream.waits[wait] = 3;
                  draw();
                  const row = document.querySelector("#connections [role=option]").lastElementChild;
                  return [wait, side, byId("cause").textContent, row.textContent, byId("verdict").dataset.wait];
                };
                const sides = ["client", "server", "network"];
                return Object.keys(heard.connections[0].streams[0].waits).flatMap((wait) => sides.map((side) => drawn(wait, side)));""")
            self.assertEqual(len(told), 7 * 3)
            for wait, side, cause, row, colour in told:
                word = wait.replace("_", " ")
                self.assertEqual((cause, row, colour), (f"{word}, the {side} must act", f"{side} ({word})", wait))

    def test_tells_of_any_stream_that_is_chosen(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft, self.stalled(weft, "/large.bin", "/large.bin?2", "/large.bin?3"):
            browser.open(self.address(weft))
            browser.wait_until("return document.querySelectorAll('#streams [role=option]').length === 3")
            for stream in (1, 3, 5):
                browser.run(f"chooseStream(`${{heard.connections[0].id}}:{stream}`)")
                browser.wait_until(f"return byId('sentence').textContent.startsWith('Stream {stream} GET /large.bin (connection ')")
                self.assertEqual(text_of(browser, "cause"), f"{'stream' if stream == 1 else 'connection'} window, the client must act")
                self.assertIn("connection 0 left", text_of(browser, "proof"))

    def test_takes_no_target_for_markup(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft, self.stalled(weft, "/" + HOSTILE):
            browser.open(self.address(weft))
            browser.wait_until("return document.querySelectorAll('#streams [role=option]').length === 1")
            browser.wait_until("return document.getElementById('sentence').textContent.includes('onload')")
            self.assertEqual(browser.run("return [document.title, document.querySelectorAll('svg').length]"), ["weft live", 0])
            self.assertIn("x<svg/onload=", browser.run("return document.querySelector('#streams [role=option]').textContent"))

    def test_shows_the_last_frames_and_says_how_they_are_kept(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft, self.stalled(weft, "/large.bin"):
            browser.emulate(1280, "light")
            browser.open(self.address(weft))
            browser.wait_until("return document.getElementById('proof').textContent !== ''")
            self.assertIn("weft serve --frames", text_of(browser, "no-frames"))
            press(browser, "p")
            browser.run("""
                const frame = {age: 0.4, direction: "received", type: "WINDOW_UPDATE", stream: 1, flags: [], length: 4};
                const sent = {age: 2.9, direction: "sent", type: "DATA", stream: 1, flags: ["END_STREAM"], length: 16384};
                heard.connections[0].frames = [sent, frame];
                draw();""")
            self.assertEqual(text_of(browser, "no-frames"), "")
            self.assertRegex(browser.run("return document.getElementById('frames').innerText"),
                             r"(?s)2\.9 s\s+> sent\s+DATA\s+stream 1\s+16\.0 KiB\s+END_STREAM\s+400 ms\s+< received\s+WINDOW_UPDATE")
            self.assertIn("last received WINDOW_UPDATE 400 ms ago, last sent DATA 2.9 s ago", text_of(browser, "proof"))

    def test_shows_frames_and_records_where_the_server_keeps_them(self):
        browser = self.browser
        folder = self.enterContext(tempfile.TemporaryDirectory())
        with Weft(self.site, "--live", "--frames", "8", "--recordings", folder) as weft, self.stalled(weft, "/large.bin"):
            browser.emulate(1280, "light")
            browser.open(self.address(weft))
            browser.wait_until("return document.getElementById('frames').innerText.includes('HEADERS')")
            told = browser.run("return document.getElementById('frames').innerText")
            self.assertRegex(told, r"(?s)< received\s+HEADERS\s+stream 1\s.*> sent\s+DATA\s+stream 1\s")
            self.assertEqual(text_of(browser, "no-frames"), "")
            browser.wait_until("return !document.getElementById('record').disabled")
            press(browser, "r")
            browser.wait_until("return /^[0-9]+ s left$/.test(document.getElementById('record').textContent)")
            with self.stalled(weft, "/large.bin"):
                browser.wait_until("return document.getElementById('recording').textContent.includes(': 1 connection, ')")
            self.assertIn(f" in {folder}", text_of(browser, "recording"))
            self.assertEqual(len(list(pathlib.Path(folder).iterdir())), 1)

    def test_is_used_by_the_keyboard(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft, self.stalled(weft, "/large.bin", "/large.bin?2"), self.stalled(weft, "/large.bin"):
            browser.open(self.address(weft))
            browser.wait_until("return document.querySelectorAll('#connections [role=option]').length === 2")
            first = text_of(browser, "chosen-title")
            press(browser, "j" if "0" in browser.run("return document.querySelector('#connections [aria-selected=true]').id") else "k")
            self.assertNotEqual(text_of(browser, "chosen-title"), first)
            press(browser, "Escape")
            self.assertEqual(text_of(browser, "chosen-title"), first)
            press(browser, "Enter")
            self.assertEqual(browser.run("return document.activeElement.id"), "streams")
            press(browser, "p")
            self.assertEqual(state_of(browser), "paused")
            press(browser, "p")
            browser.wait_until("return document.getElementById('feed').dataset.state === 'open'")

    def test_finds_the_server_again(self):
        browser = self.browser
        with Weft(self.site, "--live") as weft:
            address = self.address(weft)
            browser.open(address)
            browser.wait_until("return document.getElementById('feed').dataset.state === 'open'")
        browser.wait_until("return document.getElementById('feed').dataset.state === 'lost'")
        with Weft(self.site, "--control", address.removesuffix("/live")):
            browser.wait_until("return document.getElementById('feed').dataset.state === 'open'")


if __name__ == "__main__":
    unittest.main()
