"""The access log: its formats, fields by name, one line a request whatever the request says."""

import csv
import json
import pathlib
import re
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from serving import FIELDS, Weft, curl, make_site, until


class Log(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def test_begins_with_its_directives(self):
        with Weft(self.site, fields="time cs-uri-stem cs-version") as weft:
            curl(weft.http)
            weft.log(1)
            lines = weft.log_path.read_text().splitlines()
        self.assertEqual(lines[0], "#Version: 1.0")
        self.assertRegex(lines[1], r"^#Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual(lines[2], "#Fields: time cs-uri-stem cs-version")
        self.assertRegex(lines[3], r"^\d\d:\d\d:\d\d / HTTP/1.1$")

    def test_every_field_has_a_value(self):
        with Weft(self.site) as weft:
            curl("-A", "agent/1 (x)", "-e", "http://elsewhere/", weft.https + "/index.html?a=b")
            (record,) = weft.log(1)
            port = weft.port("https")
        self.assertEqual(record["cs-method"], "GET")
        self.assertEqual(record["cs-uri-stem"], "/index.html")
        self.assertEqual(record["cs-uri-query"], "a=b")
        self.assertEqual(record["sc-status"], "200")
        self.assertGreater(int(record["sc-bytes"]), 40)
        self.assertGreater(int(record["cs-bytes"]), 20)
        self.assertRegex(record["time-taken"], r"^\d+\.\d{3}$")
        self.assertEqual(record["cs-version"], "HTTP/2")
        self.assertEqual(record["cs(User-Agent)"], "agent/1+(x)")
        self.assertEqual(record["cs(Referer)"], "http://elsewhere/")
        self.assertEqual(record["cs-host"], f"127.0.0.1:{port}")
        self.assertEqual(record["s-port"], str(port))
        self.assertEqual(record["x-stream-id"], "1")
        self.assertEqual(record["x-reason"], "complete")

    def test_says_what_a_response_over_http2_waited_for_and_under_which_cipher(self):
        waits = ("application", "priority", "stream-window", "connection-window", "rate-limit", "socket", "pool")
        fields = "x-tls-version x-tls-cipher x-connection-id x-pushed " + " ".join(f"x-wait-{wait}" for wait in waits)
        with Weft(self.site, fields=fields) as weft:
            curl(weft.https + "/")
            curl(weft.http + "/")
            # Each thread hands its lines over by itself.
            over_tls, clear = sorted(weft.log(2), key=lambda record: record["x-tls-version"], reverse=True)
        self.assertRegex(over_tls["x-tls-version"], r"^TLSv1\.[23]$")
        self.assertRegex(over_tls["x-tls-cipher"], r"^[A-Z0-9_-]{10,}$")
        self.assertRegex(over_tls["x-connection-id"], r"^\d+$")
        self.assertEqual((over_tls["x-pushed"], clear["x-tls-version"]), ("0", "-"))
        for wait in waits:
            self.assertRegex(over_tls[f"x-wait-{wait}"], r"^\d+\.\d{3}$")
            self.assertEqual(clear[f"x-wait-{wait}"], "-")

    def test_counts_the_requests_of_a_connection_and_tells_what_hpack_saves(self):
        with Weft(self.site, fields="x-requests x-cs-field-octets cs-bytes cs-version") as weft:
            curl("-H", "user-agent: " + "x" * 300, weft.https + "/", weft.https + "/")
            curl(weft.http + "/", weft.http + "/")
            lines = weft.log(4)
        over_http2 = [record for record in lines if record["cs-version"] == "HTTP/2"]
        self.assertEqual([record["x-requests"] for record in over_http2], ["1", "2"])
        first, second = ({key: int(record[key]) for key in ("x-cs-field-octets", "cs-bytes")} for record in over_http2)
        self.assertEqual(first["x-cs-field-octets"], second["x-cs-field-octets"])
        self.assertGreater(first["x-cs-field-octets"], 300)
        self.assertLess(second["cs-bytes"], 100)
        over_http11 = [record for record in lines if record["cs-version"] == "HTTP/1.1"]
        self.assertEqual([(record["x-requests"], record["x-cs-field-octets"]) for record in over_http11],
                         [("1", "-"), ("2", "-")])

    def test_tells_what_hpack_leaves_of_both_heads_and_how_urgent_the_response_was(self):
        octets = ("x-cs-field-octets", "x-cs-hpack-octets", "x-sc-field-octets", "x-sc-hpack-octets")
        with Weft(self.site, fields="cs-version x-priority " + " ".join(octets)) as weft:
            curl("-H", "priority: u=1, i", weft.https + "/", weft.https + "/")
            curl(weft.http + "/")
            lines = weft.log(3)
        first, second = [record for record in lines if record["cs-version"] == "HTTP/2"]
        self.assertEqual([first["x-priority"], second["x-priority"]], ["u=1,+i"] * 2)
        for way in ("cs", "sc"):
            before, after = (int(first[f"x-{way}-{what}-octets"]) for what in ("field", "hpack"))
            self.assertGreater(before, after)
            self.assertEqual(int(second[f"x-{way}-field-octets"]), before)
            self.assertLess(int(second[f"x-{way}-hpack-octets"]), after)
        (clear,) = [record for record in lines if record["cs-version"] == "HTTP/1.1"]
        self.assertEqual({clear[each] for each in ("x-priority", *octets)}, {"-"})

    def test_cs_version_is_not_in_the_default_set(self):
        with Weft(self.site, fields=None) as weft:
            curl(weft.http)
            (record,) = weft.log(1)
        self.assertIn("cs-method", record)
        self.assertNotIn("cs-version", record)

    def test_hostile_values_stay_one_line(self):
        hostile = b"a\"\xff\xfe \tb\xc2\x85"
        with Weft(self.site) as weft:
            with socket.create_connection(("127.0.0.1", weft.port("http"))) as peer:
                peer.sendall(b"GET /%0d%0aevil HTTP/1.1\r\nHost: x\r\nUser-Agent: " + hostile + b"\r\n\r\n")
                peer.recv(4096)
            (record,) = weft.log(1)
            text = weft.log_path.read_bytes()
        self.assertEqual(len([line for line in text.splitlines() if not line.startswith(b"#")]), 1)
        self.assertIsNone(re.search(rb"[\x00-\x09\x0b-\x1f\x7f-\xff]", text))
        self.assertEqual(record["cs-uri-stem"], "/%0d%0aevil")
        self.assertEqual(record["cs(User-Agent)"], "a%22%FF%FE+%09b%C2%85")

    def test_a_request_that_is_refused_has_its_line(self):
        with Weft(self.site) as weft:
            with socket.create_connection(("127.0.0.1", weft.port("http"))) as peer:
                peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\x1b[31m\r\n\r\n")
                self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 400 "))
            (record,) = weft.log(1)
        self.assertEqual(record["sc-status"], "400")
        self.assertNotIn(record["x-reason"], ("complete", "-"))

    def lines_of_hostile_requests(self, form, *options, fields=None):
        """The lines of a request that is refused, of one with hostile values, and of a plain one."""
        hostile = b"a\"\\\xff\xfe \tb\xc2\x85\xe2\x82\xac"
        with Weft(self.site, "--log-format", form, *options, fields=fields) as weft:
            def lines(count):
                until(lambda: len(weft.log_path.read_bytes().splitlines()) >= count)

            for count, agent in enumerate((b"a\x1b[31m", hostile), 1):
                with socket.create_connection(("127.0.0.1", weft.port("http"))) as peer:
                    peer.sendall(b"GET /%0d%0aevil HTTP/1.1\r\nHost: x\r\nUser-Agent: " + agent + b"\r\n\r\n")
                    peer.recv(4096)
                lines(count)
            curl("-A", "a b", weft.https + "/?q=1")
            lines(3)
            text = weft.log_path.read_bytes()
        self.assertIsNone(re.search(rb"[\x00-\x09\x0b-\x1f\x7f-\xff]", text))
        lines = text.decode().splitlines()
        self.assertEqual(len(lines), 3)
        return lines

    def test_json_is_read_by_python(self):
        refused, hostile, plain = map(json.loads, self.lines_of_hostile_requests("json", fields=FIELDS))
        self.assertEqual(refused["sc-status"], 400)
        self.assertEqual(hostile["cs(User-Agent)"], "a\"\\%FF%FE \tb\x85\u20ac")
        self.assertEqual((plain["cs-uri-stem"], plain["cs-uri-query"], plain["cs-version"]), ("/", "q=1", "HTTP/2"))
        self.assertEqual((plain["sc-status"], plain["x-stream-id"]), (200, 1))
        self.assertGreater(plain["sc-bytes"], 40)
        self.assertIsInstance(plain["time-taken"], float)
        self.assertNotIn("cs(Referer)", plain)

    def test_combined_is_read_by_python(self):
        for line in self.lines_of_hostile_requests("combined"):
            for words in (shlex.split(line), next(csv.reader([line], delimiter=" "))):
                self.assertEqual(len(words), 10, line)
                self.assertRegex(" ".join(words[3:5]), r"^\[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d \+0000\]$")
                self.assertRegex(words[6], r"^[1-5]\d\d$")
        self.assertEqual((words[0], words[5], words[6], words[9]), ("127.0.0.1", "GET /?q=1 HTTP/2.0", "200", "a b"))

    @unittest.skipUnless(shutil.which("goaccess"), "goaccess is not installed")
    def test_combined_is_read_by_goaccess(self):
        log = pathlib.Path(self.folder.name, "combined.log")
        log.write_text("\n".join(self.lines_of_hostile_requests("combined")) + "\n")
        report = pathlib.Path(self.folder.name, "report.json")
        subprocess.run(["goaccess", "--no-global-config", "--log-format=COMBINED", "-o", report, log], check=True,
                       capture_output=True, stdin=subprocess.DEVNULL)
        general = json.loads(report.read_text())["general"]
        self.assertEqual((general["valid_requests"], general["failed_requests"]), (3, 0))

    def test_a_disk_that_is_full_costs_lines_and_no_requests(self):
        def fill_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

        requests = 200
        with Weft(self.site, "--log-format", "json", fields=None, prepare=fill_disk) as weft:
            statuses = curl("-o", "/dev/null", "-w", "%{http_code}\n", f"{weft.https}/?[1-{requests}]").split()
            self.assertEqual(set(statuses), {b"200"})
            self.assertEqual(weft.stop(), 0)
            text = weft.log_path.read_bytes()
            (told,) = weft.message(r"lines of the access log could not be written")
        written, cut = text.rsplit(b"\n", 1)
        lines = [json.loads(line) for line in written.splitlines()]
        self.assertGreater(len(lines), 5)
        self.assertLessEqual(len(text), 8192)
        self.assertEqual(int(re.search(r"(\d+) lines", told).group(1)) + len(lines), requests)

    def test_files_that_are_moved_away_by_their_size_have_every_line(self):
        config = pathlib.Path(self.folder.name, "weft.json")
        config.write_text('{"Log": {"Format": "json", "RotateSize": "2k", "RotateKeep": 0}}')
        requests = 100
        with Weft(self.site, "--config", config, fields="cs-uri-query sc-status") as weft:
            curl("-o", "/dev/null", f"{weft.https}/?[1-{requests}]")
            self.assertEqual(weft.stop(), 0)
            files = list(weft.log_path.parent.glob("access.log*"))
            self.assertTrue(all(file.stat().st_size <= 2048 for file in files))
            lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        self.assertGreater(len(files), 1)
        self.assertEqual(sorted(int(line["cs-uri-query"]) for line in lines), list(range(1, requests + 1)))

    def test_combined_takes_no_fields(self):
        with self.assertRaisesRegex(RuntimeError, "fields of its own"):
            Weft(self.site, "--log-format", "combined", fields="time")

    def test_an_unknown_field_is_named_at_start(self):
        with self.assertRaisesRegex(RuntimeError, "cs-versoin.*cs-version"):
            Weft(self.site, fields="time cs-versoin")


if __name__ == "__main__":
    unittest.main()
