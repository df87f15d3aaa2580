"""Negotiate (RFC 4559) with a real KDC: weft's client at Apache with mod_auth_gssapi."""

import json
import pathlib
import tempfile
import unittest

from getting import get
from kerberos import Realm
from peers import Apache


class KerberosApache(Apache):
    """/required asks for HTTP/1.1 first, as a location does for which TLS would have to be agreed on anew; /asked asks for
    Negotiate over HTTP/2, too; /bound keeps the user for the connection."""

    def __init__(self, folder, site, realm):
        self.realm = realm
        super().__init__(folder, site)

    @staticmethod
    def is_installed():
        return Apache.is_installed() and pathlib.Path("/usr/lib/apache2/modules/mod_auth_gssapi.so").exists()

    def environment(self):
        return self.realm.environment(self.realm.no_tickets)

    def more_modules(self):
        return "authn_core", "authz_user", "auth_gssapi"

    def more_configuration(self):
        route = f"""AuthType GSSAPI
    AuthName kerberos
    GssapiCredStore keytab:{self.realm.keytab}
    Require valid-user"""
        return f"""
  SSLProtocol TLSv1.2
  <Location /required>
    SSLCipherSuite DEFAULT
    {route}
  </Location>
  <Location /asked>
    {route}
  </Location>
  <Location /bound>
    GssapiConnectionBound On
    {route}
  </Location>"""


@unittest.skipUnless(Realm.is_installed(), "krb5-kdc, krb5-admin-server or krb5-user is not installed")
@unittest.skipUnless(KerberosApache.is_installed(), "Apache or libapache2-mod-auth-gssapi is not installed")
class OfApache(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.temporary.name)
        folder.chmod(0o755)  # Apache reads it as another user
        for name in ("site", "realm", "apache"):
            (folder / name).mkdir()
        for name in ("required", "asked", "bound", "free"):
            (folder / "site" / name).write_text(f"{name}\n")
        cls.realm = Realm(folder / "realm")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.addClassCleanup(cls.realm.stop)
        cls.realm.keytab.chmod(0o644)
        cls.apache = KerberosApache(folder / "apache", folder / "site", cls.realm)
        cls.addClassCleanup(cls.apache.stop)
        cls.tickets = cls.realm.tickets()

    def url(self, name, host="localhost"):
        return f"https://{host}:{self.apache.https}/{name}"

    def get(self, *arguments, tickets=None):
        return get("--negotiate", "-u", ":", *arguments, environment=self.realm.environment(tickets or self.tickets))

    def reports(self, *names):
        done = self.get("--json", *map(self.url, names))
        self.assertEqual((done.returncode, done.stdout.decode()), (0, "".join(f"{name}\n" for name in names)), done.stderr)
        return [json.loads(line) for line in done.stderr.splitlines()]

    def test_a_route_that_wants_http11_ends_in_200(self):
        report = self.reports("required")[0]
        self.assertEqual((report["status"], report["version"], report["why"]), (200, "HTTP/1.1", "http11_required"))

    def test_a_route_that_asks_over_http2_ends_in_200(self):
        report = self.reports("asked")[0]
        self.assertEqual((report["status"], report["version"], report["why"]), (200, "HTTP/1.1", "negotiate"))

    def test_many_requests_of_each_kind(self):
        reports = self.reports("required", "bound", "free", "asked", "bound", "required", "free")
        self.assertEqual({report["status"] for report in reports}, {200})

    def test_without_a_ticket_the_reason_says_what_to_do(self):
        done = self.get(self.url("required"), tickets=self.realm.no_tickets)
        self.assertEqual(done.returncode, 94)
        for words in ("authenticate: kerberos_ticket_missing", str(self.realm.no_tickets), "kinit"):
            self.assertIn(words, done.stderr.decode())

    def test_a_server_that_the_kdc_does_not_know(self):
        done = self.get(self.url("required", host="127.0.0.1"))
        self.assertEqual(done.returncode, 94, done.stderr)
        self.assertIn("authenticate: negotiate_failed", done.stderr.decode())

    def test_a_silent_kdc_holds_nobody_else_up(self):
        fresh = self.realm.tickets("2h")  # without one for the server
        with self.realm.silence():
            done = self.get("--max-time", "2", "-s", self.url("asked"), self.url("free"), tickets=fresh)
        self.assertEqual((done.returncode, done.stdout), (28, b"free\n"))
        self.assertIn("total_timeout", done.stderr.decode())

    def test_who_does_not_ask_for_it_gets_the_401(self):
        done = get("--no-fail", "--json", self.url("asked"))
        report = json.loads(done.stderr)
        self.assertEqual((report["status"], report["version"]), (401, "HTTP/2"))


if __name__ == "__main__":
    unittest.main()
