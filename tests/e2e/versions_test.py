"""One TLS port and one cleartext port speak HTTP/2 and HTTP/1.1, and the log names the version of each."""

import re
import socket
import ssl
import subprocess
import tempfile
import unittest

from certificates import openssl
from serving import Weft, curl, make_site

VERSION = ["-o", "/dev/null", "-w", "%{http_version} %{http_code}"]


class Versions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.weft = Weft(make_site(cls.folder.name))

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def version_of(self, *arguments):
        return curl(*VERSION, *arguments).decode()

    def record_of(self, agent):
        records = 1
        while True:
            found = [r for r in self.weft.log(records) if r["cs(User-Agent)"] == agent]
            if found:
                return found[0]
            records = len(self.weft.log()) + 1

    def test_tls_negotiates_http2(self):
        self.assertEqual(self.version_of("--http2", self.weft.https), "2 200")

    def test_the_same_tls_port_speaks_http11(self):
        self.assertEqual(self.version_of("--http1.1", self.weft.https), "1.1 200")

    def test_cleartext_speaks_http2_by_prior_knowledge(self):
        self.assertEqual(self.version_of("--http2-prior-knowledge", self.weft.http), "2 200")

    def test_the_same_cleartext_port_speaks_http11(self):
        self.assertEqual(self.version_of(self.weft.http), "1.1 200")

    def test_http10_is_answered_and_closed(self):
        self.assertEqual(self.version_of("--http1.0", self.weft.http), "1.1 200")

    def test_the_log_names_version_and_fallback(self):
        cases = [
            (["--http2", self.weft.https], "HTTP/2", "-"),
            (["--http1.1", self.weft.https], "HTTP/1.1", "peer_chose_http11"),
            (["--no-alpn", self.weft.https], "HTTP/1.1", "no_alpn"),
            (["--http2-prior-knowledge", self.weft.http], "HTTP/2", "-"),
            ([self.weft.http], "HTTP/1.1", "cleartext"),
        ]
        for number, (arguments, version, fallback) in enumerate(cases):
            with self.subTest(arguments):
                curl("-o", "/dev/null", "-A", f"case-{number}", *arguments)
                record = self.record_of(f"case-{number}")
                self.assertEqual((record["cs-version"], record["x-fallback"]), (version, fallback))
                self.assertEqual(record["sc-status"], "200")

    def test_h2c_upgrade_is_ignored(self):
        # RFC 9113 3.1 retired the upgrade: the request is answered as HTTP/1.1.
        self.assertEqual(self.version_of("--http2", self.weft.http), "1.1 200")

    def test_tls_below_12_is_refused(self):
        done = self.handshake("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        self.assertNotIn("Cipher is ECDHE", done)
        self.assertIn("Cipher is (NONE)", done)

    def test_tls_12_takes_only_suites_that_http2_allows(self):
        # RFC 9113 9.2.2 and Appendix A.
        self.assertIn("Cipher is ECDHE-ECDSA-AES128-GCM-SHA256", self.handshake("-tls1_2"))
        for prohibited in ("ECDHE-ECDSA-AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256"):
            with self.subTest(prohibited):
                done = self.handshake("-tls1_2", "-cipher", prohibited + ":@SECLEVEL=0")
                self.assertIn("Cipher is (NONE)", done)

    # RFC 9113 Appendix A has all suites of TLS 1.2 without ephemeral keys, or without AEAD.
    def test_no_other_suite_of_tls_12_is_taken_whatever_the_key(self):
        listed = subprocess.run(["openssl", "ciphers", "-s", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
                                capture_output=True, text=True, check=True).stdout.strip().split(":")
        taken = re.compile(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA\d+|CHACHA20-POLY1305)")
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = f"{folder}/rsa.pem", f"{folder}/rsa.key"
            openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj", "/CN=localhost",
                    "-days", 99, "-out", certificate)
            with Weft(folder, "--certificate", certificate, "--key", key, listen=("https://127.0.0.1:0",)) as rsa:
                ports = {"ECDSA": self.weft.port("https"), "RSA": rsa.port("https")}
                chosen = {(kind, suite) for kind, port in ports.items() for suite in listed
                          if not suite.startswith("TLS_") and self.chooses(port, suite)}
        self.assertGreater(len(listed), 20)
        self.assertEqual(len(chosen), 6)
        self.assertEqual([suite for _, suite in chosen if not taken.fullmatch(suite)], [])

    def chooses(self, port, suite):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(suite + ":@SECLEVEL=0")
        context.set_alpn_protocols(["h2"])
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
                with context.wrap_socket(plain, server_hostname="localhost") as peer:
                    return peer.cipher()[0] == suite
        except (ssl.SSLError, ConnectionResetError):
            return False

    def test_alpn_without_a_common_protocol_ends_the_handshake(self):
        # RFC 7301 3.2: a fatal "no_application_protocol" alert.
        self.assertIn("no application protocol", self.handshake("-alpn", "spdy/3"))

    def handshake(self, *options):
        address = f"127.0.0.1:{self.weft.port('https')}"
        done = subprocess.run(["openssl", "s_client", "-connect", address, *options], input="", text=True,
                              capture_output=True, timeout=20)
        return done.stdout + done.stderr


if __name__ == "__main__":
    unittest.main()
