"""Octets of the heap that a server keeps for an idle connection: programs/heap under programs/clients/hold.cpp.

Ours and OpenSSL's apart: of cleartext ours, of TLS both.
"""

import contextlib
import pathlib
import resource
import subprocess
import time

import figures

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUDGET = ROOT / "bench/count/expected/idle_connection_octets.txt"
# So many that what a loop keeps for all of them does not count: a scratch that chance has doubled is 16 KiB, 4 octets each.
CONNECTIONS = 4000
# One at a time, so that it is the same each time.
AT_ONCE = 1
# Samples that have to be the same, and the seconds between them.
SAMPLES = 15
PAUSE = 0.1


def check(server, client, update):
    allow_many_connections()
    with running(server) as process:
        secure, clear = process.stdout.readline().split()
        ours, _ = octets_each(process, client, clear)
        ours_secure, openssl = octets_each(process, client, secure)
    print(f"octets for an idle connection: {ours:,} in the clear; with TLS {ours_secure:,} and OpenSSL's {openssl:,}")
    counted = [ours, ours_secure, openssl]
    if update:
        figures.write(BUDGET, *counted)
    return figures.within(BUDGET, counted)


def octets_each(process, client, url):
    held(process, client, url, 1)
    one = held(process, client, url, 1)
    many = held(process, client, url, CONNECTIONS + 1)
    return [round((b - a) / CONNECTIONS) for a, b in zip(one, many, strict=True)]


def held(process, client, url, connections):
    """The octets in use while that many connections are idle."""
    with running(client, url, connections, AT_ONCE) as holding:
        if holding.stdout.readline() != "ready\n":
            raise RuntimeError(f"{client} could not connect to {url}")
        return settled(process)


def settled(process):
    """The server answers before it has put everything away, and parks what has been idle for a moment. A connection that is not
    parked yet holds as much as thirty, so that nothing may have moved for a second."""
    before, calm = None, 0
    while calm < SAMPLES:
        now = in_use(process)
        calm = calm + 1 if now == before else 0
        before = now
        time.sleep(PAUSE)
    return now


def in_use(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return [int(text) for text in process.stdout.readline().split()]


@contextlib.contextmanager
def running(*command):
    """A program that ends with its input."""
    with subprocess.Popen([*map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def allow_many_connections():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
