"""The control endpoint of weft serve and weft status: reports, orders, and what the guide says of them."""

import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import unittest

from raw_http2 import RawHttp2
from serving import BINARY, PATIENCE, Started, Weft, curl, make_site, until

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "docs" / "guide" / "operate.md"


def status_of(*words, check=True, **more):
    return subprocess.run([BINARY, "status", *words], capture_output=True, text=True, check=check, timeout=PATIENCE, **more)


class Served(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.socket = self.folder / "control.sock"
        self.url = f"unix:{self.socket}"
        site = self.folder / "site"
        site.mkdir()
        self.site = make_site(site, large_bin=b"x" * 4_000_000)

    def serve(self, *words):
        return Weft(self.site, "--control", self.url, *words)

    def ask(self, path, *words):
        """Status and body."""
        out = curl("--unix-socket", self.socket, "-w", "\n%{http_code}", *words, f"http://localhost{path}").decode()
        body, code = out.rsplit("\n", 1)
        return int(code), body

    def report(self):
        return json.loads(self.ask("/status")[1])


class Control(Served):
    def test_tells_where_it_is(self):
        with self.serve() as weft:
            self.assertEqual(weft.message("^control on "), [f"control on {self.url}\n"])
            self.assertEqual(self.socket.stat().st_mode & 0o777, 0o600)
        self.assertFalse(self.socket.exists())

    def test_counts_by_version(self):
        with self.serve() as weft:
            curl("--http2", weft.https, weft.https + "/none")
            curl("--http1.1", weft.https)
            until(lambda: self.report()["connections"]["open"] == 0)
            told = self.report()
        self.assertEqual(told["requests"]["version"], {"HTTP/1.0": 0, "HTTP/1.1": 1, "HTTP/2": 2})
        self.assertEqual(told["requests"]["status"], {"2xx": 2, "4xx": 1})
        self.assertEqual(told["connections"]["opened"], {"HTTP/1.1": 1, "HTTP/2": 1, "none": 0})
        self.assertEqual(told["connections"]["fallback"], {"peer_chose_http11": 1})
        self.assertEqual(sum(told["connections"]["closed"].values()), 2)

    def test_knows_a_handshake_that_has_failed(self):
        with self.serve() as weft:
            curl("--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", weft.https, check=False)
            until(lambda: self.report()["connections"]["opened"]["none"] == 1)

    # RFC 9113 6.9: the client opens no window, so that the stream waits for it.
    def test_sums_up_waits_by_the_words_of_the_log(self):
        with self.serve() as weft:
            curl("--http2", "--limit-rate", "4M", "-o", "/dev/null", weft.https + "/large.bin")
            until(lambda: self.report()["requests"]["total"] == 1)
            waits = self.report()["waits_seconds"]
        self.assertEqual(set(waits), {"application", "priority", "stream_window", "connection_window", "rate_limit", "socket", "pool"})
        self.assertGreater(sum(waits.values()), 0)

    def test_tells_that_it_drains_until_the_last_request_has_ended(self):
        with self.serve() as weft, open(self.folder / "received", "wb") as received:
            client = subprocess.Popen(["curl", "-sSk", "--limit-rate", "1M", weft.https + "/large.bin"], stdout=received)
            until(lambda: (self.folder / "received").stat().st_size > 0)
            self.assertEqual(self.ask("/readyz")[0], 200)
            self.assertEqual(self.ask("/drain", "-X", "POST")[0], 202)
            self.assertEqual(self.ask("/readyz"), (503, '{"status":"draining"}\n'))
            self.assertEqual(self.ask("/healthz")[0], 200)
            self.assertEqual(client.wait(PATIENCE), 0)
            self.assertEqual(weft.process.wait(PATIENCE), 0)
        self.assertEqual((self.folder / "received").stat().st_size, 4_000_000)

    def test_reload_reads_the_configuration_again(self):
        path = self.folder / "weft.json"
        (self.folder / "two").mkdir()
        (self.folder / "two" / "index.html").write_text("two")

        def write(root):
            path.write_text(json.dumps({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Sites": {"a": {"Root": root}},
                                        "Control": {"Url": self.url}}))

        write("site")
        with Started("--config", path, "--log", "none") as weft:
            self.assertIn(b"hello", curl(weft.http))
            write("two")
            self.assertEqual(self.ask("/reload", "-X", "POST"), (200, '{"done":"reload"}\n'))
            self.assertEqual(curl(weft.http), b"two")
            path.write_text("{")
            code, answer = self.ask("/reload", "-X", "POST")
            self.assertEqual((code, json.loads(answer)["error"]), (409, "reload"))
            weft.message("weft.json:1:.*the old configuration stays in use")
            self.assertEqual(curl(weft.http), b"two")

    # No process is as small as that, so that nobody is accepted before the limit is another.
    def test_tells_that_memory_is_short_until_it_is_not(self):
        path = self.folder / "weft.json"

        def write(limit):
            path.write_text(json.dumps({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Sites": {"a": {"Root": "site"}},
                                        "Control": {"Url": self.url}, "Limits": {"MaxMemory": limit}}))

        write("1k")
        with Started("--config", path, "--log", "none") as weft:
            weft.message(r"MiB of 0\.0 MiB of memory are in use: no connection is accepted")
            self.assertEqual(self.report()["memory"]["pressure"], "severe")
            self.assertRegex(status_of(self.url).stdout, r"\nmemory       [\d.]+ MiB of 1\.0 KiB   pressure severe\n")
            with socket.create_connection(("127.0.0.1", weft.port("http")), timeout=PATIENCE) as peer:
                peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                write(None)
                self.assertEqual(self.ask("/reload", "-X", "POST")[0], 200)
                self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 200"))
            weft.message("all is served again")
            self.assertEqual(self.report()["memory"]["pressure"], "none")

    def test_opens_the_log_anew(self):
        with self.serve() as weft:
            curl(weft.http)
            weft.log(1)
            weft.log_path.rename(self.folder / "old.log")
            self.assertEqual(self.ask("/reopen-log", "-X", "POST")[0], 200)
            curl(weft.http)
            weft.log(1)

    def test_changes_rates(self):
        with self.serve():
            self.assertEqual(self.ask("/bandwidth", "-X", "PUT", "-d", '{"Server": {"SendRate": "1M"}}')[0], 200)
            self.assertEqual(self.report()["bandwidth"]["Server"], {"SendRate": 1 << 20, "ReceiveRate": 0})
            code, answer = self.ask("/bandwidth", "-X", "PUT", "-d", '{"Server": {"SendRate": "fast"}}')
            self.assertEqual(code, 400)
            self.assertRegex(json.loads(answer)["message"], r"^1:25: ")

    def test_says_what_it_takes(self):
        with self.serve():
            code, answer = self.ask("/metric")
            self.assertEqual(code, 404)
            self.assertIn("/metrics", json.loads(answer)["message"])

    def test_a_port_is_for_this_machine_and_for_no_foreign_page(self):
        with Started(self.site, "--listen", "http://127.0.0.1:0", "--log", "none", "--control", "http://127.0.0.1:0") as weft:
            url = weft.message("^control on ")[0].split()[-1]
            port = url.rsplit(":", 1)[1]
            self.assertIn(b"alive", curl(url + "/healthz"))
            for words in (["-H", "host: evil.test"], ["--resolve", f"evil.test:{port}:127.0.0.1", f"http://evil.test:{port}/"],
                          ["-X", "POST", "-H", "origin: https://evil.test"], ["-X", "POST", "-H", "sec-fetch-site: cross-site"]):
                answer = json.loads(curl(*words, url + "/drain").decode().splitlines()[0])
                self.assertIn(answer["error"], ("host", "origin"), words)
            self.assertEqual(json.loads(curl(url + "/status"))["phase"], "serving")

    def test_public_addresses_are_refused(self):
        for url in ("http://*:9090", "http://0.0.0.0:9090", "https://localhost:9090"):
            done = subprocess.run([BINARY, "serve", self.site, "--control", url], capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(done.returncode, 1)
            self.assertIn("control", done.stderr)

    # The guide has a table of the metrics: each is there, and no other.
    def test_has_the_metrics_that_the_guide_says(self):
        told = re.findall(r"^\| `(weft_\w+)", GUIDE.read_text(), re.M)
        self.assertEqual(len(told), len(set(told)))
        with self.serve():
            text = self.ask("/metrics")[1]
        self.assertEqual(sorted(told), sorted(re.findall(r"^# TYPE (weft_\w+)", text, re.M)))

    def test_lists_connections(self):
        with self.serve() as weft, socket.create_connection(("127.0.0.1", weft.port("http"))) as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            peer.recv(4096)
            code, body = self.ask("/status?connections&limit=5")
            (one,) = json.loads(body)["connections"]
            self.assertEqual((code, one["peer"]), (200, "127.0.0.1:%d" % peer.getsockname()[1]))
            self.assertEqual((one["version"], one["tls"], one["state"]), ("HTTP/1.1", None, "idle"))
            self.assertEqual((one["requests"], one["streams"], one["received_bytes"]), (1, 0, 35))
            self.assertEqual(self.ask("/status?connections&limit=none")[0], 400)
            done = status_of("--connections", self.url)
        self.assertRegex(done.stdout, r"^id  peer +version +tls +state +age +last +streams  requests +in +out\n")
        self.assertRegex(done.stdout, r"\n *\d+  127\.0\.0\.1:\d+  HTTP/1\.1  -    idle   [^\n]+  35 B  [\d.]+ (B|KiB)\n$")

    # A connection over HTTP/2 that is idle for a quarter of a second is parked.
    def test_lists_what_is_parked_as_well(self):
        with self.serve() as weft, socket.create_connection(("127.0.0.1", weft.port("http"))) as peer:
            peer.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\4" + bytes(5) + bytes(3) + b"\4\1" + bytes(4))
            until(lambda: [each["state"] for each in json.loads(self.ask("/status?connections")[1])["connections"]] == ["parked"])
            (one,) = json.loads(self.ask("/status?connections")[1])["connections"]
        self.assertEqual((one["version"], one["requests"], one["received_bytes"]), ("HTTP/2", 0, 42))

    def test_records_the_connections_that_come_behind_an_order(self):
        recordings = self.folder / "recordings"
        recordings.mkdir()
        with self.serve("--recordings", recordings) as weft:
            curl("--http2", weft.https)
            self.assertEqual(list(recordings.iterdir()), [])
            done = status_of("record", "--seconds", "600", "--limit", "1", self.url)
            self.assertRegex(done.stdout, r"^connections that come in the next 600 s are recorded to /\S+: at most 1 of them, and ")
            self.assertIn("a recording is under way", status_of("record", self.url, check=False).stderr)
            for _ in range(2):
                curl("--http2", "-H", "cookie: id=session-7c1d55", weft.https)
            told = json.loads(self.ask("/record")[1])
            self.assertEqual((told["recording"], told["connections"], len(told["files"])), (True, 1, 1))
            file = recordings / told["files"][0]
            until(lambda: "weft:ended" in file.read_text())
        self.assertNotIn("session-7c1d55", file.read_text())
        shown = subprocess.run([BINARY, "inspect", file], capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
        self.assertRegex(shown, r"HEADERS +1 +200 ")

    def test_a_recording_ends_with_its_order_and_its_connection_goes_on(self):
        recordings = self.folder / "recordings"
        recordings.mkdir()
        with self.serve("--recordings", recordings) as weft:
            self.assertEqual(self.ask("/record?seconds=600&size=4096", "-X", "POST")[0], 202)
            # Enough frames for more than these octets.
            self.assertEqual(len(curl("--http2", weft.https + "/large.bin")), 4_000_000)
            told = json.loads(self.ask("/record")[1])
            self.assertFalse(told["recording"])
            self.assertGreaterEqual(told["octets"], 4096)
            file = recordings / told["files"][0]
        shown = subprocess.run([BINARY, "inspect", file], capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
        self.assertRegex(shown, r" ·  the recording ends by its size\n$")

    def test_records_nothing_without_a_folder(self):
        with self.serve():
            code, answer = self.ask("/record", "-X", "POST")
            self.assertEqual(code, 409)
            self.assertIn("Control:Recordings", json.loads(answer)["message"])
            done = status_of("record", self.url, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("Control:Recordings", done.stderr)

    def test_shows_the_last_frames_where_they_are_kept(self):
        hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\4" + bytes(5) + bytes(3) + b"\4\1" + bytes(4)
        for words in ((), ("--frames", "2")):
            with self.serve(*words) as weft, socket.create_connection(("127.0.0.1", weft.port("http"))) as peer:
                peer.sendall(hello + bytes([0, 0, 8, 6]) + bytes(5) + b"12345678")
                while b"12345678" not in peer.recv(4096):
                    pass
                (one,) = json.loads(self.ask("/streams")[1])["connections"]
                done = status_of("--frames", str(one["id"]), self.url, check=False)
            if not words:
                self.assertIsNone(one["frames"])
                self.assertEqual(done.returncode, 1)
                self.assertIn("weft serve --frames N", done.stderr)
                continue
            self.assertEqual(len(one["frames"]), 2)
            self.assertRegex(done.stdout, r"\A[^\n]+the last 2 frames[^\n]+\n[^\n]+\n[^\n]+ s ago  →  PING +0 +8 B +ACK\n\Z")

    def test_the_guide_knows_each_path(self):
        with self.serve():
            message = json.loads(self.ask("/")[1])["message"]
        paths = re.findall(r"/[\w-]+", message)
        self.assertGreater(len(paths), 6)
        for path in paths:
            self.assertRegex(GUIDE.read_text(), rf"\| `\w+ {path}` \|")


class Status(Served):
    def test_prints_once_where_there_is_no_terminal(self):
        with self.serve() as weft:
            curl(weft.https)
            until(lambda: self.report()["connections"]["open"] == 0)
            done = status_of(self.url)
        self.assertRegex(done.stdout, r"^weft \S+   serving   up \d+ s   \d+ threads?\n")
        self.assertRegex(done.stdout, rf"\nendpoints    {re.escape(weft.https)} \(h2, http/1.1\)")
        self.assertRegex(done.stdout, r"\nconnections  0 open of [\d,]+   HTTP/2 1\n")
        self.assertNotIn("\x1b", done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_prints_json(self):
        with self.serve():
            self.assertEqual(json.loads(status_of("--json", self.url).stdout)["phase"], "serving")
            self.assertEqual(status_of("--json", "why", self.url).stdout, "null\n")
            self.assertEqual(status_of("why", "--json", self.url).stdout, "null\n")

    def test_takes_the_endpoint_as_weft_live_does_but_not_two(self):
        with self.serve():
            self.assertIn("serving", status_of("--control", self.url).stdout)
            self.assertEqual(status_of("--control", self.url, "why", "--json").stdout, "null\n")
            self.assertEqual(status_of("--control", self.url, self.url, check=False).returncode, 2)

    def test_asks_a_port_as_well(self):
        with Started(self.site, "--listen", "http://127.0.0.1:0", "--log", "none", "--control", "http://127.0.0.1:0") as weft:
            url = weft.message("^control on ")[0].split()[-1]
            self.assertIn("serving", status_of(url + "/").stdout)

    def test_says_where_nobody_answers(self):
        done = status_of(self.url, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn(self.url, done.stderr)

    def test_says_that_it_is_no_control_endpoint(self):
        with self.serve() as weft:
            done = status_of(weft.http, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("expected the control endpoint", done.stderr)

    def test_refuses_other_places(self):
        for url in ("https://localhost:1", "/run/weft.sock", "unix:"):
            self.assertEqual(status_of(url, check=False).returncode, 2)

    # Until the server ends, which is the last thing it says.
    def test_draws_anew_on_a_terminal_as_wide_as_that_is(self):
        ours, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 70, 0, 0))
        with self.serve() as weft:
            status = subprocess.Popen([BINARY, "status", self.url], stdout=terminal, stderr=terminal,
                                      env=dict(os.environ, TERM="xterm"))
            os.close(terminal)
            shown = b""
            while shown.count(b"serving") < 3:
                self.assertTrue(select.select([ours], [], [], PATIENCE)[0])
                shown += os.read(ours, 65536)
            weft.stop()
            # A terminal that nobody writes to any more cannot be read.
            with contextlib.suppress(OSError):
                while more := os.read(ours, 65536):
                    shown += more
            self.assertEqual(status.wait(PATIENCE), 1)
            os.close(ours)
        self.assertIn(f"weft: {self.url}".encode(), shown)
        pictures = shown.decode().rsplit("weft: ", 1)[0]
        for line in re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", pictures).splitlines():
            self.assertLessEqual(len(line), 70)

    def picture_with(self, part, columns, rows):
        """The lines of the first picture with this part on a terminal of that size."""
        ours, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        status = subprocess.Popen([BINARY, "status", self.url], stdout=terminal, stderr=terminal, env=dict(os.environ, TERM="xterm"))
        os.close(terminal)
        shown = b""
        pictures = []
        while not any(part in picture for picture in pictures):
            self.assertTrue(select.select([ours], [], [], PATIENCE)[0])
            shown += os.read(ours, 65536)
            # The cursor is hidden during each.
            pictures = [each.split(b"\x1b[?25h")[0] for each in shown.split(b"\x1b[?25l")[1:] if b"\x1b[?25h" in each]
        status.terminate()
        status.wait(PATIENCE)
        os.close(ours)
        picture = next(each for each in pictures if part in each).decode()
        # A later one begins where the one before did.
        return re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", picture).lstrip("\r").splitlines()

    def test_says_on_a_terminal_why_a_stream_is_slow(self):
        with self.serve() as weft, RawHttp2("127.0.0.1", weft.port("http"), tls=False) as client:
            client.send(client.headers(1, path="/large.bin"))
            for columns, rows in ((160, 50), (80, 24), (60, 20)):
                lines = self.picture_with(b"the client must act", columns, rows)
                picture = "\n".join(lines)
                self.assertEqual(len(lines), rows - 1)
                self.assertLessEqual(max(map(len, lines)), columns)
                self.assertRegex(picture, r"^weft \S+   serving   1 connection   1 stream   up ")
                self.assertRegex(picture, r"\nWhy slow\?   stream_window, the client must act\nstream 1 GET /large\.bin \(connection \d+\): ")
                self.assertRegex(picture, r"\n  windows: stream 0 of 65,535 left, connection 0 left\n")
                self.assertRegex(picture, r"\n +\d+  127\.0\.0\.1:\d+ .* 100 %  .*client")
                self.assertRegex(picture, r"\n +\d+:1  GET /large\.bin  +stream_window  +[\d.]+ s")
                self.assertRegex(picture, r"\nrequests     [\d.]+/s   ")


class LivePage(Served):
    def live(self, *words):
        """weft live without a display, and the address that it tells."""
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        process = subprocess.Popen([BINARY, "live", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process, process.stdout.readline().strip()

    def test_is_told_of_by_serve(self):
        with Weft(self.site, "--live") as weft:
            address = re.fullmatch(r"live page on (http://127\.0\.0\.1:\d+/live)\n", weft.message("^live page")[0]).group(1)
            head = curl("-i", address).decode()
            self.assertIn("content-security-policy: default-src 'none'; style-src 'sha256-", head)
            self.assertIn("<title>weft live</title>", head)
            self.assertEqual(curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: evil.test", address), b"421")
            self.assertEqual(curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Sec-Fetch-Site: cross-site",
                                  address + "/events"), b"403")
        with self.serve("--live") as weft:
            self.assertEqual(weft.message("^live page"), [f"live page: weft live --control {self.url}\n"])

    def test_has_an_address(self):
        with Weft(self.site, "--live") as weft:
            address = weft.message("^live page on")[0].split()[-1]
            for words in (("--control",), ()):
                process, told = self.live(*words, address.removesuffix("live"))
                self.assertEqual((told, process.wait(PATIENCE)), (address, 0))

    def test_is_passed_on_from_a_unix_socket_and_nothing_else_is(self):
        with self.serve():
            process, address = self.live("--control", self.url)
            self.assertRegex(address, r"^http://127\.0\.0\.1:\d+/[0-9a-f]{32}/live$")
            self.assertIn(b"<title>weft live</title>", curl(address))
            # The feed has no end: what comes at once is enough.
            feed = curl("--max-time", "3", address + "/events", check=False)
            self.assertIn(b"event: phase\ndata: serving\n", feed)
            self.assertIn(b"event: view\n", feed)
            root = address.rsplit("/", 2)[0]
            for path in ("/live", "/status", "/drain", "/streams", "/record"):
                self.assertEqual(curl("-o", "/dev/null", "-w", "%{http_code}", root + path), b"404")
            page = address.removesuffix("/live")
            self.assertEqual(json.loads(curl(page + "/streams?limit=5"))["complete"], True)
            self.assertIn("limit: expected a number", json.loads(curl(page + "/streams?limit=none"))["message"])
            self.assertIn("recording", json.loads(curl(page + "/record")))
            self.assertIn("no folder for recordings", json.loads(curl("-X", "POST", page + "/record?seconds=30"))["message"])
            self.assertEqual(curl("-X", "POST", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Origin: http://evil.test",
                                  page + "/record"), b"403")
            for order, path in (("GET", "/status"), ("GET", "/metrics"), ("POST", "/drain"), ("POST", "/reload"), ("PUT", "/bandwidth")):
                self.assertEqual(curl("-X", order, "-o", "/dev/null", "-w", "%{http_code}", page + path), b"404", path)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(PATIENCE), 0)

    def test_is_nowhere_without_a_server(self):
        process, address = self.live("--control", self.url)
        self.assertEqual((address, process.wait(PATIENCE)), ("", 1))
        self.assertIn(str(self.url), process.stderr.read())


if __name__ == "__main__":
    unittest.main()
