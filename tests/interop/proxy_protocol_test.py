"""weft serve behind haproxy, which passes TLS on with a PROXY header ahead of it."""

import json
import pathlib
import tempfile
import unittest

from peers import HaproxyOfTcp
from serving import Started, curl, until


@unittest.skipUnless(HaproxyOfTcp.is_installed(), "haproxy is not installed")
class ProxyProtocol(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        (cls.folder / "site").mkdir()
        (cls.folder / "site" / "small.txt").write_text("small\n")
        cls.log = cls.folder / "access.log"
        (cls.folder / "weft.json").write_text(json.dumps({
            "Endpoints": {"a": {"Url": "https://127.0.0.1:0", "ProxyProtocol": {"Trusted": ["127.0.0.1"]}}},
            "Sites": {"a": {"Root": "site"}},
            "Log": {"Path": "access.log", "Fields": "c-ip cs-version sc-status cs-uri-stem"},
        }))
        cls.weft = Started("--config", cls.folder / "weft.json")
        cls.addClassCleanup(cls.weft.stop)
        cls.haproxy = HaproxyOfTcp(cls.folder, cls.folder / "site", cls.weft.port("https"))
        cls.addClassCleanup(cls.haproxy.stop)

    def lines(self):
        return [line for line in self.log.read_text().splitlines() if not line.startswith("#")]

    def test_the_client_is_the_one_that_the_header_names(self):
        # Clients by address, so that each has lines of its own.
        for number, (port, version) in enumerate(((self.haproxy.binary, "--http2"), (self.haproxy.binary, "--http1.1"),
                                                  (self.haproxy.text, "--http2"), (self.haproxy.text, "--http1.1"))):
            client = f"127.0.0.{number + 11}"
            said = curl("--interface", client, version, f"https://localhost:{port}/small.txt")
            self.assertEqual(said, b"small\n")
            wanted = f"{client} {'HTTP/2' if version == '--http2' else 'HTTP/1.1'} 200 /small.txt"
            until(lambda: wanted in self.lines())

    def test_checks_of_the_proxy_are_no_fault(self):
        """Its header of version 2 says LOCAL; the proxy closes the connection without a word of TLS."""
        self.weft.message("listening")
        said = curl("--interface", "127.0.0.21", f"https://localhost:{self.haproxy.binary}/small.txt")
        self.assertEqual(said, b"small\n")
        self.assertEqual([line for line in self.weft.messages if "proxy" in line], [])

    def test_a_client_that_is_not_trusted_cannot_say_who_it_is(self):
        """The header is no TLS."""
        port = self.weft.port("https")
        said = curl("--interface", "127.0.0.31", f"https://127.0.0.1:{port}/small.txt")
        self.assertEqual(said, b"small\n")
        refused = curl("--interface", "127.0.0.32", "--haproxy-protocol", f"https://127.0.0.1:{port}/small.txt", check=False)
        self.assertEqual(refused, b"")

    def test_a_trusted_proxy_without_a_header_is_told_to_the_operator(self):
        with Started("--config", self.folder / "weft.json") as weft:
            curl(f"https://127.0.0.1:{weft.port('https')}/small.txt", check=False)
            weft.message(r"a connection from the proxy 127\.0\.0\.1:\d+ was closed: proxy_header_missing")


if __name__ == "__main__":
    unittest.main()
