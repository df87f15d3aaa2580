"""SIGHUP each second for a minute, with another configuration each time, under 2,000 requests a second on connections that stay and
500 connections a second that are new: none fails, none has to be sent again, no connection is closed whose listener stays, and the
99th percentile is at most three times that without reloads.

The short form has fewer of all, and no bound of time.
"""

import json
import pathlib
import signal
import tempfile
import time
import unittest

from disturbing import FULL, sized
from loading import Beside, figures
from serving import Started, curl, make_site, until

RELOADS = sized(12, 60)
PAUSE = sized(0.3, 1)
REQUESTS_PER_SECOND = sized(200, 2_000)
CONNECTIONS_PER_SECOND = sized(50, 500)
CONNECTIONS = 20
SLOWER = 3
# A machine that is busy answers late, which is no failure.
PATIENT = ("--timeout", "60s", "--connect-timeout", "60s", "--no-resend", "--insecure")


class ReloadUnderLoad(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        for name in ("even", "odd"):
            (self.here / name).mkdir()
            make_site(self.here / name, name_txt=name.encode())
        (self.here / "posts.json").write_text(json.dumps([{"method": "POST", "path": "/sink", "body": "once"}, {"path": "/"}]))

    def write(self, number):
        """Another folder, other fields, and another rate, that nothing here reaches."""
        (self.here / "weft.json").write_text(json.dumps({
            "Endpoints": {"clear": {"Url": "http://127.0.0.1:0"}, "secure": {"Url": "https://127.0.0.1:0"}},
            "Sites": {"a": {"Root": ("even", "odd")[number % 2], "Sink": "/sink", "Headers": {"*": {"X-Number": str(number)}},
                            "Limits": {"SendRate": f"{1 + number}G"}}},
            "Log": {"Path": "access.log"}}))

    def serve(self):
        self.write(0)
        return Started("--config", self.here / "weft.json", expected=2)

    def steady(self, weft):
        return (weft.https, "--requests", self.here / "posts.json", "--rate", REQUESTS_PER_SECOND, "-c", CONNECTIONS, "-m", 50,
                *PATIENT)

    def new_ones(self, weft):
        return (weft.http, "--rate", CONNECTIONS_PER_SECOND, "-c", CONNECTIONS, "--requests-per-connection", 1, *PATIENT)

    def assert_none_failed(self, run):
        self.assertEqual((run["failed"], run["resent"], run["errors"]), (0, 0, {}))
        self.assertEqual(run["statuses"], {"200": run["answered"]})

    def reload(self, weft, number):
        self.write(number)
        weft.process.send_signal(signal.SIGHUP)
        weft.message("SIGHUP: configuration and certificates were read again", number)
        until(lambda: curl(weft.http + "/name.txt") == (b"even", b"odd")[number % 2])

    def test_none_fails_and_no_connection_ends(self):
        with self.serve() as weft:
            calm = figures(*self.steady(weft), "-d", "5s") if FULL else None
            with Beside(*self.steady(weft)) as steady, Beside(*self.new_ones(weft)) as new:
                begun, number = time.monotonic(), 0
                while number < RELOADS:
                    number += 1
                    time.sleep(max(0, begun + number * PAUSE - time.monotonic()))
                    self.reload(weft, number)
                steady, new = steady.end(), new.end()
            self.assert_none_failed(steady)
            self.assert_none_failed(new)
            self.assertEqual((steady["connections"], steady["reconnects"]), (CONNECTIONS, 0))
            self.assertGreater(new["reconnects"], CONNECTIONS)
            print(f"{number} reloads, {steady['answered']} requests, {new['reconnects']} new connections")
        if FULL:
            before, under = calm["latency_us"]["p99"], steady["latency_us"]["p99"]
            print(f"p99 {before / 1000:.2f} ms without reloads, {under / 1000:.2f} ms with them")
            self.assertLessEqual(under, SLOWER * before)


if __name__ == "__main__":
    unittest.main()
