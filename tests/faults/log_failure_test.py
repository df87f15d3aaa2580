"""A log that cannot be written: on a disk of 1 MB that is full, to a pipe that nobody reads or that is closed, to a device that
fails, or in a folder that is gone. No request fails, lines that are lost are counted, and lines go on within 5 s once they can.

The full form also bounds what a full disk costs: at most 5 % more CPU a request.
"""

import contextlib
import os
import pathlib
import pty
import re
import shutil
import signal
import tempfile
import time
import unittest

from disturbing import FULL, needs_root, sized, small_disk
from loading import figures
from serving import Started, curl, make_site, until

FIELDS = "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes time-taken x-reason"
LINE = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* 127\.0\.0\.1 GET / \w+ 200 \d+ \d+\.\d+ complete"
REQUESTS = sized(20_000, 60_000)
FEW = 4_000
MEBIBYTE = 1 << 20
ROUNDS = 5
SECONDS_TO_GO_ON = 5
MORE_CPU = 1.05


class LogFailure(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        self.site = self.here / "site"
        self.site.mkdir()
        make_site(self.site)

    def serve(self, log):
        return Started(self.site, "--listen", "http://127.0.0.1:0", "--log", log, "--log-fields", FIELDS)

    def ask(self, weft, requests, *more):
        """None of them may fail."""
        run = figures(weft.http + "/?load", "-n", requests, "-c", 10, "-m", 10, *more)
        self.assertEqual((run["failed"], run["resent"], run["reconnects"], run["errors"]), (0, 0, 0, {}))
        self.assertEqual(run["statuses"], {"200": requests})
        return run

    def lost(self, weft):
        """The number that the server tells at its end, which is a good one."""
        self.assertEqual(weft.stop(), 0)
        (line,) = weft.message(r"lines of the access log could not be written")
        return int(re.search(r"(\d+) lines", line).group(1))

    def until_line(self, weft, path, query):
        """Until the line of a new request is in the log; tells how long it took."""
        begun = time.monotonic()
        number = 0

        def is_there():
            nonlocal number
            number += 1
            curl(f"{weft.http}/?{query}{number}")
            return f"{query}".encode() in path.read_bytes()

        until(is_there)
        seconds = time.monotonic() - begun
        print(f"lines go on after {seconds:.1f} s")
        if FULL:
            self.assertLessEqual(seconds, SECONDS_TO_GO_ON)
        return number

    @staticmethod
    def lines(text):
        return [line for line in text.decode().split("\n")[:-1] if line and not line.startswith("#")]

    @needs_root
    def test_a_full_disk_costs_lines_alone(self):
        with small_disk(MEBIBYTE) as disk:
            log, filler = pathlib.Path(disk, "access.log"), pathlib.Path(disk, "filler")
            filler.write_bytes(bytes(MEBIBYTE * 15 // 16))
            with self.serve(log) as weft:
                # Lines that wait for the disk would fill it anew: they are fewer than the filler has octets.
                self.ask(weft, FEW)
                until(lambda: os.statvfs(disk).f_bavail == 0)
                self.ask(weft, FEW)
                filler.unlink()
                more = self.until_line(weft, log, "after")
                lost = self.lost(weft)
            text = log.read_bytes()
            self.assertGreater(lost, 0)
            self.assertEqual(len(self.lines(text)) + lost, 2 * FEW + more)
            for line in self.lines(text):
                self.assertRegex(line, f"^{LINE}$")

    @needs_root
    @unittest.skipUnless(FULL, "CPU is measured by ./dev faults")
    def test_a_full_disk_costs_little_cpu(self):
        with small_disk(64 * MEBIBYTE) as roomy, small_disk(MEBIBYTE) as small:
            with self.serve(pathlib.Path(roomy, "log")) as good, self.serve(pathlib.Path(small, "log")) as full:
                self.ask(full, REQUESTS)
                until(lambda: os.statvfs(small).f_bavail == 0)
                costs = {weft: [] for weft in (good, full)}
                for _ in range(ROUNDS):
                    for weft, found in costs.items():
                        run = self.ask(weft, REQUESTS, "--pid", weft.process.pid)
                        found.append(run["cpu_us_per_request"]["server"])
                with_room, without = min(costs[good]), min(costs[full])
        print(f"CPU a request: {with_room:.2f} us with room, {without:.2f} us without")
        self.assertLessEqual(without, MORE_CPU * with_room)

    def test_a_pipe_that_nobody_reads_and_then_nobody_has(self):
        pipe = self.here / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        with self.serve(pipe) as weft:
            self.ask(weft, REQUESTS)
            os.close(reader)
            self.ask(weft, REQUESTS)
            reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            self.addCleanup(os.close, reader)
            got = b""

            def comes_again():
                nonlocal got
                curl(weft.http + "/?again")
                with contextlib.suppress(BlockingIOError):
                    got += os.read(reader, MEBIBYTE)
                return b"again" in got

            until(comes_again)
            for line in self.lines(got):
                self.assertRegex(line, f"^{LINE}$")
            self.assertGreater(self.lost(weft), 0)

    def test_a_device_that_fails(self):
        ours, theirs = pty.openpty()
        with self.serve(os.ttyname(theirs)) as weft:
            os.close(theirs)
            os.close(ours)  # EIO from now on
            self.ask(weft, REQUESTS)
            self.assertGreater(self.lost(weft), REQUESTS // 2)

    def test_a_file_that_is_moved_and_a_folder_that_is_gone(self):
        folder, elsewhere = self.here / "logs", self.here / "elsewhere"
        folder.mkdir()
        log = folder / "access.log"
        with self.serve(log) as weft:
            self.ask(weft, 100)
            until(lambda: len(self.lines(log.read_bytes())) == 100)
            moved = log.rename(elsewhere)
            self.ask(weft, 100)
            until(lambda: len(self.lines(moved.read_bytes())) == 200)
            shutil.rmtree(folder)
            weft.process.send_signal(signal.SIGUSR1)
            weft.message("cannot open the log")
            self.ask(weft, 100)
            until(lambda: len(self.lines(moved.read_bytes())) == 300)
            folder.mkdir()
            weft.process.send_signal(signal.SIGUSR1)
            weft.message("log was opened anew")
            self.ask(weft, 100)
            until(lambda: len(self.lines(log.read_bytes())) == 100)


if __name__ == "__main__":
    unittest.main()
