#!/usr/bin/env python3
"""What a download gets of a long and fast path: 80 ms there and back, 500 Mbit/s, cubic, on the link of tests/support/link.

Each run begins with a ping and a transfer of plain octets, which say what the path does. Then one download after the other, each
on a connection of its own: `weft get` over HTTP/1.1 and over HTTP/2, from `weft serve` and from nginx, and curl beside it. A figure
is what arrived at the near end, all headers included, in each second; the share is that of the seconds behind the second one, of
what HTTP/1.1 got in them and of the path's rate.
"""

import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WEFT_LINK", str(ROOT / "build/release/bench/link/weft_link"))
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "bench/compare")]

import links  # noqa: E402
import results  # noqa: E402
from certificates import make_certificate  # noqa: E402

PLAIN = ROOT / "tests/support/link/plain.py"
RATE = 500_000_000
PATH = "rate=500M,delay=40ms,queue=5M"
PORTS = {"weft serve": 8443, "nginx": 9443}
SLOW_START = 2  # seconds that do not count
OCTETS = 2_000_000_000


def octets_in(link):
    """What the device at the near end has received."""
    table = subprocess.run(link.near("cat", "/proc/net/dev"), capture_output=True, text=True, check=True).stdout
    return int(next(line for line in table.splitlines() if "weft0" in line).split(":")[1].split()[0])


def seconds_of(link, command, count):
    """Octets that arrive in each of so many seconds while the command runs."""
    before, begun, seconds = octets_in(link), time.monotonic(), []
    process = subprocess.Popen(link.near(*command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for number in range(1, count + 1):
        time.sleep(max(0, begun + number - time.monotonic()))
        now = octets_in(link)
        seconds.append(now - before)
        before = now
    if process.poll() is not None:
        sys.exit(f"bench/link: {' '.join(map(str, command))} ended early: {process.stderr.read()}")
    process.terminate()
    process.communicate()
    time.sleep(0.5)  # what is under way arrives
    return seconds


@contextlib.contextmanager
def background(command):
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def ping(link):
    with background(link.far(sys.executable, PLAIN, "echo", link.far_address, 7000)) as echo:
        echo.stdout.readline()
        said = subprocess.run(link.near(sys.executable, PLAIN, "ping", link.far_address, 7000, 5), capture_output=True, text=True, check=True)
    return [float(milliseconds) for milliseconds in said.stdout.split()]


def plain(link, count):
    """Plain octets, from the far end to the near one."""
    with background(link.near(sys.executable, PLAIN, "take", link.near_address, 7001)) as taker:
        taker.stdout.readline()
        before, begun, seconds = octets_in(link), time.monotonic(), []
        with background(link.far(sys.executable, PLAIN, "pour", link.near_address, 7001, count + 1)):
            for number in range(1, count + 1):
                time.sleep(max(0, begun + number - time.monotonic()))
                now = octets_in(link)
                seconds.append(now - before)
                before = now
    time.sleep(0.5)
    return seconds


def nginx_command(folder, site, address):
    certificate, key = make_certificate(folder, "localhost")
    configuration = folder / "nginx.conf"
    temporary = "".join(f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    configuration.write_text(f"""
        daemon off; pid {folder}/pid; error_log {folder}/error.log; {"user root;" if os.geteuid() == 0 else ""}
        events {{ }}
        http {{ access_log off; {temporary} server {{ listen {address}:{PORTS["nginx"]} ssl http2; root {site};
                 ssl_certificate {certificate}; ssl_certificate_key {key}; }} }}""")
    return ["nginx", "-p", folder, "-c", configuration]


def downloads(weft, folder, address):
    """Name, server, and the command of each."""
    for server, port in PORTS.items():
        url = f"https://{address}:{port}/large"
        for version in ("--http1.1", "--http2"):
            yield (f"weft get {version}", server, [weft, "get", "-k", "-s", version, "-o", folder / f"{port}{version}", url])
        yield ("curl --http2", server, ["curl", "-k", "-s", "--http2", "-o", "/dev/null", url])


def measure(weft, rounds, count):
    """Rows of (what, server, seconds of each round), and the link's own account."""
    rows, pings = {}, []
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as temporary, links.Link(PATH) as link:
        folder = pathlib.Path(temporary)
        folder.chmod(0o755)
        site = folder / "site"
        site.mkdir()
        with open(site / "large", "wb") as file:
            file.truncate(OCTETS)
        serve = [weft, "serve", site, "--log", "none", "--threads", "1", "--listen", f"https://{link.far_address}:{PORTS['weft serve']}"]
        with background(link.far(*serve)), background(link.far(*nginx_command(folder, site, link.far_address))):
            time.sleep(1)
            for turn in range(rounds):
                pings += ping(link)
                rows.setdefault(("plain octets", "–"), []).append(plain(link, count))
                for name, server, command in downloads(weft, folder, link.far_address):
                    rows.setdefault((name, server), []).append(seconds_of(link, command, count))
                    for part in folder.glob("*.part"):
                        part.unlink()
                print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    return rows, pings, link.counts


def steady(seconds):
    return statistics.mean(seconds[SLOW_START:])


def table(rows):
    count = len(next(iter(rows.values()))[0])
    yield "| Mbit/s in second | server | " + " | ".join(str(number + 1) for number in range(count)) + " | share of HTTP/1.1 | share of the path |"
    yield "|---|---|" + "--:|" * (count + 2)
    for (name, server), found in rows.items():
        middle = [statistics.median(seconds) * 8 / 1e6 for seconds in zip(*found)]
        of_path = statistics.median(steady(seconds) * 8 / RATE for seconds in found)
        beside = rows.get(("weft get --http1.1", server))
        shares = [steady(one) / steady(other) for one, other in zip(found, beside)] if beside else []
        of_http11 = f"{statistics.median(shares):.2f}, {min(shares):.2f} to {max(shares):.2f}" if shares else "–"
        yield f"| {name} | {server} | " + " | ".join(f"{rate:.0f}" for rate in middle) + f" | {of_http11} | {of_path:.2f} |"


def main():
    parser = argparse.ArgumentParser(prog="bench/link", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6, help="of each download")
    parser.add_argument("--weft", type=pathlib.Path, default=ROOT / "build/release/weft")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="where to write the table")
    options = parser.parse_args()
    try:
        rows, pings, counts = measure(options.weft, options.rounds, options.seconds)
    except links.NotAllowed as why:
        sys.exit(f"bench/link: {why}")
    lost = sum(counts[way]["overrun"] for way in ("to_far", "to_near"))
    text = "\n".join([
        "# A long and fast path", "",
        "Command: `./dev bench --link " + " ".join(sys.argv[1:]) + "`", "",
        f"A link of 500 Mbit/s and 80 ms there and back with a queue of 5 MB ([how](../../docs/testing.md)); cubic. {options.rounds} rounds;",
        "a figure is the median, a share is of the seconds behind the second one, of the same round. Headers of IP and TCP count.", "",
        f"Pings took {min(pings):.1f} to {max(pings):.1f} ms. The queue dropped {counts['to_near']['dropped']:,} of "
        f"{counts['to_near']['packets']:,} packets; {lost} were dropped because the link's program was too slow.", "",
        f"Machine: {results.processor()}, {os.cpu_count()} cores, {results.system()}.", "",
        *table(rows), ""])
    print(text)
    if options.out:
        options.out.write_text(text)


if __name__ == "__main__":
    main()
