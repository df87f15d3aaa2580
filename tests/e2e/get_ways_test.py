"""weft get: the ways to a server, files that are gone on with, pauses, and what is drawn meanwhile."""

import hashlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

import har
from getting import InItsOwnFolder, get, on_terminal, read_all, run, start_on_terminal
from misbehaving import Server, answering
from serving import BINARY, Weft, make_site, until

LARGE = os.urandom(2_000_000)


class Relay(Server):
    """Passes connections on, and counts them and the handshakes of TLS that begin on them."""

    def __init__(self, port):
        self.handshakes = 0
        super().__init__(lambda peer: self.pass_on(peer, port))

    def pass_on(self, peer, port):
        with socket.create_connection(("127.0.0.1", port)) as onward:
            threading.Thread(target=self.pipe, args=(onward, peer.socket), daemon=True).start()
            peer.socket.settimeout(None)
            first = peer.socket.recv(65536)
            # RFC 8446 5.1 and 4: a record of type handshake, with a ClientHello.
            self.handshakes += first[:2] == b"\x16\x03" and first[5] == 1
            onward.sendall(first)
            self.pipe(peer.socket, onward)

    @staticmethod
    def pipe(source, sink):
        try:
            while octets := source.recv(65536):
                sink.sendall(octets)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Ways(InItsOwnFolder):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        cls.site = cls.path / "site"
        cls.site.mkdir()
        make_site(cls.site, large_bin=LARGE, a_txt=b"hello\n")
        cls.tiles = [os.urandom(1000 + number) for number in range(200)]
        for number, tile in enumerate(cls.tiles):
            (cls.site / f"tile{number}").write_bytes(tile)
        cls.server = Weft(cls.site)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def assert_fails(self, code, words, *arguments, **more):
        done = get(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr.decode())

    def test_200_tiles_take_one_connection_and_one_handshake(self):
        with Relay(self.server.port("https")) as relay:
            urls = [f"https://127.0.0.1:{relay.port}/tile{number}" for number in range(200)]
            done = get("-O", *urls, cwd=self.here)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual((relay.connections, relay.handshakes), (1, 1))
        hashes = [hashlib.sha256((self.here / f"tile{number}").read_bytes()).digest() for number in range(200)]
        self.assertEqual(hashes, [hashlib.sha256(tile).digest() for tile in self.tiles])

    # --- a file is gone on with ---

    def test_C_goes_on_where_a_try_has_ended(self):
        url = self.server.https + "/large.bin"
        half = answering(b"HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 10\r\n\r\nhalf")
        with half as server:
            self.assert_fails(18, ["body: "], "-C", "-", "-o", "large.bin", server.url, cwd=self.here)
        self.assertEqual(sorted(os.listdir(self.here)), ["large.bin.part", "large.bin.part.validator"])
        # Another version: nothing is lost.
        self.assert_fails(33, ["rest_not_sent", "without -C"], "-C", "-", "-O", url, cwd=self.here)
        self.assertEqual((self.here / "large.bin.part").read_bytes(), b"half")
        (self.here / "large.bin.part").write_bytes(LARGE[:1_500_000])
        (self.here / "large.bin.part.validator").unlink()
        report = json.loads(get("--json", "-C", "-", "-O", url, cwd=self.here).stderr)
        self.assertEqual((report["exit_code"], report["status"], report["wire_octets"]), (0, 206, 500_000))
        self.assertEqual((self.here / "large.bin").read_bytes(), LARGE)
        # Once more: the file is whole.
        self.assertEqual(get("-C", "-", "-O", url, cwd=self.here).returncode, 0)
        self.assertEqual((self.here / "large.bin").read_bytes(), LARGE)
        self.assertEqual(os.listdir(self.here), ["large.bin"])

    def test_C_with_an_offset_and_what_it_cannot_mean(self):
        url = self.server.https + "/large.bin"
        (self.here / "large.bin").write_bytes(LARGE[:1000] + b"wrong")
        self.assert_fails(36, ["rest_not_there", "1005 octets"], "-C", "2000", "-O", url, cwd=self.here)
        self.assertEqual(get("-C", "1000", "-O", url, cwd=self.here).returncode, 0)
        self.assertEqual((self.here / "large.bin").read_bytes(), LARGE)
        self.assert_fails(2, ["-C", "not 'x'"], "-C", "x", "-O", url, cwd=self.here)
        self.assert_fails(2, ["-o FILE or -O"], "-C", "-", url)
        self.assert_fails(2, ["--range"], "-C", "-", "-r", "0-1", "-O", url)

    def test_C_leaves_the_file_alone_where_the_status_is_no_success(self):
        (self.here / "a").write_bytes(b"kept")
        self.assert_fails(22, ["404"], "-C", "-", "-o", "a", self.server.https + "/nothing", cwd=self.here)
        self.assertEqual((self.here / "a").read_bytes(), b"kept")

    def test_a_signal_keeps_what_has_come_for_C(self):
        def serve(peer):
            peer.take_until(b"\r\n\r\n")
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            peer.wait_closed()
        with Server(serve) as server:
            process = subprocess.Popen([BINARY, "get", "-C", "-", "-O", server.url + "name"], cwd=self.here)
            until(lambda: (self.here / "name.part").exists() and (self.here / "name.part").stat().st_size == 4)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(20), 130)
        self.assertEqual(os.listdir(self.here), ["name.part"])

    # --- a pause ---

    def test_a_pause_is_told_and_ends(self):
        url = self.server.https + "/large.bin"
        done = get("-v", "--timing", "--pause-after", "64k:300ms", "-o", "a", url, cwd=self.here)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 0, text)
        self.assertEqual((self.here / "a").read_bytes(), LARGE)
        self.assertIn("response 1 pauses after 65,536 B", text)
        self.assertIn("response 1 goes on\n", text)
        self.assertGreaterEqual(float(re.search(r"held back ([\d.]+)", text)[1]), 300)
        self.assert_fails(28, ["total_timeout"], "--pause-after", "64k", "-m", "500ms", url)
        self.assert_fails(2, ["--pause-after", "64k:2s"], "--pause-after", "soon", url)

    # --- proxies ---

    def test_a_proxy_by_option_and_by_the_environment(self):
        url = "http://origin.invalid/path"
        with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy") as proxy:
            self.assertEqual(get("-x", proxy.url[:-1], url).stdout, b"proxy")
            self.assertEqual(get(url, environment={"http_proxy": proxy.url}).stdout, b"proxy")
            self.assertEqual(get(url, environment={"all_proxy": proxy.url}).stdout, b"proxy")
            for options in (["--noproxy", "*"], ["--noproxy", "origin.invalid"], ["-x", ""]):
                with self.subTest(options):
                    self.assertEqual(get(*options, url, environment={"http_proxy": proxy.url}).returncode, 6)
            self.assertEqual(get(url, environment={"http_proxy": proxy.url, "no_proxy": ".invalid"}).returncode, 6)

    def test_a_proxy_over_tls(self):
        """This server reads the absolute-form as a proxy does."""
        proxy = self.server.https.replace("https://", "https://user:word@")
        self.assertEqual(get("-x", proxy, "http://localhost/a.txt").stdout, b"hello\n")
        self.assertEqual(get("http://localhost/a.txt", environment={"http_proxy": proxy}).stdout, b"hello\n")
        done = run("-x", proxy, "http://localhost/a.txt")
        self.assertEqual(done.returncode, 60)
        self.assertIn("proxy: tls_certificate_not_trusted", done.stderr.decode())

    def test_failures_of_proxies_are_those_of_curl(self):
        self.assert_fails(5, ["proxy: name_not_resolved"], "-x", "http://no-such-proxy.invalid:1", self.server.http)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.assert_fails(7, ["is the proxy running"], "-x", f"127.0.0.1:{taken.getsockname()[1]}", self.server.http)
        with answering(b"HTTP/1.1 403 Forbidden\r\n\r\n") as proxy:
            self.assert_fails(97, ["proxy_refused"], "-x", proxy.url, self.server.https)
        with answering(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n") as proxy:
            self.assert_fails(97, ["proxy_authentication_required", "-x http://USER"], "-x", proxy.url, self.server.https)
        self.assert_fails(2, ["-x", "socks5://"], "-x", "ftp://x", self.server.http)

    # --- sockets, certificates, keys ---

    def test_a_unix_socket(self):
        path = str(self.here / "socket")
        with Weft(self.site, listen=(f"unix:{path}",)):
            self.assertEqual(get("--unix-socket", path, "http://any.invalid/a.txt").stdout, b"hello\n")
        self.assertEqual(get("--unix-socket", str(self.here / "none"), "http://any.invalid/").returncode, 7)

    def test_a_certificate_of_ones_own(self):
        (self.here / "empty.pem").write_text("")
        self.assert_fails(58, ["-E", "none.pem"], "-E", self.here / "none.pem", self.server.https)
        self.assert_fails(58, ["-E", "empty.pem"], "-E", self.here / "empty.pem", self.server.https)
        self.assert_fails(2, ["--cert"], "--key", self.here / "key.pem", self.server.https)
        certificate, key = self.here / "c.pem", self.here / "k.pem"
        subprocess.run([BINARY, "cert", "--out", certificate, "--key-out", key, "localhost"], check=True)
        done = get("-E", certificate, "--key", key, self.server.https + "/a.txt")
        self.assertEqual((done.returncode, done.stdout), (0, b"hello\n"))

    def test_a_pinned_key(self):
        certificate, key = self.here / "c.pem", self.here / "k.pem"
        subprocess.run([BINARY, "cert", "--out", certificate, "--key-out", key, "localhost"], check=True)
        public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "der"], capture_output=True, check=True)
        digest = subprocess.run(["openssl", "base64"], input=hashlib.sha256(public.stdout).digest(), capture_output=True)
        right = "sha256//" + digest.stdout.decode().strip()
        wrong = "sha256//" + 43 * "A" + "="
        with Weft(self.site, "--certificate", certificate, "--key", key, listen=("https://localhost:0",)) as server:
            url = f"https://localhost:{server.port('https')}/a.txt"
            self.assertEqual(get("--pinnedpubkey", right, url).stdout, b"hello\n")
            self.assertEqual(get("--pinnedpubkey", f"{wrong};{right}", url).stdout, b"hello\n")
            self.assert_fails(90, ["tls_key_not_pinned"], "--pinnedpubkey", wrong, url)
        self.assert_fails(2, ["--pinnedpubkey", "sha256//"], "--pinnedpubkey", "md5", self.server.https)

    # --- HAR ---

    def test_har_is_what_developer_tools_read(self):
        urls = [self.server.https + "/a.txt?x=1", self.server.https + "/nothing", "ftp://x/"]
        get("--har", "log.har", "-u", "me:secret", *urls, cwd=self.here)
        text = (self.here / "log.har").read_text()
        self.assertNotIn("bWU6c2VjcmV0", text)
        entries = har.entries_of(json.loads(text))
        self.assertEqual(json.loads(text)["log"]["creator"]["name"], "weft")
        first = entries[0]
        self.assertEqual(first["response"]["content"]["text"], "hello\n")
        self.assertEqual(first["request"]["httpVersion"], "HTTP/2")
        self.assertIn({"name": ":method", "value": "GET"}, first["request"]["headers"])
        self.assertEqual([entry["response"]["status"] for entry in entries], [200, 404, 0])
        self.assertEqual(get("--har", "/no/such/log", urls[0]).returncode, 23)

    def test_har_has_an_entry_for_each_redirect(self):
        def serve(peer):
            answers = {b"/first": b"303 See Other\r\nLocation: /second?a=b", b"/second?a=b": b"302 Found\r\nLocation: /last",
                       b"/last": b"200 OK", b"/circle": b"302 Found\r\nLocation: /circle"}
            while True:
                path = peer.take_until(b"\r\n\r\n").split()[1]
                peer.send(b"HTTP/1.1 " + answers[path] + b"\r\nContent-Length: 2\r\n\r\nhi")

        def told(path, code):
            done = get("-L", "-X", "POST", "--har", "log.har", server.url + path, cwd=self.here)
            self.assertEqual(done.returncode, code, done.stderr)
            entries = har.entries_of(json.loads((self.here / "log.har").read_text()))
            return entries, [(entry["request"]["method"], entry["request"]["url"].replace(server.url, "/"),
                              entry["response"]["status"], entry["response"]["redirectURL"], entry["response"]["bodySize"])
                             for entry in entries]

        with Server(serve) as server:
            entries, lines = told("first", 0)
            _, circle = told("circle", 47)
        self.assertEqual(lines, [("POST", "/first", 303, "/second?a=b", 2), ("GET", "/second?a=b", 302, "/last", 2),
                                 ("GET", "/last", 200, "", 2)])
        self.assertEqual(circle, [("POST", "/circle", 302, "/circle", 2), ("GET", "/circle", 302, "/circle", 2),
                                  ("GET", "/circle", 0, "", -1)])
        begun = [entry["startedDateTime"] for entry in entries]
        self.assertEqual(begun, sorted(begun))
        self.assertIn({"name": "Location", "value": "/last"}, entries[1]["response"]["headers"])
        self.assertEqual(entries[1]["request"]["queryString"], [{"name": "a", "value": "b"}])
        self.assertGreaterEqual(entries[0]["timings"]["connect"], 0)

    # --- what is drawn ---

    def test_bars_show_what_each_response_waits_for_and_go(self):
        shown, code = on_terminal("--pause-after", "1M:1500ms", "-o", self.here / "a", self.server.https + "/large.bin",
                                  terminal="xterm")
        self.assertEqual(code, 0)
        self.assertRegex(shown, r"large\.bin +━{5,}.* 52 % +1\.0 MiB .*pause")
        self.assertIn("0 of 1 done", shown)
        self.assertEqual(shown.count("\x1b[?25l"), shown.count("\x1b[?25h"))
        self.assertRegex(shown, "200  HTTP/2 .*\x1b\\[K\n")
        self.assertTrue(shown.endswith("\x1b[J\x1b[?25h"), shown[-100:])

    def test_bars_are_for_a_person_alone(self):
        url = self.server.https + "/large.bin"
        pause = ["--pause-after", "64k:700ms", "-o", self.here / "a", url]
        self.assertEqual(on_terminal("-s", *pause, terminal="xterm"), ("", 0))
        self.assertEqual(get(*pause).stderr, b"")
        self.assertNotIn("\x1b", on_terminal(*pause, terminal="dumb")[0])
        with open(self.here / "out", "wb") as out:
            shown, _ = on_terminal("--pause-after", "64k:700ms", url, out=out, terminal="xterm")
        self.assertEqual(shown, "")

    def test_ctrl_c_leaves_the_terminal_as_it_was(self):
        master, process = start_on_terminal("--pause-after", "64k", "-o", self.here / "a", self.server.https + "/large.bin",
                                            terminal="xterm")
        shown = b""
        while b"pause" not in shown:
            shown += os.read(master, 65536)
        process.send_signal(signal.SIGINT)
        shown += read_all(master)
        os.close(master)
        self.assertEqual(process.wait(20), 130)
        self.assertTrue(shown.endswith(b"\x1b[J\x1b[?25h"), shown[-100:])
        self.assertEqual(os.listdir(self.here), [])


if __name__ == "__main__":
    unittest.main()
