"""Each line of the guides for users of other servers does what it says: weft serve is started with it and asked."""

import gzip
import json
import os
import pathlib
import pwd
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from certificates import make_certificate, openssl
from connecting import meet, trusting_context
from raw_http2 import RawHttp2
from serving import BINARY, PATIENCE, Started, curl, until

GUIDE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/guide"
SERVERS = ("iis", "kestrel", "nginx")
ROW = re.compile(r"^\| (?!how to)([a-z].*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
MAX_CONCURRENT_STREAMS = 3

# A line says one thing; the rest of the configuration is this.
ENDPOINTS = {"http": {"Url": "http://127.0.0.1:0"},
             "https": {"Url": "https://127.0.0.1:0", "Certificate": {"Path": "chain.pem", "KeyPath": "key.pem"}}}
SITES = {"a": {"Root": "www"}}


def rows():
    """(server, how to, what the guide says) of all guides."""
    for server in SERVERS:
        for how_to, _, here in ROW.findall((GUIDE / f"from_{server}.md").read_text()):
            yield server, how_to, here


def configuration(here, folder):
    """A line's configuration over the defaults of this test, on ports that are free and with sockets in this folder."""
    said = re.match(r'`(".*?)`', here)
    config = json.loads("{" + said.group(1) + "}") if said else {}
    if not any(key in config for key in ("Endpoints", "Kestrel")):
        config["Endpoints"] = ENDPOINTS
    config.setdefault("Sites", SITES)
    return re.sub(r"(https?)://\*:\d+", r"\1://127.0.0.1:0", json.dumps(config)).replace("unix:/run", f"unix:{folder}")


class Lines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.here = pathlib.Path(cls.folder.name)
        for folder in ("www", "other", "www/assets"):
            (cls.here / folder).mkdir()
            (cls.here / folder / "index.html").write_text(folder)
        (cls.here / "www" / "large.bin").write_bytes(bytes(150 << 10))
        (cls.here / "www" / "app.js").write_text("script")
        (cls.here / "www" / "app.js.gz").write_text("compressed")
        (cls.here / "www" / "text.txt").write_text("weft " * 1000)
        (cls.here / "www" / "404.html").write_text("own page")
        (cls.here / "www" / "folder").mkdir()
        (cls.here / "www" / "folder" / "listed.txt").write_text("listed")
        (cls.here / "tickets.key").write_bytes(os.urandom(80))
        (cls.here / "tickets.key").chmod(0o600)
        for name, host in (("chain", "a.test"), ("other", "b.test")):
            certificate, key = make_certificate(cls.here, host)
            certificate.rename(cls.here / f"{name}.pem")
            key.rename(cls.here / ("key.pem" if name == "chain" else "other.key"))
        # b.test is a client, too, and vouches for itself.
        (cls.here / "clients.pem").write_bytes((cls.here / "other.pem").read_bytes())
        openssl("pkcs12", "-export", "-in", cls.here / "chain.pem", "-inkey", cls.here / "key.pem", "-passout", "pass:hush",
                "-out", cls.here / "site.pfx")

    def started(self, here):
        (self.here / "access.log").unlink(missing_ok=True)
        config = self.here / "weft.json"
        config.write_text(configuration(here, self.here))
        said = json.loads(config.read_text())
        endpoints = said.get("Endpoints") or said["Kestrel"]["Endpoints"]
        return Started("--config", config, expected=len(endpoints), cwd=self.here, environment={"PFX_PASSWORD": "hush"})

    def test_each_line_is_tried(self):
        tried = set()
        for server, how_to, here in rows():
            with self.subTest(server=server, how_to=how_to):
                name = "try_to_" + re.sub(r"[^a-z0-9]+", "_", how_to.lower()).strip("_")
                if '"User"' in here and os.geteuid() != 0:
                    tried.add(name)
                    continue
                with self.started(here) as weft:
                    getattr(self, name)(weft)
                tried.add(name)
        self.assertEqual(tried, {name for name in dir(self) if name.startswith("try_to_")})

    # --- what is asked ------------------------------------------------------------------------------------------------
    def answer(self, url, *arguments):
        """Status, fields and body."""
        head, _, body = curl("-D", "-", *arguments, url).partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:]), body

    def version(self, url, *arguments):
        return curl("-o", "/dev/null", "-w", "%{http_version}", *arguments, url)

    def shown_to(self, weft, host):
        """The name of the certificate that a client of this host sees."""
        said = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{weft.port('https')}", "-servername", host],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE).stdout
        return re.search(r"subject=CN = (\S+)", said).group(1)

    def of_host(self, weft, host):
        return curl("-H", f"Host: {host}", weft.http + "/")

    def answer_to_many_fields(self, weft):
        return self.answer(weft.http + "/", *(word for i in range(120) for word in ("-H", f"x-field-{i}: {'v' * 100}")))[0]

    def assert_closed(self, weft, octets):
        """A connection on which this is said, and no more, is closed."""
        with socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE) as peer:
            peer.sendall(octets)
            while peer.recv(4096):
                pass

    def assert_slower_than(self, url, seconds):
        begun = time.monotonic()
        curl("-o", "/dev/null", url)
        self.assertGreater(time.monotonic() - begun, seconds)

    def log_lines(self, weft):
        curl(weft.http + "/app.js")
        until(lambda: (self.here / "access.log").exists() and "app.js" in (self.here / "access.log").read_text())
        return (self.here / "access.log").read_text().splitlines()

    # --- the lines ----------------------------------------------------------------------------------------------------
    def try_to_serve_a_folder(self, weft):
        self.assertEqual(curl(weft.http + "/"), b"www")

    def try_to_listen_on_an_address(self, weft):
        self.assertEqual(curl(weft.http + "/"), b"www")

    def try_to_serve_over_tls(self, weft):
        self.assertEqual(self.shown_to(weft, "a.test"), "a.test")
        self.assertEqual(curl(weft.https + "/"), b"www")

    def try_to_use_a_certificate_of_pkcs_12(self, weft):
        self.assertEqual(self.shown_to(weft, "a.test"), "a.test")

    def try_to_keep_a_password_out_of_the_file(self, weft):
        self.assertNotIn("hush", (self.here / "weft.json").read_text())
        self.assertEqual(curl(weft.https + "/"), b"www")

    def try_to_speak_http_2(self, weft):
        self.assertEqual(self.version(weft.https + "/"), b"2")
        self.assertEqual(self.version(weft.https + "/", "--http1.1"), b"1.1")

    def try_to_speak_http_1_1_alone(self, weft):
        self.assertEqual(self.version(weft.https + "/"), b"1.1")

    def try_to_speak_http_2_alone(self, weft):
        self.assertEqual(self.version(weft.https + "/"), b"2")
        self.assertEqual(curl("--http1.1", weft.https + "/", check=False), b"")

    def try_to_speak_http_2_without_tls(self, weft):
        self.assertEqual(self.version(weft.http + "/", "--http2-prior-knowledge"), b"2")

    def try_to_have_a_certificate_for_each_name(self, weft):
        self.assertEqual([self.shown_to(weft, host) for host in ("a.test", "b.test")], ["a.test", "b.test"])

    def try_to_serve_other_names_from_another_folder(self, weft):
        self.assertEqual([self.of_host(weft, host) for host in ("b.test", "x.c.test", "a.test")], [b"other", b"other", b"www"])

    def try_to_listen_on_a_unix_socket(self, weft):
        self.assertEqual(curl("--unix-socket", self.here / "web.sock", "http://a.test/"), b"www")

    def try_to_answer_unknown_paths_with_a_page(self, weft):
        status, _, body = self.answer(weft.http + "/users/7")
        self.assertEqual((status, body), (200, b"www"))

    def try_to_add_fields_to_files(self, weft):
        self.assertEqual(self.answer(weft.http + "/")[1]["x-frame-options"], "DENY")

    def try_to_let_clients_keep_files(self, weft):
        self.assertEqual(self.answer(weft.http + "/assets/")[1]["cache-control"], "public, max-age=31536000")
        self.assertNotIn("cache-control", self.answer(weft.http + "/")[1])

    def try_to_send_files_that_were_compressed_before(self, weft):
        self.assertEqual(curl("-H", "accept-encoding: gzip", weft.http + "/app.js"), b"compressed")
        self.assertEqual(curl(weft.http + "/app.js"), b"script")

    def try_to_limit_the_rate_of_a_response(self, weft):
        self.assert_slower_than(weft.http + "/large.bin", 1)

    def try_to_limit_the_rate_of_all_responses_of_a_site(self, weft):
        self.assert_slower_than(weft.http + "/large.bin", 1)

    def try_to_ask_clients_for_a_certificate(self, weft):
        self.assertEqual(curl(weft.https + "/", check=False), b"")
        self.assertEqual(curl("--cert", self.here / "other.pem", "--key", self.here / "other.key", weft.https + "/"), b"www")

    def try_to_share_keys_of_tickets(self, weft):
        with Started("--config", self.here / "weft.json", cwd=self.here) as other:
            context = trusting_context()
            session, _ = meet(weft.port("https"), context)
            self.assertTrue(meet(other.port("https"), context, session)[1])

    def try_to_take_clients_from_the_proxy_protocol(self, weft):
        with socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE) as proxy:
            proxy.sendall(b"PROXY TCP4 192.0.2.9 192.0.2.1 1 80\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertTrue(proxy.recv(4096).startswith(b"HTTP/1.1 200 "))

    def try_to_take_clients_from_a_field(self, weft):
        curl("-H", "X-Forwarded-For: 192.0.2.9", weft.http + "/")
        self.log_lines(weft)
        self.assertIn("192.0.2.9 /", (self.here / "access.log").read_text().splitlines())

    def try_to_compress_while_sending(self, weft):
        status, fields, body = self.answer(weft.http + "/text.txt", "-H", "accept-encoding: gzip")
        self.assertEqual((status, fields["content-encoding"], gzip.decompress(body)), (200, "gzip", b"weft " * 1000))

    def try_to_list_folders(self, weft):
        self.assertIn(b"listed.txt", curl(weft.http + "/folder/"))

    def try_to_redirect_paths(self, weft):
        status, fields, _ = self.answer(weft.http + "/old/a?b")
        self.assertEqual((status, fields["location"]), (308, "/new/a?b"))

    def try_to_redirect_to_https(self, weft):
        status, fields, _ = self.answer(weft.http + "/a?b", "-H", "Host: a.test")
        self.assertEqual((status // 100, fields["location"]), (3, "https://a.test/a?b"))
        self.assertEqual(curl(weft.https + "/"), b"www")

    def try_to_send_a_page_of_your_own_for_an_error(self, weft):
        status, _, body = self.answer(weft.http + "/none")
        self.assertEqual((status, body), (404, b"own page"))

    def try_to_announce_or_push_what_a_page_needs(self, weft):
        self.assertIn("rel=preload", self.answer(weft.http + "/")[1]["link"])

    def try_to_limit_the_requests_of_a_client(self, weft):
        answers = [self.answer(weft.http + "/")[:2] for _ in range(8)]
        refused = [fields for status, fields in answers if status == 429]
        self.assertTrue(refused)
        self.assertGreaterEqual(int(refused[0]["retry-after"]), 1)

    def try_to_limit_the_connections_of_a_client(self, weft):
        self.assert_connections(weft, 2)

    def try_to_limit_the_body_of_a_request(self, weft):
        self.assertEqual(self.answer(weft.http + "/", "-d", "x" * 1025)[0], 413)

    def try_to_become_another_user(self, weft):
        status = pathlib.Path(f"/proc/{weft.process.pid}/status").read_text()
        self.assertEqual(int(re.search(r"^Uid:\s+(\d+)", status, re.MULTILINE).group(1)), pwd.getpwnam("www-data").pw_uid)

    def try_to_write_a_log_for_one_site(self, weft):
        self.assertRegex(self.log_lines(weft)[-1], r'"GET /app.js HTTP/1\.1" 200 ')

    def try_to_see_what_it_does(self, weft):
        said = subprocess.run([BINARY, "status", "--json", f"unix:{self.here}/control.sock"], capture_output=True, timeout=PATIENCE)
        self.assertIn("connections", json.loads(said.stdout))

    def try_to_take_a_newer_program(self, weft):
        weft.process.send_signal(signal.SIGUSR2)
        weft.process.wait(PATIENCE)
        self.assertEqual(curl(weft.http + "/"), b"www")
        os.kill(int(re.search(r"process (\d+)", weft.message("SIGUSR2: process")[0]).group(1)), signal.SIGTERM)

    def try_to_limit_the_fields_of_a_request(self, weft):
        self.assertEqual(self.answer_to_many_fields(weft), 431)

    def try_to_limit_the_time_for_a_head(self, weft):
        self.assert_closed(weft, b"GET / HTTP/1.1\r\nHost: a")

    def try_to_limit_the_time_without_a_request(self, weft):
        self.assert_closed(weft, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")

    def try_to_end_bodies_that_are_too_slow(self, weft):
        self.assert_closed(weft, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n12345")

    def try_to_limit_the_connections(self, weft):
        self.assert_connections(weft, 5)

    def assert_connections(self, weft, count):
        """So many connections are served, and the next one is closed."""
        peers = [socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE) for _ in range(count)]
        for peer in peers:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertTrue(peer.recv(4096))
        with socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE) as one_too_many:
            self.assertEqual(one_too_many.recv(4096), b"")
        for peer in peers:
            peer.close()

    def try_to_limit_the_requests_of_a_connection(self, weft):
        with RawHttp2("127.0.0.1", weft.port("http"), tls=False) as peer:
            self.assertEqual(peer.peer_settings[MAX_CONCURRENT_STREAMS], 50)

    def try_to_use_so_many_threads(self, weft):
        self.assertGreater(len(list(pathlib.Path(f"/proc/{weft.process.pid}/task").iterdir())), 2)
        self.assertIn('"Threads": 2', self.checked())

    def try_to_require_http_1_1_for_windows_authentication(self, weft):
        self.assertEqual(self.version(weft.https + "/"), b"1.1")

    def try_to_write_the_combined_log(self, weft):
        self.assertRegex(self.log_lines(weft)[-1], r'^127\.0\.0\.1 - - \[.*\] "GET /app.js HTTP/1\.1" 200 ')

    def try_to_write_a_log_of_json(self, weft):
        self.assertEqual(json.loads(self.log_lines(weft)[-1]),
                         {"cs-uri-stem": "/app.js", "sc-status": 200, "cs-version": "HTTP/1.1"})

    def try_to_write_a_w3c_log(self, weft):
        lines = self.log_lines(weft)
        self.assertIn("#Fields: date time cs-uri-stem sc-status cs-version", lines)
        self.assertRegex(lines[-1], r"/app\.js 200 HTTP/1\.1$")

    def try_to_see_the_version_of_http_in_the_log(self, weft):
        self.assertEqual(self.log_lines(weft)[-1], "/app.js HTTP/1.1")

    def try_to_write_no_log(self, weft):
        curl(weft.http + "/app.js")
        self.assertFalse((self.here / "access.log").exists())

    def try_to_let_the_log_begin_anew(self, weft):
        self.log_lines(weft)
        self.assertRegex(self.checked(), r'"Rotate(Size|Age)": \S+,?  // .*weft\.json')

    def try_to_try_a_configuration(self, weft):
        self.assertIn('"KeepAliveTimeout"', self.checked())

    def try_to_take_a_newer_configuration(self, weft):
        weft.process.send_signal(signal.SIGHUP)
        weft.message("SIGHUP: configuration and certificates were read again")

    def try_to_take_a_newer_certificate(self, weft):
        kept = (self.here / "chain.pem").read_bytes(), (self.here / "key.pem").read_bytes()
        for new, old in (("other.pem", "chain.pem"), ("other.key", "key.pem")):
            (self.here / old).write_bytes((self.here / new).read_bytes())
        until(lambda: self.shown_to(weft, "a.test") == "b.test")
        for octets, old in zip(kept, ("chain.pem", "key.pem")):
            (self.here / old).write_bytes(octets)

    def try_to_open_the_log_anew(self, weft):
        weft.process.send_signal(signal.SIGUSR1)
        self.assertEqual(curl(weft.http + "/"), b"www")

    def try_to_end_when_requests_have_ended(self, weft):
        self.assertEqual(weft.stop(signal.SIGTERM), 0)

    def try_to_end_at_once(self, weft):
        self.hold_a_request(weft)
        weft.process.send_signal(signal.SIGTERM)
        until(lambda: not self.accepts(weft))
        self.assertEqual(weft.stop(signal.SIGTERM), 0)

    def accepts(self, weft):
        try:
            socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return False
        return True

    def hold_a_request(self, weft):
        peer = socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE)
        self.addCleanup(peer.close)
        peer.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(peer.recv(4096))
        peer.sendall(b"GET / HTTP/1.1\r\nHost")

    def checked(self):
        return subprocess.run([BINARY, "serve", "--config", self.here / "weft.json", "--check"], capture_output=True, text=True,
                              timeout=PATIENCE, cwd=self.here).stdout


if __name__ == "__main__":
    unittest.main()
