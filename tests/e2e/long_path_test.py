"""weft get over a long path: windows grow with it by what the kernel has measured, without a PING and without a tiny frame."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from links import Link, NotAllowed
from serving import BINARY

PORT = 8080
BODY = 20_000_000
# 100 Mbit/s for 80 ms.
IN_PATH = 1_000_000
PATIENCE = 60
FRAME = re.compile(r" ms  (?P<way>[→←])  (?P<type>[A-Z_]+) +(?P<stream>\d+) +(?P<words>.*)")


def octets_of(words):
    found = re.search(r"\+?([\d,]+) B", words)
    return int(found.group(1).replace(",", "")) if found else 0


class LongPath(unittest.TestCase):
    def test_the_window_grows_to_what_the_path_holds_without_a_ping_and_without_a_tiny_frame(self):
        try:
            link = Link("rate=100M,delay=40ms,queue=2M")
        except NotAllowed as why:
            self.skipTest(str(why))
        with link, tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            (folder / "site").mkdir()
            (folder / "site/large").write_bytes(os.urandom(BODY))
            origin = f"http://{link.far_address}:{PORT}"
            server = subprocess.Popen(link.far(BINARY, "serve", folder / "site", "--listen", origin, "--log", "none"),
                                      stderr=subprocess.PIPE, text=True)
            self.assertIn("listening on", server.stderr.readline())
            done = subprocess.run(link.near(BINARY, "get", "-v", "--http2-prior-knowledge", "-o", folder / "got", origin + "/large"),
                                  stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
            server.terminate()
            server.communicate(timeout=PATIENCE)
            self.assertEqual(done.returncode, 0, done.stderr[-500:])
            self.assertEqual((folder / "got").read_bytes(), (folder / "site/large").read_bytes())
        frames = [found.groupdict() for found in map(FRAME.search, done.stderr.splitlines()) if found]
        data = [frame for frame in frames if frame["type"] == "DATA"]
        self.assertEqual(sum(octets_of(frame["words"]) for frame in data), BODY)
        self.assertEqual([frame for frame in frames if frame["type"] == "PING"], [])
        small = [frame for frame in data if octets_of(frame["words"]) < 1024 and "end of response" not in frame["words"]]
        self.assertEqual(small, [])
        self.assertGreaterEqual(self.largest_window(frames), IN_PATH)

    @staticmethod
    def largest_window(frames):
        """What the server may send of the body at most at a time; its window begins with 64 KiB."""
        window = largest = 64 * 1024
        for frame in frames:
            if frame["stream"] != "1":
                continue
            if frame["type"] == "WINDOW_UPDATE" and frame["way"] == "→":
                window += octets_of(frame["words"])
            if frame["type"] == "DATA":
                window -= octets_of(frame["words"])
            largest = max(largest, window)
        return largest


if __name__ == "__main__":
    unittest.main()
