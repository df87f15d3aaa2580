"""Recordings in number, of simulated connections and of real ones: each is replayed octet for octet and has the shape of qlog, tshark
reads the packets of each, and no secret that was planted is in those without values.

WEFT_RECORDINGS=1000 is what ./dev recordings does; without it there are some sixty.
"""

import collections
import concurrent.futures
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import planted
import qlog
from browser import CHROMIUM, DRIVER, Browser
from conversations import SECRETS, commands, malformed, site_of, talk, talked_to
from getting import get
from peers import Nghttpd
from serving import BINARY, curl

COUNT = int(os.environ.get("WEFT_RECORDINGS", "0"))
SIMULATION = os.environ.get("WEFT_CLIENT_SIMULATION", "build/dev/tests/simulation/client/client_simulation_test")
HAS_TSHARK = shutil.which("tshark") is not None
# A dissector cannot follow a connection behind these.
BROKEN = {"weft:faulty_frame", "weft:unreadable", "weft:cut_off"}
LINE = re.compile(r"\S+ \S+ HTTP/\d\.\d$|HTTP/\d\.\d \d{3} ")


def inspect(*words):
    return subprocess.run([str(word) for word in (BINARY, "inspect", *words)], capture_output=True, text=True, timeout=60)


def is_whole(records):
    """Both sides have said whole frames and messages, of which each could be read."""
    names = {record["name"] for record in records[1:]}
    own = [record["data"].get("weft", {}) for record in records[1:]]
    is_odd = any("out_of_place" in each or each.get("section", {}).get("state", "whole") != "whole" for each in own)
    starts = [head.get("start", "") for head in qlog.named(records, "weft:http1_head")]
    return not names & BROKEN and not is_odd and all(map(LINE.match, starts))


class Examiner:
    """What must hold for every recording. Faults are told with the file, so that one run finds all."""

    def __init__(self):
        self.counts = collections.Counter()
        self.faults = []

    def examine(self, paths, hidden):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, faults in zip(paths, pool.map(self.hidden if hidden else self.valued, paths)):
                self.faults += [f"{path.name}: {fault}" for fault in faults]

    def records(self, path, faults):
        records = qlog.read(path)
        try:
            qlog.check(records)
            self.counts["have the shape of qlog"] += 1
        except AssertionError as fault:
            faults.append(str(fault))
        return records

    def hidden(self, path):
        faults = planted.found_in(path.read_bytes(), SECRETS)
        try:
            qlog.check_hidden(self.records(path, faults))
        except AssertionError as fault:
            faults.append(str(fault))
        self.counts["have no secret"] += not faults
        return faults

    def valued(self, path):
        faults = []
        records = self.records(path, faults)
        replayed = inspect("--replay", path)
        if replayed.returncode == 0 and "the same, octet for octet" in replayed.stdout:
            self.counts["are replayed octet for octet"] += 1
        else:
            faults.append("replay: " + replayed.stdout + replayed.stderr)
        opened = records[1]["data"]
        self.counts[f"of {opened['version']} as its {opened['role']}"] += 1
        if HAS_TSHARK:
            faults += self.packets(path, records)
        return faults

    def packets(self, path, records):
        packets = path.with_suffix(".pcapng")
        told = inspect("--pcapng", packets, path)
        if told.returncode != 0:
            return ["pcapng: " + told.stderr]
        decode_as = told.stdout.split(" -d ")[1].split()[0]
        wanted = ["http2.type", "http.request.method", "http.response.code", "_ws.malformed"]
        done = subprocess.run(["tshark", "-n", "-r", packets, "-d", decode_as, "-T", "fields",
                               *[word for name in wanted for word in ("-e", name)]], capture_output=True, text=True, timeout=120)
        packets.unlink()
        if done.returncode != 0:
            return ["tshark: " + done.stderr]
        self.counts["are read by tshark"] += 1
        columns = [[word for cell in column for word in cell.split(",") if word]
                   for column in zip(*(line.split("\t") for line in done.stdout.splitlines()))]
        if not is_whole(records):
            self.counts["of them broken off or against the rules"] += 1
            return []
        return list(self.differences(columns, records, decode_as.endswith(",http2")))

    def differences(self, columns, records, is_http2):
        types, methods, codes, wrong = columns
        if wrong:
            yield "tshark calls it malformed"
        if is_http2:
            shown = collections.Counter(qlog.FRAME_TYPES[int(each)] if int(each) < 10 else int(each) for each in types)
            recorded = qlog.frames(records)
            for number, name in ((10, "ALTSVC"), (12, "ORIGIN"), (16, "PRIORITY_UPDATE")):
                shown[name] += shown.pop(number, 0)
            if +shown != +recorded:
                yield f"tshark shows {dict(+shown)}, and the recording has {dict(+recorded)}"
        else:
            heads = qlog.named(records, "weft:http1_head")
            requests = sum(head["direction"] == ("received" if records[1]["data"]["role"] == "server" else "sent") for head in heads)
            if (len(methods), len(codes)) != (requests, len(heads) - requests):
                yield f"tshark shows {len(methods)} requests and {len(codes)} responses of {requests} and {len(heads) - requests}"


