"""What the server answers by itself, before any handler: RFC 9110 and RFC 9112 on the wire, and its line in the log."""

import socket
import ssl
import tempfile
import time
import unittest

from getting import get
from raw_http2 import END_HEADERS, END_STREAM, HEADERS, RawHttp2, block, frame
from serving import Weft, curl, make_site

DATE = rb"\r\ndate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n"
UPLOAD = b"POST /%s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


class Refusals(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name, small_txt=b"small\n", large_bin=bytes(20_000_000))
        self.weft = Weft(self.site, "--sink", "/upload")

    def tearDown(self):
        code = self.weft.stop()
        self.folder.cleanup()
        self.assertEqual(code, 0)

    def connect(self, scheme="http"):
        peer = socket.create_connection(("127.0.0.1", self.weft.port(scheme)))
        peer.settimeout(15)
        return peer

    def say(self, *pieces, scheme="http", end=False):
        """All that comes back until the server closes."""
        with self.connect(scheme) as peer:
            for piece in pieces:
                peer.sendall(piece)
                time.sleep(0.01 if len(pieces) > 1 else 0)
            if end:
                peer.shutdown(socket.SHUT_WR)
            out = b""
            while more := peer.recv(65536):
                out += more
            return out

    def record(self, reason):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for record in self.weft.log():
                if record["x-reason"] == reason:
                    return record
            time.sleep(0.02)
        self.fail(f"no line with {reason}: {self.weft.log()}")

    def test_each_4xx_has_a_date_and_its_line_says_what_there_was(self):
        cases = [
            (b"GET /a?b HTTP/1.1\r\n\r\n", 400, "host_missing", "GET", "/a"),
            (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target_not_valid", "GET", "/%FF"),
            (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long", "GET", "/" + "a" * 2047 + "..."),
            (b"PUT /x HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 40_000 + b"\r\n\r\n", 431, "value_too_long", "PUT", "/x"),
            (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "version_not_supported", "GET", "/"),
            (b"A" * 100_000, 501, "method_too_long", None, "-"),
        ]
        for octets, status, reason, method, stem in cases:
            with self.subTest(reason):
                answer = self.say(octets)
                self.assertTrue(answer.startswith(b"HTTP/1.1 %d " % status), answer[:80])
                self.assertRegex(answer, DATE)
                record = self.record(reason)
                self.assertEqual(record["sc-status"], str(status))
                self.assertEqual(record["sc-bytes"], str(len(answer)))
                self.assertGreater(int(record["cs-bytes"]), 20)
                self.assertEqual(record["cs-uri-stem"], stem)
                if method:
                    self.assertEqual(record["cs-method"], method)
                    self.assertEqual(record["cs-bytes"], str(len(octets)))

    def test_a_head_that_comes_too_slowly_is_answered_408(self):
        started = time.monotonic()
        answer = self.say(b"GET /slow")
        self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer)
        self.assertRegex(answer, DATE)
        record = self.record("head_timeout")
        self.assertEqual((record["cs-method"], record["cs-uri-stem"], record["cs-bytes"]), ("GET", "/slow", "9"))
        self.assertAlmostEqual(float(record["time-taken"]), time.monotonic() - started, delta=1.5)
        self.assertGreater(float(record["time-taken"]), 9)

    def test_http2_answers_have_a_date_and_a_line(self):
        peer = RawHttp2("127.0.0.1", self.weft.port("http"), False)
        fields = [(":method", "GET"), (":scheme", "http"), (":authority", "u@a"), (":path", "/h2?q")]
        peer.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, block(*fields)))
        record = self.record("authority_not_valid")
        self.assertEqual((record["cs-method"], record["cs-uri-stem"], record["cs-uri-query"]), ("GET", "/h2", "q"))
        self.assertEqual(record["cs-bytes"], str(9 + len(block(*fields))))
        self.assertGreater(int(record["sc-bytes"]), 9 + 20)
        out = curl("-D", "-", "-o", "/dev/null", "--http2-prior-knowledge", "-H", "x: " + "y" * 33_000, self.weft.http)
        self.assertTrue(out.startswith(b"HTTP/2 431"), out)
        self.assertRegex(out, DATE)

    def test_a_fault_in_a_body_does_not_take_the_answer_away(self):
        good = b"GET /small.txt HTTP/1.1\r\nHost: a\r\n\r\n"
        bad_bodies = [b"xyz\r\n", b"1;\r\n", b"1 x\r\n", b"2\r\nabc\r\n", b"0\r\nA b\r\n\r\n", b"0\r\nA : b\r\n\r\n", b"3\nabc\r\n",
                      b"11111111111111111\r\n", b"5\r\nab"]
        for bad in bad_bodies:
            with self.subTest(bad):
                get = UPLOAD.replace(b"POST", b"GET") % b"small.txt" + bad
                self.assertEqual(self.say(get, end=True).count(b"small\n"), 1)
                out = self.say(good + get, end=True)
                self.assertEqual((out.count(b"HTTP/1.1 200 OK\r\n"), out.count(b"small\n")), (2, 2))
                out = self.say(UPLOAD % b"upload" + bad, end=True)
                self.assertRegex(out, rb"^HTTP/1.1 400 Bad Request \(\w+\)\r\n")
                self.assertTrue(self.say(UPLOAD % b"nowhere" + bad, end=True).startswith(b"HTTP/1.1 405 "))

    def test_a_large_answer_is_whole_whatever_follows_its_request(self):
        out = self.say(UPLOAD.replace(b"POST", b"GET") % b"large.bin" + b"xyz\r\n" + b"z" * 100_000)
        self.assertEqual(len(out.partition(b"\r\n\r\n")[2]), 20_000_000)

    def test_a_body_that_is_cut_short_is_answered(self):
        out = self.say(b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc", end=True)
        self.assertTrue(out.startswith(b"HTTP/1.1 400 Bad Request (body_incomplete)\r\n"), out)
        record = self.record("body_incomplete")
        self.assertEqual((record["sc-status"], record["sc-bytes"]), ("400", str(len(out))))

    def test_absolute_form_wins_over_host(self):
        out = self.say(b"GET http://example.com/small.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        self.assertTrue(out.startswith(b"HTTP/1.1 200 ") and out.endswith(b"small\n"), out)
        self.assertEqual(self.weft.log(1)[0]["cs-host"], "example.com")

    def test_https_in_clear_is_misdirected(self):
        out = self.say(b"GET https://example.com/small.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertTrue(out.startswith(b"HTTP/1.1 421 "), out)

    def test_methods_that_nobody_implements(self):
        for version, base in ("--http1.1", self.weft.http), ("--http2-prior-knowledge", self.weft.http), ("--http2", self.weft.https):
            for method, status in ("SLUDGE", b"501"), ("PROPFIND", b"501"), ("TRACE", b"405"), ("DELETE", b"405"):
                with self.subTest(version + method):
                    out = curl("-X", method, "-o", "/dev/null", "-D", "-", "-w", "%{http_code}", version, base + "/small.txt")
                    self.assertTrue(out.endswith(status), out)
                    self.assertEqual(b"\r\nallow: " in out, status == b"405")

    def test_http_on_the_tls_port_is_told_so(self):
        requests = [b"GET /x?y HTTP/1.1\r\nHost: a\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
                    b"get /x HTTP/1.0\r\n\r\n", b"M-SEARCH * HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
        for octets in requests:
            for pieces in [octets], [bytes([octet]) for octet in octets]:
                with self.subTest(octets):
                    out = self.say(*pieces, scheme="https")
                    self.assertTrue(out.startswith(b"HTTP/1.1 400 Bad Request (tls_expected)\r\n"), out)
                    self.assertIn(b"https://", out)
                    self.assertIn(b"\r\nconnection: close\r\n", out)
                    self.assertRegex(out, DATE)
        record = self.record("tls_expected")
        self.assertEqual((record["cs-method"], record["cs-uri-stem"], record["cs-uri-query"]), ("GET", "/x", "y"))
        self.assertEqual((record["sc-status"], record["s-port"]), ("400", str(self.weft.port("https"))))
        out = curl("-w", "%{http_code}", self.weft.https.replace("https", "http"))
        self.assertTrue(out.endswith(b"400"), out)

    def test_tls_on_the_port_without_it_is_told_so(self):
        done = get(self.weft.http.replace("http", "https") + "/")
        self.assertEqual(done.returncode, 35)
        self.assertIn(b"does that port speak TLS? http:// asks without", done.stderr)
        record = self.record("cleartext_expected")
        self.assertEqual((record["cs-method"], record["cs-uri-stem"], record["sc-status"]), ("-", "-", "400"))

    def test_head_on_the_tls_port_has_no_content(self):
        out = self.say(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", scheme="https")
        self.assertTrue(out.endswith(b"\r\n\r\n"), out)

    def test_what_is_neither_tls_nor_http_gets_no_answer(self):
        for octets in b"\x00\x01\x02\x03", b"\x80\x2e\x01\x03\x01", b"\r\n\r\n", b" / ", b"A" * 40, b"SSH-2.0-x\r\n", b"\x15\x03\x01\x00\x02\x02\x28":
            with self.subTest(octets):
                self.assertFalse(self.say(octets, scheme="https").startswith(b"HTTP"))
        self.assertEqual(self.weft.log(), [])

    def test_the_tls_port_still_speaks_tls(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(self.connect("https")) as peer:
            peer.sendall(b"GET /small.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 200 "))

    def test_a_paused_download_may_pause_for_longer_than_half_a_minute(self):
        with self.connect() as peer:
            peer.sendall(b"GET /large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            time.sleep(36)
            octets = 0
            while more := peer.recv(65536):
                octets += len(more)
        self.assertGreater(octets, 20_000_000)


if __name__ == "__main__":
    unittest.main()
