"""Five minutes of the live page in Chromium, half of them on a narrow screen, before a server that sends 20,000 files of 16 KiB a
second over TLS, while streams stall and go: the page keeps no more nodes, listeners or memory than at its beginning, nothing on it
moves, and looking costs at most 1 % of the CPU that the server takes, with a viewer that draws nothing.

The short form takes seconds at 200 requests a second, and has no bound of CPU.
"""

import contextlib
import math
import pathlib
import re
import statistics
import subprocess
import tempfile
import threading
import time
import unittest

from browser import CHROMIUM, DRIVER, Browser
from disturbing import FULL, SANITIZED, sized
from loading import Beside
from raw_http2 import RawHttp2
from sampling import PERF, Samples
from serving import Weft, make_site, until

WIDTHS = 1280, 400
WARM_UP = sized(1, 10)
SECONDS_LOOKED = sized(1, 150)  # on each screen
PAIRS = sized(1, 320)
PAIRS_ALONE = sized(1, 20)
SECONDS_EACH = sized(1, 2)
SECONDS_SAMPLED = 60
REQUESTS_PER_SECOND = sized(200, 20_000)
CROWD = ("-c", 20, "-m", 20, "--timeout", "60s", "--connect-timeout", "60s", "--insecure")
STALLED_CONNECTIONS = 6
STALLED_STREAMS = sized(10, 50)
STALLED_FOR = sized(1, 3)  # then one of the connections is replaced
NODES = 20
LISTENERS = 8  # a feed that has just been closed has four
OCTETS = 2 << 20
SHIFT = 0.001  # 0.1 is what Web Vitals call good
SHARE = 0.01


class Stalled:
    """Connections that ask and open no window, one of them replaced now and then."""

    def __init__(self, weft):
        self.port = weft.port("http")
        self.done = threading.Event()
        self.peers = []
        self.thread = threading.Thread(target=self.replace)

    def __enter__(self):
        for _ in range(STALLED_CONNECTIONS):
            self.peers.append(self.connect())
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()
        for peer in self.peers:
            peer.socket.close()

    def connect(self):
        peer = RawHttp2("127.0.0.1", self.port, tls=False)
        for number in range(STALLED_STREAMS):
            peer.send(peer.headers(2 * number + 1, ("priority", f"u={number % 8}"), path="/large.bin"))
        return peer

    # A machine that is busy answers late: then the connections stay as they are.
    def replace(self):
        while not self.done.wait(STALLED_FOR):
            with contextlib.suppress(AssertionError, OSError):
                self.peers.append(self.connect())
                self.peers.pop(0).socket.close()


class Viewer:
    """Takes the feed of the page as a browser does. It draws nothing, which would take the caches of the server's cores."""

    def __init__(self, address):
        self.process = subprocess.Popen(["curl", "-sN", address + "/events"], stdout=subprocess.PIPE)
        self.counter = threading.Thread(target=self.count)
        self.pictures = 0

    def count(self):
        self.pictures = sum(line == b"event: view\n" for line in self.process.stdout)

    def __enter__(self):
        self.counter.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.counter.join()
        self.process.stdout.close()


class Page:
    def __init__(self, browser, address):
        self.browser = browser
        browser.open(address)
        browser.run("""
            window.shift = 0;
            window.moved = [];
            const nameOf = (node) => node?.id || node?.className || `${node?.parentElement?.id} ${node?.nodeName}`;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries().filter((each) => !each.hadRecentInput)) {
                window.shift += entry.value;
                window.moved.push(...entry.sources.map((each) => nameOf(each.node)));
              }
            }).observe({ type: "layout-shift", buffered: true });
            window.pictures = 0;
            const hearing = hear;
            hear = (told) => { ++window.pictures; hearing(told); };""")
        browser.wait_until("return window.pictures > 0 && heard.connections.some((each) => each.streams.length > 0)")
        self.fill()

    def fill(self):
        """The rows are made now: how many are needed later is by chance."""
        self.browser.run("""
            const [one] = heard.connections.filter((each) => each.streams.length > 0);
            const many = (count, each) => Array.from({ length: count }, (_, number) => ({ ...each, id: 1e9 + number }));
            const streams = many(mostRows.streams, one.streams[0]);
            const rest = many(mostRows.connections - 1, { ...one, streams: [] });
            hear({ ...heard, connections: [{ ...one, streams }, ...rest] });""")

    def pictures(self):
        return self.browser.run("return window.pictures")

    def shift(self):
        return self.browser.run("return window.shift")

    def moved(self):
        return self.browser.run("return window.moved")

    def pause(self):
        self.browser.run("document.getElementById('pause').click()")

    def held(self):
        """Nodes, listeners and octets that are left when the garbage is gone, and no picture makes more of it."""
        self.pause()
        self.browser.command("HeapProfiler.collectGarbage")
        self.browser.command("Performance.enable")
        told = {each["name"]: each["value"] for each in self.browser.command("Performance.getMetrics")["metrics"]}
        self.pause()
        return told["Nodes"], told["JSEventListeners"], told["JSHeapUsedSize"]


