"""weft get against nginx, h2o and nghttpd: bodies are whole, versions and reasons are right, and each frame can be read."""

import json
import os
import pathlib
import tempfile
import unittest

from getting import get, run
from peers import H2o, Nghttpd, Nginx


class Against:
    """What holds for each peer."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.temporary.name)
        cls.path.chmod(0o755)  # h2o reads it as another user
        cls.site = cls.path / "site"
        cls.site.mkdir()
        (cls.site / "large.bin").write_bytes(os.urandom(5_000_000))
        for number in range(100):
            (cls.site / f"tile{number}.txt").write_text(f"{number}\n")
        folder = cls.path / "peer"
        folder.mkdir()
        cls.peer = cls.peer_type(folder, cls.site)
        cls.https = f"https://localhost:{cls.peer.https}"
        cls.http = f"http://localhost:{cls.peer.http}"

    @classmethod
    def tearDownClass(cls):
        cls.peer.stop()
        cls.temporary.cleanup()

    def report(self, *arguments):
        done = get("--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stderr.splitlines()]

    def test_bodies_are_whole_on_each_way(self):
        expected = (self.site / "large.bin").read_bytes()
        for options, origin in (([], self.https), (["--http2-prior-knowledge"], self.http)):
            with self.subTest(origin):
                self.assertEqual(get(*options, origin + "/large.bin").stdout, expected)

    def test_a_hundred_files_share_one_connection(self):
        reports = self.report(*[f"{self.https}/tile{number}.txt" for number in range(100)])
        self.assertEqual({(report["version"], report["why"], report["status"]) for report in reports}, {("HTTP/2", "alpn_h2", 200)})
        self.assertEqual(len({report["connection"]["id"] for report in reports}), 1)

    def test_the_certificate_is_trusted_by_its_file(self):
        done = run("--cacert", self.peer.certificate, "--why", self.https + "/tile7.txt")
        self.assertEqual((done.returncode, done.stdout), (0, b"7\n"))
        self.assertIn("HTTP/2 because alpn_h2 · certificate localhost (", done.stderr.decode())

    def test_each_frame_can_be_read(self):
        text = get("-vv", *[f"{self.https}/tile{number}.txt" for number in range(20)], self.https + "/none", "--no-fail").stderr.decode()
        self.assertEqual(text.count(":status: "), 21)
        self.assertEqual(text.count(":status: 200"), 20)
        for trouble in ("cannot be decoded", "wrong:", "out of place", "unreadable", "cut off"):
            self.assertNotIn(trouble, text)

    def test_http11(self):
        report = self.report("--http1.1", self.https + "/tile7.txt")[0]
        self.assertEqual((report["version"], report["why"], report["status"]), ("HTTP/1.1", "policy", 200))
        text = get("-v", "--http1.1", self.https + "/large.bin").stderr.decode()
        self.assertIn("←  body          1     end of response   5,000,000 B\n", text)


@unittest.skipUnless(Nginx.is_installed(), "nginx is not installed")
class WithNginx(Against, unittest.TestCase):
    peer_type = Nginx


@unittest.skipUnless(H2o.is_installed(), "h2o is not installed")
class WithH2o(Against, unittest.TestCase):
    peer_type = H2o


@unittest.skipUnless(Nghttpd.is_installed(), "nghttpd is not installed")
class WithNghttpd(Against, unittest.TestCase):
    peer_type = Nghttpd

    def test_http11(self):
        """There is none: nghttpd ends the connection when TLS has agreed on no protocol."""
        done = get("--http1.1", self.https + "/tile7.txt")
        self.assertEqual((done.returncode, done.stdout), (52, b""))

    def test_what_is_pushed_is_not_asked_for(self):
        for options, origin in (([], self.https), (["--http2-prior-knowledge"], self.http)):
            with self.subTest(origin):
                urls = [f"{origin}/tile{number}.txt" for number in (1, 2, 3, 4)]
                done = get("--push", "-v", *options, *urls)
                self.assertEqual((done.returncode, done.stdout), (0, b"1\n2\n3\n4\n"))
                text = done.stderr.decode()
                self.assertIn("pushed  200  text/plain  2 B  /tile2.txt\n", text)
                self.assertIn("pushed  200  text/plain  2 B  /tile3.txt\n", text)
                self.assertEqual(text.count("→  HEADERS"), 2)

    def test_a_page_alone_waits_for_what_it_brings(self):
        done = get("--push", "--json", self.https + "/tile1.txt")
        reports = [json.loads(line) for line in done.stderr.splitlines()]
        self.assertEqual({report.get("pushed_url") for report in reports},
                         {None, self.https + "/tile2.txt", self.https + "/tile3.txt"})

    def test_nothing_is_pushed_unless_it_is_asked_for(self):
        self.assertNotIn("PUSH_PROMISE", get("-v", self.https + "/tile1.txt").stderr.decode())


if __name__ == "__main__":
    unittest.main()
