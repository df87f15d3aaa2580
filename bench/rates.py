#!/usr/bin/env python3
"""Measures at the client whether a limit of a site holds: for 1, 10 and 100 requests at a time, over both versions and both
ways, and for 16 clients, with two threads. All requests together carry what the rate lets through in so many seconds.

    bench/rates.py [--weft build/release/weft] [--seconds 20] [--rate 1M]

Each row ends with how far the rate is off. The exit code is 1 where it is by more than 3 %.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

TOLERANCE = 0.03
PATIENCE = 300
UNITS = {"": 1, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30}
CROWDS = ((1, 1), (1, 10), (1, 100), (16, 1), (16, 10))


class Server:
    def __init__(self, weft, folder, rate):
        config = folder / "weft.json"
        config.write_text(json.dumps({
            "Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Threads": 2,
            "Sites": {"a": {"Root": ".", "Sink": "/upload", "Limits": {"SendRate": rate, "ReceiveRate": rate}}}}))
        self.process = subprocess.Popen([weft, "serve", "--config", config, "--log", "none"], stderr=subprocess.PIPE, text=True)
        self.url = re.match(r"listening on (\S+)", self.process.stderr.readline()).group(1)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()


def seconds_taken(weft, rate, version, way, clients, requests, octets):
    """h2load shares its requests among so many connections; over HTTP/1.1 each request has one."""
    count = clients * requests
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "body.bin"
        with open(file, "wb") as body:
            body.truncate(octets // count)
        server = Server(weft, pathlib.Path(folder), rate)
        crowd = ["-c", str(clients), "-m", str(requests)] if version == "h2" else ["--h1", "-c", str(count)]
        what = ["-d", str(file), server.url + "/upload"] if way == "up" else [f"{server.url}/{file.name}"]
        began = time.monotonic()
        said = subprocess.run(["h2load", "-n", str(count), *crowd, *what], capture_output=True, text=True, timeout=PATIENCE).stdout
        taken = time.monotonic() - began
        server.stop()
        if f" {count} succeeded" not in said:
            raise RuntimeError(said)
        return taken


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weft", default="build/release/weft")
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--rate", default="1M")
    given = options.parse_args()
    number, unit = re.fullmatch(r"([0-9.]+)([kMG]?)", given.rate).groups()
    rate = float(number) * UNITS[unit]
    worst = 0
    for way in ("down", "up"):
        for version in ("h1", "h2"):
            for clients, requests in CROWDS:
                octets = int(rate * given.seconds)
                taken = seconds_taken(given.weft, given.rate, version, way, clients, requests, octets)
                off = octets / taken / rate - 1
                worst = max(worst, abs(off))
                print(f"{way:4}  {version}  {clients:2} clients of {requests:3} requests  "
                      f"{octets / taken:13,.0f} octets a second  {off:+.2%}", flush=True)
    sys.exit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
