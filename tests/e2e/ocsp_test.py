"""OCSP responses from files are stapled for clients that ask, as long as they are of use."""

import json
import pathlib
import signal
import subprocess
import tempfile
import unittest

from authority import Authority
from certificates import openssl
from serving import Started, make_site


class Ocsp(unittest.TestCase):
    def setUp(self):
        self.files = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.files.name)
        (self.folder / "site").mkdir()
        make_site(self.folder / "site")
        self.authority = Authority(self.folder, "ours")
        self.certificate, self.key = self.authority.issue("localhost")

    def tearDown(self):
        self.files.cleanup()

    def serve(self, response):
        certificate = {"Path": str(self.certificate), "KeyPath": str(self.key), "OcspFile": str(response)}
        file = self.folder / "weft.json"
        file.write_text(json.dumps({"Endpoints": {"https": {"Url": "https://127.0.0.1:0", "Certificate": certificate}},
                                    "Sites": {"all": {"Root": "site"}}}))
        return Started("--config", file)

    def stapled(self, weft, version="-tls1_3"):
        """The report of openssl about the response, which it verifies."""
        done = subprocess.run(
            ["openssl", "s_client", version, "-status", "-connect", f"127.0.0.1:{weft.port('https')}", "-servername",
             "localhost", "-CAfile", str(self.authority.certificate)], input="", capture_output=True, text=True)
        return done.stdout

    def test_a_response_is_stapled(self):
        with self.serve(self.authority.answer(self.certificate, "-ndays", 1)) as weft:
            for version in ("-tls1_2", "-tls1_3"):
                text = self.stapled(weft, version)
                self.assertIn("OCSP Response Status: successful", text)
                self.assertIn("Cert Status: good", text)
            self.assertEqual([line for line in weft.messages if "OCSP" in line], [])

    def test_one_that_says_revoked_is_left_out_and_warned_of(self):
        openssl("ca", "-config", self.authority.folder / "authority", "-cert", self.authority.certificate,
                "-keyfile", self.authority.key, "-revoke", self.certificate)
        response = self.authority.answer(self.certificate, "-ndays", 1)
        with self.serve(response) as weft:
            weft.message(f"{response}: says that the certificate is revoked: it is not stapled")
            self.assertIn("OCSP response: no response sent", self.stapled(weft))

    def test_one_of_another_certificate_is_left_out_and_warned_of(self):
        other, _ = self.authority.issue("other")
        response = self.authority.answer(other, "-ndays", 1)
        with self.serve(response) as weft:
            weft.message(f"{response}: is an OCSP response for another certificate: it is not stapled")
            self.assertIn("OCSP response: no response sent", self.stapled(weft))

    def test_a_file_that_comes_later_is_taken_without_a_signal(self):
        response = self.authority.folder / "response.der"
        with self.serve(response) as weft:
            weft.message(f"{response}: cannot be read: No such file or directory: it is not stapled")
            self.authority.answer(self.certificate, "-ndays", 1)
            weft.message("files of certificates have changed and were read again")
            self.assertIn("Cert Status: good", self.stapled(weft))
            response.unlink()
            weft.process.send_signal(signal.SIGHUP)
            weft.message("cannot be read: No such file or directory: it is not stapled", 2)


if __name__ == "__main__":
    unittest.main()
