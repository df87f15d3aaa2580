"""The manager of services for a test: it passes sockets on as systemd does, and hears what the service tells it."""

import os
import pathlib
import socket
import sys

import serving

WRAPPER = f"""#!{sys.executable}
import fcntl, os, sys
numbers = [int(number) for number in os.environ.pop("TEST_SOCKETS").split()]
copies = [fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 100) for number in numbers]
for number in numbers:
    os.close(number)
for place, copy in enumerate(copies, 3):
    os.dup2(copy, place)
os.environ["LISTEN_PID"] = str(os.getpid())
os.environ["LISTEN_FDS"] = str(len(copies))
os.execv({os.path.abspath(serving.BINARY)!r}, ["weft", *sys.argv[1:]])
"""


def activated(folder, sockets, *arguments, names="", **options):
    """weft serve with these words, which inherits the sockets."""
    wrapper = pathlib.Path(folder) / "activate"
    wrapper.write_text(WRAPPER)
    wrapper.chmod(0o755)
    # Out of the way of where the service expects them.
    numbers = [os.dup(each.fileno()) for each in sockets]
    environment = {"TEST_SOCKETS": " ".join(map(str, numbers)), "LISTEN_FDNAMES": names}
    try:
        return serving.Started(*arguments, "--log", "none", program=str(wrapper), pass_fds=numbers,
                               environment=environment.items(), **options)
    finally:
        for number in numbers:
            os.close(number)


class Manager:
    """`told` waits for the next message that has this line."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(serving.PATIENCE)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self.environment = {"NOTIFY_SOCKET": name}

    def told(self, beginning):
        heard = []
        while True:
            try:
                lines = self.socket.recv(4096).decode().splitlines()
            except TimeoutError:
                raise AssertionError(f"nobody told {beginning}, but {heard}") from None
            if any(line.startswith(beginning) for line in lines):
                return lines
            heard += lines

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
