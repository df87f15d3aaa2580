"""Clients show certificates where a host wants them: in the handshake, in resumed sessions, and per request."""

import json
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

from authority import Authority
from certificates import make_certificate
from serving import BINARY, Started, curl, make_site, until


class ClientCertificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.files.name)
        (folder / "site").mkdir()
        make_site(folder / "site")
        cls.authority = Authority(folder, "ours")
        cls.ada = cls.authority.issue("ada")
        cls.stranger = Authority(folder, "theirs").issue("eve")
        make_certificate(folder, "a.test")
        cls.log = folder / "access.log"
        cls.weft = Started("--config", cls.configuration(folder))

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.files.cleanup()
        assert code == 0, code

    # One host needs a certificate, as Kestrel says it; one takes it, and all others ask for none.
    @classmethod
    def configuration(cls, folder):
        authorities = str(cls.authority.certificate)
        endpoint = {"Url": "https://127.0.0.1:0",
                    "Certificate": {"Path": "a.test.pem", "KeyPath": "a.test.key", "AllowInvalid": True},
                    "Sni": {"b.test": {"ClientCertificateMode": "requirecertificate",
                                       "ClientCertificate": {"Authorities": authorities}},
                            "c.test": {"ClientCertificate": {"Mode": "request", "Authorities": authorities}}}}
        file = folder / "weft.json"
        file.write_text(json.dumps({
            "Endpoints": {"https": endpoint},
            "Sites": {"all": {"Root": "site"}},
            "Log": {"Path": str(cls.log), "Fields": "cs-host sc-status x-client-subject x-client-fingerprint"}}))
        return file

    def context(self, certificate=None, version=ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        if certificate:
            context.load_cert_chain(*map(str, certificate))
        return context

    def ask(self, context, name, host=None, session=None):
        """The status line of an answer over HTTP/1.1, and the session."""
        with socket.create_connection(("127.0.0.1", self.weft.port("https")), timeout=20) as plain:
            with context.wrap_socket(plain, server_hostname=name, session=session) as peer:
                peer.sendall(f"GET / HTTP/1.1\r\nHost: {host or name}\r\nConnection: close\r\n\r\n".encode())
                answer = b""
                while more := peer.recv(4096):
                    answer += more
                return answer.split(b"\r\n")[0].decode(), peer.session, peer.session_reused

    def over_http2(self, name, host, *options):
        port = self.weft.port("https")
        return curl("--http2", "--resolve", f"{name}:{port}:127.0.0.1", "-H", f"Host: {host}", "-o", "/dev/null",
                    "-w", "%{http_code} %{http_version}", *options, f"https://{name}:{port}/").decode()

    def record_of(self, host):
        lines = []
        until(lambda: lines.extend(line for line in self.log.read_text().splitlines() if line.startswith(host + " "))
              or lines)
        return lines[-1].split()

    VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)

    def test_a_host_that_needs_one_is_shown_one(self):
        for version in self.VERSIONS:
            with self.subTest(version.name):
                self.assertEqual(self.ask(self.context(self.ada, version), "b.test", "b.test:5")[0], "HTTP/1.1 200 OK")
        der = ssl.PEM_cert_to_DER_cert(self.ada[0].read_text())
        digest = subprocess.run(["sha256sum"], input=der, capture_output=True).stdout.decode().split()[0]
        self.assertEqual(self.record_of("b.test:5"), ["b.test:5", "200", "CN=ada", digest])

    def test_nobody_gets_in_without_one_or_with_that_of_a_stranger(self):
        for version in self.VERSIONS:
            for certificate in (None, self.stranger):
                with self.subTest(f"{version.name}, {certificate}"), self.assertRaises((ssl.SSLError, OSError)):
                    status = self.ask(self.context(certificate, version), "b.test")[0]
                    # The end may come without an alert that could be read.
                    raise OSError if status == "" else AssertionError(status)

    def test_a_host_that_takes_one_needs_none(self):
        self.assertEqual(self.ask(self.context(), "c.test", "c.test:1")[0], "HTTP/1.1 200 OK")
        self.assertEqual(self.record_of("c.test:1")[2:], ["-", "-"])
        self.assertEqual(self.ask(self.context(self.ada), "c.test", "c.test:2")[0], "HTTP/1.1 200 OK")
        self.assertEqual(self.record_of("c.test:2")[2], "CN=ada")

    # RFC 9110 15.5.20
    def test_a_request_on_the_connection_of_another_host_is_misdirected(self):
        for host in ("b.test", "B.TEST", "b.test.", "b.test:443", "c.test"):
            with self.subTest(host):
                self.assertEqual(self.over_http2("a.test", host), "421 2")
                self.assertEqual(self.ask(self.context(), "a.test", host)[0], "HTTP/1.1 421 Misdirected Request")
        self.assertEqual(self.over_http2("a.test", "a.test"), "200 2")
        self.assertEqual(self.over_http2("a.test", "other.test"), "200 2")

    def test_a_request_with_a_certificate_goes_to_its_own_host(self):
        shown = ("--cert", str(self.ada[0]), "--key", str(self.ada[1]))
        self.assertEqual(self.over_http2("b.test", "b.test", *shown), "200 2")
        self.assertEqual(self.over_http2("b.test", "a.test", *shown), "421 2")

    def test_the_session_of_another_host_opens_no_door(self):
        for version in self.VERSIONS:
            with self.subTest(version.name):
                context = self.context(None, version)
                _, session, _ = self.ask(context, "a.test")
                with self.assertRaises((ssl.SSLError, OSError)):
                    status, _, reused = self.ask(context, "b.test", session=session)
                    raise OSError if status == "" else AssertionError((status, reused))

    def test_a_resumed_session_still_has_its_certificate(self):
        context = self.context(self.ada)
        _, session, _ = self.ask(context, "b.test")
        status, _, reused = self.ask(context, "b.test", "b.test:7", session=session)
        self.assertEqual((status, reused), ("HTTP/1.1 200 OK", True))
        self.assertEqual(self.record_of("b.test:7")[2], "CN=ada")


