"""All that an operator changes, under all that clients do: 20 reloads, a new certificate and a new ticket key with every fourth one, and
5 new programs, under h2load, connections of both versions that stay, connections for a request each, and slow downloads. No request
fails, no handshake is lost, and each visit resumes the session of the visit before, whatever has changed in between. Event streams that
are open meanwhile are not cut.
"""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

from certificates import make_certificate
from connecting import meet, trusting_context
from loading import Beside
from serving import BINARY, PATIENCE, make_site, until
from upgrading import Upgrading

RELOADS, UPGRADES = 20, 5
PATIENT = ("--insecure", "--timeout", "60s", "--connect-timeout", "60s")
SLOW = 256 << 10
EVENT_SERVER = os.environ.get("WEFT_EVENT_SERVER", "build/dev/tests/interop/event_server")


class Changes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "site").mkdir()
        make_site(self.folder / "site", slow_bin=bytes(SLOW))
        self.renew_certificate()
        self.keys = []
        self.new_key()

    def renew_certificate(self):
        make_certificate(self.folder, "weft.test")
        for kind in ("pem", "key"):
            (self.folder / f"weft.test.{kind}").replace(self.folder / f"used.{kind}")

    def new_key(self):
        """Behind the others first, as several hosts would have it; the next call puts it in front."""
        name = f"tickets.{len(list(self.folder.glob('tickets.*')))}"
        (self.folder / name).write_bytes(os.urandom(80))
        (self.folder / name).chmod(0o600)
        self.keys = [*self.keys[-1:], *self.keys[:-1]][:2] + [name]

    def write(self, number):
        config = {"Endpoints": {"a": {"Url": "https://127.0.0.1:0", "TicketKeys": {"Files": self.keys},
                                      "Certificate": {"Path": "used.pem", "KeyPath": "used.key"}}},
                  "Limits": {"ShutdownTimeout": "5m"},
                  "Sites": {"a": {"Root": "site", "Headers": {"*": {"x-number": str(number)}}}}}
        (self.folder / "weft.json").write_text(json.dumps(config))

    def reload(self, weft, number):
        if number % 4 == 0:
            self.renew_certificate()
            self.new_key()
        self.write(number)
        os.kill(weft.current, signal.SIGHUP)
        weft.message("SIGHUP: configuration and certificates were read again", number + 1)

    def slow_download(self, weft):
        download = subprocess.Popen([BINARY, "get", "-s", "-k", "--limit-rate", "64k", weft.https + "/slow.bin"],
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(download.kill)
        return download

    def visit(self, weft):
        self.session, resumed = meet(weft.port("https"), self.context, self.session)
        return resumed

    def test_nothing_fails(self):
        self.write(0)
        self.context, self.session = trusting_context(), None
        with Upgrading("--config", "weft.json", cwd=self.folder) as weft:
            self.visit(weft)
            h2load = subprocess.Popen(["h2load", "-n", "4000", "-c", "4", "-m", "10", "--rps", "200", weft.https + "/"],
                                      stdout=subprocess.PIPE, text=True)
            with Beside(weft.https, "--rate", 100, "-c", 5, "-m", 10, *PATIENT) as steady, \
                    Beside(weft.https, "--rate", 100, "-c", 5, "--http", "1.1", "--no-resend", *PATIENT) as kept, \
                    Beside(weft.https, "--rate", 20, "-c", 5, "--requests-per-connection", 1, "--no-resend", *PATIENT) as new:
                downloads = [self.slow_download(weft) for _ in range(5)]
                for number in range(RELOADS):
                    self.reload(weft, number)
                    self.assertTrue(self.visit(weft))
                self.assertIn(" 4000 succeeded, 0 failed", h2load.communicate(timeout=PATIENCE * 2)[0])
                for _ in range(UPGRADES):
                    downloads.append(self.slow_download(weft))
                    before = weft.upgrade()
                    self.assertTrue(self.visit(weft))
                    weft.await_end(before)
                runs = [each.end() for each in (steady, kept, new)]
            bodies = [each.communicate(timeout=60) for each in downloads]
        self.assertEqual([(run["failed"], run["errors"]) for run in runs], [(0, {})] * 3)
        self.assertGreater(runs[2]["answered"], RELOADS + UPGRADES)
        self.assertEqual([(len(body), said) for body, said in bodies], [(SLOW, b"")] * len(downloads))

    def open_stream(self, weft, *version):
        """A client of an event stream, and the file that has what it has received."""
        received = tempfile.TemporaryFile()
        self.addCleanup(received.close)
        client = subprocess.Popen(["curl", "-sSkN", *version, weft.https + "/events"], stdout=received)
        self.addCleanup(client.kill)
        until(lambda: received.seek(0, 2) > 0)
        return client, received

    def test_no_event_stream_is_cut(self):
        self.write(0)
        with Upgrading("--config", "weft.json", cwd=self.folder, program=EVENT_SERVER) as weft:
            streams = []
            for number in range(RELOADS):
                if number % (RELOADS // UPGRADES) == 0:
                    streams += [self.open_stream(weft, version) for version in ("--http2", "--http1.1")]
                    weft.upgrade()
                self.reload(weft, number)
            streams += [self.open_stream(weft, version) for version in ("--http2", "--http1.1")]
            (self.folder / "end").touch()
            for client, received in streams:
                self.assertEqual(client.wait(PATIENCE), 0)
                received.seek(0)
                *events, last = received.read().decode().split("\n\n")[:-1]
                self.assertEqual((last, events), ("data: end", [f"data: {i}" for i in range(len(events))]))
        self.assertEqual(len(streams), (UPGRADES + 1) * 2)


if __name__ == "__main__":
    unittest.main()
