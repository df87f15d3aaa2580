"""examples/tracker with a browser, and under load."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import browser

TRACKER = os.path.abspath(os.environ.get("WEFT_TRACKER_EXAMPLE", "build/dev/examples/tracker"))
WEFT = os.path.abspath(os.environ.get("WEFT_BINARY", "build/dev/weft"))
# WEFT_FAULTS=full is for a load of half a minute.
SECONDS = "30s" if os.environ.get("WEFT_FAULTS") == "full" else "3s"


class Tracker(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        program = subprocess.Popen([TRACKER, "tea", "https://127.0.0.1:0"], cwd=folder.name, stderr=subprocess.PIPE, text=True)
        self.addCleanup(program.stderr.close)
        self.addCleanup(program.wait)
        self.addCleanup(program.terminate)
        self.url = program.stderr.readline().split()[-1]

    def ask(self, *options):
        return subprocess.run(["curl", "-sk", *options], capture_output=True, text=True, check=True).stdout

    def sign_in(self):
        head = self.ask("-D", "-", "--json", '{"user": "ada", "password": "tea"}', f"{self.url}/session")
        return re.search(r"session=\w+", head)[0]

    @unittest.skipUnless(browser.CHROMIUM and browser.DRIVER, "chromium or chromium-driver is not installed")
    def test_a_browser_sees_what_others_do(self):
        with browser.Browser() as page:
            page.open(self.url)
            page.run("document.querySelector('[name=user]').value = 'grace';"
                     "document.querySelector('[name=password]').value = 'tea';"
                     "document.querySelector('#sign-in').requestSubmit();")
            page.wait_until("return !document.querySelector('main').hidden")
            page.run("document.querySelector('[name=title]').value = 'The kettle leaks';"
                     "document.querySelector('#make').requestSubmit();")
            page.wait_until("return document.querySelector('li')?.textContent.startsWith('The kettle leaks (grace)')")
            cookie = self.sign_in()
            self.ask("-b", cookie, "-X", "PATCH", "--json", '{"state": "closed"}', f"{self.url}/api/issues/1")
            page.wait_until("return document.querySelector('li.closed') !== null")
            self.ask("-b", cookie, "-X", "DELETE", f"{self.url}/api/issues/1")
            page.wait_until("return document.querySelector('li') === null")

    def test_load_fails_nothing(self):
        cookie = self.sign_in()
        self.ask("-b", cookie, "--json", '{"title": "The kettle leaks"}', f"{self.url}/api/issues")
        for path in ("/api/issues/1", "/api/issues", "/"):
            done = subprocess.run([WEFT, "load", f"{self.url}{path}", "--insecure", "-d", SECONDS, "-c", "4", "-m", "8",
                                   "-H", f"cookie: {cookie}", "--json", "-"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            told = json.loads(done.stdout)
            self.assertEqual((told["errors"], list(told["statuses"])), ({}, ["200"]), told)
            self.assertGreater(told["requests"], 100, told)


if __name__ == "__main__":
    unittest.main()
