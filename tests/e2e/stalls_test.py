"""Streams that stand still, each for a cause of its own that is planted (tests/support/stalls.py): the top verdict of /streams, weft
status why with and without a name, the access log and the metrics name the same cause and side with the same words. The page is
asked in tests/interop/live_stalls_test.py. The cause `pool` lasts in a client alone: weft get names it."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import threading
import time
import unittest

from getting import on_terminal, read_all, start_on_terminal, without_proxies
from links import NotAllowed
from misbehaving import Gone, Server
from raw_http2 import HEADERS, MAX_CONCURRENT_STREAMS, REFUSED_STREAM
from serving import BINARY as WEFT, PATIENCE, until
from stalls import NETWORK_STALL, STALLS, BehindNetwork, Client, Watched, stream_of

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Named(unittest.TestCase):
    """Checks what each of them tells of a stall."""

    def check(self, server, stall):
        server.until_nothing_waits()
        before = server.waited()
        with contextlib.ExitStack() as kept:
            client = stall.plant(server, kept)
            told = server.top(stall)
            name = (told["verdict"]["connection"], stall.stream)
            self.check_streams(told, stall)
            self.check_status(server, stall, f"{name[0]}:{name[1]}")
            client.cancel(stall.stream)
            line = server.line(*name)
            self.check_ended(line, before, server.waited(), stall)

    def check_streams(self, told, stall):
        verdict, stream = told["verdict"], stream_of(told, told["verdict"])
        self.assertIn(stall.words, verdict["sentence"])
        self.assertEqual(stream["verdict"], verdict)
        self.assertEqual((stream["wait"], stream["side"]), (stall.cause, stall.side))
        self.assertGreater(stream["waiting"], 0)

    def check_status(self, server, stall, name):
        for words in ([], [name]):
            said = server.why(*words).stdout.splitlines()
            self.assertIn(stall.words, said[0])
            self.assertIn(f"stream {stall.stream} ", said[0])
            self.assertEqual(said[1], f"  cause: {stall.cause}, side: {stall.side}")
            self.assertRegex(said[2], rf"^  waits: .*\b{stall.cause} [\d.]+ m?s")

    # Only this request has ended since `before`.
    def check_ended(self, line, before, after, stall):
        grown = {pair: after[pair] - before[pair] for pair in after}
        if not stall.has_ledger:
            self.assertEqual((line["x-slow-cause"], line["x-slow-side"]), ("-", "-"), line)
            self.assertEqual(max(grown.values()), 0, grown)
            return
        self.assertEqual((line["x-slow-cause"], line["x-slow-side"]), (stall.cause, stall.side), line)
        waits = {key[len("x-wait-"):].replace("-", "_"): float(value) for key, value in line.items() if key.startswith("x-wait-")}
        self.assertEqual(max(waits, key=waits.get), stall.cause, line)
        self.assertEqual(max(grown, key=grown.get), (stall.cause, stall.side), grown)
        self.assertAlmostEqual(sum(grown[pair] for pair in grown if pair[0] == stall.cause), waits[stall.cause], delta=0.002)


class Stalls(Named):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Watched())

    def test_the_metrics_have_each_pair_that_can_occur_and_no_other(self):
        planted = {(stall.cause, stall.side) for stall in (*STALLS, NETWORK_STALL)} | {("pool", "client")}
        self.assertEqual(set(self.server.waited()), planted)


for each in STALLS:
    setattr(Stalls, f"test_{each.name}", lambda self, stall=each: self.check(self.server, stall))


class Network(Named):
    def test_the_network_is_slower_than_the_server(self):
        try:
            server = self.enterContext(BehindNetwork())
        except NotAllowed as why:
            self.skipTest(str(why))
        self.check(server, NETWORK_STALL)


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


if __name__ == "__main__":
    unittest.main()