class Recordings(unittest.TestCase):
    counts = collections.Counter()

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.examiner = Examiner()
        # The secrets that recordings with values have: those without have been asked for the same.
        self.planted = set()

    @classmethod
    def tearDownClass(cls):
        for what, count in sorted(cls.counts.items()):
            print(f"{count:6,} {what}", file=sys.stderr)

    def examine(self, paths, hidden=False, ended=True):
        """Recordings of connections that have ended: the last thing that they tell is the end."""
        self.assertGreater(len(paths), 0)
        for path in paths if ended else ():
            last = path.read_bytes()[-400:]
            if b'"weft:ended"' not in last:
                self.examiner.faults.append(f"{path.name}: no end behind {last}")
        self.examiner.examine(paths, hidden)

    def conclude(self):
        Recordings.counts += self.examiner.counts
        # Many files may have the same fault.
        self.assertEqual(self.examiner.faults[:20], [], f"{len(self.examiner.faults)} faults")

    # --- servers -----------------------------------------------------------------------------------------------------

    def folder(self, name):
        folder = self.path / name
        folder.mkdir()
        return folder

    @contextlib.contextmanager
    def recorded(self, converse):
        """The recordings of two servers that have ended, the first one with values: converse(servers, folder) has talked to them."""
        with tempfile.TemporaryDirectory(dir=self.path) as name:
            folder = pathlib.Path(name)
            site, valued, hidden = site_of(folder), folder / "valued", folder / "hidden"
            valued.mkdir(), hidden.mkdir()
            with talked_to(folder, site, "--record", valued, "--record-values") as first, \
                    talked_to(folder, site, "--record", hidden) as second:
                converse([first, second], folder)
            yield sorted(valued.glob("*.sqlog")), sorted(hidden.glob("*.sqlog"))

    def examine_servers(self, converse):
        """How many connections each of both has recorded."""
        with self.recorded(converse) as (valued, hidden):
            self.planted |= planted.found_as_text(valued, SECRETS)
            self.examine(valued)
            self.examine(hidden, hidden=True)
            return [len(valued), len(hidden)]

    def test_servers_of_real_clients(self):
        found = rounds = 0
        while found < max(COUNT // 2, 1):
            rounds += 1
            found += self.examine_servers(lambda servers, folder, seed=rounds: talk(
                [each for server in servers for each in commands(server, folder, random.Random(seed))]))[0]
        self.assertEqual(self.planted, set(SECRETS))
        self.conclude()

    @unittest.skipUnless(CHROMIUM and DRIVER, "Chromium and its driver are not installed")
    def test_servers_of_a_browser(self):
        def visit(servers, _folder):
            with Browser() as browser:
                for url in [url for server in servers for url in (server.https, server.http)]:
                    browser.open(f"{url}/browser.html?q={SECRETS['query']}")
                    browser.wait_until("return document.documentElement.dataset.done === 'yes'")
        for _ in range(max(COUNT // 100, 1)):
            self.examine_servers(visit)
        self.conclude()

    def test_servers_of_peers_that_break_rules(self):
        made = []
        found = self.examine_servers(lambda servers, _folder: made.extend(map(malformed, servers)))
        self.assertEqual(found, made)
        self.conclude()

    # --- clients -----------------------------------------------------------------------------------------------------

    def ask(self, peer, folder, number, *options):
        """weft get, in the ways that its recordings differ by; the files of its connections."""
        body = folder / "body"
        body.write_text(SECRETS["body"] * 1_000)
        asked = f"/{SECRETS['path']}.html?{SECRETS['query']}"
        heads = ["-H", f"cookie: {SECRETS['cookie']}", "-u", "me:" + SECRETS["password"]]
        ways = [
            [*heads, f"https://localhost:{peer.https}{asked}", f"https://localhost:{peer.https}/tile1.txt"],
            ["--push", *heads, f"https://localhost:{peer.https}/tile1.txt"],
            ["--http2-prior-knowledge", *heads, "-d", f"@{body}", f"http://localhost:{peer.http}/"],
        ]
        files = []
        for at, way in enumerate(ways):
            file = folder / f"client-{number}-{at}.sqlog"
            done = get("-k", "-s", "--record", file, *options, *way)
            self.assertEqual(done.returncode, 0, done.stderr)
            files.append(file)
        return files

    @unittest.skipUnless(Nghttpd.is_installed(), "nghttpd is not installed")
    def test_clients_of_a_real_server(self):
        site = site_of(self.path)
        for name in ("tile1.txt", "tile2.txt", "tile3.txt"):
            (site / name).write_text(SECRETS["page"] * 20)
        peer = Nghttpd(self.folder("peer"), site)
        self.addCleanup(peer.stop)
        for options, hidden in ((["--record-values"], False), ([], True)):
            folder = self.folder(f"hidden-{hidden}")
            paths = [file for number in range(max(COUNT // 50, 1)) for file in self.ask(peer, folder, number, *options)]
            self.examine(paths, hidden)
        self.conclude()

    # --- simulated ---------------------------------------------------------------------------------------------------

    @unittest.skipUnless(os.path.exists(SIMULATION), "the simulation is not built")
    def test_simulated_connections(self):
        folder, found, seed = self.folder("simulated"), 0, 1
        while found < max(COUNT // 2, 1):
            done = subprocess.run([SIMULATION, "--gtest_filter=SimulatedRecordings.*"], capture_output=True, text=True, timeout=300,
                                  env=dict(os.environ, WEFT_RECORDINGS_TO=str(folder), WEFT_SEEDS=f"{seed}:4"))
            self.assertEqual(done.returncode, 0, done.stdout)
            valued = sorted(folder.glob("*.values.sqlog"))
            self.examine(valued, ended=False)
            self.examine(sorted(folder.glob("*.hidden.sqlog")), hidden=True, ended=False)
            found, seed = found + len(valued), seed + 4
            shutil.rmtree(folder)
            folder.mkdir()
        self.conclude()

    # --- one by one --------------------------------------------------------------------------------------------------

    def test_a_recording_that_was_cut_is_read_to_where_it_goes(self):
        whole = self.one_recording().read_bytes()
        cut = self.path / "cut.sqlog"
        # The process has ended in the middle of a record, and behind one.
        behind = whole.index(b"\n", len(whole) // 2) + 1
        for size in (behind - 20, behind):
            cut.write_bytes(whole[:size])
            shown = inspect(cut)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn("HEADERS", shown.stdout)
            self.assertNotIn("end: ", shown.stdout)
            self.assertIn("the recording does not tell its end", inspect("--summary", cut).stdout)
            self.assertIn("the same, octet for octet, as far as the recording goes", inspect("--replay", cut).stdout)
            if HAS_TSHARK:
                self.assertEqual(inspect("--pcapng", self.path / "cut.pcapng", cut).returncode, 0)
                done = subprocess.run(["tshark", "-n", "-r", self.path / "cut.pcapng"], capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_octet_that_was_changed_is_the_first_difference(self):
        path = self.one_recording()
        records = path.read_bytes().split(b"\n\x1e")
        sent = [at for at, record in enumerate(records) if b'"name":"weft:octets","data":{"direction":"sent"' in record]
        told = {at: bytes.fromhex(json.loads(records[at])["data"]["raw"]["data"]) for at in sent}
        whole = b"".join(told.values())
        # The last octet of the first setting, and the stream of the first frame of DATA: contents are the recording's own.
        for offset, inside in ((9 + 5, "SETTINGS +0 "), (self.first_data(whole) + 8, "DATA +")):
            changed = self.with_changed_octet(records, told, offset)
            done = inspect("--replay", changed)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(f"the first difference is octet {offset:,}, ", done.stdout)
            self.assertIn(f"0x{whole[offset] ^ 2:02x} was sent, and this version sends 0x{whole[offset]:02x}", done.stdout)
            self.assertRegex(done.stdout, f"it was sent in\n.*{inside}")

    @staticmethod
    def first_data(octets):
        at = 0
        while octets[at + 3] != 0:
            at += 9 + int.from_bytes(octets[at:at + 3], "big")
        return at

    def with_changed_octet(self, records, told, offset):
        records, before = list(records), 0
        for at, octets in told.items():
            place = offset - before
            if 0 <= place < len(octets):
                other = octets[:place] + bytes([octets[place] ^ 2]) + octets[place + 1:]
                records[at] = records[at].replace(octets.hex().encode(), other.hex().encode())
            before += len(octets)
        changed = self.path / "changed.sqlog"
        changed.write_bytes(b"\n\x1e".join(records))
        return changed

    def one_recording(self):
        with self.recorded(lambda servers, _folder: curl("--http2", servers[0].https + "/big.bin")) as (paths, _):
            return paths[0].rename(self.path / "one.sqlog")

    def test_the_same_value_has_another_hash_in_another_process(self):
        def converse(servers, _folder):
            for _ in range(2):
                curl("--http1.1", "-H", f"cookie: {SECRETS['cookie']}", servers[1].http + "/style.css")
        hashes = []
        for _ in range(2):
            with self.recorded(converse) as (_, paths):
                heads = [qlog.named(qlog.read(path), "weft:http1_head")[0] for path in paths]
            found = {each["value_hash"] for head in heads for each in head["headers"] if each["name"].lower() == "cookie"}
            self.assertEqual((len(heads), len(found)), (2, 1))
            hashes += found
        self.assertEqual(len(set(hashes)), 2)


if __name__ == "__main__":
    unittest.main()
