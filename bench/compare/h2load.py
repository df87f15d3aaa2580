"""Runs h2load on the client's core and believes nothing that it has not counted."""

import dataclasses
import re
import resource

from processes import Failure, run_client

# One suite, and the group that browsers offer first, so that every server does the same arithmetic. The other group is
# for nghttpd, which knows no other.
TLS = ["--tls13-ciphers=TLS_AES_128_GCM_SHA256", "--groups=X25519:P-256"]


@dataclasses.dataclass(frozen=True)
class Outcome:
    cpu_seconds: float  # of h2load itself: unlike the time on the clock, nobody else's work is in it
    requests: int
    status: tuple  # how many of 2xx, 3xx, 4xx, 5xx
    body_octets: int
    head_octets: int


def run(binary, requests, connections, streams, options):
    command = [binary, "-n", requests, "-c", connections, "-m", streams, *TLS, *options]
    before = own_seconds()
    done = run_client(command)
    try:
        return parse(done.stdout, requests, own_seconds() - before)
    except (AttributeError, ValueError) as error:
        raise Failure(f"{' '.join(map(str, command))}:\n{error}\n{done.stdout}{done.stderr}") from error


def own_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def parse(text, requests, cpu_seconds):
    counts = [int(n) for n in re.search(
        r"requests: (\d+) total, \d+ started, (\d+) done, \d+ succeeded, \d+ failed, (\d+) errored, (\d+) timeout",
        text).groups()]
    if counts != [requests, requests, 0, 0]:
        raise ValueError("not every request was answered")
    return Outcome(
        cpu_seconds=cpu_seconds,
        requests=requests,
        status=tuple(int(n) for n in re.search(r"codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", text).groups()),
        body_octets=int(re.search(r"\((\d+)\) data", text).group(1)),
        head_octets=int(re.search(r"\((\d+)\) headers", text).group(1)))

