"""Chromium looks at the live page while a stream stands still, for each of the stalls that are planted (tests/support/stalls.py):
the page names the cause and the side that must act in the words that tests/e2e/stalls_test.py expects of all others."""

import contextlib
import subprocess
import unittest

from browser import CHROMIUM, DRIVER, Browser
from links import NotAllowed
from serving import BINARY
from stalls import NETWORK_STALL, STALLS, BehindNetwork, Watched


class PageOf:
    """The live page of a server whose control endpoint is a UNIX socket."""

    def __init__(self, server):
        self.process = subprocess.Popen([BINARY, "live", "--control", server.control], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)
        self.address = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Shown(unittest.TestCase):
    """Looks at a stall as the page shows it."""

    def check(self, server, stall):
        browser = self.browser
        server.until_nothing_waits()
        with contextlib.ExitStack() as kept:
            stall.plant(server, kept)
            id = server.top(stall)["verdict"]["connection"]
            if not stall.is_unbroken:
                browser.wait_until(f"return heard.connections.some((each) => each.id === {id} && each.streams.length !== 0)")
                browser.run(f"chooseStream('{id}:{stall.stream}')")
            # The first moments may have been another wait.
            browser.wait_until(f"""
                const text = (id) => document.getElementById(id).textContent;
                window.told = [text("cause"), text("sentence"), document.getElementById("verdict").dataset.wait];
                return text("sentence").includes("(connection {id})") && text("cause").startsWith("{stall.cause.replace("_", " ")}, ");""")
            cause, sentence, colour = browser.run("return window.told")
            browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))")
            self.assertEqual((cause, colour), (f"{stall.cause.replace('_', ' ')}, the {stall.side} must act", stall.cause))
            self.assertRegex(sentence, rf"^Stream {stall.stream} [A-Z]+ /\S* \(connection {id}\): ")
            self.assertIn(stall.words, sentence)


@unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
class Stalls(Shown):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser())
        cls.server = cls.enterClassContext(Watched())
        cls.browser.open(cls.enterClassContext(PageOf(cls.server)).address)


for each in STALLS:
    setattr(Stalls, f"test_{each.name}", lambda self, stall=each: self.check(self.server, stall))


@unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
class Network(Shown):
    def test_the_network_is_slower_than_the_server(self):
        try:
            server = self.enterContext(BehindNetwork())
        except NotAllowed as why:
            self.skipTest(str(why))
        self.browser = self.enterContext(Browser())
        self.browser.open(self.enterContext(PageOf(server)).address)
        self.check(server, NETWORK_STALL)


if __name__ == "__main__":
    unittest.main()
