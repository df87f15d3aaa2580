"""The exit codes of weft get are curl's, and a failure is one line that says why and what to do."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import unittest

from getting import get, on_terminal, run
from misbehaving import Server, answering
from raw_http2 import CANCEL, PING, frame
from serving import BINARY, Weft, make_site, until


class ExitCodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.site = make_site(cls.folder.name, a_txt=b"hello\n")
        cls.server = Weft(cls.site)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def assert_fails(self, code, words, *arguments, body=b"", **more):
        done = get(*arguments, **more)
        self.assertEqual((done.returncode, done.stdout), (code, body), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr.decode())

    def test_2_for_a_wrong_command_line(self):
        url = self.server.http
        for words, arguments in ((["--nonsense"], ["--nonsense", url]), (["-X", "FROB"], ["-X", "FROB", url]),
                                 (["-H", "NAME: VALUE"], ["-H", "nonsense", url]), (["-H", "name"], ["-H", "na me: x", url]),
                                 (["-u", "USER:PASSWORD"], ["-u", "me", url]), (["more files"], ["-o", "a", "-o", "b", url]),
                                 (["/no/such"], ["-d", "@/no/such", url]), (["cannot be read"], ["-d", "@/", url]),
                                 (["-F", "NAME=@FILE"], ["-F", "file", url]), (["--form"], ["-F", "a=b", "-d", "c", url]),
                                 (["content-type"], ["-F", "a=b", "-H", "content-type: x/y", url]),
                                 (["-r", "FIRST-LAST"], ["-r", "9-1", url]), (["--priority", "u=7"], ["--priority", "9", url]),
                                 (["--limit-rate", "500k"], ["--limit-rate", "fast", url]),
                                 (["--digest", "--user"], ["--digest", url]),
                                 (["-u", "ticket"], ["--negotiate", "-u", "me:secret", url]),
                                 (["--digest", "--negotiate"], ["--negotiate", "--digest", "-u", "a:b", url]),
                                 (["empty name"], ["-T", "", url]), (["-r", "not ''"], ["-r", "", url]),
                                 (["--max-time"], ["-m", "soon", url]),
                                 (["--http2"], ["--http1.1", "--http2", url]), (["url"], [])):
            with self.subTest(arguments):
                self.assert_fails(2, words, *arguments)
        done = run("--cacert", "/no/such.pem", url)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"/no/such.pem", done.stderr)

    def test_3_for_what_is_no_url(self):
        for url in ("localhost", "ftp://localhost/", "https://"):
            with self.subTest(url):
                self.assert_fails(3, [url, "url_not_valid", "expected", "https://HOST"], url)

    def test_6_for_a_name_without_address(self):
        self.assert_fails(6, ["resolve: name_not_resolved"], "http://no-such-host.invalid/")

    def test_7_where_nobody_listens(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.assert_fails(7, ["connect: connection_refused", "is the server running"],
                              f"http://127.0.0.1:{taken.getsockname()[1]}/")

    def test_16_for_a_connection_that_http2_has_lost(self):
        def serve(peer):
            peer.begin()
            for _ in peer.requests():
                peer.send(frame(PING, 0, 1, b"12345678"))
        with Server(serve) as server:
            self.assert_fails(16, ["head: ping_on_stream"], "--http2-prior-knowledge", server.url)

    def test_16_for_http2_on_a_port_of_tls(self):
        self.assert_fails(16, ["head: settings_expected", "is it the right port, and https://"], "--http2-prior-knowledge",
                          self.server.https.replace("https", "http") + "/")

    def test_18_for_half_a_body(self):
        with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") as server:
            self.assert_fails(18, ["body: "], server.url)

    def test_22_for_a_status_of_400_and_above_with_its_body(self):
        done = get(self.server.https + "/nothing")
        self.assertEqual(done.returncode, 22)
        self.assertTrue(done.stdout)
        self.assertEqual(done.stderr.decode(), f"weft: {self.server.https}/nothing: 404 Not Found\n")
        self.assertEqual(get("--no-fail", self.server.https + "/nothing").returncode, 0)
        shown, code = on_terminal(self.server.https + "/nothing")
        self.assertEqual(code, 22)
        self.assertTrue(shown.startswith("404  HTTP/2"))
        self.assertNotIn("weft:", shown)

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_23_for_a_body_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BINARY, "get", self.server.http + "/a.txt"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 23)
        self.assertIn(b"standard output: No space left", done.stderr)
        self.assert_fails(23, ["/no/such/file"], "-o", "/no/such/file", self.server.http + "/a.txt")

    def test_a_reader_that_has_gone_is_no_failure(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([BINARY, "get", self.server.http + "/a.txt"], stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_26_for_a_file_to_send_that_cannot_be_read(self):
        for option, file in (("-T", "/no/such"), ("-F", "a=@/no/such")):
            with self.subTest(option):
                self.assert_fails(26, ["/no/such", "file_not_readable"], option, file, self.server.http)

    def test_28_for_a_server_that_is_too_slow(self):
        with Server(lambda peer: peer.wait_closed()) as server:
            self.assert_fails(28, ["total_timeout", "--max-time"], "-m", "200ms", server.url)
            url = server.url.replace("http:", "https:")
            self.assert_fails(28, ["tls_handshake_timeout"], "--connect-timeout", "0.2", url)

    def test_35_where_tls_is_not_spoken(self):
        url = self.server.http.replace("http:", "https:")
        self.assert_fails(35, ["tls: ", "http:// asks without"], url)

    def test_47_for_redirects_without_end(self):
        def serve(peer):
            for line in peer.requests_http11():
                number = int(line.split()[1][1:] or 0)
                peer.send(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % (number + 1))
        with Server(serve) as server:
            self.assert_fails(47, ["redirect: too_many_redirects"], "-L", server.url)
            done = get("-I", server.url)
            self.assertEqual((done.returncode, done.stdout.splitlines()[0]), (0, b"HTTP/1.1 302"))

    def test_61_for_content_that_is_not_what_its_coding_says(self):
        with answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone") as server:
            self.assert_fails(61, ["decode: coding_not_valid", "accept-encoding: identity"], server.url)

    def test_52_for_a_server_that_says_nothing(self):
        with answering(b"") as server:
            self.assert_fails(52, ["head: "], server.url)

    def test_56_for_a_response_that_is_none(self):
        with answering(b"nonsense\r\n\r\n") as server:
            self.assert_fails(56, ["status_line_not_valid"], server.url)

    def test_60_for_a_certificate_that_nobody_trusts(self):
        done = run(self.server.https + "/a.txt")
        self.assertEqual(done.returncode, 60)
        self.assertIn(b"tls_certificate_not_trusted (self-signed certificate); --cacert FILE", done.stderr)

    def test_63_for_a_body_that_is_too_large(self):
        with open(os.path.join(self.site, "large.bin"), "wb") as large:
            large.truncate(65 * 1024 * 1024)
        self.assert_fails(63, ["response_too_large", "-o FILE"], self.server.https + "/large.bin")
        with tempfile.TemporaryDirectory() as here:
            self.assertEqual(get("-O", self.server.https + "/large.bin", cwd=here).returncode, 0)
            self.assertEqual(os.path.getsize(os.path.join(here, "large.bin")), 65 * 1024 * 1024)

    def test_a_failure_leaves_no_file_behind(self):
        with tempfile.TemporaryDirectory() as here, answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") as server:
            self.assert_fails(18, ["body: "], "-O", server.url + "name", cwd=here)
            self.assert_fails(18, ["body: "], "-o", "a", server.url, cwd=here)
            self.assertEqual(os.listdir(here), [])
            done = get("-O", self.server.https + "/nothing", cwd=here)
            self.assertEqual((done.returncode, os.listdir(here)), (22, ["nothing"]))

    def test_a_signal_leaves_no_file_behind(self):
        def serve(peer):
            peer.take_until(b"\r\n\r\n")
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            peer.wait_closed()
        with tempfile.TemporaryDirectory() as here, Server(serve) as server:
            process = subprocess.Popen([BINARY, "get", "-O", server.url + "name"], cwd=here)
            until(lambda: "name.part" in os.listdir(here))
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(20), 130)
            self.assertEqual(os.listdir(here), [])

    def test_92_for_a_stream_that_was_reset(self):
        def serve(peer):
            peer.begin()
            for stream in peer.requests():
                peer.head(stream)
                peer.reset(stream, CANCEL)
        with Server(serve) as server:
            self.assert_fails(92, ["body: ", "peer_reset"], "--http2-prior-knowledge", server.url)

    def test_signals_end_it_with_their_number(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Server(lambda peer: peer.wait_closed()) as server:
                process = subprocess.Popen([BINARY, "get", server.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                until(lambda: server.connections == 1)
                process.send_signal(number)
                self.assertEqual(process.communicate(timeout=20), (b"", b""))
                self.assertEqual(process.returncode, 128 + number)

    def test_the_first_failure_counts_and_the_others_go_on(self):
        done = get(self.server.http + "/nothing", "ftp://x/", self.server.http + "/a.txt")
        self.assertEqual(done.returncode, 22)
        self.assertTrue(done.stdout.endswith(b"hello\n"))
        self.assertEqual(len(done.stderr.splitlines()), 2)

    def test_json_tells_of_a_failure(self):
        report = json.loads(get("--json", "ftp://x/").stderr)
        self.assertEqual((report["exit_code"], report["error"]["reason"]), (3, "url_not_valid"))
        self.assertFalse(report["error"]["timed_out"])


if __name__ == "__main__":
    unittest.main()
