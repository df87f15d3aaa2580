"""--limit-rate: all responses of a site share it, over both versions; a configuration changes it while bodies go."""

import json
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from serving import BINARY, Started, Weft, curl, make_site

RATE = 1 << 20
SIZE = 2 << 20
VERSIONS = ("--http1.1", "--http2-prior-knowledge")


class LimitRate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = make_site(folder.name, large_bin=bytes(SIZE))

    def downloads(self, url, versions):
        """Downloads at a time; how many octets came, and how long it took until the last of them."""
        began = time.monotonic()
        readers = [subprocess.Popen(["curl", "-sSk", version, "--max-time", "60", url + "/large.bin", "-o", "/dev/null",
                                     "-w", "%{size_download}"], stdout=subprocess.PIPE, text=True) for version in versions]
        octets = sum(int(reader.communicate()[0]) for reader in readers)
        return octets, time.monotonic() - began

    def test_a_response_takes_as_long_as_the_rate_says(self):
        with Weft(self.site, "--limit-rate", "1M") as weft:
            for base in (weft.http, weft.https):
                for version in VERSIONS if base == weft.http else ("--http1.1", "--http2"):
                    with self.subTest(f"{version} {base}"):
                        octets, taken = self.downloads(base, [version])
                        self.assertEqual(octets, SIZE)
                        # Less the burst of a tenth of a second.
                        self.assertGreater(taken, SIZE / RATE - 0.15)

    def test_responses_of_all_connections_share_the_rate(self):
        with Weft(self.site, "--limit-rate", "4M", "--threads", "2") as weft:
            octets, taken = self.downloads(weft.http, VERSIONS * 3)
            self.assertEqual(octets, 6 * SIZE)
            self.assertGreater(taken, 6 * SIZE / (4 * RATE) - 0.15)

    def test_a_newer_file_frees_a_body_that_is_on_its_way(self):
        config = self.site / "weft.json"

        def write(rate):
            config.write_text(json.dumps({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}},
                                          "Sites": {"a": {"Root": ".", "Limits": {"SendRate": rate}}}}))

        # At this rate the file would take half an hour.
        write("1k")
        with Started("--config", config) as weft:
            for version in VERSIONS:
                write("1k")
                weft.process.send_signal(signal.SIGHUP)
                reader = subprocess.Popen(["curl", "-sS", version, "--no-buffer", "--max-time", "60",
                                           weft.http + "/large.bin"], stdout=subprocess.PIPE)
                self.assertEqual(len(reader.stdout.read(1)), 1)
                write("1G")
                weft.process.send_signal(signal.SIGHUP)
                self.assertEqual(len(reader.communicate()[0]), SIZE - 1)
                self.assertEqual(reader.returncode, 0)

    def test_requests_for_a_client_are_limited_too(self):
        config = self.site / "weft.json"
        config.write_text(json.dumps({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}},
                                      "Limits": {"Client": {"ReceiveRate": "1M"}},
                                      "Sites": {"a": {"Sink": "/upload"}}}))
        with Started("--config", config) as weft:
            for version in VERSIONS:
                began = time.monotonic()
                said = curl(version, "-T", str(self.site / "large.bin"), "-X", "POST", weft.http + "/upload")
                self.assertEqual(said.strip(), str(SIZE).encode())
                # Less the burst.
                self.assertGreater(time.monotonic() - began, SIZE / RATE - 0.15)

    def test_rates_that_a_connection_has_to_itself_are_in_its_recording(self):
        config = self.site / "weft.json"
        for limits, is_played in (({"Request": {"SendRate": "4M"}}, True), ({"Connection": {"SendRate": "4M"}}, True),
                                  ({"Request": {"SendRate": "4M"}, "Server": {"SendRate": "8M"}}, False)):
            config.write_text(json.dumps({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Limits": limits,
                                          "Sites": {"a": {"Root": "."}}}))
            with self.subTest(limits), tempfile.TemporaryDirectory() as folder:
                with Started("--config", config, "--record", folder, "--record-values") as weft:
                    for version in VERSIONS:
                        self.assertEqual(self.downloads(weft.http, [version])[0], SIZE)
                files = list(pathlib.Path(folder).iterdir())
                self.assertEqual(len(files), 2)
                for file in files:
                    done = subprocess.run([BINARY, "inspect", "--replay", file], capture_output=True, text=True, timeout=60)
                    self.assertEqual(done.returncode, 0 if is_played else 1, done.stdout + done.stderr)
                    self.assertIn("the same, octet for octet" if is_played else "rates that connections share were in force",
                                  done.stdout + done.stderr)

    def test_a_rate_that_is_none_is_told(self):
        for rate in ("fast", "0", "-1", "1MB"):
            done = subprocess.run([BINARY, "serve", str(self.site), "--limit-rate", rate], capture_output=True, text=True,
                                  timeout=20)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("--limit-rate", done.stderr)


if __name__ == "__main__":
    unittest.main()
