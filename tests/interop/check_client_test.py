"""weft check client on our own client, which keeps the cases of several sections, and on commands that behave in other ways."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from checked_clients import Curl, Visited
from serving import BINARY, curl, until

# Waited for only where a client hangs.
TIMEOUT = "5s"
# Our engine is held against all cases by weft/conformance; here is its client, over sockets.
ONLY = [word for section in ("6.7", "8.1", "8.1.1", "8.3.2") for word in ("--only", section)]
# A client that ends the connection of the case without a word, in cleartext.
RUDE = ("import socket, sys, urllib.parse\n"
        "url = urllib.parse.urlparse(sys.argv[1])\n"
        "host, path = url.netloc.encode(), f'{url.path}?{url.query}'.encode()\n"
        "block = b'\\x82\\x86\\x01' + bytes([len(host)]) + host + b'\\x04' + bytes([len(path)]) + path\n"
        "headers = len(block).to_bytes(3, 'big') + b'\\x01\\x05' + bytes([0, 0, 0, 1]) + block\n"
        "wire = socket.create_connection((url.hostname, url.port))\n"
        "wire.sendall(b'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n' + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]) + headers)\n"
        "wire.recv(10000)\n")
ITSELF = ("get", "--insecure", "--silent", "{url}")


def check(*words):
    """The exit code, what is printed, and what is told."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([BINARY, "check", "client", *map(str, words)], capture_output=True, text=True, timeout=240,
                              env=dict(os.environ, XDG_DATA_HOME=folder))
    return done.returncode, done.stdout, done.stderr


def sorts_of(printed):
    return {case["id"]: (case["verdict"], case.get("found", case.get("missing"))) for case in json.loads(printed)["cases"]}


class OurClient(unittest.TestCase):
    def test_keeps_the_cases(self):
        for listen, words in (("https://localhost:0", ()), ("http://localhost:0", ("--http2-prior-knowledge",))):
            with self.subTest(listen):
                code, printed, told = check("--listen", listen, "--json", "-", "--timeout", TIMEOUT, *ONLY, "--", BINARY, *ITSELF, *words)
                found = {id: sort for id, sort in sorts_of(printed).items() if sort[0] not in ("exact", "allowed", "not tried")}
                self.assertEqual((code, found), (0, {}), told)
                self.assertGreater(json.loads(printed)["sums"]["exact"], 20)
                self.assertNotIn("broken", json.loads(printed)["clauses"].values())

    def test_keeps_the_windows_of_an_upload(self):
        code, printed, told = check("--json", "-", "--timeout", TIMEOUT, "--only", "6.9.1", "--only", "6.9.2", "--",
                                    BINARY, "get", "--insecure", "--silent", "-d", "@{file}", "{url}")
        found = {id: sort for id, sort in sorts_of(printed).items() if sort[0] not in ("exact", "allowed")}
        self.assertEqual((code, found), (0, {}), told)


