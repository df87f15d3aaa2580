"""weft check server on our own server, which keeps every case to the letter."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from certificates import make_certificate
from serving import BINARY, Weft, make_site

# Waited for only where the server hangs.
TIMEOUT = "5s"

# Floods that keep to what a peer may do, or that the server waits for longer than the check.
MAY_GO_ON = {"abuse/data-dribble", "abuse/half-handshake", "abuse/half-preface", "abuse/no-preface", "abuse/no-settings",
             "abuse/padding", "abuse/slow-content", "abuse/slow-fields", "abuse/tiny-data", "abuse/unread-socket"}


def check(url, *options):
    """The exit code, and the findings."""
    done = subprocess.run([BINARY, "check", "server", "--insecure", "--json", "-", "--timeout", TIMEOUT, *options, url],
                          capture_output=True, text=True, timeout=240)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{url}: {done.stderr}")
    return done.returncode, json.loads(done.stdout)


def site_in(folder):
    site = pathlib.Path(folder) / "site"
    site.mkdir()
    os.chmod(folder, 0o755)
    make_site(site)
    (site / "body.txt").write_bytes(b"x" * 70_000)
    return site


class OurServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.weft = Weft(site_in(cls.folder.name))

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def test_keeps_every_case_to_the_letter(self):
        for url in (self.weft.https, self.weft.http):
            with self.subTest(url):
                code, findings = check(url + "/body.txt", "--strict")
                found = {case["id"]: case.get("found") for case in findings["cases"]
                         if case["verdict"] not in ("exact", "not tried")}
                self.assertEqual((code, found), (0, {}))
                self.assertGreater(findings["sums"]["exact"], 150)
                self.assertNotIn("broken", findings["clauses"].values())

    # A name and an RSA key are what some of them need.
    def test_keeps_every_case_of_tls_to_the_letter(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = make_certificate(folder, "localhost", key_of="RSA")
            weft = Weft(site_in(folder), "--certificate", certificate, "--key", key, listen=("https://127.0.0.1:0",))
            try:
                code, findings = check(weft.https.replace("127.0.0.1", "localhost") + "/body.txt", "--strict",
                                       *(word for only in ("3.2", "3.3", "9.2", "7301") for word in ("--only", only)))
            finally:
                self.assertEqual(weft.stop(), 0)
            self.assertEqual((code, findings["sums"]), (0, {"exact": 14}), findings["cases"])

    def test_what_is_only_is_tried_alone(self):
        code, findings = check(self.weft.http + "/body.txt", "--only", "6.9", "--only", "7541-6.1/index-0")
        self.assertEqual(code, 0)
        sections = {case["id"].split("/")[0] for case in findings["cases"]}
        self.assertEqual(sections, {"6.9", "6.9.1", "6.9.2", "7541-6.1"})

    def test_report_and_junit(self):
        junit = pathlib.Path(self.folder.name) / "check.xml"
        done = subprocess.run([BINARY, "check", "server", self.weft.http + "/body.txt", "--only", "6.7", "--verbose",
                               "--junit", junit], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("exact           6.7/too-short: PING of 6 octets\n", done.stdout)
        self.assertIn("5 cases: 5 exact\n", done.stdout)
        self.assertIn('<testcase classname="RFC 9113 6.7" name="too-short"/>', junit.read_text())

    def test_ends_every_flood_and_serves_others(self):
        code, findings = check(self.weft.http + "/body.txt", "--abuse", "--pid", str(self.weft.process.pid))
        self.assertEqual(code, 0, findings)
        fates = {flood["id"]: flood["fate"] for flood in findings["floods"]}
        self.assertEqual({id: fate for id, fate in fates.items() if fate != "ended" and id not in MAY_GO_ON}, {})
        self.assertGreater(len(fates), 30)
        tried = [flood for flood in findings["floods"] if flood["id"] != "abuse/half-handshake"]
        self.assertEqual({flood["honest"]["verdict"] for flood in tried}, {"exact"})
        self.assertTrue(all("peak" in flood["cost"] for flood in tried))

    def test_floods_begin_beneath_tls(self):
        for url, fate in ((self.weft.https, "silent"), (self.weft.http, "not tried")):
            with self.subTest(url):
                code, findings = check(url + "/body.txt", "--abuse", "--only", "abuse/half-handshake")
                self.assertEqual((code, findings["sums"]), (0, {fate: 1}))

    def test_tells_floods_to_programs(self):
        junit = pathlib.Path(self.folder.name) / "abuse.xml"
        code, findings = check(self.weft.http + "/body.txt", "--abuse", "--only", "abuse/ping", "--junit", junit)
        self.assertEqual((code, findings["sums"]), (0, {"ended": 1}))
        self.assertEqual(findings["floods"][0]["honest"]["verdict"], "exact")
        self.assertIn('<testcase classname="abuse" name="ping"/>', junit.read_text())

    def test_refuses_what_means_nothing_with_floods(self):
        done = subprocess.run([BINARY, "check", "server", self.weft.http + "/body.txt", "--abuse", "--at-a-time", "2"],
                              capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--at-a-time", done.stderr)

    def test_who_is_not_there_cannot_be_asked(self):
        done = subprocess.run([BINARY, "check", "server", "http://127.0.0.1:1/"], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("connection_refused", done.stderr)

    def test_each_case_of_h2spec_has_one_of_ours(self):
        for role, part in json.loads((pathlib.Path(__file__).parent / "h2spec.json").read_text()).items():
            done = subprocess.run([BINARY, "check", role, "--list"], capture_output=True, text=True, timeout=60)
            ours = {line.split(": ")[0] for line in done.stdout.splitlines()}
            with self.subTest(role):
                self.assertEqual({id: case["twin"] for id, case in part["cases"].items() if case["twin"] not in ours}, {})

    def test_list_needs_no_server(self):
        done = subprocess.run([BINARY, "check", "server", "--list", "--only", "6.3"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0)
        self.assertIn("6.3/too-short: PRIORITY of 4 octets\n", done.stdout)


if __name__ == "__main__":
    unittest.main()
