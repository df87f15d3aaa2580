"""Twenty new certificates, one after the other, each with SIGHUP, under new connections all the time: no handshake fails, each
certificate is shown, and sessions that were begun under it are resumed. With keys of tickets in files, which are rotated as well,
sessions go on under the certificates that follow.
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import ssl
import tempfile
import time
import unittest

from certificates import make_certificate
from disturbing import sized
from loading import Beside
from serving import Started, make_site, until

TIMES = 20
PAUSE = sized(0, 0.5)
CONNECTIONS_PER_SECOND = sized(50, 500)
CONNECTIONS = 20


class CertificateRotation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        self.site = self.here / "site"
        self.site.mkdir()
        make_site(self.site)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def connect(self, weft, session=None):
        """True where the session was resumed, the one to resume next, and the certificate of the connection."""
        with socket.create_connection(("127.0.0.1", weft.port("https")), timeout=20) as plain:
            with self.context.wrap_socket(plain, server_hostname="localhost", session=session) as peer:
                peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                got = b""
                while octets := peer.recv(4096):
                    got += octets
                self.assertTrue(got.startswith(b"HTTP/1.1 200"), got)
                return peer.session_reused, peer.session, peer.getpeercert(binary_form=True)

    @contextlib.contextmanager
    def new_connections(self, weft):
        arguments = ("--rate", CONNECTIONS_PER_SECOND, "-c", CONNECTIONS, "--requests-per-connection", 1, "--timeout", "60s",
                     "--connect-timeout", "60s", "--no-resend", "--insecure")
        with Beside(weft.https, *arguments) as run:
            yield
            run = run.end()
        self.assertEqual((run["failed"], run["resent"], run["errors"]), (0, 0, {}))
        self.assertEqual(run["statuses"], {"200": run["answered"]})
        self.assertGreater(run["reconnects"], CONNECTIONS)
        print(f"{TIMES} certificates, {run['reconnects']} new connections, none failed")

    def test_no_handshake_fails_and_sessions_are_resumed(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version.name):
                self.context.minimum_version = self.context.maximum_version = version
                self.rotate()

    def resumable(self, weft):
        """A session that was resumed. Threads take the new certificate one after the other."""
        session = None

        def is_resumed():
            nonlocal session
            _, session, _ = self.connect(weft)
            return self.connect(weft, session)[0]

        until(is_resumed)
        return session

    def rotate(self):
        certificate, key = make_certificate(self.here, "localhost")
        with Started(self.site, "--listen", "https://127.0.0.1:0", "--log", "none", "--certificate", certificate,
                     "--key", key) as weft, self.new_connections(weft):
            _, latest, _ = self.connect(weft)
            for number in range(TIMES):
                time.sleep(PAUSE)
                make_certificate(self.here, "localhost")
                shown = ssl.PEM_cert_to_DER_cert(certificate.read_text())
                weft.process.send_signal(signal.SIGHUP)
                weft.message("SIGHUP: configuration and certificates were read again", number + 1)
                # A session of an earlier certificate is no obstacle, resumed or not.
                self.connect(weft, latest)
                until(lambda: self.connect(weft)[2] == shown)
                latest = self.resumable(weft)

    def configure(self, keys):
        """The newest key is behind the one before, which all know who read the file before: docs/guide/configuration.md."""
        (self.here / "weft.json").write_text(json.dumps({
            "Endpoints": {"a": {"Url": "https://127.0.0.1:0", "TicketKeys": {"Files": keys},
                                "Certificate": {"Path": "localhost.pem", "KeyPath": "localhost.key"}}},
            "Sites": {"a": {"Root": "site"}}}))

    def new_key(self, number):
        path = self.here / f"tickets.{number}"
        path.write_bytes(os.urandom(80))
        path.chmod(0o600)
        return path.name

    def rotate_with_keys(self):
        make_certificate(self.here, "localhost")
        keys = [self.new_key(0)]
        self.configure(keys)
        with Started("--config", "weft.json", "--log", "none", cwd=self.here) as weft, self.new_connections(weft):
            _, session, first = self.connect(weft)
            for number in range(TIMES):
                time.sleep(PAUSE)
                make_certificate(self.here, "localhost")
                keys = [*keys[-1:], *keys[:-1]][:2] + [self.new_key(number + 1)]
                self.configure(keys)
                weft.process.send_signal(signal.SIGHUP)
                weft.message("SIGHUP: configuration and certificates were read again", number + 1)
                resumed, session, _ = self.connect(weft, session)
                self.assertTrue(resumed)
            self.assertNotEqual(self.connect(weft)[2], first)

    def test_sessions_are_resumed_across_certificates(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version.name):
                self.context.minimum_version = self.context.maximum_version = version
                self.rotate_with_keys()


if __name__ == "__main__":
    unittest.main()
