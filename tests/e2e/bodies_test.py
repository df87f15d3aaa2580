"""Bodies in both directions: uploads to the sink, memory that stays flat, back-pressure by the window."""

import os
import subprocess
import tempfile
import time
import unittest

from raw_http2 import DATA, HEADERS, NO_ERROR, RST_STREAM, RawHttp2, frame
from serving import Weft, curl, make_site

SIZE = 300 << 20
# An address sanitizer keeps what was freed: memory says nothing then.
SPARE = 1 << 40 if os.environ.get("WEFT_SANITIZE") else 24 << 20


class Bodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.site = make_site(cls.folder.name)
        with open(cls.site / "big.bin", "wb") as big:
            big.truncate(SIZE)
        cls.weft = Weft(cls.site, "--sink", "/upload")
        cls.bases = (["--http2", cls.weft.https], ["--http1.1", cls.weft.https],
                     ["--http2-prior-knowledge", cls.weft.http], ["--http1.1", cls.weft.http])

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def test_the_sink_answers_with_the_length(self):
        for version, base in self.bases:
            for size in (0, 1, 65_535, 65_536, 1_000_000):
                with self.subTest(f"{version} {base} {size}"):
                    out = subprocess.run(["curl", "-sSk", version, "--data-binary", "@-", base + "/upload"],
                                         input=os.urandom(size), capture_output=True, timeout=30, check=True).stdout
                    self.assertEqual(out.strip(), str(size).encode())

    def test_the_sink_is_allowed_at_its_own_path_alone(self):
        expected = {"/index.html": "get, head, options", "/upload": "get, head, post, put, options"}
        for version, base in self.bases:
            for path, methods in expected.items():
                for method in ("DELETE", "TRACE"):
                    with self.subTest(f"{version} {base} {method} {path}"):
                        head = curl(version, "-X", method, "-D", "-", "-o", "/dev/null", base + path).decode().lower()
                        self.assertIn(" 405", head.split("\r\n")[0])
                        self.assertIn(f"\r\nallow: {methods}\r\n", head)

    def test_expect_continue_is_answered(self):
        out = curl("--http1.1", "-H", "Expect: 100-continue", "-d", "abc", "-D", "-", self.weft.http + "/upload")
        self.assertTrue(out.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"), out)

    def test_uploads_keep_memory_flat(self):
        for version, base in self.bases:
            with self.subTest(version + base):
                before = self.weft.memory()
                out = curl(version, "-T", str(self.site / "big.bin"), "-X", "POST", base + "/upload")
                self.assertEqual(out.strip(), str(SIZE).encode())
                self.assertLess(self.weft.memory() - before, SPARE)

    def test_downloads_keep_memory_flat(self):
        for version, base in self.bases:
            with self.subTest(version + base):
                before = self.weft.memory()
                out = curl(version, "-o", "/dev/null", "-w", "%{size_download}", base + "/big.bin")
                self.assertEqual(out, str(SIZE).encode())
                self.assertLess(self.weft.memory() - before, SPARE)

    def test_an_answered_request_that_never_ends_is_given_up(self):
        """RFC 9113 8.1: RST_STREAM with NO_ERROR; before, its slot was taken for ever."""
        asked = [("POST", "/index.html"), ("GET", "/index.html"), ("HEAD", "/index.html"), ("GET", "/nothing"),
                 ("DELETE", "/"), ("POST", "/index.html")]
        with RawHttp2("127.0.0.1", self.weft.port("http"), tls=False) as peer:
            streams = {2 * n + 1: ask for n, ask in enumerate(asked)}
            for stream, (method, path) in streams.items():
                peer.send(peer.headers(stream, method=method, path=path, end_stream=False))
                if stream % 4 == 1:
                    peer.send(frame(DATA, 0, stream, b"some"))
            begun, resets = time.monotonic(), {}
            while len(resets) < len(streams) and time.monotonic() - begun < 12:
                peer.send(frame(DATA, 0, max(streams), b"x"))  # a drip below the rate
                self.read_resets(peer, resets)
            self.assertEqual(resets, {stream: NO_ERROR for stream in streams})
            self.assertGreater(time.monotonic() - begun, 3)
            peer.send(peer.headers(max(streams) + 2))
            peer.await_frame(lambda f: f[0] == HEADERS and f[2] == max(streams) + 2)
        cut = [line for line in self.weft.log(len(asked)) if line["x-reason"] == "upload_not_needed"]
        self.assertEqual(len(cut), len(asked))

    def read_resets(self, peer, resets):
        """The octets that come within a second."""
        try:
            while True:
                kind, _, stream, payload = peer.read_frame(time.monotonic() + 1)
                if kind == RST_STREAM:
                    resets[stream] = int.from_bytes(payload, "big")
        except TimeoutError:
            pass

    def test_a_slow_reader_costs_no_memory(self):
        before = self.weft.memory()
        readers = [subprocess.Popen(["curl", "-sSk", "--http2", "--limit-rate", "200k", "--max-time", "2", "-o", "/dev/null",
                                     self.weft.https + "/big.bin"], stderr=subprocess.DEVNULL) for _ in range(8)]
        for reader in readers:
            self.assertEqual(reader.wait(), 28)  # curl's own time limit, nothing of ours
        self.assertLess(self.weft.memory() - before, SPARE)


if __name__ == "__main__":
    unittest.main()