@unittest.skipIf(SANITIZED, "the sanitizer takes more than looking does")
class LivePage(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = make_site(folder.name, large_bin=b"x" * 1_000_000, some_bin=b"x" * 16_384)
        self.kept = contextlib.ExitStack()
        self.addCleanup(self.kept.close)
        self.weft = self.kept.enter_context(Weft(self.site, "--live"))
        self.address = re.search(r"live page on (\S+)", self.weft.message("^live page on ")[0]).group(1)
        self.kept.enter_context(Stalled(self.weft))

    def cpu_seconds(self):
        """Of all threads, to the nanosecond; none of them ends."""
        threads = pathlib.Path(f"/proc/{self.weft.process.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9

    def cpu_over(self, seconds):
        """Seconds of CPU that the server takes in one."""
        begun, cpu = time.monotonic(), self.cpu_seconds()
        time.sleep(seconds)
        return (self.cpu_seconds() - cpu) / (time.monotonic() - begun)

    def pairs(self, count):
        """The server's seconds without a viewer, those that one takes besides, the standard error of these, and the number of
        pictures."""
        pairs, pictures = [], 0
        for number in range(count):
            took = {}
            for is_seen in (number % 2 == 0, number % 2 == 1):
                with contextlib.ExitStack() as seen:
                    viewer = seen.enter_context(Viewer(self.address)) if is_seen else None
                    took[is_seen] = self.cpu_over(SECONDS_EACH)
                pictures += viewer.pictures if viewer else 0
            pairs.append((took[False], took[True]))
        more = [seen - without for without, seen in pairs]
        error = statistics.stdev(more) / math.sqrt(count) if count > 1 else math.inf
        return statistics.mean(without for without, _ in pairs), statistics.mean(more), error, pictures

    def look(self, browser, width):
        browser.emulate(width, "light")
        page = Page(browser, self.address)
        time.sleep(WARM_UP)
        before, pictures = page.held(), page.pictures()
        time.sleep(SECONDS_LOOKED)
        until(lambda: page.pictures() > pictures + 4)
        after, pictures = page.held(), page.pictures() - pictures
        nodes, listeners, octets = (now - then for now, then in zip(after, before))
        print(f"{width} pixels: {pictures} pictures; {nodes:+.0f} nodes, {listeners:+.0f} listeners, {octets / 1024:+.0f} KiB, "
              f"shift {page.shift():.4f}")
        self.assertLessEqual(nodes, NODES)
        self.assertLessEqual(listeners, LISTENERS)
        self.assertLessEqual(octets, OCTETS)
        self.assertLessEqual(page.shift(), SHIFT, page.moved())
        # A page that moves would have been seen.
        browser.run("document.body.style.paddingTop = '300px'")
        until(lambda: page.shift() > SHIFT)

    def load(self):
        return Beside(self.weft.https + "/some.bin", "--rate", REQUESTS_PER_SECOND, *CROWD)

    @unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
    def test_stays_as_it_is(self):
        with self.load() as load, Browser() as browser:
            for width in WIDTHS:
                self.look(browser, width)
            figures = load.end()
        self.assertEqual((figures["failed"], figures["errors"]), (0, {}))

    def looking(self):
        """The part of the server's CPU that goes to the thread of the control server and to what the others tell it, and its standard
        error."""
        with Viewer(self.address):
            samples = Samples(self.weft.process.pid, SECONDS_SAMPLED)
        control = samples.threads_in("LiveFeed")
        told = samples.threads_in("report_streams")
        self.assertTrue(control and told, "no sample is in what looks: has the program its symbols?")
        return samples.share(lambda thread, stack: thread in control or "report_streams" in stack)

    # The CPU that a virtual machine counts for the same work differs by a tenth from one second to the next, whoever looks. So many pairs
    # are needed, and the bound is for what samples of the stacks find in the same seconds; the pairs would tell what is missing there.
    def test_costs_little(self):
        _, alone, _, pictures = self.pairs(PAIRS_ALONE)
        self.assertGreater(pictures, 0)
        with self.load() as load:
            time.sleep(WARM_UP)
            without, more, error, pictures = self.pairs(PAIRS)
            share, error_of_share = self.looking() if FULL and PERF else (None, None)
            load.end()
        self.assertGreater(pictures, 0)
        print(f"{1000 * without:.1f} ms of CPU a second without a viewer, {1000 * more:+.1f} ms with one (standard error "
              f"{1000 * error:.1f}); {1000 * alone:.2f} ms a second where nothing else runs")
        if FULL:
            self.assertLessEqual(alone, SHARE * without)
            self.assertLessEqual(more - 2 * error, SHARE * without)
            self.assertIsNotNone(share, "perf is not installed")
            print(f"{100 * share:.2f} % of the samples under load are of looking (standard error {100 * error_of_share:.2f})")
            self.assertLessEqual(share + 2 * error_of_share, SHARE)


if __name__ == "__main__":
    unittest.main()
