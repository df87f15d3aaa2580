"""Negotiate (RFC 4559) with a real KDC: curl and `weft get` at a route of weft's that needs HTTP/1.1 and a ticket."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from getting import get
from kerberos import Realm

SERVER = os.environ.get("WEFT_KERBEROS_SERVER", "build/dev/tests/interop/kerberos_server")
PATIENCE = 30


class Serving:
    """The server with this keytab, until stop()."""

    def __init__(self, realm, keytab, folder):
        self.access_log = folder / "access.log"
        self.refusals = folder / "refusals"
        with self.refusals.open("w") as refusals:
            self.process = subprocess.Popen([SERVER, str(keytab), str(self.access_log)], stdout=subprocess.PIPE, stderr=refusals,
                                            text=True, env=realm.environment(realm.no_tickets))
        # The tickets are for the name.
        self.url = self.process.stdout.readline().strip().replace("127.0.0.1", "localhost")

    def stop(self):
        """The lines of the log."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.stdout.close()
        if self.process.wait(PATIENCE) != 0:
            raise AssertionError(f"the server ended with {self.process.returncode}: {self.refusals.read_text()}")
        return [line for line in self.access_log.read_text().splitlines() if not line.startswith("#")]


@unittest.skipUnless(Realm.is_installed(), "krb5-kdc, krb5-admin-server or krb5-user is not installed")
class KerberosRoute(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        (cls.folder / "realm").mkdir()
        cls.realm = Realm(cls.folder / "realm")
        cls.addClassCleanup(cls.realm.stop)
        cls.tickets = cls.realm.tickets()

    def setUp(self):
        self.serve(self.realm.keytab)

    def serve(self, keytab):
        self.here = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.server = Serving(self.realm, keytab, self.here)
        self.addCleanup(self.server.stop)

    def url(self, path):
        return self.server.url + path

    def curl(self, *arguments, tickets=None):
        """(exit code, body, "version code connections" of each request)"""
        done = subprocess.run(
            ["curl", "-k", "-sS", "--negotiate", "-u", ":", "-w", "%{stderr}%{http_version} %{http_code} %{num_connects}\n",
             *arguments], capture_output=True, text=True, timeout=PATIENCE, env=self.realm.environment(tickets or self.tickets))
        return done.returncode, done.stdout, done.stderr.splitlines()

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_curl_comes_in_after_the_fallback(self):
        # A request over HTTP/2 first, so that the connection is there.
        code, body, told = self.curl(self.url("/free"), self.url("/private"))
        self.assertEqual((code, body), (0, f"somebody at /free\n{self.realm.user} at /private\n"), told)
        self.assertEqual([line.split()[:2] for line in told], [["2", "200"], ["1.1", "200"]])
        # Connections may be on loops of their own, whose lines come when they come.
        lines = self.server.stop()
        self.assertEqual([line for line in lines if " HTTP/2 " in line],
                         ["/free 200 HTTP/2 complete -", "/private - HTTP/2 http11_required -"])
        self.assertEqual([line for line in lines if " HTTP/1.1 " in line][-1],
                         "/private 200 HTTP/1.1 complete http11_required")

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_the_user_stays_known_on_the_connection(self):
        code, body, told = self.curl("--http1.1", self.url("/private"), self.url("/more"), self.url("/private"))
        self.assertEqual((code, body.count(self.realm.user)), (0, 3), told)
        self.assertEqual([line.split()[1:] for line in told], [["200", "1"], ["200", "0"], ["200", "0"]])

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_curl_without_a_ticket_gets_the_401(self):
        code, body, told = self.curl(self.url("/private"), tickets=self.realm.no_tickets)
        self.assertEqual((code, told[-1].split()[:2]), (0, ["1.1", "401"]), told)
        self.assertIn("401", body)
        code, body, told = self.curl(self.url("/private"))
        self.assertEqual((code, body), (0, f"{self.realm.user} at /private\n"), told)

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_an_upload_comes_in(self):
        code, body, told = self.curl("-d", "x" * 1000, self.url("/private"))
        self.assertEqual((code, body), (0, f"{self.realm.user} at /private\n"), told)

    def get(self, *arguments, tickets=None):
        return get("--negotiate", "-u", ":", *arguments, environment=self.realm.environment(tickets or self.tickets))

    def test_weft_get_comes_in_after_the_fallback(self):
        done = self.get("--json", self.url("/free"), self.url("/private"), self.url("/more"))
        self.assertEqual(done.returncode, 0, done.stderr)
        reports = [json.loads(line) for line in done.stderr.splitlines()]
        self.assertEqual([report["status"] for report in reports], [200, 200, 200])
        self.assertEqual(done.stdout.decode().count(self.realm.user), 2)

    def test_weft_get_without_a_ticket_says_what_to_do(self):
        done = self.get(self.url("/private"), tickets=self.realm.no_tickets)
        self.assertEqual(done.returncode, 94)
        self.assertIn("authenticate: kerberos_ticket_missing", done.stderr.decode())

    def test_a_server_without_keys_refuses_and_says_why(self):
        missing = self.folder / "no-keytab"
        self.serve(missing)
        done = self.get("--no-fail", "--json", self.url("/private"))
        self.assertEqual(json.loads(done.stderr.splitlines()[-1])["status"], 401, done.stderr)
        self.server.stop()
        self.assertIn(str(missing), self.server.refusals.read_text())


if __name__ == "__main__":
    unittest.main()
