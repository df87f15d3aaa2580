"""All that an operator changes, under all that clients do: 20 reloads, a new certificate and a new ticket key with every fourth one, and
5 new programs, under h2load, connections that stay, connections for a request each, and slow downloads. No request fails, no
handshake is lost, and each visit resumes the session of the visit before, whatever has changed in between.
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
from serving import BINARY, PATIENCE, make_site
from upgrading import Upgrading

RELOADS, UPGRADES = 20, 5
PATIENT = ("--insecure", "--timeout", "60s", "--connect-timeout", "60s")
SLOW = 256 << 10


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
                runs = [each.end() for each in (steady, new)]
            bodies = [each.communicate(timeout=60) for each in downloads]
        self.assertEqual([(run["failed"], run["errors"]) for run in runs], [(0, {})] * 2)
        self.assertGreater(runs[1]["answered"], RELOADS + UPGRADES)
        self.assertEqual([(len(body), said) for body, said in bodies], [(SLOW, b"")] * len(downloads))


if __name__ == "__main__":
    unittest.main()