class Commands(unittest.TestCase):
    def test_that_makes_no_request(self):
        code, printed, told = check("--", "sh", "-c", "exit 7", "{url}")
        self.assertEqual((code, printed), (3, ""))
        self.assertIn("the command makes no request in HTTP/2: it ended with 7", told)

    def test_that_fails_at_an_ordinary_answer(self):
        code, _, told = check("--", "sh", "-c", f"{BINARY} get --insecure --silent $0; exit 9", "{url}")
        self.assertEqual(code, 3)
        self.assertIn("the command fails at an ordinary answer: it ended with 9", told)

    def test_that_dies_of_a_case(self):
        # Only the case is asked for with such a URL.
        script = f"{BINARY} get --insecure --silent $0; case $0 in *6.7/too-short*) kill -SEGV $$;; esac"
        code, printed, _ = check("--only", "6.7/too-short", "--", "sh", "-c", script, "{url}")
        self.assertEqual(code, 1)
        self.assertIn("killed          6.7/too-short: PING of 6 octets\n", printed)
        self.assertIn("found signal 11 ended it", printed)

    def test_a_failure_is_told_and_recorded(self):
        script = (f"case $0 in *is-answered*) /usr/bin/python3 -c \"$1\" $0;;"
                  f" *) {BINARY} get --silent --http2-prior-knowledge $0;; esac")
        with tempfile.TemporaryDirectory() as folder:
            junit, recordings = pathlib.Path(folder) / "check.xml", pathlib.Path(folder) / "recordings"
            code, printed, _ = check("--listen", "http://localhost:0", "--only", "6.7/is-answered", "--junit", junit, "--record",
                                     recordings, "--", "sh", "-c", script, "{url}", RUDE)
            self.assertEqual(code, 1)
            self.assertIn("wrong           6.7/is-answered: PING\n", printed)
            self.assertIn("RFC 9113 6.7:", printed)
            self.assertIn(f"recorded in {recordings / '6.7-is-answered.sqlog'}\n", printed)
            self.assertIn('<testsuite name="weft check client" tests="1" failures="1"', junit.read_text())
            shown = subprocess.run([BINARY, "inspect", recordings / "6.7-is-answered.sqlog"], capture_output=True, text=True)
            self.assertEqual(shown.returncode, 0)
            self.assertIn("/6.7/is-answered?", shown.stdout)


@unittest.skipUnless(shutil.which("curl"), "curl is not installed")
class Visits(unittest.TestCase):
    def test_each_case_once_and_the_page(self):
        with Curl() as client:
            visited = Visited(client.environment(), "--only", "6.7/is-answered", "--only", "6.7/on-a-stream")
            try:
                self.assertIn(b'<a href="/6.7/is-answered">', curl(f"{visited.origin}/"))
                self.assertIn(b"there is no such case", curl(f"{visited.origin}/6.7/nothing"))
                self.assertEqual(curl(f"{visited.origin}/6.7/is-answered?1"), b"ok\n")
                # A request that is made again is answered as any.
                self.assertEqual(curl(f"{visited.origin}/6.7/is-answered?1"), b"ok\n")
                subprocess.run(["curl", "-sk", f"{visited.origin}/6.7/on-a-stream"], timeout=60)
                found = visited.findings(60)
            finally:
                visited.process.kill()
        self.assertEqual(found["6.7/is-answered"]["verdict"], "exact")
        self.assertNotEqual(found["6.7/on-a-stream"]["verdict"], "not tried")

    def test_an_end_before_any_visit_is_no_pass(self):
        with Curl() as client:
            visited = Visited(client.environment(), "--only", "6.7/is-answered")
            visited.process.terminate()
            printed, told = visited.process.communicate(timeout=60)
        self.assertEqual((visited.process.returncode, printed), (3, ""))
        self.assertIn("weft: https://localhost:0: no client has come\n", told)

    def test_a_case_that_is_visited_again_counts_again(self):
        with Curl() as client:
            visited = Visited(client.environment(), "--only", "6.7/is-answered", "--only", "6.7/on-a-stream",
                              listen="http://localhost:0")

            def visit(path):
                return curl("--http2-prior-knowledge", visited.origin + path).decode()
            try:
                self.assertNotIn("worth another visit", visit("/"))
                subprocess.run(["/usr/bin/python3", "-c", RUDE, f"{visited.origin}/6.7/is-answered?1"], check=True, timeout=60)
                until(lambda: "</a> PING <b>wrong, worth another visit</b>" in visit("/"))
                visit("/6.7/is-answered?2")
                until(lambda: "</a> PING <b>wrong, but not each time, worth another visit</b>" in visit("/"))
                subprocess.run(["curl", "-s", "--http2-prior-knowledge", f"{visited.origin}/6.7/on-a-stream"], timeout=60)
                found = visited.findings(60)
            finally:
                visited.process.kill()
        # The worst of both.
        self.assertEqual((found["6.7/is-answered"]["verdict"], found["6.7/is-answered"]["flaky"]), ("wrong", True))


if __name__ == "__main__":
    unittest.main()
