"""The stories of docs/guide/debug.md: each command of the guide is run, with the real programs, and prints what the guide shows.

A block of `sh` has commands alone; in a block without a language, lines behind a command are its output. Ports of the guide
become free ones. What differs from run to run (times, sizes, ports, dates, numbers of connections) is not compared; all words
and all other numbers are.
"""

import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from certificates import make_certificate
from getting import without_proxies
from serving import BINARY, PATIENCE

GUIDE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/guide/debug.md"
SLOW_HANDLERS = os.environ.get("WEFT_SLOW_HANDLERS", "build/dev/tests/attacks/slow_handlers")
STORIES = ("My stream is slow", "My connection closed", "My client refuses my server")
PORTS = (8080, 8443, 8444, 8445, 9090, 9091)
BLOCK = re.compile(r"^```(sh|)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The work that others do meanwhile has to be waited for.
LOOKS = ("weft status", "tail", "grep")

VARYING = (
    (r"^ *[\d.]+ ms  ", "TIME  "),
    (r"\[::1\]", "127.0.0.1"),
    (r"(127\.0\.0\.1|localhost):\d+", r"\1:PORT"),
    (r"\b\d+(\.\d+)? (ms|s|min|h)\b", "TIME"),
    (r"connection \d+", "connection N"),
    (r"\b\d+:(\d+)(?=  )", r"N:\1"),
    (r"last stream \d+", "last stream N"),
    (r"\b\d+(\.\d+)? ([KMG]i)?B\b", "SIZE"),
    (r"\b\d{1,3}(,\d{3})+\b", "NUMBER"),
    (r"\b20\d\d-\d\d-\d\d\b", "DATE"),
    (r"\b\d+ days\b", "DAYS"),
    (r"OpenSSL/[\w.]+", "OpenSSL"),
    # Columns are as wide as what stands in them.
    (r"(?<=\S)   +", "  "),
    (r"^ {2,}|\s+$", ""),
)


SECONDS_OF_LOG = re.compile(r"\b\d+\.\d{3}\b")


def with_causes(line):
    """Of the times of a log's line those that are not a small part of the longest."""
    longest = max(map(float, SECONDS_OF_LOG.findall(line)), default=0)
    return SECONDS_OF_LOG.sub(lambda found: "LONG" if float(found.group()) > 0.3 * longest else "SHORT", line)


def normalised(text):
    for pattern, word in VARYING:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return "\n".join(map(with_causes, text.splitlines()))


def story(title):
    """The blocks of a story: (language, text)."""
    text = GUIDE.read_text()
    begin = text.index(f"\n## {title}\n")
    end = text.find("\n## ", begin + 1)
    return BLOCK.findall(text[begin:end])


def commands(language, text):
    """(command, what it prints), None where the guide does not show that."""
    if language == "sh":
        return [(line, None) for line in text.splitlines()]
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [tuple(part.split("\n", 1)) for part in parts]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Shell:
    """One shell that knows `weft`, in a folder of its own."""

    END = "end-of-a-command"

    def __init__(self, folder):
        self.folder = folder
        self.background = 0
        (folder / "bin").mkdir()
        (folder / "bin/weft").symlink_to(pathlib.Path(BINARY).resolve())
        (folder / "bin/slow_handlers").symlink_to(pathlib.Path(SLOW_HANDLERS).resolve())
        environment = without_proxies(PATH=f"{folder}/bin:{os.environ['PATH']}", XDG_DATA_HOME=str(folder / "data"), COLUMNS="100",
                                      HOME=str(folder), LC_ALL="C.UTF-8")
        self.process = subprocess.Popen(["bash", "--norc"], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True)
        self.ports = {each: free_port() for each in PORTS}

    def run(self, command):
        """What it prints, and its exit code."""
        for port, free in self.ports.items():
            command = re.sub(rf":{port}\b", f":{free}", command)
        self.process.stdin.write(f"{command}\nprintf '\\n{self.END} %d\\n' $?\n".encode())
        self.process.stdin.flush()
        got, deadline = b"", time.monotonic() + PATIENCE
        while not (ended := re.search(rf"\n{self.END} (\d+)\n$".encode(), got)):
            if not select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"{command} does not end: {got}")
            got += os.read(self.process.stdout.fileno(), 65536)
        return got[:ended.start()].decode(), int(ended.group(1))

    def start(self, command):
        """In the background; what it prints goes to the file that is returned. A server has to listen."""
        self.background += 1
        out = self.folder / f"background.{self.background}"
        what, rest = re.fullmatch(r"(.*?) &( \w+=\$!)?", command).groups()
        self.run(f"(exec >{out} 2>&1; exec {what}) &{rest or ''}")
        if told := re.search(r" 2> (\S+)$", what):
            self.until_said(self.folder / told.group(1), "DATA")
        if what.startswith("weft serve"):
            self.until_said(out, "control on")
        return out

    def until_said(self, path, word):
        """Text of the file once it has the word."""
        deadline = time.monotonic() + PATIENCE
        while word not in (text := path.read_text() if path.exists() else ""):
            if time.monotonic() > deadline:
                raise AssertionError(f"expected {word} in {path.name}: {text}")
            time.sleep(0.02)
        return text

    def close(self):
        """With all that it has started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process.stdin.close()
        self.process.stdout.close()


class Stories(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        self.has_program = False
        (self.here / "public").mkdir()
        (self.here / "public/index.html").write_text("hello\n")
        (self.here / "public/page.bin").write_bytes(bytes(300_000))
        with open(self.here / "public/film.bin", "wb") as film:
            film.truncate(20_000_000)
        self.shell = Shell(self.here)
        self.addCleanup(self.shell.close)

    def tell(self, title):
        for language, text in story(title):
            for command, printed in commands(language, text):
                with self.subTest(command):
                    self.do(command, printed)

    def start_program(self):
        """The program that the guide speaks of, with a client whose request takes its time."""
        self.has_program = True
        out = self.shell.start("slow_handlers public http://127.0.0.1:9091 program.log &")
        told = self.shell.until_said(out, "listening on https")
        self.shell.start(f"curl -s {re.search(r'http://[^ ]*:[0-9]+', told).group()}/wait/30 &")

    def do(self, command, printed):
        if ":9091" in command and not self.has_program:
            self.start_program()
        if re.search(r" &( \w+=\$!)?$", command):
            return self.shell.start(command)
        got, code = self.shell.run(command)
        if printed is None:
            return self.assertEqual(code, 0, got)
        deadline = time.monotonic() + PATIENCE
        while normalised(got) != normalised(printed) and command.startswith(LOOKS) and time.monotonic() < deadline:
            time.sleep(0.1)
            got, _ = self.shell.run(command)
        self.assertEqual(normalised(got).splitlines(), normalised(printed).splitlines(), got)

    def test_my_stream_is_slow(self):
        self.tell("My stream is slow")

    def test_my_connection_closed(self):
        self.tell("My connection closed")

    def test_my_client_refuses_my_server(self):
        certificate, key = make_certificate(self.here, "localhost", last="20260901000000Z")
        certificate.rename(self.here / "old.pem")
        key.rename(self.here / "old.key")
        self.tell("My client refuses my server")


class Comparison(unittest.TestCase):
    def test_no_word_of_an_output_is_left_out(self):
        count = 0
        for title in STORIES:
            for language, text in story(title):
                for _, printed in commands(language, text):
                    for word in re.findall(r"\b[A-Za-z_]{4,}\b", printed or ""):
                        count += 1
                        changed = re.sub(rf"\b{word}\b", "changed", printed)
                        self.assertNotEqual(normalised(changed), normalised(printed), word)
        self.assertGreater(count, 300)


if __name__ == "__main__":
    unittest.main()
