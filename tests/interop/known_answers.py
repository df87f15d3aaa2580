"""What weft check server finds of the servers of Debian, held against what is known of them: known/NAME.json.

    WEFT_BINARY=build/dev/weft PYTHONPATH=tests/support python3 tests/interop/known_answers.py [--write] [NAME…]

starts each server that is named, or all, checks it, and tells each case whose verdict is another one. The exit code is 1 then.
A server that is not here, or has another version than the known one, is told and not checked: the exit code is 77 then, where no
verdict is another one. --write checks each three times and writes the file.
./dev check-peers does both, with all that is needed.
"""

import contextlib
import functools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import known_verdicts
import peers
from serving import BINARY

# Long enough for a machine that builds meanwhile.
TIMEOUT = "3s"
# By the names of their files. Each is asked in cleartext, but for Go, whose cleartext port has HTTP/1.1 alone, and for the cases
# that need TLS.
PEERS = {"nghttpd": peers.Nghttpd, "h2o": peers.H2o, "nginx": peers.Nginx, "apache": peers.Apache, "caddy": peers.Caddy,
         "haproxy": peers.Haproxy, "node": peers.Node, "go": peers.Go}
# RFC 9113 9.2.2 names a cipher suite that all must have where their keys are of RSA.
peers.Peer.key_of = "RSA"


def scheme_of(name):
    return "https" if name == "go" else "http"


def package_of(program):
    """The package that has the program, and its version: "nginx-light 1.22.1-9"."""
    found = subprocess.run(["dpkg-query", "-S", shutil.which(program)], capture_output=True, text=True)
    if found.returncode != 0:
        return ""
    package = found.stdout.split(":")[0]
    return subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}", package], capture_output=True, text=True).stdout


def check(url, *options):
    """The findings by the ids of their cases."""
    done = subprocess.run([BINARY, "check", "server", "--insecure", "--json", "-", "--timeout", TIMEOUT, "--at-a-time", "4",
                           *options, url], capture_output=True, text=True, timeout=600)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{url}: {done.stderr}")
    return {case["id"]: case for case in json.loads(done.stdout)["cases"]}


def check_both(https, url, *options):
    """The findings of a URL, and for the cases that need TLS those of the other one."""
    found = check(url, *options)
    sealed = [id for id, case in found.items() if case.get("missing") == "TLS"]
    if sealed:
        found |= check(https, *(option for id in sealed for option in ("--only", id)))
    return found


class Started:
    """A server of a name with a file to serve: its URL over TLS, and the one that is asked. haproxy passes the requests on to h2o."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.temporary.name)
        folder.chmod(0o755)  # some read it as another user
        site = folder / "site"
        site.mkdir()
        (site / "body.txt").write_bytes(b"x" * 70_000)
        self.servers = []
        origin = []
        if self.name == "haproxy":
            self.servers.append(self.start(peers.H2o, folder / "origin", site))
            origin = [self.servers[0].http]
        self.servers.append(self.start(PEERS[self.name], folder / "server", site, *origin))
        return [f"{scheme}://localhost:{getattr(self.servers[-1], scheme)}/body.txt" for scheme in ("https", scheme_of(self.name))]

    @staticmethod
    def start(peer, folder, *arguments):
        folder.mkdir()
        folder.chmod(0o755)
        return peer(folder, *arguments)

    def __exit__(self, *_):
        for server in reversed(self.servers):
            server.stop()
        self.temporary.cleanup()


class Subject:
    times = 3

    def __init__(self, name):
        self.name = self.file = name
        self.peer = PEERS[name]
        self.is_installed, self.version = self.peer.is_installed, self.peer.version

    def facts(self):
        return {"server": self.peer.title, "version": self.version(), "package": package_of(self.peer.program),
                "over": scheme_of(self.name)}

    @contextlib.contextmanager
    def asking(self):
        with Started(self.name) as urls:
            yield functools.partial(check_both, *urls)


if __name__ == "__main__":
    sys.exit(known_verdicts.run("What weft check server finds of other servers, held against what is known.",
                                {name: Subject(name) for name in PEERS}))
