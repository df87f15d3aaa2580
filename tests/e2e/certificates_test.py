"""Certificates that are out of date are warned of; sessions are resumed under their own name (RFC 6066 3)."""

import signal
import socket
import ssl
import tempfile
import unittest

from authority import Authority
from certificates import make_certificate
from serving import Weft, curl, make_site


class Certificates(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name)
        self.keys = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()
        self.keys.cleanup()

    def serve(self, certificate, key):
        return Weft(self.site, "--certificate", str(certificate), "--key", str(key),
                    listen=("https://127.0.0.1:0", "https://127.0.0.1:0"))

    def test_one_that_has_expired_is_warned_of_with_its_file_and_date(self):
        certificate, key = make_certificate(self.keys.name, "localhost", "20200101000000Z", "20210203040506Z")
        with self.serve(certificate, key) as weft:
            self.assertEqual(len(weft.message(f"{certificate}: the certificate expired on 2021-02-03 04:05:06 UTC")), 1)
            curl(weft.https)

    def test_one_that_is_not_valid_yet_is_warned_of_with_its_file_and_date(self):
        certificate, key = make_certificate(self.keys.name, "localhost", "20900102030405Z", "20910101000000Z")
        with self.serve(certificate, key) as weft:
            weft.message(f"{certificate}: the certificate is not valid before 2090-01-02 03:04:05 UTC")
            curl(weft.https)

    def test_one_that_has_expired_in_the_chain_is_warned_of(self):
        certificate, key = make_certificate(self.keys.name, "localhost")
        issuer, _ = make_certificate(self.keys.name, "issuer", "20200101000000Z", "20210203040506Z")
        certificate.write_bytes(certificate.read_bytes() + issuer.read_bytes())
        with self.serve(certificate, key) as weft:
            weft.message(f"{certificate}: certificate 2 of the chain expired on 2021-02-03 04:05:06 UTC")

    def test_one_that_expires_soon_is_warned_of_with_its_file_and_date(self):
        certificate, key = Authority(self.keys.name, "ours").issue("localhost", days=10)
        with self.serve(certificate, key) as weft:
            self.assertEqual(len(weft.message(rf"{certificate}: the certificate expires on \d+-\d+-\d+ .* UTC")), 1)
            self.assertEqual([line for line in weft.messages if "refuse" in line], [])

    # Public authorities say in caIssuers where the certificate of the issuer is.
    def test_a_chain_that_ends_too_early_is_warned_of(self):
        authority = Authority(self.keys.name, "intermediate")
        (authority.folder / "authority").open("a").write(
            "[says]\nauthorityInfoAccess = caIssuers;URI:http://ca.test/intermediate.der\n")
        certificate, key = authority.issue("localhost", extensions="says")
        with self.serve(certificate, key) as weft:
            weft.message(f"{certificate}: the chain is not complete: the certificate of /CN=intermediate is missing: "
                         "clients will refuse it")
        certificate.write_bytes(certificate.read_bytes() + authority.certificate.read_bytes())
        with self.serve(certificate, key) as weft:
            curl(weft.https)
            self.assertEqual([line for line in weft.messages if "complete" in line], [])

    def test_what_is_read_again_is_looked_at_again(self):
        certificate, key = make_certificate(self.keys.name, "localhost")
        with self.serve(certificate, key) as weft:
            self.assertEqual([m for m in weft.messages if "expired" in m], [])
            make_certificate(self.keys.name, "localhost", "20200101000000Z", "20210203040506Z")
            weft.process.send_signal(signal.SIGHUP)
            weft.message(f"{certificate}: the certificate expired on 2021-02-03")

    def resumed(self, port, context, name, session=None):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname=name, session=session) as peer:
                peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                while peer.recv(4096):
                    pass
                return peer.session_reused, peer.session

    def test_a_session_is_resumed_under_its_own_name(self):
        with Weft(self.site, listen=("https://127.0.0.1:0",)) as weft:
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                for name, other in (("one.test", "two.test"), ("one.test", None), (None, "one.test")):
                    with self.subTest(f"{version.name}: {name}, {other}"):
                        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                        context.minimum_version = context.maximum_version = version
                        port = weft.port("https")
                        _, session = self.resumed(port, context, name)
                        self.assertFalse(self.resumed(port, context, other, session)[0])
                        self.assertTrue(self.resumed(port, context, name, session)[0])


if __name__ == "__main__":
    unittest.main()
