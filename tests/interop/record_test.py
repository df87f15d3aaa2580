"""Recordings of weft serve and weft get: each is read, replayed, and shown by tshark; no secret is in one without values."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from serving import BINARY, Weft, make_site

SECRETS = ("Basic bWU6aHVudGVyMg==", "session-7c1d55", "body-of-nobody-else", "query-of-mine")
PATIENCE = 20


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60)


def inspect(*words):
    return run(BINARY, "inspect", *words)


class Recorded(unittest.TestCase):
    """A server that records, with the options of the class."""

    options = ()

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.folder = self.path / "recordings"
        self.folder.mkdir()
        site = make_site(self.path, page_html=b"x" * 300_000)
        self.weft = Weft(site, "--sink", "/upload", "--record", self.folder, *self.options)
        self.addCleanup(lambda: self.assertEqual(self.weft.stop(), 0))

    def files(self, count):
        """The recordings whose connections have ended, once there are so many."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            files = sorted(self.folder.glob("*.sqlog"), key=lambda path: int(path.stem.rsplit("-", 1)[1]))
            if len(files) == count and all("weft:ended" in path.read_text() for path in files):
                return files
            time.sleep(0.05)
        self.fail(f"{len(files)} of {count} recordings")

    def ask(self):
        """Three clients over HTTP/2, and one over HTTP/1.1."""
        with_secrets = ["-H", f"authorization: {SECRETS[0]}", "-H", f"cookie: id={SECRETS[1]}"]
        body = self.path / "body"
        body.write_text(SECRETS[2])
        asked = f"/page.html?{SECRETS[3]}"
        clients = [[BINARY, "get", "-k", "-s", *with_secrets, "-d", "@" + str(body), self.weft.https + "/upload"]]
        if shutil.which("curl"):
            clients.append(["curl", "-sk", "--http2", *with_secrets, self.weft.https + asked, "-o", self.path / "page"])
            clients.append(["curl", "-sk", "--http1.1", *with_secrets, self.weft.https + asked, "-o", self.path / "page"])
        if shutil.which("nghttp"):
            clients.append(["nghttp", "-n", *with_secrets, "-m", "3", self.weft.http + asked])
        for client in clients:
            done = run(*client)
            self.assertEqual(done.returncode, 0, done.stderr)
        return self.files(len(clients))


class WithoutValues(Recorded):
    def test_each_is_shown_and_none_has_a_secret(self):
        for file in self.ask():
            done = inspect("-v", file)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, "HEADERS|request")
            self.assertIn("·  end: ", done.stdout)
            summary = inspect("--summary", file).stdout
            self.assertIn("end: ", summary)
            if "HTTP/2 " in done.stdout.splitlines()[0]:
                self.assertRegex(summary, r"\nengine    \d+ picks of \d+ streams; waited for   ")
                for name in ("window", "wait", "HPACK"):
                    self.assertRegex(done.stdout, rf"·  {name} +\d+ ")
            # nghttp's first stream is 13.
            stream = re.search(r"(?:HEADERS|request) +(\d+) ", done.stdout).group(1)
            few = inspect("--stream", stream, "--frames", "HEADERS,request", file)
            self.assertEqual(few.returncode, 0, few.stderr)
            self.assertRegex(few.stdout, rf"(HEADERS|request) +{stream} ")
            self.assertNotIn("SETTINGS", few.stdout)
            recording = file.read_text()
            for secret in SECRETS:
                self.assertNotIn(secret, recording)
                self.assertNotIn(secret.encode().hex(), recording)
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)

    def test_a_replay_says_what_it_needs(self):
        done = inspect("--replay", self.ask()[0])
        self.assertEqual(done.returncode, 1)
        self.assertIn("only one that was made with values can be replayed", done.stderr)

    def test_a_broken_file_is_told_with_its_line(self):
        broken = self.path / "broken.sqlog"
        broken.write_text(self.ask()[0].read_text().replace('"frame_type"', '"shape"'))
        done = inspect(broken)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r'broken.sqlog:\d+: expected a member "frame_type"')
        self.assertIn("nothing.sqlog cannot be read", inspect(self.path / "nothing.sqlog").stderr)


class WithValues(Recorded):
    options = ("--record-values",)

    def test_each_is_replayed_octet_for_octet(self):
        for file in self.ask():
            done = inspect("--replay", file)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("this version sends the same, octet for octet", done.stdout)

    def test_a_client_is_replayed_as_well(self):
        file = self.path / "client.sqlog"
        done = run(BINARY, "get", "-k", "-v", "--record", file, "--record-values", self.weft.https + "/page.html", "-o",
                   self.path / "page")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("HEADERS", done.stderr)
        replayed = inspect("--replay", file)
        self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_tshark_finds_the_same_frames(self):
        for file in self.ask():
            packets = self.path / "packets.pcapng"
            told = inspect("--pcapng", packets, file).stdout
            self.assertIn("tshark -r", told)
            decode_as = told.split(" -d ")[1].split()[0]
            done = run("tshark", "-r", packets, "-d", decode_as, "-T", "fields", "-e", "http2.type", "-e",
                       "http.request.method", "-e", "_ws.malformed")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("alformed", done.stdout)
            if decode_as.endswith(",http"):
                self.assertIn("GET", done.stdout)
                continue
            # A HEADERS frame is of type 1, DATA of type 0.
            types = [kind for line in done.stdout.splitlines() for kind in line.split("\t")[0].split(",") if kind]
            shown = inspect(file).stdout
            self.assertEqual(types.count("1"), shown.count("HEADERS "))
            self.assertEqual(types.count("0"), shown.count("DATA "))


del Recorded

if __name__ == "__main__":
    unittest.main()
