"""Streams that stand still, each for a cause of its own that is planted here: /streams, weft status why, the access log and the
metrics name the cause with the same word, and the first two say who must act. The cause `pool` lasts in a client alone: weft get
names it."""

import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from getting import on_terminal, read_all, start_on_terminal, without_proxies
from half_closed_test import BINARY, SlowHandlers
from links import Link, NotAllowed
from misbehaving import Gone, Server
from raw_http2 import (CANCEL, HEADERS, INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS, PREFACE, REFUSED_STREAM, RST_STREAM, SETTINGS,
                       Closed, RawHttp2, frame, settings, window_update)
from serving import BINARY as WEFT, PATIENCE, curl, make_site, until

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WIDE = 0x7fff_ffff
WIDEN = WIDE - 65_535
# More than any queue on the way takes.
ENDLESS = "/endless.bin"


def make_endless(site):
    with open(site / ENDLESS[1:], "wb") as file:
        file.truncate(200_000_000)


class Watched(SlowHandlers):
    """The server with a control endpoint and a log."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.control = f"unix:{self.path}/control.sock"
        (self.path / "site").mkdir()
        make_site(self.path / "site", large_bin=b"x" * 1_000_000)
        make_endless(self.path / "site")
        self.process = subprocess.Popen([BINARY, self.path / "site", self.control, self.path / "access.log"],
                                        stderr=subprocess.PIPE, text=True)
        found = [re.match(r"listening on (\w+)://.*:(\d+)", self.process.stderr.readline()) for _ in range(2)]
        self.ports = {line.group(1): int(line.group(2)) for line in found}
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self

    def ask(self, path, *words):
        return curl("--unix-socket", self.path / "control.sock", *words, "http://localhost" + path).decode()

    def streams(self):
        return json.loads(self.ask("/streams"))

    def why(self, *words, check=True):
        return subprocess.run([WEFT, "status", "why", *words, self.control], capture_output=True, text=True, check=check, timeout=PATIENCE)

    def connection_of(self, port):
        """The report of the connection that has this port at its other end."""
        found = [each for each in self.streams()["connections"] if each["peer"].endswith(f":{port}")]
        return found[0] if found else None

    def log(self):
        lines = (self.path / "access.log").read_text().splitlines()
        names = next((line.split()[1:] for line in lines if line.startswith("#Fields:")), [])
        return [dict(zip(names, line.split(" "))) for line in lines if line and not line.startswith("#")]

    def waited(self, cause):
        """Seconds, of all requests that have ended."""
        return float(re.search(rf'^weft_request_wait_seconds_total{{cause="{cause}"}} (\S+)$', self.ask("/metrics"), re.M).group(1))


class Client(RawHttp2):
    """Its windows are as it says, and it reads only when it is told to."""

    def __init__(self, port, stream_window=WIDE, connection_window=WIDEN, receive_buffer=None):
        super().__init__("127.0.0.1", port, False, begin=False, receive_buffer=receive_buffer)
        self.send(PREFACE + settings((INITIAL_WINDOW_SIZE, stream_window)))
        if connection_window:
            self.send(window_update(0, connection_window))
        self.await_frame(lambda got: got[0] == SETTINGS and not got[1] & 1)
        self.send(frame(SETTINGS, 1))
        self.port = self.socket.getsockname()[1]

    def get(self, stream, path, *more):
        self.send(self.headers(stream, *more, path=path))

    def cancel(self, stream):
        self.send(frame(RST_STREAM, 0, stream, CANCEL.to_bytes(4, "big")))

    def read_slowly(self, until_set):
        while not until_set.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                if not self.socket.recv(20_000):
                    return
            time.sleep(0.01)


class Stalls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Watched())

    def setUp(self):
        self.kept = contextlib.ExitStack()
        self.addCleanup(self.kept.close)

    def client(self, **how):
        return self.kept.enter_context(Client(self.server.ports["http"], **how))

    def seen(self, port, stream, cause, side):
        """The stream as /streams tells it, once it says this."""
        told = []

        def is_seen():
            connection = self.server.connection_of(port)
            found = [each for each in connection["streams"] if each["id"] == stream] if connection else []
            told[:] = [(connection, each) for each in found]
            return found and (found[0]["wait"], found[0]["verdict"]["side"]) == (cause, side) and found[0]["waiting"] > 0

        try:
            until(is_seen)
        except AssertionError:
            self.fail(f"expected {cause} of {side}: {[(each['wait'], each['verdict']) for _, each in told]}")
        return told[0]

    def check(self, client, stream, cause, side, words, has_log=True):
        port = client.port if isinstance(client, Client) else client.getsockname()[1]
        connection, told = self.seen(port, stream, cause, side)
        self.assertGreater(told["waits"][cause], 0)
        self.assertEqual(told["side"], side)
        self.assertIn(words, told["verdict"]["sentence"])
        name = f"{connection['id']}:{stream}"
        said = self.server.why(name).stdout.splitlines()
        self.assertIn(words, said[0])
        self.assertEqual(said[1], f"  cause: {cause}, side: {side}")
        self.assertRegex(said[2], rf"^  waits: .*\b{cause} [\d.]+ m?s")
        if not has_log:
            return
        client.cancel(stream)
        client.socket.close()
        wanted = (str(connection["id"]), str(stream))
        until(lambda: wanted in [(each["x-connection-id"], each["x-stream-id"]) for each in self.server.log()])
        (line,) = [each for each in self.server.log() if (each["x-connection-id"], each["x-stream-id"]) == wanted]
        waits = {key[len("x-wait-"):].replace("-", "_"): float(value) for key, value in line.items() if key.startswith("x-wait-")}
        self.assertGreater(waits[cause], 0, line)
        self.assertGreaterEqual(self.server.waited(cause), waits[cause] - 0.001)

    def test_the_application_does_not_answer(self):
        client = self.client()
        client.get(1, "/wait/30")
        self.check(client, 1, "application", "server", "the handler has not answered")

    def test_the_application_has_no_more_of_its_answer(self):
        client = self.client()
        client.get(1, "/events")
        self.check(client, 1, "application", "server", "the handler has no octets ready")

    def test_the_client_does_not_send_the_rest_of_what_the_answer_is_made_of(self):
        client = self.client()
        client.send(client.headers(1, end_stream=False, method="POST", path="/echo") + frame(0, 0, 1, b"some"))
        self.check(client, 1, "application", "client", "the client sends nothing")

    def test_the_client_gives_a_stream_no_window(self):
        client = self.client(stream_window=0)
        client.get(1, ENDLESS)
        self.check(client, 1, "stream_window", "client", "; 0 of 0 left")

    def test_the_client_does_not_open_the_window_again(self):
        client = self.client(stream_window=20_000)
        client.get(1, "/large.bin")
        self.check(client, 1, "stream_window", "client", "0 of 20,000 left; 980,000 octets unsent: the client does not read")

    # Stream 1 has used it up; stream 3 waits for the same.
    def test_the_client_does_not_open_the_window_of_the_connection(self):
        client = self.client(connection_window=0)
        client.get(1, ENDLESS)
        self.seen(client.port, 1, "connection_window", "client")
        client.get(3, "/large.bin")
        self.check(client, 3, "connection_window", "client", "0 left for all streams; 1,000,000 octets unsent")

    def test_the_client_wants_others_first(self):
        client = self.client(receive_buffer=50_000)
        self.read_in_background(client)
        client.get(1, ENDLESS, ("priority", "u=0"))
        client.get(3, "/large.bin", ("priority", "u=7"))
        self.check(client, 3, "priority", "client", "urgency 7; next 1, 3")

    def test_the_server_has_put_others_first(self):
        client = self.client(receive_buffer=50_000)
        self.read_in_background(client)
        client.get(1, ENDLESS)
        client.get(3, "/last/10000")
        self.check(client, 3, "priority", "server", "the server has put others first")

    def test_a_rate_of_the_server_holds_it(self):
        self.server.ask("/bandwidth", "-X", "PUT", "-d", '{"Request": {"SendRate": "1k"}}')
        self.addCleanup(self.server.ask, "/bandwidth", "-X", "PUT", "-d", "{}")
        client = self.client()
        client.get(1, "/large.bin")
        self.check(client, 1, "rate_limit", "server", "the limit lets no more through")

    def test_the_client_reads_nothing_at_all(self):
        client = self.client(receive_buffer=50_000)
        client.get(1, ENDLESS)
        self.check(client, 1, "socket", "client", "the client reads slowly, or not at all")

    def test_a_client_of_http11_reads_nothing_at_all(self):
        with socket.create_connection(("127.0.0.1", self.server.ports["http"])) as client:
            client.sendall(f"GET {ENDLESS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            self.check(client, 1, "socket", "client", "the client reads slowly, or not at all", has_log=False)

    def test_the_application_does_not_answer_over_http11(self):
        with socket.create_connection(("127.0.0.1", self.server.ports["http"])) as client:
            client.sendall(b"GET /wait/30 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.check(client, 1, "application", "server", "the handler has not answered", has_log=False)

    def read_in_background(self, client):
        done = threading.Event()
        reader = threading.Thread(target=client.read_slowly, args=(done,))
        reader.start()
        self.kept.callback(lambda: (done.set(), reader.join()))


class Questions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Watched())

    def test_wrong_names_are_refused(self):
        for words in (["7:x"], ["x"], ["7"], ["0:1"], ["7:1", "nowhere"], ["unix:/a", "unix:/b"]):
            done = subprocess.run([WEFT, "status", "why", *words], capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)

    def test_a_server_that_is_not_there_is_told(self):
        for words in (["why"], ["--once"], ["--streams"]):
            done = subprocess.run([WEFT, "status", *words, "unix:/nowhere.sock"], capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stderr), (1, "weft: unix:/nowhere.sock: connect: no_such_socket; is it the URL of "
                                                                 "--control of a server that runs?\n"))

    def test_what_is_not_there_is_told(self):
        with Client(self.server.ports["http"]) as client:
            client.get(1, "/wait/30")
            until(lambda: self.server.connection_of(client.port)["streams"])
            id = self.server.connection_of(client.port)["id"]
            done = self.server.why(f"{id}:3", check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"connection {id} has no stream 3 under way", done.stderr)
        done = self.server.why("99999:1", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no connection 99999", done.stderr)

    def test_the_worst_is_found_without_a_name_and_events_are_not_it(self):
        # The handlers of other tests' clients learn that these have gone.
        until(lambda: not any(each["streams"] for each in self.server.streams()["connections"]))
        with Client(self.server.ports["http"]) as client:
            client.get(1, "/events")
            client.await_frame(lambda got: got[0] == HEADERS)
            client.get(3, "/wait/30")
            until(lambda: "/wait/30" in self.server.why().stdout)
            table = subprocess.run([WEFT, "status", "--streams", self.server.control], capture_output=True, text=True, check=True).stdout
            self.assertRegex(table, r"^stream  request +status  order  wait +for  side +window +unsent +sent\n")
            self.assertRegex(table, r"\n +\d+:1  GET /events +200 +u3 +application +[\d.]+ s  server ")
            told = json.loads(subprocess.run([WEFT, "status", "--streams", "--json", self.server.control], capture_output=True, text=True,
                                             check=True).stdout)
            self.assertEqual(told["verdict"]["stream"], 3)

    def test_a_sentence_is_broken_between_words_on_a_terminal(self):
        with Client(self.server.ports["http"], stream_window=20_000) as client:
            client.get(1, "/large.bin")
            until(lambda: "stream_window" in self.server.why().stdout)
            text, code = on_terminal(self.server.control, columns=50, verb=("status", "why"))
            self.assertEqual(code, 0)
            self.assertLessEqual(max(map(len, text.splitlines())), 50)
            self.assertIn("the client to open the stream window", " ".join(text.split()))
            coloured, _ = on_terminal(self.server.control, columns=200, terminal="xterm", verb=("status", "why"))
            self.assertRegex(coloured, r"^\x1b\[1mstream 1 .*\x1b\[22m\n  cause: ")

    def test_limit_is_for_lists(self):
        done = subprocess.run([WEFT, "status", "--limit", "3", self.server.control], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        subprocess.run([WEFT, "status", "--streams", "--limit", "3", self.server.control], check=True, stdout=subprocess.DEVNULL)

    def test_the_guide_has_each_member_and_limits_have_the_names_of_their_page(self):
        guide = (ROOT / "docs/guide/operate.md").read_text()
        limits = (ROOT / "docs/limits.md").read_text()
        with Client(self.server.ports["http"]) as client:
            client.get(1, "/wait/30")
            until(lambda: self.server.connection_of(client.port)["streams"])
            told = self.server.streams()
            connection = self.server.connection_of(client.port)
        for members in (told, connection, connection["streams"][0], connection["streams"][0]["verdict"]):
            for member in members:
                self.assertIn(f'"{member}":', guide)
        self.assertGreater(len(connection["limits"]), 10)
        for each in connection["limits"]:
            self.assertIn(f"`{each['name']}`", limits)


class FewStreams:
    """A server of one stream on each connection, that answers when it is told to."""

    def __init__(self):
        self.taken = []
        self.refused = 0
        self.answers = threading.Event()
        self.server = Server(self.serve)

    def serve(self, peer):
        peer.begin((MAX_CONCURRENT_STREAMS, 1))
        is_free = True
        for stream in peer.requests():
            if self.answers.is_set():
                peer.answer(stream)
            elif is_free:
                is_free = False
                self.taken.append(stream)
                threading.Thread(target=self.answer, args=(peer, stream), daemon=True).start()
            else:
                self.refused += 1
                peer.reset(stream, REFUSED_STREAM)

    def answer(self, peer, stream):
        self.answers.wait(PATIENCE)
        with contextlib.suppress(Gone):
            peer.answer(stream)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answers.set()
        self.server.stop()


class InTheClient(unittest.TestCase):
    CONNECTIONS = 6
    WAITING = 2

    def setUp(self):
        self.few = self.enterContext(FewStreams())
        self.urls = [self.few.server.url + str(number) for number in range(self.CONNECTIONS + self.WAITING)]

    def test_the_server_takes_no_more_streams(self):
        process = subprocess.Popen([WEFT, "get", "--http2-prior-knowledge", "--json", *self.urls], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True, env=without_proxies())
        until(lambda: len(self.few.taken) == self.CONNECTIONS)
        time.sleep(0.3)
        self.few.answers.set()
        reports = [json.loads(line) for line in process.communicate(timeout=PATIENCE)[1].splitlines()]
        self.assertEqual([each.get("status") for each in reports], [200] * len(self.urls))
        waited = [each for each in reports if each["timing_ms"]["waits"]["pool"] >= 300]
        self.assertGreaterEqual(len(waited), self.WAITING)
        self.assertEqual([each["timing_ms"]["queue"] for each in waited], [each["timing_ms"]["waits"]["pool"] for each in waited])

    def test_the_wait_is_named_where_it_is_given_up(self):
        done = subprocess.run([WEFT, "get", "--http2-prior-knowledge", "-m", "1", *self.urls], capture_output=True, text=True,
                              timeout=PATIENCE, env=without_proxies())
        self.assertEqual(done.returncode, 28)
        waiting = [line for line in done.stderr.splitlines() if "connect: total_timeout" in line]
        self.assertEqual(len(waiting), self.WAITING, done.stderr)
        for line in waiting:
            self.assertIn("(in the pool: 6 connections have no room for one more request)", line)

    def test_a_terminal_and_timing_have_the_word(self):
        master, process = start_on_terminal("--http2-prior-knowledge", "--timing", *self.urls, columns=100, terminal="xterm")
        shown = b""
        while b"its turn (pool)" not in shown:
            shown += os.read(master, 65536)
        self.few.answers.set()
        text = (shown + read_all(master)).decode()
        os.close(master)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertGreaterEqual(len(re.findall(r"waited: pool \d+\.\d", text)), self.WAITING)


class OverLink(Watched):
    """The tool at the far end of a link."""

    def __init__(self, link):
        self.link = link

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.control = f"unix:{self.path}/control.sock"
        (self.path / "site").mkdir()
        make_endless(self.path / "site")
        self.process = subprocess.Popen(
            self.link.far(WEFT, "serve", self.path / "site", "--listen", f"http://{self.link.far_address}:0", "--log", "none",
                          "--control", self.control), stderr=subprocess.PIPE, text=True)
        while not (found := re.match(r"listening on (\S+)", self.process.stderr.readline())):
            pass
        self.base = found.group(1)
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self


class Network(unittest.TestCase):
    # The client reads as fast as it can.
    def test_the_network_is_slower_than_the_server(self):
        with contextlib.ExitStack() as kept:
            try:
                link = kept.enter_context(Link("rate=1M,delay=20ms,queue=30k"))
            except NotAllowed as why:
                self.skipTest(str(why))
            server = kept.enter_context(OverLink(link))
            reader = subprocess.Popen(link.near("curl", "-sS", "--http2-prior-knowledge", "-o", "/dev/null", server.base + ENDLESS))
            kept.callback(lambda: (reader.kill(), reader.wait()))

            until(lambda: "  cause: socket, side: network\n" in server.why().stdout)


if __name__ == "__main__":
    unittest.main()
