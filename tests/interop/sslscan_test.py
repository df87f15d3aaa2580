"""sslscan finds nothing weak: no old version, suite or key, no renegotiation, compression or heartbeat."""

import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from serving import Weft, make_site


@unittest.skipUnless(shutil.which("sslscan"), "sslscan is not installed")
class Sslscan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder, Weft(make_site(folder), listen=("https://127.0.0.1:0",)) as weft:
            done = subprocess.run(["sslscan", "--xml=-", f"127.0.0.1:{weft.port('https')}"], capture_output=True,
                                  text=True, timeout=200)
        assert done.returncode == 0, done.stderr
        cls.found = xml.etree.ElementTree.fromstring(done.stdout).find("ssltest")

    def test_it_has_found_the_server(self):
        self.assertIsNotNone(self.found)

    def test_only_tls_12_and_13_are_spoken(self):
        enabled = {f"{each.get('type')}{each.get('version')}" for each in self.found.iter("protocol")
                   if each.get("enabled") == "1"}
        self.assertEqual(enabled, {"tls1.2", "tls1.3"})

    # RFC 9113 9.2.2 and Appendix A
    def test_every_suite_has_ephemeral_keys_and_aead(self):
        suites = [(each.get("sslversion"), each.get("cipher"), int(each.get("bits")))
                  for each in self.found.iter("cipher")]
        self.assertGreaterEqual(len(suites), 6)
        for version, name, bits in suites:
            with self.subTest(name):
                self.assertRegex(name, r"^TLS_(AES|CHACHA20)" if version == "TLSv1.3" else r"^ECDHE-.*(GCM|CHACHA20)")
                self.assertGreaterEqual(bits, 128)

    # Debian's sslscan tells nothing of compression, because its OpenSSL has none to offer.
    def test_nothing_is_renegotiated_or_compressed(self):
        self.assertEqual(self.found.find("renegotiation").get("supported"), "0")
        self.assertEqual([each.get("supported") for each in self.found.iter("compression")
                          if each.get("supported") != "0"], [])

    def test_no_version_bleeds(self):
        found = {each.get("vulnerable") for each in self.found.iter("heartbleed")}
        self.assertEqual(found, {"0"})


if __name__ == "__main__":
    unittest.main()
