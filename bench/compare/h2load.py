"""Runs h2load on the client's core and believes nothing that it has not counted."""

import dataclasses
import re
import subprocess

from processes import CLIENT_CORE, Failure, pinned

# One suite and one group, so that every server does the same arithmetic.
TLS = ["--tls13-ciphers=TLS_AES_128_GCM_SHA256", "--groups=P-256"]


@dataclasses.dataclass(frozen=True)
class Outcome:
    seconds: float
    requests: int
    status: tuple  # how many of 2xx, 3xx, 4xx, 5xx
    body_octets: int
    head_octets: int


def run(binary, requests, connections, streams, options):
    command = [binary, "-n", requests, "-c", connections, "-m", streams, *TLS, *options]
    done = subprocess.run(pinned(CLIENT_CORE, command), capture_output=True, text=True, check=False)
    try:
        return parse(done.stdout, requests)
    except (AttributeError, ValueError) as error:
        raise Failure(f"{' '.join(map(str, command))}:\n{error}\n{done.stdout}{done.stderr}") from error


def parse(text, requests):
    counts = [int(n) for n in re.search(
        r"requests: (\d+) total, \d+ started, (\d+) done, \d+ succeeded, \d+ failed, (\d+) errored, (\d+) timeout",
        text).groups()]
    if counts != [requests, requests, 0, 0]:
        raise ValueError("not every request was answered")
    return Outcome(
        seconds=duration(re.search(r"finished in ([\d.]+)(us|ms|s|m)", text)),
        requests=requests,
        status=tuple(int(n) for n in re.search(r"codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", text).groups()),
        body_octets=int(re.search(r"\((\d+)\) data", text).group(1)),
        head_octets=int(re.search(r"\((\d+)\) headers", text).group(1)))


def duration(match):
    return float(match.group(1)) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[match.group(2)]
