"""Runs `weft inspect` between a client and a server, and at its prompt."""

import re
import signal
import subprocess
import tempfile
import threading

from getting import without_proxies
from serving import BINARY, PATIENCE, until


class Between:
    """`weft inspect --listen URL --to URL`: `url` is where clients go."""

    def __init__(self, to, *options, listen="https://127.0.0.1:0"):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([BINARY, "inspect", "--listen", listen, "--to", to, "-k", *options], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=without_proxies(XDG_DATA_HOME=self.folder.name))
        self.lines, self.messages = [], []
        self.readers = [threading.Thread(target=self.read, args=pair, daemon=True)
                        for pair in ((self.process.stdout, self.lines), (self.process.stderr, self.messages))]
        for reader in self.readers:
            reader.start()
        until(lambda: self.said("listening on") or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise AssertionError("".join(self.messages))
        self.url = re.match(r"listening on (\S+)", self.said("listening on")[0]).group(1)
        self.port = int(self.url.rsplit(":", 1)[1])

    @staticmethod
    def read(stream, lines):
        for line in stream:
            lines.append(line)

    def said(self, words):
        return [line for line in self.messages if words in line]

    def shown(self, pattern):
        return [line for line in self.lines if re.search(pattern, line)]

    def stop(self, how=signal.SIGINT):
        """The exit code; the last message is the summary."""
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        self.folder.cleanup()
        return code

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.returncode is None:
            code = self.stop()
            if kind is None and code != 0:
                raise AssertionError(f"weft inspect ended with {code}: " + "".join(self.messages))


def inspect(*words):
    """Its words to a recording, or to a wrong command line."""
    return subprocess.run([BINARY, "inspect", *map(str, words)], capture_output=True, text=True, timeout=PATIENCE,
                          env=without_proxies(COLUMNS="100"))


def prompt(url, commands="", *options):
    """Its words to these lines of a pipe."""
    return subprocess.run([BINARY, "inspect", url, "-k", *map(str, options)], input=commands, capture_output=True, text=True,
                          timeout=PATIENCE, env=without_proxies(COLUMNS="100"))


def frames_in(text):
    """("→", "HEADERS", "1", words) of each frame; its connection stands before the stream where there are many."""
    return re.findall(r"^ *[\d.]+ ms  (→|←)  ([A-Z_]+) +([\d:]+) *(.*)$", text, re.MULTILINE)
