"""weft get: what it prints where, and what becomes of bodies."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from getting import InItsOwnFolder, get, on_terminal, run
from misbehaving import Server
from serving import BINARY, Weft, make_site, until

JSON = b'{"id":1,"text":"milk"}'


class Echo(Server):
    """Keeps heads and bodies of requests over HTTP/1.1."""

    def __init__(self):
        self.requests = []
        super().__init__(self.keep)

    def keep(self, peer):
        while True:
            head = peer.take_until(b"\r\n\r\n").decode()
            size = int(re.search("content-length: (\\d+)", head, re.I)[1])
            self.requests.append((head, peer.take(size)))
            peer.send(b"HTTP/1.1 204 No Content\r\n\r\n")


class Get(InItsOwnFolder):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        site = cls.path / "site"
        site.mkdir()
        make_site(site, note_json=JSON, image_png=b"\x89PNG\0\1", large_bin=os.urandom(3_000_000),
                  evil_txt=b"\x1b[2Jgone\n", plain_txt=b"no line end")
        for number in range(200):
            (site / f"tile{number}.txt").write_text(f"{number}\n")
        cls.site = site
        cls.server = Weft(site, "--sink", "/upload")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    # --- bodies ---

    def test_a_pipe_gets_the_body_and_nothing_else(self):
        done = get(self.server.https + "/note.json")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, JSON, b""))

    def test_a_large_body_is_whole(self):
        done = get(self.server.https + "/large.bin")
        self.assertEqual(done.stdout, (self.site / "large.bin").read_bytes())

    def test_many_urls_share_a_connection_and_keep_their_order(self):
        urls = [f"{self.server.https}/tile{number}.txt" for number in range(200)]
        done = get("--json", *urls)
        self.assertEqual(done.stdout.decode(), "".join(f"{number}\n" for number in range(200)))
        reports = [json.loads(line) for line in done.stderr.splitlines()]
        self.assertEqual([report["url"] for report in reports], urls)
        self.assertEqual(len({report["connection"]["id"] for report in reports}), 1)
        self.assertEqual(sum(not report["connection"]["reused"] for report in reports[100:]), 0)

    def test_o_writes_a_file_for_each_url_and_replaces_it(self):
        (self.here / "a").write_text("old")
        done = get("-o", "a", "-o", "-", self.server.https + "/note.json", self.server.https + "/plain.txt", cwd=self.here)
        self.assertEqual((done.returncode, done.stdout), (0, b"no line end"))
        self.assertEqual((self.here / "a").read_bytes(), JSON)
        self.assertEqual(os.listdir(self.here), ["a"])

    def test_remote_names_replace_nothing(self):
        url = self.server.https + "/note.json?x=/y"
        self.assertEqual(get("-O", url, cwd=self.here).returncode, 0)
        self.assertEqual((self.here / "note.json").read_bytes(), JSON)
        done = get("-O", url, cwd=self.here)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"note.json is there already", done.stderr)
        self.assertEqual(get("-O", self.server.https + "/", cwd=self.here).returncode, 2)

    # --- requests ---

    def test_d_posts_a_form_a_file_or_standard_input(self):
        (self.here / "body").write_bytes(b"12345\n")
        self.assertEqual(get("-d", "a=1", "-d", "b=2", self.server.https + "/upload").stdout, b"7\n")
        self.assertEqual(get("-d", f"@{self.here}/body", self.server.https + "/upload").stdout, b"6\n")
        self.assertEqual(get("-d", "@-", self.server.https + "/upload", input=b"1234").stdout, b"4\n")

    def test_what_is_sent_is_what_was_asked_for(self):
        heads = []

        def answer(peer):
            heads.append(peer.take_until(b"\r\n\r\n").decode())
            peer.send(b"HTTP/1.1 204 No Content\r\n\r\n")
        with Server(answer) as server:
            get("-X", "DELETE", "-H", "X-Name:  value ", "-H", "Host: other.test", "-u", "Aladdin:open sesame", server.url)
            get("-d", "{}", "-H", "Content-Type: application/json", server.url)
        self.assertTrue(heads[0].startswith("DELETE / HTTP/1.1\r\n"))
        for line in ("x-name: value", "host: other.test", "authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="):
            self.assertIn(line, heads[0].lower() if "Basic" not in line else heads[0].replace("Authorization", "authorization"))
        self.assertTrue(heads[1].startswith("POST / HTTP/1.1\r\n"))
        self.assertIn("content-type: application/json", heads[1].lower())
        self.assertNotIn("urlencoded", heads[1])

    def test_a_form_has_texts_and_files_with_their_types(self):
        (self.here / "note.txt").write_bytes(b"milk\n")
        (self.here / "data").write_bytes(b"\0\1")
        with Echo() as server:
            done = get("-F", "title=My notes", "-F", "first=@note.txt", "-F", "second=@data;type=image/png", server.url,
                       cwd=self.here)
        self.assertEqual(done.returncode, 0, done.stderr)
        (head, body), = server.requests
        self.assertTrue(head.startswith("POST / "))
        boundary = re.search("content-type: multipart/form-data; boundary=(.*)\r\n", head, re.I)[1].encode()
        parts = body.split(b"--" + boundary)
        self.assertEqual([part.split(b"\r\n\r\n", 1)[1] for part in parts[1:-1]],
                         [b"My notes\r\n", b"milk\n\r\n", b"\0\1\r\n"])
        self.assertIn(b'name="first"; filename="note.txt"\r\ncontent-type: text/plain', parts[2])
        self.assertIn(b"content-type: image/png", parts[3])

    def test_T_puts_a_file_of_the_type_that_its_name_or_h_says(self):
        (self.here / "note.json").write_bytes(JSON)
        with Echo() as server:
            get("-T", "note.json", server.url, cwd=self.here)
            get("-T", "note.json", "-X", "POST", "-H", "Content-Type: text/plain", server.url, cwd=self.here)
        for (head, body), method, media_type in zip(server.requests, ("PUT", "POST"), ("application/json", "text/plain")):
            self.assertTrue(head.startswith(method + " / "))
            self.assertEqual(re.findall("content-type: (.*)\r\n", head, re.I), [media_type])
            self.assertEqual(body, JSON)
        with open(self.here / "large", "wb") as large:
            large.truncate(3_000_000)
        self.assertEqual(get("-X", "POST", "-T", self.here / "large", self.server.https + "/upload").stdout, b"3000000\n")

    def test_a_range_a_priority_and_a_rate(self):
        url = self.server.https + "/note.json"
        self.assertEqual(get("-r", "1-4", url).stdout, JSON[1:5])
        self.assertEqual(get("-r", "-2", "-o", "end", url, cwd=self.here).returncode, 0)
        self.assertEqual((self.here / "end").read_bytes(), JSON[-2:])
        self.assertIn("priority: u=1,i", get("-vv", "--priority", "u=1,i", url).stderr.decode())
        report = json.loads(get("--json", "--limit-rate", "2M", "-o", "large", self.server.https + "/large.bin",
                                cwd=self.here).stderr)
        self.assertEqual((self.here / "large").read_bytes(), (self.site / "large.bin").read_bytes())
        self.assertGreater(report["timing_ms"]["receive"], 500)

    def test_digest_keeps_the_password(self):
        challenge = b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256'
        heads = []

        def serve(peer):
            while True:
                heads.append(peer.take_until(b"\r\n\r\n").decode())
                first = len(heads) == 1
                peer.send((challenge if first else b"HTTP/1.1 200 OK") + b"\r\nContent-Length: 0\r\n\r\n")
        with Server(serve) as server:
            self.assertEqual(get("--digest", "-u", "me:secret", server.url).returncode, 0)
        self.assertNotIn("authorization", heads[0].lower())
        self.assertRegex(heads[1], '(?i)authorization: digest .*username="me"')
        self.assertNotIn("secret", heads[1])

    def test_redirects_are_followed_where_that_is_asked_for(self):
        def serve(peer):
            for line in peer.requests_http11():
                if line.startswith("GET / "):
                    peer.send(b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 5\r\n\r\nmoved")
                else:
                    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere")
        with Server(serve) as server:
            self.assertEqual(get(server.url).stdout, b"moved")
            done = get("-L", "--json", server.url)
            self.assertEqual(done.stdout, b"there")
            self.assertEqual(json.loads(done.stderr)["final_url"], server.url + "there")

    def test_head_prints_status_and_fields(self):
        done = get("-I", self.server.https + "/note.json")
        lines = done.stdout.decode().splitlines()
        self.assertEqual(lines[0], "HTTP/2 200")
        self.assertIn("content-length: 22", lines)
        self.assertEqual(lines[-1], "")

    def test_versions(self):
        for options, url, expected in (
                (["--http1.1"], self.server.https, ("HTTP/1.1", "policy")),
                (["--http2"], self.server.https, ("HTTP/2", "alpn_h2")),
                ([], self.server.http, ("HTTP/1.1", "cleartext")),
                (["--http2-prior-knowledge"], self.server.http, ("HTTP/2", "prior_knowledge"))):
            with self.subTest(options=options, url=url):
                report = json.loads(get("--json", *options, url).stderr)
                self.assertEqual((report["version"], report["why"]), expected)

    def test_a_certificate_is_trusted_by_its_authority(self):
        certificate, key = self.here / "c.pem", self.here / "k.pem"
        subprocess.run([BINARY, "cert", "--out", certificate, "--key-out", key, "localhost"], check=True)
        with Weft(self.site, "--certificate", certificate, "--key", key, listen=("https://localhost:0",)) as server:
            url = f"https://localhost:{server.port('https')}/note.json"
            done = run("--cacert", certificate, "--why", url)
            self.assertEqual((done.returncode, done.stdout), (0, JSON))
            self.assertIn("certificate localhost (", done.stderr.decode())

    # --- what is told ---

    def test_v_shows_each_frame(self):
        text = get("-v", self.server.https + "/note.json").stderr.decode()
        for words in ("HTTP/2 to 127.0.0.1:", "TLSv1.3", "→  preface", "→  SETTINGS      0     ", "←  SETTINGS      0     acknowledged",
                      "→  HEADERS       1     end of request", f"GET {self.server.https}/note.json\n",
                      "←  HEADERS       1     200   ", "←  DATA          1     end of response   22 B\n"):
            self.assertIn(words, text)
        self.assertNotIn("content-type", text)

    def test_vv_shows_fields_and_settings_and_keeps_secrets(self):
        text = get("-vv", "-u", "me:secret", self.server.https + "/note.json").stderr.decode()
        for words in ("content-type: application/json", ":path: /note.json", "MAX_CONCURRENT_STREAMS", "authorization: (18 B, not shown)"):
            self.assertIn(words, text)
        self.assertNotIn("bWU6c2VjcmV0", text)

    def test_v_shows_http11_as_well(self):
        text = get("-v", "--http1.1", self.server.https + "/note.json").stderr.decode()
        for words in ("→  request       1     end of request", "GET /note.json HTTP/1.1\n", "←  response      1     HTTP/1.1 200 OK",
                      "←  body          1     end of response   22 B\n"):
            self.assertIn(words, text)

    def test_why(self):
        text = get("--why", self.server.https + "/note.json").stderr.decode()
        self.assertRegex(text, r"^HTTP/2 because alpn_h2 · certificate localhost \(\d+ days\) · [\d,]+ streams, window [\d.]+ "
                               r"(B|KiB|MiB) · 3 round trips · 1 connection\n$")

    def test_many_urls_are_told_apart_and_reasons_told_once(self):
        urls = [self.server.https + "/note.json", self.server.https + "/plain.txt"]
        lines = get("--timing", "--why", *urls).stderr.decode().splitlines()
        self.assertEqual([line for line in lines if line.startswith("https://")], urls)
        # Of one connection: over HTTP/1.1 it would depend on time how many there are when the first answer comes.
        self.assertEqual(len([line for line in lines if line.startswith("HTTP/2 because alpn_h2")]), 1)

    def test_timing(self):
        text = get("--timing", self.server.https + "/note.json").stderr.decode()
        self.assertEqual([line.split()[0] for line in text.splitlines()],
                         ["queue", "resolve", "connect", "tls", "send", "wait", "receive", "total"])

    def test_json_tells_all(self):
        report = json.loads(get("--json", "-o", self.here / "a", self.server.https + "/note.json").stderr)
        self.assertEqual((report["exit_code"], report["status"], report["body_octets"]), (0, 200, 22))
        self.assertEqual(report["file"], str(self.here / "a"))
        self.assertIn(["content-type", "application/json"], report["fields"])
        self.assertEqual(report["connection"]["tls"]["alpn"], "h2")
        self.assertGreater(report["timing_ms"]["total"], 0)

    # --- on a terminal ---

    def test_a_person_sees_a_head_line_and_json_line_by_line(self):
        shown, code = on_terminal(self.server.https + "/note.json")
        head, rest = shown.split("\n", 1)
        self.assertEqual(code, 0)
        self.assertRegex(head, r"^200  HTTP/2  application/json  22 B  in \d+\.\d ms \(new connection, TLS 1\.3\)$")
        self.assertEqual(rest, '{\n  "id": 1,\n  "text": "milk"\n}\n')

    def test_a_terminal_gets_no_binary_and_obeys_no_server(self):
        shown, code = on_terminal(self.server.https + "/image.png")
        self.assertEqual(code, 23)
        self.assertIn("6 B of image/png is not for a terminal; -o FILE keeps it", shown)
        shown, code = on_terminal("-s", self.server.https + "/evil.txt")
        self.assertEqual((shown, code), ("\\x1b[2Jgone\n", 0))

    def test_silence_and_redirection(self):
        shown, _ = on_terminal("-s", self.server.https + "/plain.txt")
        self.assertEqual(shown, "no line end\n")
        with open(self.here / "out", "wb") as out:
            shown, _ = on_terminal(self.server.https + "/plain.txt", out=out)
        self.assertEqual(shown, "")
        self.assertEqual((self.here / "out").read_bytes(), b"no line end")
        shown, _ = on_terminal("-o", self.here / "file", self.server.https + "/plain.txt")
        self.assertTrue(shown.startswith("200  HTTP/2"))

    def test_screens_fit_into_80_columns(self):
        for options in (["-v"], ["--timing"], ["--why"], []):
            with self.subTest(options):
                shown, _ = on_terminal(*options, self.server.https + "/note.json")
                self.assertLessEqual(max(map(len, shown.splitlines())), 80, shown)

    def test_the_connection_is_closed_properly(self):
        get(self.server.https + "/tile7.txt")
        until(lambda: any(record["cs-uri-stem"] == "/tile7.txt" and record["x-reason"] == "complete"
                          for record in self.server.log()))


if __name__ == "__main__":
    unittest.main()