class OfSites(ClientCertificates):
    """The same, said by sites. Each site has hosts that the endpoint does not know."""

    @classmethod
    def configuration(cls, folder):
        authorities = str(cls.authority.certificate)
        file = folder / "weft.json"
        file.write_text(json.dumps({
            "Endpoints": {"https": {"Url": "https://127.0.0.1:0",
                                    "Certificate": {"Path": "a.test.pem", "KeyPath": "a.test.key", "AllowInvalid": True}}},
            "Sites": {"a": {"Root": "site"},
                      "b": {"Root": "site", "Hosts": ["b.test"], "ClientCertificate": {"Authorities": authorities}},
                      "c": {"Root": "site", "Hosts": ["c.test", "*.c.test"],
                            "ClientCertificate": {"Mode": "Request", "Authorities": authorities}}},
            "Log": {"Path": str(cls.log), "Fields": "cs-host sc-status x-client-subject x-client-fingerprint"}}))
        return file

    def test_all_hosts_of_a_site_are_asked_alike(self):
        self.assertEqual(self.ask(self.context(self.ada), "d.c.test", "d.c.test:3")[0], "HTTP/1.1 200 OK")
        self.assertEqual(self.record_of("d.c.test:3")[2], "CN=ada")
        self.assertEqual(self.over_http2("c.test", "d.c.test"), "200 2")
        self.assertEqual(self.over_http2("a.test", "d.c.test"), "421 2")

    def test_a_reload_changes_what_is_asked(self):
        file = self.log.parent / "weft.json"
        before = file.read_text()
        config = json.loads(before)
        config["Sites"]["c"]["ClientCertificate"]["Mode"] = "Require"
        # Threads take what is new one after the other.
        file.write_text(json.dumps(config))
        self.reload()
        until(lambda: not self.is_let_in())
        file.write_text(before)
        self.reload()
        until(self.is_let_in)

    def is_let_in(self):
        try:
            return self.ask(self.context(), "c.test")[0] == "HTTP/1.1 200 OK"
        except (ssl.SSLError, OSError):
            return False

    def reload(self):
        done = "SIGHUP: configuration and certificates were read again"
        count = sum(done in line for line in self.weft.messages)
        self.weft.process.send_signal(signal.SIGHUP)
        self.weft.message(done, count + 1)

    def test_a_host_is_said_once(self):
        config = json.loads((self.log.parent / "weft.json").read_text())
        config["Endpoints"]["https"]["Sni"] = {"b.test": {"ClientCertificate": {"Mode": "None"}}}
        file = self.log.parent / "twice.json"
        file.write_text(json.dumps(config, indent=0))
        checked = subprocess.run([BINARY, "serve", "--check", "--config", file], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stderr, r"twice.json:\d+:\d+: the site \"b\" says the ClientCertificate of \"b.test\" already")


if __name__ == "__main__":
    unittest.main()
