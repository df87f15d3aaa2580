"""Pushes to real clients, rung by rung: nghttp and Node take or decline promises, curl and Chromium get hints.

docs/guide/push.md has the table."""

import collections
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest

from browser import CHROMIUM, DRIVER, Browser, trusting
from serving import PATIENCE, Weft, curl, make_site, until

EXAMPLE = os.environ.get("WEFT_PUSH_EXAMPLE", "build/dev/examples/push")
SCRIPT = pathlib.Path(__file__).with_name("push_client.mjs")


class PushExample:
    """examples/push.cpp at any free port."""

    def __init__(self, scheme, site):
        self.process = subprocess.Popen([EXAMPLE, f"{scheme}://127.0.0.1:0", str(site)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        assert line.startswith("listening on "), line + self.process.stderr.read()
        self.url = line.split()[2]
        self.records = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()

    def read_log(self):
        for line in self.process.stdout:
            with self.changed:
                if not line.startswith("#"):
                    self.records.append(line.split()[1:])
                self.changed.notify_all()

    def log(self, records):
        """The records so far, without their time, once there are so many."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.records) >= records, PATIENCE):
                raise AssertionError(f"{self.records}, expected {records}")
            return list(self.records)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class Push(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name, style_css=b"p { color: teal }\n" * 3000,
                              demo_js=b"console.log('weft');\n" * 2000, large_bin=os.urandom(4_000_000))
        self.servers = [PushExample(scheme, self.site) for scheme in ("https", "http")]

    def tearDown(self):
        codes = [server.stop() for server in self.servers]
        self.folder.cleanup()
        self.assertEqual(codes, [0, 0])

    def nghttp(self, *arguments):
        done = subprocess.run(["nghttp", *arguments], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_nghttp_takes_them(self):
        for server in self.servers:
            out = self.nghttp("-v", "-n", server.url + "/")
            self.assertEqual(re.findall(r"promised_stream_id=(\d+)", out), ["2", "4"])
            self.assertLess(out.index("recv PUSH_PROMISE frame"), out.index("recv DATA frame"))
            for name, stream in (("style.css", 2), ("demo.js", 4)):
                sizes = re.findall(rf"recv DATA frame <length=(\d+), flags=0x\d\d, stream_id={stream}>", out)
                self.assertEqual(sum(map(int, sizes)), (self.site / name).stat().st_size)
            self.assertNotRegex(out, r"(recv|send) RST_STREAM")
            log = {stem: words for _, stem, *words in server.log(3)}
            self.assertEqual(log["/style.css"], ["200", "HTTP/2", "2", "-", "complete"])
            self.assertEqual(log["/demo.js"], ["200", "HTTP/2", "4", "-", "complete"])
            self.assertEqual((log["/"][0], log["/"][3]), ("200", "promised"))

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_a_second_visit_on_the_connection_pushes_nothing(self):
        for server in self.servers:
            out = self.nghttp("-v", "-n", "-m", "3", server.url + "/")
            self.assertEqual(len(re.findall(r":status: 200", out)), 5)
            self.assertEqual(re.findall(r"promised_stream_id=(\d+)", out), ["2", "4"])
            rungs = sorted(rung for _, stem, *_, rung, _ in server.log(5) if stem == "/")
            self.assertEqual(rungs, ["nothing", "nothing", "promised"])

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_a_client_with_a_cache_gets_nothing(self):
        for server in self.servers:
            out = self.nghttp("-v", "-n", "-H", 'if-none-match: "old"', server.url + "/")
            self.assertIn(":status: 200", out)
            self.assertNotIn("PUSH_PROMISE", out)
            self.assertNotIn("link:", out)

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_their_bodies_are_whole(self):
        # nghttp prints them as they come, a frame of one behind a frame of another.
        names = ("index.html", "style.css", "demo.js")
        expected = collections.Counter("".join((self.site / name).read_text() for name in names))
        for server in self.servers:
            self.assertEqual(collections.Counter(self.nghttp(server.url + "/")), expected)

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_nghttp_forbids_them(self):
        for server in self.servers:
            out = self.nghttp("-v", "-n", "--no-push", server.url + "/")
            self.assertNotIn("PUSH_PROMISE", out)
            self.assertIn(":status: 103", out)
            self.assertIn(":status: 200", out)
            self.assertEqual(self.nghttp("--no-push", server.url + "/push/style.css"), "early_hints disabled")

    def test_curl_forbids_them(self):
        for server in self.servers:
            version = "--http2" if server.url.startswith("https") else "--http2-prior-knowledge"
            self.assertEqual(curl(version, server.url + "/"), (self.site / "index.html").read_bytes())
            self.assertEqual(curl(version, server.url + "/push/style.css"), b"early_hints disabled")
            self.assertEqual(curl("--http1.1", server.url + "/push/style.css"), b"link http11")
            # Each connection may have a thread of its own: the order of lines is not that of requests.
            stems = sorted(record[1] for record in server.log(3))
            self.assertEqual(stems, ["/", "/push/style.css", "/push/style.css"])

    def test_curl_shows_103_over_http2_and_the_link_alone_over_http11(self):
        def heads(*arguments):
            """The heads of an answer: status, and its links."""
            text = curl("-D", "-", "-o", os.devnull, *arguments).decode()
            found = [head.split("\r\n") for head in text.split("\r\n\r\n") if head]
            return [(int(lines[0].split()[1]), [line[6:] for line in lines[1:] if line.startswith("link: ")])
                    for lines in found]

        link = ["</style.css>; rel=preload; as=style"]
        for server in self.servers:
            url = server.url + "/push/style.css"
            version = "--http2" if url.startswith("https") else "--http2-prior-knowledge"
            self.assertEqual(heads(version, url), [(103, link), (200, link)])
            self.assertEqual(heads("--http1.1", url), [(200, link)])
            self.assertEqual(heads("--http1.1", "-H", "Sec-Fetch-Mode: navigate", url), [(103, link), (200, link)])
            self.assertEqual(heads("--http1.0", "--no-alpn", "-H", "Sec-Fetch-Mode: navigate", url), [(200, link)])

    @unittest.skipUnless(shutil.which("node"), "Node is not installed")
    def test_node_takes_declines_and_forbids_them(self):
        urls = [server.url for server in self.servers]
        done = subprocess.run(["node", str(SCRIPT), str(self.site), *urls], capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.split(), ["ok"])


PAGE = """<!doctype html><title>weft</title><link rel=stylesheet href=style.css><p>hello
<script>addEventListener('load', () => { document.body.dataset.done = 'yes'; });</script>"""


class PushRules(unittest.TestCase):
    """weft serve, with the rules of a configuration."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name, index_html=PAGE.encode(), style_css=b"p { color: teal }\n",
                              hint_css=b"p { margin: 0 }\n")
        self.addCleanup(self.folder.cleanup)

    def serving(self, **push):
        config = pathlib.Path(self.folder.name) / "weft.json"
        # A browser that may not keep what it was hinted at asks for it once more.
        headers = {"*.css": {"Cache-Control": "max-age=60"}}
        config.write_text(json.dumps({"Sites": {"site": {"Headers": headers, "Push": push}}}))
        return Weft(self.site, "--config", config, fields="cs-uri-stem cs-version x-pushed x-push-rung")

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_nghttp_takes_the_files_of_a_rule(self):
        with self.serving(Rules={"/": ["/style.css", {"Path": "/hint.css", "Priority": "u=6"}]}) as weft:
            for url in (weft.https, weft.http):
                done = subprocess.run(["nghttp", "-v", "-n", url + "/"], capture_output=True, text=True, timeout=60)
                out = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
                self.assertEqual(re.findall(r"promised_stream_id=(\d+)", out), ["2", "4"])
                self.assertLess(out.rindex("recv PUSH_PROMISE frame"), out.index("recv DATA frame"))
                self.assertIn("priority: u=6", out)
            log = sorted((r["cs-uri-stem"], r["x-pushed"], r["x-push-rung"]) for r in weft.log(6))
            self.assertEqual(log, sorted([("/", "0", "promised"), ("/hint.css", "1", "-"), ("/style.css", "1", "-")] * 2))

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_the_cookie_spares_the_next_connection(self):
        with self.serving(Rules={"/": ["/style.css"]}, Cookie=True) as weft:
            def visit(*fields):
                done = subprocess.run(["nghttp", "-v", "-n", *fields, weft.https + "/"], capture_output=True, text=True,
                                      timeout=60)
                return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)

            out = visit()
            self.assertIn("PUSH_PROMISE", out)
            cookie = re.search(r"set-cookie: (weft-pushed=[0-9a-f]{8});", out).group(1)
            self.assertNotIn("PUSH_PROMISE", visit("-H", "cookie: " + cookie))

    @unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
    def test_chromium_gets_103_over_http2_and_the_link_over_http11(self):
        with self.serving(Rules={"/": ["/style.css", "/hint.css"]}) as weft:
            certificate = ssl.get_server_certificate(("127.0.0.1", weft.port("https")))
            self.watch(weft, trusting(certificate))

    def watch(self, weft, trust):
        """The page refers to style.css; only hints name hint.css."""
        initiator = "return performance.getEntriesByName(new URL('%s', location).href)[0]?.initiatorType"
        with Browser(trust) as browser:
            seen = {}
            for url in (weft.https, weft.http):
                browser.open(url + "/")
                browser.wait_until("return document.body.dataset.done === 'yes'")
                browser.wait_until(initiator % "hint.css")
                seen[url] = [browser.run(initiator % name) for name in ("hint.css", "style.css")]
            # Chromium asks for an icon as well: the number of records is its affair.
            def pages():
                return sorted((r["cs-version"], r["x-push-rung"]) for r in weft.log() if r["cs-uri-stem"] == "/")

            until(lambda: len(pages()) == 2)
            self.assertEqual(pages(), [("HTTP/1.1", "early_hints"), ("HTTP/2", "early_hints")])
            self.assertEqual({r["x-pushed"] for r in weft.log()}, {"0"})
        # Chromium reads a 103 over HTTP/2 alone.
        self.assertEqual(seen[weft.https], ["early-hints", "early-hints"])
        self.assertEqual(seen[weft.http][0], "link")


if __name__ == "__main__":
    unittest.main()
