"""weft get through nghttpx, an https proxy: tunnels are streams of one connection where ALPN chose h2."""

import json
import os
import pathlib
import tempfile
import unittest

from getting import get, run
from peers import DISCARD, Nghttpd, Nghttpx
from relaying import ConnectProxy, Relay


class Through:
    """What holds for each version that the proxy chooses."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.path = pathlib.Path(cls.temporary.name)
        cls.site = cls.path / "site"
        cls.site.mkdir()
        (cls.site / "large.bin").write_bytes(os.urandom(1_000_000))
        (cls.site / "small.txt").write_text("small\n")
        cls.origins = [cls.start(Nghttpd, f"origin{number}", cls.site) for number in range(4)]
        cls.leader = ConnectProxy()
        cls.addClassCleanup(cls.leader.close)
        cls.proxy = cls.start(cls.proxy_type, "proxy", cls.site, cls.leader.port)

    @classmethod
    def start(cls, kind, name, *arguments):
        folder = cls.path / name
        folder.mkdir()
        peer = kind(folder, *arguments)
        cls.addClassCleanup(peer.stop)
        return peer

    def setUp(self):
        """Counts the connections to the proxy."""
        self.leader.asked.clear()
        self.counter = Relay(self.proxy.https)
        self.addCleanup(self.counter.close)
        self.url = f"https://localhost:{self.counter.port}"

    def test_bodies_are_whole_both_ways(self):
        large = self.site / "large.bin"
        origin = f"https://localhost:{self.origins[0].https}"
        self.assertEqual(get("-x", self.url, f"{origin}/large.bin").stdout, large.read_bytes())
        self.assertEqual(get("-x", self.url, "-d", f"@{large}", f"{origin}/").stdout, large.read_bytes())
        self.assertEqual(self.leader.asked, [f"CONNECT localhost:{self.origins[0].https} HTTP/1.1"] * 2)

    def test_tunnels_to_several_origins(self):
        done = get("-x", self.url, "--json", *[f"https://localhost:{origin.https}/small.txt" for origin in self.origins])
        reports = [json.loads(line) for line in done.stderr.splitlines()]
        self.assertEqual((done.returncode, done.stdout), (0, b"small\n" * 4))
        self.assertEqual({(report["version"], report["why"]) for report in reports}, {("HTTP/2", "alpn_h2")})
        self.assertEqual(len(self.leader.asked), 4)
        self.assertEqual(self.counter.connections, self.connections_of_four)

    def test_an_origin_that_is_not_there(self):
        done = get("-x", self.url, f"https://localhost:{DISCARD}/")
        self.assertEqual(done.returncode, 97, done.stderr)
        self.assertIn("proxy: proxy_refused (50", done.stderr.decode())

    def test_certificates_of_both(self):
        origin = self.origins[0]
        for trusted, fault, asked in ((origin, "proxy: tls_certificate_not_trusted", 0), (self.proxy, "tls: tls_certificate_not_trusted", 1)):
            done = run("-x", self.url, "--cacert", trusted.certificate, f"https://localhost:{origin.https}/small.txt")
            self.assertEqual(done.returncode, 60)
            self.assertIn(fault, done.stderr.decode())
            self.assertEqual(len(self.leader.asked), asked)
        done = run("-x", self.url, "--cacert", self.proxy.certificate, "--http2-prior-knowledge", f"http://localhost:{origin.http}/small.txt")
        self.assertEqual(done.stdout, b"small\n", done.stderr)


class NghttpxWithHttp11(Nghttpx):
    alpn = "http/1.1"


@unittest.skipUnless(Nghttpx.is_installed() and Nghttpd.is_installed(), "nghttpx and nghttpd are not installed")
class OverHttp2(Through, unittest.TestCase):
    proxy_type = Nghttpx
    connections_of_four = 1


@unittest.skipUnless(Nghttpx.is_installed() and Nghttpd.is_installed(), "nghttpx and nghttpd are not installed")
class OverHttp11(Through, unittest.TestCase):
    proxy_type = NghttpxWithHttp11
    connections_of_four = 4


if __name__ == "__main__":
    unittest.main()
