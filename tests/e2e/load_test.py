"""weft load: what it sends is what was asked for, and what it counts is what was answered."""

import collections
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from serving import BINARY, PATIENCE, Weft, make_site


def load(*arguments, **more):
    return subprocess.run([BINARY, "load", *map(str, arguments)], capture_output=True, text=True, timeout=60, **more)


def figures(*arguments, code=0, **more):
    done = load(*arguments, "--json", "-", **more)
    if done.returncode != code:
        raise AssertionError(f"exit code {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


class Load(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        site = pathlib.Path(cls.folder.name) / "site"
        site.mkdir()
        cls.weft = Weft(make_site(site, six_txt=b"hello\n", big_bin=b"x" * 300_000), "--sink", "/upload")

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def written(self, name, content):
        path = pathlib.Path(self.folder.name) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def records(self, query, count):
        """Those of the access log with this query, as soon as there are so many."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [r for r in self.weft.log() if r["cs-uri-query"] == query]
            if len(found) >= count or time.monotonic() > deadline:
                return found
            time.sleep(0.02)

    def assert_whole(self, run, requests, status="200"):
        self.assertEqual(run["requests"], requests)
        self.assertEqual(run["answered"], requests)
        self.assertEqual(run["failed"], 0)
        self.assertEqual(run["errors"], {})
        self.assertEqual(run["statuses"], {status: requests})

    def assert_fails(self, words, *arguments, code=1, **more):
        done = load(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_every_version_on_every_transport(self):
        for base, http, protocol in ((self.weft.https, "auto", "HTTP/2, TLSv1.3"), (self.weft.https, "1.1", "HTTP/1.1, TLSv1.3"),
                                     (self.weft.http, "auto", "HTTP/2"), (self.weft.http, "1.1", "HTTP/1.1"),
                                     (self.weft.https, "2", "HTTP/2, TLSv1.3")):
            for connections, streams in ((1, 1), (3, 10)):
                with self.subTest(base=base, http=http, connections=connections, streams=streams):
                    run = figures(base + "/six.txt", "-n", 1000, "-c", connections, "-m", streams, "--http", http, "--insecure")
                    self.assert_whole(run, 1000)
                    self.assertTrue(run["protocol"].startswith(protocol), run["protocol"])
                    self.assertEqual(run["connections"], connections)
                    self.assertEqual(run["octets"]["response_bodies"], 6000)
                    self.assertGreaterEqual(run["reads"], 1)

    def test_the_server_sees_as_many_requests_as_are_counted(self):
        run = figures(self.weft.http + "/six.txt?count", "-n", 777, "-c", 7, "-m", 3, "--threads", 2)
        self.assert_whole(run, 777)
        records = self.records("count", 777)
        self.assertEqual(len(records), 777)
        self.assertEqual({r["cs(User-Agent)"] for r in records}, {"weft-load"})

    def test_urls_are_asked_for_in_turn(self):
        run = figures(self.weft.http + "/six.txt", self.weft.http + "/none", self.weft.http + "/", "-n", 3000, "-m", 10)
        self.assertEqual(run["statuses"], {"200": 2000, "404": 1000})

    def test_statuses_are_counted_also_where_all_are_errors(self):
        self.assert_whole(figures(self.weft.http + "/none", "-n", 50), 50, status="404")

    def test_fields_are_sent(self):
        figures(self.weft.http + "/six.txt?fields", "-n", 20, "-H", "User-Agent: somebody else", "-H", "referer: /from")
        records = self.records("fields", 20)
        self.assertEqual(len(records), 20)
        self.assertEqual({r["cs(User-Agent)"] for r in records}, {"somebody+else"})
        self.assertEqual({r["cs(Referer)"] for r in records}, {"/from"})

    def test_uploads(self):
        body = self.written("body", os.urandom(200_000))
        for http in ("2", "1.1"):
            with self.subTest(http):
                run = figures(self.weft.http + "/upload", "--data", body, "-n", 60, "-c", 3, "-m", 5, "--http", http)
                self.assert_whole(run, 60)
                self.assertEqual(run["octets"]["request_bodies"], 60 * 200_000)
                self.assertEqual(run["octets"]["response_bodies"], 60 * len("200000\n"))

    def test_downloads_in_small_windows(self):
        for path, window, size in (("/big.bin", 10_000, 300_000), ("/six.txt", 1, 6)):
            run = figures(self.weft.http + path, "-n", 40, "-c", 2, "-m", 5, "--window", window)
            self.assert_whole(run, 40)
            self.assertEqual(run["octets"]["response_bodies"], 40 * size)

    def test_a_file_of_requests(self):
        self.written("note.txt", "a body")
        path = self.written("requests.json", json.dumps([
            {"path": "/six.txt?file"}, {"method": "HEAD", "path": "/six.txt?file"},
            {"path": "/upload", "body_file": "note.txt"}, {"method": "PUT", "path": "/upload", "body": "x"},
            {"path": "/six.txt?file", "fields": {"if-none-match": "*"}}]))
        run = figures(self.weft.http, "--requests", path, "-n", 500, "-c", 2, "-m", 10)
        self.assertEqual(run["statuses"], {"200": 400, "304": 100})
        self.assertEqual(run["octets"]["request_bodies"], 700)
        methods = collections.Counter(r["cs-method"] for r in self.records("file", 300))
        self.assertEqual(methods, {"GET": 200, "HEAD": 100})
        self.assert_whole(figures(self.weft.http, "--requests", "-", "-n", 10, input='[{"path": "/six.txt"}]'), 10)

    def test_what_is_wrong_with_a_file_of_requests_is_told_with_its_place(self):
        path = self.written("wrong.json", '[\n  {"path": 7}\n]')
        self.assert_fails([f"{path}:2:12:", "a path as a string"], self.weft.http, "--requests", path)
        self.assert_fails(["--requests", "without a path"], self.weft.http + "/six.txt", "--requests", path)

    def test_a_duration_with_a_warm_up(self):
        run = figures(self.weft.http + "/six.txt", "-d", "300ms", "--warm-up", "200ms", "-c", 2, "-m", 2)
        self.assertGreater(run["answered"], 0)
        self.assertEqual(run["answered"], run["requests"])
        self.assertGreaterEqual(run["seconds"], 0.2)

    def test_a_rate(self):
        run = figures(self.weft.http + "/six.txt", "--rate", 500, "-d", "400ms", "-c", 2, "-m", 50)
        self.assert_whole(run, 200)
        self.assertEqual(run["rate"], 500)
        self.assert_whole(figures(self.weft.http + "/six.txt", "--rate", 20_000, "-n", 2_001, "-c", 3, "-m", 50, "--threads", 3),
                          2_001)

    def test_header_compression_saves(self):
        run = figures(self.weft.https + "/six.txt", "-n", 2_000, "-m", 10, "--insecure")
        self.assertGreater(run["fields"]["requests"]["saving"], 0.9)
        self.assertGreater(run["fields"]["responses"]["saving"], 0.8)

    def test_cpu_of_the_server(self):
        run = figures(self.weft.http + "/six.txt", "-n", 20_000, "-m", 10, "--pid", self.weft.process.pid)
        self.assertGreater(run["cpu_us_per_request"]["server"], 0)
        self.assertGreater(run["cpu_us_per_request"]["load"], 0)

    def test_two_targets_in_turn(self):
        run = figures(self.weft.http + "/six.txt", "--compare", self.weft.http + "/big.bin", "--rounds", 2, "-n", 100, "-m", 10,
                      "--pid", self.weft.process.pid, "--compare-pid", self.weft.process.pid)
        for side, size in (("a", 6), ("b", 300_000)):
            self.assertEqual(len(run[side]), 4)
            for each in run[side]:
                self.assert_whole(each, 100)
                self.assertEqual(each["octets"]["response_bodies"], 100 * size)
        for name in ("requests_per_second", "latency_p50_us", "latency_p99_us", "server_cpu_us_per_request"):
            ratio = run["ratios"][name]
            self.assertEqual(len(ratio["pairs"]), 4)
            self.assertLessEqual(ratio["low"], ratio["median"])
            self.assertLessEqual(ratio["median"], ratio["high"])
            self.assertEqual(ratio["confidence"], 0.875)

    def test_the_text_has_the_figures(self):
        out = self.written("figures.json", "")
        done = load(self.weft.http + "/six.txt", "-n", 1234, "-m", 10, "--json", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        for words in ("1,234 answered, 0 failed", "1,234 x 200", "p99.99", "requests per read"):
            self.assertIn(words, done.stdout)
        self.assert_whole(json.loads(out.read_text()), 1234)

    def test_a_certificate_that_is_not_trusted_is_refused(self):
        self.assert_fails(["tls_certificate_not_trusted", self.weft.https], self.weft.https, "-n", 1)

    def test_nobody_listens(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            self.assert_fails(["connection_refused"], f"http://127.0.0.1:{closed.getsockname()[1]}", "-n", 1)

    def test_what_is_wrong_on_the_command_line(self):
        url = self.weft.http
        self.assert_fails(["https://"], "localhost:80", "-n", 1)
        self.assert_fails(["origin", url], url, "http://127.0.0.1:1", "-n", 1)
        self.assert_fails(["name: value"], url, "-n", 1, "-H", "nonsense")
        self.assert_fails(["no process"], url, "-n", 1, "--pid", 2_000_000_000)
        self.assert_fails(["/no/such/file"], url, "-n", 1, "--data", "/no/such/file")
        self.assert_fails(["connection a thread"], url, "-n", 1, "--threads", 2)
        self.assert_fails(["--duration"], url, "-n", 1, "-d", 1, code=2)
        self.assert_fails(["--rounds"], url, "-n", 1, "--rounds", 1, code=2)
        self.assert_fails(["--warm-up"], url, "-n", 1, "--warm-up", "1 fortnight", code=2)


class Server:
    """Answers each connection with given octets after its first octets came, and closes it."""

    def __init__(self, answer):
        self.answer = answer
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            with peer:
                if peer.recv(65536):
                    peer.sendall(self.answer)
                    peer.shutdown(socket.SHUT_WR)
                    while peer.recv(65536):
                        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(20)


class Trouble(unittest.TestCase):
    def test_a_connection_that_ends_is_made_anew(self):
        answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"
        with Server(answer) as server:
            run = figures(server.url, "-n", 10, "--http", "1.1")
            self.assertEqual(run["statuses"], {"200": 10})
            self.assertEqual(run["reconnects"], 9)
            self.assertEqual(server.connections, 10)

    def test_a_response_that_breaks_off_is_an_error_with_its_reason(self):
        with Server(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nok") as server:
            run = figures(server.url, "-n", 3, "--http", "1.1", code=1)
            self.assertEqual(run["failed"], 3)
            self.assertEqual(run["errors"], {"connection lost: peer_closed": 3})

    def test_nonsense_is_an_error_with_its_reason(self):
        with Server(b"nonsense, and more of it\r\n\r\n") as server:
            run = figures(server.url, "-n", 2, "--http", "1.1", code=1)
            self.assertEqual(run["failed"], 2)
            self.assertTrue(list(run["errors"])[0].startswith("protocol error: "), run["errors"])
            done = load(server.url, "-n", 2)
            self.assertEqual(done.returncode, 1)
            self.assertIn("protocol error", done.stderr)

    def test_a_server_that_says_nothing_is_given_up(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            done = load(url, "-n", 1, "--timeout", "100ms")
            self.assertEqual(done.returncode, 1)
            self.assertIn("timeout", done.stderr)
            run = figures(url, "-n", 1, "--http", "1.1", "--timeout", "100ms", code=1)
            self.assertEqual(run["errors"], {"connection lost: timeout": 1})

    def test_what_was_due_and_never_sent_is_told(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            run = figures(url, "--rate", 100, "-d", "200ms", "--http", "1.1", "--timeout", "300ms", code=1)
            self.assertEqual(run["requests"] + run["unsent"], 20)
            self.assertGreater(run["unsent"], 0)
            self.assertEqual(run["answered"], 0)


if __name__ == "__main__":
    unittest.main()
