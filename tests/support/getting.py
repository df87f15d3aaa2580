"""Runs `weft get`, on pipes or on a terminal, and other verbs there."""

import fcntl
import os
import pathlib
import pty
import re
import select
import struct
import subprocess
import tempfile
import termios
import time
import unittest

from serving import BINARY

PATIENCE = 30


class InItsOwnFolder(unittest.TestCase):
    """Each test has a folder of its own to download into: `here`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)


def get(*arguments, **more):
    """Certificates are self-signed here."""
    return run("-k", *arguments, **more)


def run(*arguments, **more):
    environment = without_proxies(**more.pop("environment", {}))
    return subprocess.run([BINARY, "get", *map(str, arguments)], capture_output=True, timeout=PATIENCE, env=environment, **more)


def without_proxies(**variables):
    """The environment of this process, whose proxies are not meant for a test."""
    usual = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return usual | variables


def on_terminal(*arguments, columns=80, out=None, terminal="dumb", **more):
    """What a person sees, and the exit code. With `out`, standard output goes to that file. Bars need a terminal that is
    not dumb."""
    master, process = start_on_terminal(*arguments, columns=columns, out=out, terminal=terminal, **more)
    shown = read_all(master)
    os.close(master)
    return shown.decode().replace("\r\n", "\n"), process.wait(PATIENCE)


def start_on_terminal(*arguments, columns=80, out=None, terminal="dumb", verb=("get", "-k"), **more):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen([BINARY, *verb, *map(str, arguments)], stdin=slave, stdout=out or slave, stderr=slave,
                               env=without_proxies(TERM=terminal), **more)
    os.close(slave)
    return master, process


def read_all(descriptor):
    shown = b""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and select.select([descriptor], [], [], PATIENCE)[0]:
        try:
            got = os.read(descriptor, 65536)
        except OSError:  # the other side of a terminal has gone
            return shown
        if not got:
            return shown
        shown += got
    raise AssertionError(f"weft get does not end: {shown}")


def without_numbers(text):
    """Times differ from run to run."""
    return re.sub(r"\d+\.\d", "#", text)
