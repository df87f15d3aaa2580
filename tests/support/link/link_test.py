"""Packets of the kernel over a real link: what it delays, what it drops, what it lets through."""

import pathlib
import subprocess
import sys
import unittest

from links import Link, NotAllowed

PLAIN = pathlib.Path(__file__).resolve().parent / "plain.py"
PORT = 7000
PATIENCE = 30


def plain(*words):
    return [sys.executable, PLAIN, *map(str, words)]


class Background:
    """A program at one end, ended by its own process."""

    def __init__(self, command):
        self.process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise AssertionError("the program at the other end does not begin")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def run(command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


class LinkTest(unittest.TestCase):
    def test_a_round_trip_takes_the_delay_of_both_directions(self):
        with Link(to_far="delay=30ms", to_near="delay=10ms") as link:
            with Background(link.far(*plain("echo", link.far_address, PORT))):
                times = run(link.near(*plain("ping", link.far_address, PORT, 3))).split()
        self.assertEqual(len(times), 3)
        self.assertTrue(all(float(milliseconds) >= 40 for milliseconds in times), times)

    def test_a_transfer_is_whole(self):
        octets = 3_000_000
        with Link("rate=100M,delay=5ms,queue=100k") as link:
            with Background(link.far(*plain("take", link.far_address, PORT))) as taker:
                run(link.near(*plain("pour", link.far_address, PORT, f"{octets}o")))
                said = taker.process.stdout.readline().split()
        self.assertEqual(int(said[0]), octets)
        self.assertGreater(link.counts["to_far"]["octets"], octets)
        self.assertEqual(link.counts["to_far"]["lost"], 0)

    def test_packets_that_find_no_room_are_dropped(self):
        with Link(to_far="rate=8k,queue=10k") as link:
            run(link.near(*plain("shower", link.far_address, PORT, 100)))
        counts = link.counts["to_far"]
        self.assertEqual(counts["packets"], 100)
        self.assertGreaterEqual(counts["dropped"], 80)

    def test_the_same_packets_are_lost_each_time(self):
        lost = []
        for _ in range(2):
            with Link(to_far="loss=0.1,burst=3,seed=5") as link:
                run(link.near(*plain("shower", link.far_address, PORT, 1000)))
            self.assertEqual(link.counts["to_far"]["packets"], 1000)
            lost.append(link.counts["to_far"]["lost"])
        self.assertEqual(lost[0], lost[1])
        self.assertGreater(lost[0], 20)

    def test_congestion_is_controlled_as_was_asked(self):
        for name in ("cubic", "reno"):
            with Link(congestion=name) as link, Background(link.far(*plain("take", link.far_address, PORT))):
                self.assertEqual(run(link.near(*plain("pour", link.far_address, PORT, "1o"))).strip(), name)

    def test_a_path_that_is_no_path_is_refused(self):
        with self.assertRaisesRegex(AssertionError, "delay=9: expected milliseconds up to 60000ms, as in 40ms"):
            Link("delay=9")


if __name__ == "__main__":
    try:
        Link().stop()
    except NotAllowed as why:
        print(f"skipped: {why}")
        sys.exit(77)
    unittest.main(verbosity=2)
