"""Starts the real binary for a test and ends it again.

    with Weft(site, "--sink", "/upload") as weft:     # prepare=function: called in the new process first
        weft.https, weft.http          # "https://127.0.0.1:PORT"
        weft.log()                     # the access log's records so far, as dicts by field name
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

BINARY = os.environ.get("WEFT_BINARY", "build/dev/weft")
FIELDS = ("date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs-bytes time-taken cs-version "
          "cs(User-Agent) cs(Referer) cs-host s-port x-stream-id x-reason x-fallback")
PATIENCE = 20


def new_folder():
    return pathlib.Path(tempfile.mkdtemp(prefix="weft-test-"))


class Started:
    """weft serve with these words. `expected`: so many addresses are listened on."""

    def __init__(self, *arguments, expected=1, prepare=None, environment=(), cwd=None, folder=None, pass_fds=(),
                 program=None):
        self.folder = folder or new_folder()
        variables = dict(os.environ, XDG_DATA_HOME=str(self.folder / "data"), **dict(environment))
        self.process = subprocess.Popen(
            [program or BINARY, "serve", *map(str, arguments)], pass_fds=pass_fds, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            env=variables, preexec_fn=prepare, cwd=cwd)
        self.messages = []
        self.urls = []
        self.all_listening = threading.Event()
        self.expected = expected
        self.reader = threading.Thread(target=self.read_messages, daemon=True)
        self.reader.start()
        if not self.all_listening.wait(PATIENCE) or len(self.urls) < self.expected:
            self.process.kill()
            raise RuntimeError("weft did not start: " + "".join(self.messages))

    def read_messages(self):
        for line in self.process.stderr:
            self.messages.append(line)
            if found := re.match(r"listening on (\S+)", line):
                self.urls.append(found.group(1))
            if len(self.urls) == self.expected:
                self.all_listening.set()
        self.all_listening.set()

    def message(self, pattern, count=1):
        """The messages on standard error that match; waits until there are so many."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [line for line in self.messages if re.search(pattern, line)]
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(found)} of {count} messages like {pattern}: " + "".join(self.messages))
            time.sleep(0.02)

    def url(self, scheme):
        return next(url for url in self.urls if url.startswith(scheme + "://"))

    @property
    def https(self):
        return self.url("https")

    @property
    def http(self):
        return self.url("http")

    def port(self, scheme):
        return int(self.url(scheme).rsplit(":", 1)[1])

    def memory(self):
        """Resident octets."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) * 1024

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stderr.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        code = self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if kind is None and code != 0:
            raise AssertionError(f"weft ended with {code}: " + "".join(self.messages[-20:]))


class Weft(Started):
    """weft serve for a site, with a log of its own."""

    def __init__(self, site, *options, listen=("https://127.0.0.1:0", "http://127.0.0.1:0"), fields=FIELDS,
                 prepare=None):
        folder = new_folder()
        self.log_path = folder / "access.log"
        listens = [word for url in listen for word in ("--listen", url)]
        # Without a choice the tool's own default set is logged.
        log_fields = ["--log-fields", fields] if fields else []
        super().__init__(site, *listens, "--log", self.log_path, *log_fields, *options, expected=len(listen),
                         prepare=prepare, folder=folder)

    def log(self, records=0):
        """The records so far; waits until there are at least that many."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = self.read_log()
            if len(found) >= records:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(found)} log records, expected {records}")
            time.sleep(0.02)

    def read_log(self):
        if not self.log_path.exists():
            return []
        lines = self.log_path.read_text().splitlines()
        names = next((line.split()[1:] for line in lines if line.startswith("#Fields:")), [])
        return [dict(zip(names, line.split(" "))) for line in lines if line and not line.startswith("#")]


def until(condition, patience=PATIENCE):
    """Waits for what must happen."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("what was waited for did not happen")
        time.sleep(0.02)


def curl(*arguments, check=True):
    """curl's standard output. Certificates are self-signed here."""
    done = subprocess.run(["curl", "-sS", "-k", "--max-time", "30", *arguments], capture_output=True)
    if check and done.returncode != 0:
        raise AssertionError(f"curl {arguments}: {done.stderr.decode()}")
    return done.stdout


def make_site(folder, **files):
    """A folder to serve; keys name files with _ for a dot."""
    site = pathlib.Path(folder)
    (site / "index.html").write_text("<!doctype html><title>weft</title><p>hello\n")
    for name, content in files.items():
        (site / name.replace("_", ".")).write_bytes(content)
    return site
