"""Server processes on core 0, clients on core 1, and what the kernel accounts to them."""

import contextlib
import dataclasses
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

SERVER_CORE = "0"
CLIENT_CORE = "1"
START_SECONDS = 10
# A server that has not answered by then never will.
PATIENCE_SECONDS = 120
# After a client has gone, a server still closes its connections.
SETTLE_SECONDS = 0.03


class Failure(Exception):
    """Somebody does not do what was asked; the text says who and what."""


@dataclasses.dataclass(frozen=True)
class Cpu:
    """CPU time: the sum to the nanosecond, and ticks of each kind for how it divides."""

    nanoseconds: int = 0
    user_ticks: int = 0
    system_ticks: int = 0

    @property
    def user_share(self):
        """None where there was not one tick."""
        ticks = self.user_ticks + self.system_ticks
        return self.user_ticks / ticks if ticks else None

    def __sub__(self, other):
        return Cpu(self.nanoseconds - other.nanoseconds, self.user_ticks - other.user_ticks,
                   self.system_ticks - other.system_ticks)

    def __add__(self, other):
        return Cpu(self.nanoseconds + other.nanoseconds, self.user_ticks + other.user_ticks,
                   self.system_ticks + other.system_ticks)


class Server:
    """One server, possibly of several processes, that offers the same over TLS and in the clear."""

    def __init__(self, commands, https_port, http_port, environment=None):
        self.ports = {"https": https_port, "http": http_port}
        self.processes = []
        self.log = tempfile.TemporaryFile("w+", errors="replace")
        for command in commands:
            self.processes.append(subprocess.Popen(
                pinned(SERVER_CORE, command), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                env=os.environ | (environment or {}), start_new_session=True))
        try:
            for port in self.ports.values():
                self.wait_for(port)
        except Failure:
            self.stop()
            raise

    def wait_for(self, port):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            if any(process.poll() is not None for process in self.processes):
                break
            time.sleep(0.02)
        raise Failure(f"{self.processes[0].args[3]} does not listen on port {port}:\n{self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read()[-2000:]

    def address(self, scheme):
        return f"{scheme}://127.0.0.1:{self.ports[scheme]}"

    def pids(self):
        return [pid for process in self.processes for pid in descendants(process.pid)]

    def cpu(self):
        """Threads that have ended are missing from the sum: only servers with a fixed set of threads are measured."""
        time.sleep(SETTLE_SECONDS)
        return sum((cpu_of(pid) for pid in self.pids()), Cpu())

    def resident_octets(self):
        return sum(resident_octets_of(pid) for pid in self.pids())

    def stop(self):
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3)
                continue
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.log.close()


def pinned(core, command):
    return ["taskset", "-c", core, *map(str, command)]


def run_client(command):
    """To its end, on the client's core."""
    try:
        return subprocess.run(pinned(CLIENT_CORE, command), capture_output=True, text=True, check=False,
                              timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"no answer within {PATIENCE_SECONDS} s: {' '.join(map(str, command))}") from error


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def descendants(pid):
    found = [pid]
    for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in path.read_text().split():
                found += descendants(int(child))
    return found


def cpu_of(pid):
    nanoseconds = 0
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            nanoseconds += int(task.read_text().split()[0])
    user, system = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return Cpu(nanoseconds, int(user), int(system))


def resident_octets_of(pid):
    """None of a process that has just ended."""
    found = re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) * 1024 if found else 0
