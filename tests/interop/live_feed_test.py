"""The live page in Chromium: over a UNIX socket, and of a server that does not say why a stream is slow."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from browser import CHROMIUM, DRIVER, Browser
from raw_http2 import RawHttp2, window_update
from serving import BINARY, PATIENCE, Weft, make_site

# The answers to the page's question for a verdict, in the place of the server's; the rest goes its way.
ANSWERING = """
    const whole = window.fetch.bind(window);
    window.asks = 0;
    window.fetch = (path, how) => {
      if (!path.startsWith("streams")) return whole(path, how);
      ++window.asks;
      return window.answer ? window.answer(how) : whole(path, how);
    };"""
TROUBLES = {
    "it has answered 503": "async () => new Response('{}', {status: 503})",
    "it cannot be reached": "async () => { throw new TypeError('Failed to fetch'); }",
    "its answer is cut off": "async () => new Response('{\"connections\": [')",
    "its answer is not that of a weft server": "async () => new Response('{}')",
    "the stream has ended meanwhile": "async () => new Response('{\"connections\": []}')",
    "no answer has come for 3.0 s":
        "(how) => new Promise((_, refuse) => how.signal.addEventListener('abort', () => refuse(how.signal.reason)))",
}


def text_of(browser, element):
    return browser.run(f"return document.getElementById('{element}').textContent")


@unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
class LiveFeed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser())

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "site").mkdir()
        (self.folder / "recordings").mkdir()
        self.site = make_site(self.folder / "site", large_bin=b"x" * 1_000_000)

    def stalled(self, weft, count=1):
        """A client that asks, and opens no window. The server's end would wait for it."""
        client = RawHttp2("127.0.0.1", weft.port("http"), tls=False)
        for index in range(count):
            client.send(client.headers(2 * index + 1, path=f"/large.bin?{index}"))
        return client

    def open(self, weft):
        self.browser.open(re.search(r"live page on (\S+)", weft.message("^live page on ")[0]).group(1))

    def choose(self, stream):
        self.browser.run(f"chooseStream(`${{heard.connections[0].id}}:{stream}`)")

    def await_streams(self, count):
        self.browser.wait_until(f"return heard?.connections[0]?.streams.length === {count}")

    def choose_without_verdict(self):
        """One of two streams: the feed has a verdict on the other alone."""
        self.await_streams(2)
        stream = self.browser.run("return heard.connections[0].streams.find((each) => !each.verdict).id")
        self.choose(stream)
        return stream

    def await_sentence(self, part):
        self.browser.wait_until(f"return byId('sentence').textContent.includes({part!r})")

    def relayed(self, url):
        """The address that weft live tells, without a display."""
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        process = subprocess.Popen([BINARY, "live", "--control", url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                   env=environment)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.terminate)
        return process.stdout.readline().strip()

    def test_explains_a_chosen_stream_and_records_over_a_unix_socket(self):
        url = f"unix:{self.folder}/control.sock"
        with Weft(self.site, "--control", url, "--recordings", self.folder / "recordings") as weft, self.stalled(weft, 3):
            self.browser.open(self.relayed(url))
            self.await_streams(3)
            for stream in (1, 3, 5):
                self.choose(stream)
                self.browser.wait_until(f"return byId('sentence').textContent.startsWith('Stream {stream} GET /large.bin (connection ')")
                self.assertIn("connection 0 left", text_of(self.browser, "proof"))
            self.browser.wait_until("return !byId('record').disabled")
            self.browser.run("byId('record').click()")
            self.browser.wait_until("return byId('recording').textContent.startsWith('Recording connections that come now')")

    def test_says_that_the_server_does_not_say_why_and_asks_again(self):
        with Weft(self.site, "--live") as weft, self.stalled(weft, 2):
            self.open(weft)
            self.browser.run(ANSWERING)
            stream = self.choose_without_verdict()
            for sentence, answer in TROUBLES.items():
                self.browser.run(f"window.answer = {answer}")
                self.await_sentence(f"The server has not said why: {sentence}.")
                self.assertEqual(text_of(self.browser, "cause"), "")
                self.assertEqual(text_of(self.browser, "proof"), "")
                self.browser.run("window.answer = null")
                self.await_sentence(f"Stream {stream} GET /large.bin (connection ")

    def test_asks_once_at_a_time(self):
        with Weft(self.site, "--live") as weft, self.stalled(weft, 2):
            self.open(weft)
            self.browser.run(ANSWERING)
            self.browser.run("window.answer = () => new Promise(() => {}); window.pictures = 0; const old = hear;"
                             "hear = (told) => { ++window.pictures; old(told); };")
            self.choose_without_verdict()
            self.browser.wait_until("return window.pictures >= 4")
            self.assertEqual(self.browser.run("return window.asks"), 1)
            self.assertIn("The server is asked.", text_of(self.browser, "sentence"))

    def test_tells_increments_of_windows_and_what_compression_has_saved(self):
        with Weft(self.site, "--live", "--frames", "8") as weft, self.stalled(weft) as client:
            client.send(window_update(0, 70_000))
            self.open(weft)
            # A wait has a proof once it has lasted for a while.
            self.browser.wait_until("return byId('proof').textContent.includes('last received WINDOW_UPDATE')")
            self.assertRegex(self.browser.run("return byId('frames').innerText"), r"< received\s+WINDOW_UPDATE\s+connection\s+\+70,000\s")
            self.assertRegex(text_of(self.browser, "proof"), r"last received WINDOW_UPDATE \+70,000 \d")
            self.assertRegex(text_of(self.browser, "facts"), r"HPACK out[\d,]+ of 4,096, \d+ fields?, \d+ % saved")

    def test_has_times_that_people_read(self):
        with Weft(self.site, "--live") as weft:
            self.open(weft)
            self.assertEqual(self.browser.run("return [0.04, 9.94, 9.96, 119.4, 119.6, 179.6, 3599.9, null].map(seconds)"),
                             ["0.0 s", "9.9 s", "10 s", "119 s", "2 min 0 s", "3 min 0 s", "60 min 0 s", "-"])


if __name__ == "__main__":
    unittest.main()
