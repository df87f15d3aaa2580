"""Clients that are not ours, and what weft check client finds of them.

    with checked_clients.Curl() as client:
        client.findings()                       # by the ids of their cases
        client.findings("--only", "6.9")
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from browser import CHROMIUM, DRIVER, Browser
from peers import said_by
from serving import BINARY

SUPPORT = pathlib.Path(__file__).resolve().parent
# Long enough for a machine that builds meanwhile.
TIMEOUT = "4s"


class Client:
    """A command for a GET, and one for an upload: cases that need content are performed by the second one alone."""

    @classmethod
    def is_installed(cls):
        return shutil.which(cls.program) is not None

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.prepare()
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def prepare(self):
        pass

    def environment(self):
        return dict(os.environ, XDG_DATA_HOME=str(self.folder / "data"))

    def check(self, command, *options):
        done = subprocess.run([BINARY, "check", "client", "--json", "-", "--timeout", TIMEOUT, *options, "--", *map(str, command)],
                              capture_output=True, text=True, timeout=900, env=self.environment())
        if done.returncode not in (0, 1):
            raise AssertionError(f"{self.title}: {done.stderr}")
        return {case["id"]: case for case in json.loads(done.stdout)["cases"]}

    def findings(self, *options):
        found = self.check(self.get(), *options)
        without_content = [id for id, case in found.items() if case.get("missing", "").startswith("a request with content")]
        if without_content and self.upload():
            only = [word for id in without_content for word in ("--only", id)]
            found |= self.check(self.upload(), *only)
        return found


class Curl(Client):
    title, program = "curl", "curl"

    @staticmethod
    def version():
        return said_by("curl", "--version").split()[1]

    def get(self):
        return ["curl", "-sk", "{url}"]

    def upload(self):
        return ["curl", "-sk", "--data-binary", "@{file}", "{url}"]


class Nghttp(Client):
    title, program = "nghttp", "nghttp"

    @staticmethod
    def version():
        return said_by("nghttp", "--version").split("/")[-1]

    def get(self):
        return ["nghttp", "-y", "{url}"]

    def upload(self):
        return ["nghttp", "-y", "-d", "{file}", "{url}"]


class Node(Client):
    title, program = "Node", "node"

    @staticmethod
    def version():
        return said_by("node", "--version").removeprefix("v")

    def get(self):
        return ["node", SUPPORT / "node_request.mjs", "{url}"]

    def upload(self):
        return [*self.get(), "{file}"]


class Go(Client):
    title, program = "Go", "go"

    @staticmethod
    def version():
        return said_by("go", "version").split()[2].removeprefix("go")

    def prepare(self):
        # Go keeps what it has compiled where the test ends.
        environment = dict(os.environ, GOCACHE=str(self.folder / "cache"), GO111MODULE="off", GOFLAGS="")
        subprocess.run(["go", "build", "-o", self.folder / "go_request", SUPPORT / "go_request.go"], check=True,
                       env=environment)

    def get(self):
        return [self.folder / "go_request", "{url}"]

    def upload(self):
        return [*self.get(), "{file}"]


class Visited:
    """weft check client that waits for visits."""

    def __init__(self, environment, *options, listen="https://localhost:0"):
        self.process = subprocess.Popen(
            [BINARY, "check", "client", "--json", "-", "--timeout", TIMEOUT, "--listen", listen, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        self.origin = next(found.group(1) for line in self.process.stderr if (found := re.match(r"weft: (\S+)/ has a link", line)))

    def findings(self, timeout):
        """When every case has been visited."""
        out, _ = self.process.communicate(timeout=timeout)
        return {case["id"]: case for case in json.loads(out)["cases"]}


class Chromium(Client):
    """One browser that performs all cases of the page, one after the other."""

    title, program = "Chromium", "chromium"

    @classmethod
    def is_installed(cls):
        return bool(CHROMIUM and DRIVER)

    @staticmethod
    def version():
        told = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True).stdout
        return re.search(r"Chromium (\S+)", told).group(1)

    def findings(self, *options):
        visited = Visited(self.environment(), *options)
        try:
            with Browser() as browser:
                browser.open(f"{visited.origin}/#all")
                return visited.findings(600)
        finally:
            visited.process.kill()


# By the names of the files of known answers.
CLIENTS = {"curl": Curl, "nghttp": Nghttp, "node": Node, "go": Go, "chromium": Chromium}
