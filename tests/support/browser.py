"""Chromium by the WebDriver protocol (https://www.w3.org/TR/webdriver2/), through Debian's chromedriver.

    with Browser() as browser:
        browser.open("https://localhost:8443/")
        browser.wait_until("return document.body.dataset.done === 'yes'")
        browser.screenshot("page.png")
"""

import base64
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
PATIENCE = 60
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--window-size=1200,900"]


def trusting(certificate):
    """A flag for the key of such a certificate, in PEM: a browser caches nothing of a site that it does not trust."""
    key = subprocess.run(["openssl", "x509", "-pubkey", "-noout"], input=certificate.encode(), capture_output=True, check=True)
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=key.stdout, capture_output=True, check=True)
    digest = base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={digest}"


def started_driver():
    """The process, and its port. It takes a free port of 127.0.0.1 and ends where [::1] has no such one free: then another may do."""
    for _ in range(10):
        driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        for line in driver.stdout:
            said.append(line)
            if found := re.search(r"successfully on port (\d+)", line):
                return driver, found.group(1)
        driver.wait()
        driver.stdout.close()
    raise AssertionError(f"chromedriver does not start: {''.join(said)}")


class Browser:
    def __init__(self, *flags):
        self.flags = flags

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory()
        self.driver, port = started_driver()
        self.base = f"http://127.0.0.1:{port}/session"
        options = {"binary": CHROMIUM, "args": [*FLAGS, *self.flags, f"--user-data-dir={self.profile.name}"]}
        wanted = {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True, "goog:chromeOptions": options}}}
        self.base += "/" + self.call("POST", "", wanted)["sessionId"]
        return self

    def __exit__(self, *_):
        self.call("DELETE", "")
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()
        self.profile.cleanup()

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def command(self, name, **words):
        """One of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/)."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": words})

    def emulate(self, width, scheme):
        """A screen so wide, whose user likes "light" or "dark"."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def wait_until(self, script):
        deadline = time.monotonic() + PATIENCE
        while not self.run(script):
            if time.monotonic() > deadline:
                raise AssertionError(f"never true: {script}")
            time.sleep(0.05)

    def screenshot(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.call("GET", "/screenshot")))
