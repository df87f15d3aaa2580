"""weft load: what it sends is what was asked for, and what it counts is what was answered."""

import collections
import json
import os
import pathlib
import resource
import socket
import tempfile
import time
import unittest

from loading import figures, load
from serving import PATIENCE, Weft, make_site


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
        self.assert_fails(["--warm-up", "500ms"], url, "-n", 1, "--warm-up", "1 fortnight", code=2)
        self.assert_fails(["--fail-if", "p99"], url, "-n", 1, "--fail-if", "p99>fast")
        self.assert_fails(["--key", "--cert"], url, "-n", 1, "--key", "key.pem", code=2)
        self.assert_fails(["/no/such.pem"], url, "-n", 1, "--cert", "/no/such.pem")
        self.assert_fails(["/no/such.pem"], self.weft.https, "-n", 1, "--cacert", "/no/such.pem")
        self.assert_fails(["unix:"], url, "-n", 1, "--connect-to", "unix:")

    def test_a_number_out_of_range_is_told_in_short(self):
        for option in ("-n", "-c", "-m", "--threads", "--rate", "--window", "-d", "--timeout", "--connect-timeout",
                       "--warm-up", "--requests-per-connection", "--pid"):
            for value in ("-1", "x", "1e309", "9" * 309):
                with self.subTest(option=option, value=value[:9]):
                    done = load(self.weft.http, f"{option}={value}" if option.startswith("--") else option + value)
                    self.assertEqual(done.returncode, 2, done.stderr)
                    self.assertIn("expected", done.stderr)
                    self.assertIn(" to ", done.stderr)
                    self.assertLess(len(done.stderr), 200)

    def test_too_few_descriptors_are_told_before_the_start(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        self.assert_fails(["100 connections", "124", "64"], self.weft.http, "-n", 1, "-c", 100, preexec_fn=few)

    def test_a_certificate_that_is_trusted_and_has_the_name(self):
        stored = next((self.weft.folder / "data").rglob("*.pem"))
        trusted = [path for path in (self.weft.folder / "data").rglob("*.pem") if b"CERTIFICATE" in path.read_bytes()]
        self.assertTrue(trusted, stored)
        port = self.weft.port("https")
        self.assert_whole(figures(f"https://localhost:{port}/six.txt", "-n", 5, "--cacert", trusted[0], "--connect-to",
                                  f"127.0.0.1:{port}"), 5)
        self.assert_whole(figures(f"https://elsewhere.test:{port}/six.txt", "-n", 5, "--cacert", trusted[0], "--connect-to",
                                  "127.0.0.1", "--sni", "localhost"), 5)
        self.assert_fails(["tls_certificate_for_another_name"], f"https://elsewhere.test:{port}/", "-n", 1, "--cacert", trusted[0],
                          "--connect-to", "127.0.0.1")

    def test_the_url_names_the_host_wherever_the_connection_goes(self):
        run = figures("http://elsewhere.test/six.txt?moved", "-n", 3, "--connect-to", f"127.0.0.1:{self.weft.port('http')}")
        self.assert_whole(run, 3)
        self.assertEqual({r["cs-host"] for r in self.records("moved", 3)}, {"elsewhere.test"})

    def test_a_connection_for_each_request(self):
        for http in ("2", "1.1"):
            run = figures(self.weft.http + "/six.txt", "-n", 20, "-c", 2, "--http", http, "--requests-per-connection", 1)
            self.assert_whole(run, 20)
            # At the end there may be two for one request.
            self.assertIn(run["reconnects"], (18, 19))

    def test_a_line_for_each_request(self):
        path = self.written("lines", "")
        run = figures(self.weft.http + "/six.txt", self.weft.http + "/none", "-n", 50, "-m", 4, "--threads", 2, "-c", 2,
                      "--log", path)
        names, *lines = [line.split("\t") for line in path.read_text().splitlines()]
        records = [dict(zip(names, line)) for line in lines]
        self.assertEqual(len(records), 50)
        self.assertEqual(collections.Counter(r["status"] for r in records), run["statuses"])
        for r in records:
            self.assertLessEqual(float(r["first_octet_us"]), float(r["latency_us"]))
            self.assertEqual(r["result"], "answered")
            self.assertEqual(r["path"], "/six.txt" if r["status"] == "200" else "/none")

    def test_times_to_connect_and_to_the_first_octet(self):
        run = figures(self.weft.https + "/big.bin", "-n", 20, "-c", 2, "--insecure")
        self.assertGreater(run["connect_us"]["min"], 0)
        self.assertGreater(run["first_octet_us"]["min"], 0)
        self.assertLessEqual(run["first_octet_us"]["max"], run["latency_us"]["max"])

    def test_the_exit_code_by_thresholds(self):
        url = self.weft.http + "/none"
        self.assertEqual(figures(url, "-n", 5, "--fail-if", "p99>1h,errors>0,5xx>0")["crossed"], [])
        run = figures(url, "-n", 5, "--fail-if", "4xx>10%,max<1h", code=1)
        self.assertEqual([each.split(":")[0] for each in run["crossed"]], ["4xx>10%", "max<1h"])

    def test_progress_where_nobody_looks_is_in_lines(self):
        done = load(self.weft.http + "/six.txt", "-d", "2500ms", "--rate", 50)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertRegex(lines[0], r"^2\.\d s  \d+ answered  [\d.]+/s  0 failed$")

    def test_the_rate_is_held_against_the_time_that_was_asked_for(self):
        for rate, duration, requests in ((0.5, "1s", 1), (2, "1s", 2), (10, "500ms", 5)):
            run = figures(self.weft.http + "/six.txt", "--rate", rate, "-d", duration, "-m", 20)
            self.assertEqual(run["answered"], requests)
            self.assertAlmostEqual(run["requests_per_second"], requests / (0.5 if duration == "500ms" else 1))
        done = load(self.weft.http + "/six.txt", "--rate", 0.8, "-d", "1250ms")
        self.assertIn("0.8 a second", done.stdout)


if __name__ == "__main__":
    unittest.main()
