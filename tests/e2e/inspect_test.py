"""weft inspect: what passes between a client and a server is shown and not changed, and single frames can be spoken."""

import fcntl
import hashlib
import os
import pathlib
import pty
import re
import select
import socket
import struct
import subprocess
import tempfile
import termios
import threading
import time
import unittest

from getting import without_proxies
from inspecting import Between, frames_in, inspect, prompt
from serving import BINARY, PATIENCE, Weft, curl, make_site, until

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LARGE = bytes(range(256)) * 8192  # 2 MiB


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        site = make_site(cls.folder.name, large_bin=LARGE, small_txt=b"small\n")
        cls.server = Weft(site, "--sink", "/upload")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()


class BetweenTest(WithServer):
    def test_both_directions_are_shown_and_nothing_is_changed(self):
        with Between(self.server.https) as between:
            body = curl("--http2", f"{between.url}/large.bin")
            until(lambda: between.shown("end:"))
        self.assertEqual(body, LARGE)
        text = "".join(between.lines)
        frames = frames_in(text)
        for wanted in (("→", "SETTINGS", "1:0"), ("←", "SETTINGS", "1:0"), ("→", "HEADERS", "1:1"), ("←", "HEADERS", "1:1"),
                       ("←", "DATA", "1:1")):
            self.assertIn(wanted, [frame[:3] for frame in frames])
        self.assertRegex(text, r"·  1: HTTP/2 from 127\.0\.0\.1:\d+ \(TLSv1\.3\) to 127\.0\.0\.1:\d+ \(TLSv1\.3\)")
        self.assertIn("GET https://127.0.0.1", text)
        self.assertNotIn("wrong", text)
        self.assertTrue(between.said("self-signed"))
        self.assertRegex(between.messages[-1],
                         r"^weft: 1 connection, 1 request, [\d,]+ B to the server, 2,\d{3},\d{3} B to clients, in \d+\.\d s$")

    def test_the_version_is_what_the_client_offers(self):
        with Between(self.server.https) as between:
            self.assertIn(b"hello", curl("--http1.1", between.url + "/"))
            until(lambda: between.shown("1: end:"))
            self.assertIn(b"hello", curl("--http2", between.url + "/"))
            # No ALPN at all.
            self.assertIn(b"hello", curl("--no-alpn", between.url + "/"))
            until(lambda: between.shown("3: end:"))
        text = "".join(between.lines)
        self.assertRegex(text, r"1: HTTP/1\.1 from")
        self.assertRegex(text, r"2: HTTP/2 from")
        self.assertRegex(text, r"3: HTTP/1\.1 from")
        self.assertRegex(text, r"→  request       1:1 ")
        self.assertRegex(text, r"←  response      1:1    200 OK|←  response      1:1 .*200 OK")

    def test_schemes_are_free_on_both_sides(self):
        for listen, to, words in (("http", "http", ("--http2-prior-knowledge",)), ("http", "https", ("--http2-prior-knowledge",)),
                                  ("https", "http", ("--http2",)), ("http", "http", ("--http1.1",)), ("http", "https", ())):
            with self.subTest(listen=listen, to=to, words=words), \
                    Between(self.server.url(to), listen=f"{listen}://127.0.0.1:0") as between:
                self.assertEqual(curl(*words, f"{between.url}/small.txt"), b"small\n")
                until(lambda: between.shown("1: end:"))
                version = "HTTP/2" if "2" in "".join(words).replace("1.1", "") else "HTTP/1.1"
                self.assertTrue(between.shown(f"1: {re.escape(version)} from"), between.lines)

    def test_a_server_of_http11_is_not_offered_http2(self):
        with OneAnswer(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold") as origin, Between(origin.url) as between:
            self.assertEqual(curl("--http2", between.url + "/"), b"old")

    def test_a_body_that_is_sent_arrives_whole(self):
        with Between(self.server.https) as between:
            said = curl("--http2", "--data-binary", "@" + self.folder.name + "/large.bin", f"{between.url}/upload")
        self.assertEqual(said.split(), [str(len(LARGE)).encode()])

    def test_our_own_client_asks_through_it(self):
        with Between(self.server.https) as between:
            urls = [f"{between.url}/{name}" for name in ("index.html", "small.txt", "large.bin")]
            done = subprocess.run([BINARY, "get", "-k", *urls], capture_output=True, timeout=PATIENCE, env=without_proxies())
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(hashlib.sha256(done.stdout[-len(LARGE):]).digest(), hashlib.sha256(LARGE).digest())
            until(lambda: between.shown("1: end:"))
        self.assertRegex(between.messages[-1], "1 connection, 3 requests")

    def test_connections_are_numbered(self):
        with Between(self.server.https) as between:
            clients = [subprocess.Popen(["curl", "-sk", "--http2", f"{between.url}/large.bin"], stdout=subprocess.PIPE)
                       for _ in range(4)]
            self.assertEqual({hashlib.sha256(each.communicate()[0]).digest() for each in clients},
                             {hashlib.sha256(LARGE).digest()})
        streams = {stream for _, kind, stream, _ in frames_in("".join(between.lines)) if kind == "HEADERS"}
        self.assertEqual(streams, {"1:1", "2:1", "3:1", "4:1"})
        self.assertRegex(between.messages[-1], "4 connections, 4 requests")

    def test_verbose_shows_fields(self):
        with Between(self.server.https, "-v") as between:
            curl("--http2", "-H", "x-mine: 7", "-H", "authorization: secret", between.url + "/")
            until(lambda: between.shown("x-mine: 7"))
        self.assertTrue(between.shown(r"authorization: \(6 B, not shown\)"))
        self.assertTrue(between.shown("MAX_CONCURRENT_STREAMS"))

    def test_both_directions_are_recorded(self):
        with tempfile.TemporaryDirectory() as folder:
            with Between(self.server.https, "--record", folder) as between:
                for version in ("--http2", "--http1.1"):
                    self.assertEqual(curl(version, "-H", "x-key: verborgen", f"{between.url}/small.txt"), b"small\n")
                until(lambda: between.shown("2: end:"))
            files = sorted(pathlib.Path(folder).iterdir())
            self.assertEqual([re.sub(r".*Z-", "", file.name) for file in files], ["1.sqlog", "2.sqlog"])
            for file in files:
                self.assertEqual(file.stat().st_mode & 0o777, 0o600)
                self.assertNotIn(b"verborgen", file.read_bytes())
            # The frames are those that were shown, and the ends are the client and the server.
            read = inspect(files[0])
            self.assertEqual([frame[:3] for frame in frames_in(read.stdout)],
                             [(way, kind, stream.removeprefix("1:")) for way, kind, stream, _ in frames_in("".join(between.lines))])
            ends = re.search(r"1: HTTP/2 from (\S+) \(.* to (\S+) \(", "".join(between.lines))
            self.assertIn(f"client {ends.group(1)}   server {ends.group(2)}   TLS ", read.stdout)
            self.assertRegex(inspect(files[1]).stdout, r"→  request +1 ")

    def test_a_recording_with_values_has_all_octets_and_no_engine_to_replay(self):
        with tempfile.TemporaryDirectory() as folder:
            with Between(self.server.https, "--record", folder, "--record-values") as between:
                curl("--http2", "-H", "x-key: verborgen", f"{between.url}/small.txt")
                until(lambda: between.shown("1: end:"))
            file, = pathlib.Path(folder).iterdir()
            self.assertIn("verborgen", inspect("-v", "--values", file).stdout)
            replayed = inspect("--replay", file)
            self.assertEqual((replayed.returncode, replayed.stdout), (1, ""))
            self.assertIn("the recording has no calls of an engine", replayed.stderr)
            packets = pathlib.Path(folder) / "one.pcapng"
            self.assertEqual(inspect("--pcapng", packets, file).returncode, 0)
            self.assertIn(b"PRI * HTTP/2.0", packets.read_bytes())

    def test_a_recording_needs_a_folder_and_something_that_passes(self):
        between = ("--listen", "https://127.0.0.1:0", "--to", self.server.https)
        for words in ((*between, "--record", "/no/such/folder"), (*between, "--record-values"),
                      (self.server.https, "--record", self.folder.name)):
            with self.subTest(words=words):
                self.assertEqual(inspect(*words).returncode, 2)

    def test_a_half_close_passes(self):
        with OneAnswer(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall that you said: ", echoes=True) as origin, \
                Between(origin.url, listen="http://127.0.0.1:0") as between:
            with socket.create_connection(("127.0.0.1", between.port)) as client:
                client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n")
                client.shutdown(socket.SHUT_WR)
                said = b"".join(iter(lambda: client.recv(65536), b""))
            until(lambda: between.shown("1: end: ended"))
        self.assertEqual(said, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall that you said: POST / HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(between.shown("1: the client sends no more"))
        self.assertTrue(between.shown("1: the server sends no more"))

    def test_a_reset_passes(self):
        with OneAnswer(b"", resets=True) as origin, Between(origin.url, listen="http://127.0.0.1:0") as between:
            with socket.create_connection(("127.0.0.1", between.port)) as client:
                client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                with self.assertRaises(ConnectionResetError):
                    client.recv(100)
            until(lambda: between.shown("the server is gone: peer_reset"))

    def test_a_client_that_does_not_read_is_not_read_ahead_of(self):
        with Endless() as origin, Between(origin.url, listen="http://127.0.0.1:0") as between:
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect(("127.0.0.1", between.port))
                client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                client.recv(10)
                # The server is held back, and what has come to the tool has an end.
                until(lambda: origin.sent and origin.is_stuck())
                stuck_at = origin.sent
                self.assertLess(stuck_at, 64 << 20)
                # It goes on with the client.
                while origin.sent <= stuck_at:
                    client.recv(1 << 20)

    def test_a_server_that_is_not_there(self):
        done = subprocess.run([BINARY, "inspect", "--listen", "https://127.0.0.1:0", "--to", "https://127.0.0.1:1"],
                              capture_output=True, text=True, timeout=PATIENCE,
                              env=without_proxies(XDG_DATA_HOME=self.folder.name))
        self.assertEqual((done.returncode, done.stderr),
                         (1, "weft: https://127.0.0.1:1: no connection: connection_refused\n"))

    def test_a_certificate_that_nobody_trusts(self):
        done = subprocess.run([BINARY, "inspect", "--listen", "https://127.0.0.1:0", "--to", self.server.https],
                              capture_output=True, text=True, timeout=PATIENCE,
                              env=without_proxies(XDG_DATA_HOME=self.folder.name))
        self.assertEqual(done.returncode, 1)
        self.assertIn("tls_certificate_not_trusted", done.stderr)


class PromptTest(WithServer):
    def test_a_request_is_answered_in_words(self):
        done = prompt(self.server.https, "headers 1 GET /small.txt end\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        frames = [frame[:3] for frame in frames_in(done.stdout)]
        self.assertEqual(frames.count(("→", "HEADERS", "1")), 1)
        self.assertIn(("←", "HEADERS", "1"), frames)
        self.assertIn(("←", "DATA", "1"), frames)
        self.assertIn("                 small\n", done.stdout)
        self.assertIn("                 :status: 200\n", done.stdout)

    def test_the_preface_and_SETTINGS_are_sent_and_acknowledged(self):
        done = prompt(self.server.http, "ping \"abcdefgh\"\nwait ping\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        shown = done.stdout
        self.assertRegex(shown, r"→  preface")
        self.assertRegex(shown, r"→  SETTINGS +0 +acknowledged")
        self.assertRegex(shown, r"←  SETTINGS +0 +acknowledged")
        self.assertRegex(shown, r"←  PING +0 +acknowledged   6162636465666768")

    def test_bare_sends_nothing_unasked(self):
        done = prompt(self.server.http, "preface\nsettings\nwait settings\nping\nwait ping\n", "--bare")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([frame[:2] for frame in frames_in(done.stdout) if frame[0] == "→"], [("→", "SETTINGS"), ("→", "PING")])

    def test_invalid_frames_are_sent_and_the_answer_is_shown(self):
        for commands, code in (("window 0 0", "PROTOCOL_ERROR"), ("data 0 x", "PROTOCOL_ERROR"), ("settings enable_push=2", "PROTOCOL_ERROR"),
                               ("settings initial_window_size=0xffffffff", "FLOW_CONTROL_ERROR"),
                               ("raw 00 00 05 06 00 00 00 00 00 \"short\"", "FRAME_SIZE_ERROR"),
                               ("headers 1 GET / more\nping", "PROTOCOL_ERROR"), ("headers 2 GET / end", "PROTOCOL_ERROR"),
                               ("raw 000002 01 05 00000001 ffff", "COMPRESSION_ERROR")):
            with self.subTest(commands):
                done = prompt(self.server.http, commands + "\nwait goaway\nwait close\n")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertRegex(done.stdout, rf"←  GOAWAY +0 +last stream \d+, {code}")

    def test_a_body_goes_in_frames(self):
        commands = "headers 1 POST /upload\ndata 1 \"one \"\ndata 1 \"two\" pad 5 end\nwait 1\n"
        done = prompt(self.server.https, commands)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\n {17}7\n")

    def test_octets_that_are_no_text_are_shown_at_their_beginning(self):
        done = prompt(self.server.https, "headers 1 GET /large.bin end\nwait data\nrst 1\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\n {17}(\\x0[0-9a-f]){16}\n {17}\.\.\. and [\d,]+ B more\n")
        self.assertLess(max(map(len, done.stdout.splitlines())), 200)

    def test_windows_are_the_users(self):
        done = prompt(self.server.https, "settings initial_window_size=5\nheaders 1 GET /large.bin end\nwait data\nping\n"
                                         "wait ping\nwindow 1 10\nwait data\nping\nwait ping\nrst 1\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([words for _, kind, _, words in frames_in(done.stdout) if kind == "DATA"], ["5 B", "10 B"])

    def test_fields_take_the_place_of_the_usual_ones(self):
        done = prompt(self.server.http, "headers 1 GET / :authority=other.test x=\"a b\" end\n", "-v")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("                 :authority: other.test\n", done.stdout)
        self.assertEqual(done.stdout.count(":authority:"), 1)
        self.assertIn("                 x: a b\n", done.stdout)

    def test_a_server_that_asks_and_does_not_read_is_not_read_either(self):
        with Deaf() as origin:
            process = subprocess.Popen([BINARY, "inspect", origin.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       env=without_proxies())
            said = []
            reader = threading.Thread(target=lambda: said.extend(line for line in process.stdout if b"\xc2\xb7" in line))
            reader.start()
            try:
                process.stdin.write(b"wait 60s\n")
                process.stdin.flush()
                until(lambda: any(b"the server does not read what it is answered" in line for line in said))
                until(origin.is_stuck)
            finally:
                process.kill()
                process.wait()
                reader.join()
                process.stdin.close()
                process.stdout.close()
        self.assertLess(origin.sent, 64 << 20)

    def test_a_wrong_command_is_told_and_the_others_are_done(self):
        done = prompt(self.server.http, "window 0\nheaders 1 GET /small.txt end\n")
        self.assertEqual((done.returncode, done.stderr),
                         (1, "weft: line 1:9: expected octets from 0 to 2147483647, not the end of the line\n"))
        self.assertIn(":status: 200", done.stdout)

    def test_a_script(self):
        script = pathlib.Path(self.folder.name) / "script.txt"
        script.write_text("# a request\nheaders 1 GET /small.txt end\nwait 1\nquit\n")
        done = prompt(self.server.https, "", "--script", script)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(":status: 200", done.stdout)

    def test_a_script_with_a_fault_sends_nothing(self):
        script = pathlib.Path(self.folder.name) / "wrong.txt"
        script.write_text("ping\nwindow 0\nrst 1 CANCLE\n")
        done = prompt("http://127.0.0.1:1", "", "--script", script)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.splitlines()[:2], [
            f"weft: {script}:2:9: expected octets from 0 to 2147483647, not the end of the line",
            f"weft: {script}:3:7: expected an error code such as CANCEL, or its number, not \"CANCLE\""])
        done = prompt("http://127.0.0.1:1", "", "--script", "/no/such/file")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such/file cannot be read", done.stderr)

    def test_a_command_behind_the_end_of_the_connection_is_a_fault(self):
        done = prompt(self.server.http, "window 0 0\nwait close\nping\n")
        self.assertEqual((done.returncode, done.stderr),
                         (1, "weft: line 3: the connection has ended, and this cannot be sent\n"))

    def test_a_server_that_is_not_there_or_does_not_speak_http2(self):
        done = prompt("http://127.0.0.1:1", "ping\n")
        self.assertEqual((done.returncode, done.stderr), (1, "weft: no connection: connection_refused\n"))
        self.assertEqual(prompt("http://127.0.0.1:1/path").returncode, 2)

    def test_help_names_every_command(self):
        done = prompt(self.server.http, "help\nhelp window\n")
        self.assertEqual(done.returncode, 0)
        for command in ("headers", "data", "raw", "wait", "quit"):
            self.assertRegex(done.stdout, rf"(?m)^{command} ?")
        self.assertEqual(done.stdout.count("window STREAM OCTETS"), 2)

    def test_lines_are_edited_on_a_terminal(self):
        with Terminal(self.server.http) as terminal:
            terminal.see("> ")
            # Completion, a correction, and history.
            terminal.type("pin\t\r")
            terminal.see("PING          0     acknowledged")
            terminal.type("rst 1 CAN\t\x01\x0b")
            terminal.type("headers 1 GET /smallx\x7f.txt end\r")
            terminal.see(":status: 200")
            terminal.type("window -1 1\r")
            terminal.see("         ^ expected a stream, or 0 for the connection, from 0 to 2147483647, not \"-1\"")
            terminal.type("wait 60s\r")
            terminal.type("\x03")
            terminal.type("\x1b[A\x1b[A\x7f2\r")
            terminal.see("^ expected a stream")
            terminal.type("\x04")
            self.assertEqual(terminal.wait(), 1)

    def test_a_terminal_is_left_as_it_was(self):
        with Terminal(self.server.http) as terminal:
            terminal.see("> ")
            raw = termios.tcgetattr(terminal.master)
            terminal.type("quit\r")
            self.assertEqual(terminal.wait(), 0)
            self.assertNotEqual(termios.tcgetattr(terminal.master), raw)
            self.assertTrue(termios.tcgetattr(terminal.master)[3] & termios.ICANON)


class GuideTest(WithServer):
    """docs/guide/debug.md shows what is printed."""

    @staticmethod
    def plain(text):
        """Without what differs from run to run. The two directions may be in another order."""
        for pattern, instead in ((r"^ *[\d.]+ ms", "# ms"), (r"(127\.0\.0\.1|\[::1\]):\d+", "ADDRESS"), (r"localhost:\d+", "HOST"),
                                 (r"\d+ B → \d+ B", "# B → # B"), (r"[\d,]+ B to", "# B to"), (r"in [\d.]+ s$", "in # s"),
                                 (r"^ +(date|last-modified|etag): .*", r"\1")):
            text = re.sub(pattern, instead, text, flags=re.MULTILINE)
        return sorted(text.splitlines())

    @staticmethod
    def shown(words):
        guide = (ROOT / "docs/guide/debug.md").read_text()
        return re.search(rf"^```\n\$ weft inspect {re.escape(words)}\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL).group(1)

    def localhost(self):
        return f"https://localhost:{self.server.port('https')}"

    def test_between(self):
        with Between(self.localhost(), listen="https://localhost:0") as between:
            url = f"https://localhost:{between.port}/small.txt"
            done = subprocess.run([BINARY, "get", "-k", url], capture_output=True, timeout=PATIENCE, env=without_proxies())
            self.assertEqual(done.stdout, b"small\n")
            until(lambda: between.shown("1: end:"))
        self.assertEqual(self.plain("".join(between.lines) + between.messages[-1]),
                         self.plain(self.shown("-k --listen https://localhost:9443 --to https://localhost:8443")))

    def test_a_script(self):
        script = pathlib.Path(self.folder.name) / "frames.txt"
        guide = (ROOT / "docs/guide/debug.md").read_text()
        script.write_text(re.search(r"^```\n(headers 1 .*?)^```$", guide, re.MULTILINE | re.DOTALL).group(1))
        done = prompt(self.localhost(), "", "--script", script)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.plain(done.stdout), self.plain(self.shown("-k --script frames.txt https://localhost:8443")))

    def test_the_lines_of_the_table_are_commands(self):
        guide = (ROOT / "docs/guide/debug.md").read_text()
        table = guide[guide.index("| line | what is sent |"):]
        lines = [line for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for line in re.findall("`(.*?)`", row)]
        self.assertGreater(len(lines), 12)
        script = pathlib.Path(self.folder.name) / "table.txt"
        script.write_text("\n".join(lines))
        done = prompt("http://127.0.0.1:1", "", "--script", script)
        self.assertEqual((done.returncode, done.stderr), (1, "weft: no connection: connection_refused\n"))


class OneAnswer:
    """A server of few words: it reads until a head has come, or with `echoes` until the client sends no more."""

    def __init__(self, answer, echoes=False, resets=False):
        self.answer, self.echoes, self.resets = answer, echoes, resets
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            self.serve_one(client)

    def serve_one(self, client):
        with client:
            said = b""
            while b"\r\n\r\n" not in said or self.echoes:
                got = client.recv(65536)
                if not got:
                    break
                said += got
            if self.resets:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            client.sendall(self.answer + (said if self.echoes else b""))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listening.close()


class Endless(OneAnswer):
    """Its answer has no end. `sent` octets have left so far."""

    def __init__(self):
        self.sent, self.last = 0, -1
        super().__init__(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")

    def serve_one(self, client):
        client.recv(65536)
        client.sendall(self.answer)
        try:
            while True:
                self.sent += client.send(bytes(65536))
        except OSError:
            client.close()

    def is_stuck(self):
        was, self.last = self.last, self.sent
        time.sleep(0.2)
        return was == self.sent


class Deaf(Endless):
    """A server of HTTP/2 that asks by PING without an end, and reads nothing."""

    def serve_one(self, client):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        settings, ping = b"\0\0\0\x04%c\0\0\0\0", b"\0\0\x08\x06\0\0\0\0\0abcdefgh"
        client.sendall(settings % 0 + settings % 1)
        try:
            while True:
                client.sendall(ping * 1000)
                self.sent += 1000 * len(ping)
        except OSError:
            client.close()


class Terminal:
    """The prompt on a terminal of 80 columns."""

    def __init__(self, url):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        self.process = subprocess.Popen([BINARY, "inspect", "-k", url], stdin=slave, stdout=slave, stderr=slave,
                                        env=without_proxies(TERM="xterm"))
        os.close(slave)
        self.shown = ""

    def type(self, keys):
        os.write(self.master, keys.encode())

    def see(self, words):
        """Goes behind them in what is shown."""
        while words not in self.shown:
            if not select.select([self.master], [], [], PATIENCE)[0]:
                raise AssertionError(f"{words!r} is not in {self.shown!r}")
            self.shown += os.read(self.master, 65536).decode().replace("\r\n", "\n")
        self.shown = self.shown.split(words, 1)[1]

    def wait(self):
        return self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


if __name__ == "__main__":
    unittest.main()
