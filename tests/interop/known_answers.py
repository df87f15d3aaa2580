"""What weft check server finds of the servers of Debian, held against what is known of them: known/NAME.json.

    WEFT_BINARY=build/dev/weft PYTHONPATH=tests/support python3 tests/interop/known_answers.py [--write] [NAME…]

starts each server that is named, or all, checks it, and tells each case whose verdict is another one. The exit code is 1 then.
A server of another version than the known one is told and not checked. --write checks each three times and writes the file.
./dev check-peers does both, with all that is needed.

A case of the file has one verdict, or several where it did not come out the same each time; "another" is one that weft check,
which repeats a case that fails, did not tell.
"""

import argparse
import json
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

import peers
from serving import BINARY

KNOWN = pathlib.Path(__file__).resolve().parent / "known"
# Long enough for a machine that builds meanwhile.
TIMEOUT = "3s"
TIMES = 3
# By the names of their files. Each is asked in cleartext, but for Go, whose cleartext port has HTTP/1.1 alone.
PEERS = {"nghttpd": peers.Nghttpd, "h2o": peers.H2o, "nginx": peers.Nginx, "apache": peers.Apache, "caddy": peers.Caddy,
         "haproxy": peers.Haproxy, "node": peers.Node, "go": peers.Go}


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


def verdicts_of(case):
    """All that a case came out as, as far as one run tells."""
    return {case["verdict"], "another"} if case.get("flaky") else {case["verdict"]}


class Started:
    """A server of a name with a file to serve. haproxy passes the requests on to h2o."""

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
        scheme = scheme_of(self.name)
        return f"{scheme}://localhost:{getattr(self.servers[-1], scheme)}/body.txt"

    @staticmethod
    def start(peer, folder, *arguments):
        folder.mkdir()
        folder.chmod(0o755)
        return peer(folder, *arguments)

    def __exit__(self, *_):
        for server in reversed(self.servers):
            server.stop()
        self.temporary.cleanup()


def path_of(name):
    return KNOWN / f"{name}.json"


def write(name):
    """Three runs; a case that is not the same in all of them has all of its verdicts."""
    with Started(name) as url:
        runs = [check(url) for _ in range(TIMES)]
    cases = {}
    for id in runs[0]:
        seen = sorted(set().union(*(verdicts_of(run[id]) for run in runs)))
        cases[id] = seen[0] if len(seen) == 1 else seen
    peer = PEERS[name]
    path_of(name).write_text(json.dumps(
        {"server": peer.title, "version": peer.version(), "package": package_of(peer.program), "over": scheme_of(name),
         "system": platform.freedesktop_os_release()["PRETTY_NAME"], "cases": cases}, indent=1) + "\n")
    uncertain = [id for id, verdict in cases.items() if isinstance(verdict, list)]
    print(f"{name}: {len(cases)} cases written, not the same each time: {', '.join(uncertain) or 'none'}")


def is_known(case, known):
    return known is not None and verdicts_of(case) <= ({known} if isinstance(known, str) else {*known, "another"})


def difference(url, case, known):
    """What is to be told of a case, after it was asked alone; empty where it is as known then."""
    seen = verdicts_of(case)
    for _ in range(TIMES):
        again = check(url, "--only", case["id"])[case["id"]]
        if is_known(again, known):
            return ""
        seen |= verdicts_of(again)
    return f"  {case['id']}: known {known}, found {', '.join(sorted(seen))}: {case.get('found', case.get('missing'))}"


def compare(name):
    """Whether the server does what is known of it."""
    if not path_of(name).exists():
        print(f"{name}: nothing is known of it, ./dev check-peers --write {name} finds out")
        return False
    peer, kept = PEERS[name], json.loads(path_of(name).read_text())
    if peer.version() != kept["version"]:
        print(f"{name}: not checked, {peer.version()} is here and {kept['version']} is known")
        return True
    with Started(name) as url:
        found = check(url)
        told = [difference(url, case, kept["cases"].get(id)) for id, case in found.items()
                if not is_known(case, kept["cases"].get(id))]
    told = [line for line in told if line]
    told += [f"  {id}: known {known}, and no case any more" for id, known in kept["cases"].items() if id not in found]
    print(f"{name} {kept['version']}: {len(found)} cases, {len(told) or 'none'} not as known", *told, sep="\n", flush=True)
    if told:
        print(f"  ./dev check-peers --write {name} makes them known")
    return not told


def main():
    parser = argparse.ArgumentParser(description="What weft check server finds of other servers, held against what is known.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PEERS)}; all of them if none")
    parser.add_argument("--write", action="store_true", help="write what is found")
    options = parser.parse_args()
    if unknown := set(options.names) - set(PEERS):
        parser.error(f"no server is named {', '.join(sorted(unknown))}")
    good = True
    for name in options.names or PEERS:
        if not PEERS[name].is_installed():
            print(f"{name}: skipped, it is not installed")
        elif options.write:
            write(name)
        else:
            good = compare(name) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
