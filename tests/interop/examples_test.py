"""The programs of examples/ with real peers: echo with Node's HTTP/2, upload and json_api with curl."""

import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import unittest

from serving import PATIENCE

HERE = pathlib.Path(__file__).parent
EXAMPLES = pathlib.Path(os.environ.get("WEFT_EXAMPLES", "build/dev/examples")).absolute()
NODE = shutil.which("node")
MOST = 50_000_000


class Example(unittest.TestCase):
    def start(self, name, *words):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        program = subprocess.Popen([EXAMPLES / name, *words], cwd=folder.name, stderr=subprocess.PIPE, text=True)
        self.addCleanup(program.stderr.close)
        self.addCleanup(program.wait)
        self.addCleanup(program.terminate)
        self.url = program.stderr.readline().split()[-1]

    def curl(self, path, *options, code="200"):
        """The body, which has to come with this status; the status itself where none is told."""
        done = subprocess.run(["curl", "-sk", "--max-time", str(PATIENCE), "-w", "\n%{http_code}", *map(str, options),
                               self.url + path], capture_output=True, check=True)
        body, _, seen = done.stdout.rpartition(b"\n")
        if code is None:
            return seen
        self.assertEqual(seen.decode(), code, body[:200])
        return body


@unittest.skipUnless(NODE, "Node is not installed")
class Echo(Example):
    def test_both_directions_are_open_at_once(self):
        for url in ("http://127.0.0.1:0", "https://127.0.0.1:0"):
            with self.subTest(url=url):
                self.start("echo", url)
                run = subprocess.run([NODE, HERE / "echo_client.mjs", self.url], capture_output=True, text=True, timeout=PATIENCE)
                self.assertTrue(run.stdout, run.stderr)
                whole = {"status": 200, "type": "application/grpc", "seen": 50, "grpc": "0"}
                self.assertEqual(json.loads(run.stdout), [whole, whole])


class Upload(Example):
    def setUp(self):
        self.start("upload", "taken", "http://127.0.0.1:0")
        self.film = self.folder / "film.mp4"
        self.film.write_bytes(os.urandom(1_000_000) * (MOST // 1_000_000))

    def told(self):
        return json.loads(self.curl("/uploads/film.mp4"))

    def assert_taken(self):
        self.assertEqual(self.told(), {"octets": MOST, "whole": True})
        self.assertEqual((self.folder / "taken/film.mp4").read_bytes(), self.film.read_bytes())

    def test_a_file_comes_raw_over_each_version_and_ranges_of_it_go_back(self):
        for version in ("--http1.1", "--http2-prior-knowledge"):
            with self.subTest(version=version):
                self.assertEqual(self.curl("/uploads/film.mp4", "-T", self.film, version, code="201"), b"50000000\n")
                self.assert_taken()
        self.assertEqual(self.curl("/files/film.mp4", "-r", "100-199", code="206"), self.film.read_bytes()[100:200])
        self.assertEqual(self.curl("/files/film.mp4"), self.film.read_bytes())

    def test_a_form_has_files(self):
        said = self.curl("/uploads", "-F", f"file=@{self.film}", "-F", f"file=@{self.film};filename=../second.mp4", code="201")
        self.assertEqual(said, b"/files/film.mp4 50000000\n/files/second.mp4 50000000\n")
        self.assert_taken()
        # A short one: curl need not read an answer that comes while it sends.
        note = self.film.with_name("note")
        note.write_bytes(b"again")
        self.curl("/uploads", "-F", f"file=@{note};filename=film.mp4", code="409")

    def test_more_than_the_limit_is_refused(self):
        with self.film.open("ab") as file:
            file.write(b"x")
        for version in ("--http1.1", "--http2-prior-knowledge"):
            self.curl("/uploads/film.mp4", "-T", self.film, version, code="413")
            # Without a length it is seen when the octets have come.
            self.curl("/uploads/film.mp4", "-T", self.film, "-H", "content-length:", "-H", "transfer-encoding: chunked"
                      if version == "--http1.1" else "x-none: 1", version, code="413")
            self.curl("/uploads", "-F", f"file=@{self.film}", version, code="413")
        self.assertFalse((self.folder / "taken/film.mp4").exists())

    def test_an_upload_tells_how_far_it_is_and_goes_on_where_it_was_cut(self):
        host, port = self.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), PATIENCE) as peer:
            peer.sendall(f"PUT /uploads/film.mp4 HTTP/1.1\r\nhost: {host}\r\ncontent-length: {MOST}\r\n\r\n".encode())
            peer.sendall(self.film.read_bytes()[:1_000_000])
            while self.told() != {"octets": 1_000_000, "whole": False}:
                time.sleep(0.02)
            self.curl("/uploads/film.mp4", "-T", self.film, code="409")
            # The server hears of it at once.
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while self.curl("/uploads/film.mp4", "-T", self.film, "-C", "1000000", code=None) == b"409":
            time.sleep(0.02)
        self.assert_taken()

    def test_what_does_not_fit_is_refused(self):
        self.curl("/uploads/film.mp4", "-T", self.film, "-C", "1000", code="416")
        self.curl("/uploads/film.mp4", "-X", "PUT", "-d", "x", "-H", "content-range: bytes 0-9/*", code="400")
        self.curl("/uploads/film.mp4", "-X", "PUT", "-d", "x", "-H", "content-range: bytes 0-9/10", code="400")


class JsonApi(Example):
    def test_curl_makes_and_changes_a_note(self):
        self.start("json_api", "http://127.0.0.1:0")
        made = json.loads(self.curl("/notes", "--json", '{"title": "Tea", "text": "Buy some."}', code="201"))
        self.assertEqual(made, {"id": 1, "version": 1, "title": "Tea", "text": "Buy some."})
        self.curl("/notes/1", "-X", "PUT", "--json", '{"title": "Milk", "text": ""}', "-H", 'if-match: "1"')
        self.assertEqual(json.loads(self.curl("/notes"))["notes"][0]["title"], "Milk")
        self.assertEqual(json.loads(self.curl("/notes/2", code="404"))["detail"], "there is no such note")


if __name__ == "__main__":
    unittest.main()
