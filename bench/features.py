#!/usr/bin/env python3
"""Counts what the features of weft serve and the middleware of a program cost when they are used: instructions of a request in user
space, under callgrind, for 6 octets over h2c, ten connections with a hundred requests at a time each. The start of the server is left
out: a figure is the difference between two numbers of requests.

    bench/features.py [--weft build/release/weft] [--out bench/results/features.md]
    bench/features.py --middleware [build/release/bench/programs/middleware/middleware_server] [--out bench/results/middleware.md]
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

COUNTS = 10_000, 40_000
PATIENCE = 600
FIELDS = ("accept-encoding: gzip, br", "user-agent: bench", "accept: */*")
# Besides, for the middleware that looks at it.
ASKED = {"cors()": "origin: https://app.example.org", "basic()": "authorization: Basic YWRhOmxvdmVsYWNl",
         "bearer()": "authorization: Bearer 0123456789abcdef"}
SITE = {"Root": "www"}

# The words of a configuration besides its endpoint; the others are compared with the first row.
ROWS = (
    ("nothing of it", {}),
    ("a log, W3C", {"Log": {"Path": "log"}}),
    ("a log, combined", {"Log": {"Path": "log", "Format": "combined"}}),
    ("a log, JSON", {"Log": {"Path": "log", "Format": "json"}}),
    ("a rate of the site", {"Sites": {"a": {**SITE, "Limits": {"SendRate": "100G"}}}}),
    ("a rate of each client", {"Limits": {"Client": {"SendRate": "100G"}}}),
    ("a rate of each request", {"Limits": {"Request": {"SendRate": "100G"}}}),
    ("limits of each client's requests", {"Limits": {"Client": {"MaxRequestsPerSecond": 1_000_000, "MaxConcurrentRequests": 1_000_000}}}),
    ("limits of the site's requests", {"Sites": {"a": {**SITE, "Limits": {"MaxRequestsPerSecond": 1_000_000}}}}),
    ("compression, a file that is kept in gzip", {"Sites": {"a": {**SITE, "Compression": {"MinLength": 1}}}}),
    ("priorities by pattern", {"Sites": {"a": {**SITE, "Priorities": [{"Match": "*.txt", "Priority": "u=1"}]}}}),
    ("pushes by rules, of other paths", {"Sites": {"a": {**SITE, "Push": {"Rules": {"/other": ["/b.txt"]}}}}}),
    ("a field of trusted proxies", {"TrustedProxies": ["127.0.0.1"]}),
    ("a control endpoint", {"Control": {"Url": "unix:control.sock"}}),
    ("a control endpoint, and 64 frames of each connection", {"Control": {"Url": "unix:control.sock", "Frames": 64}}),
    ("three fields for all files", {"Sites": {"a": {**SITE, "Headers": {"*": {"x-a": "1", "x-b": "2", "x-c": "3"}}}}}),
)

# valgrind 3.19 does not know openat2(), and what it protects is not asked for here.
OPENAT2 = """
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <sys/syscall.h>
long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (int i = 0; i < 6; ++i) a[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_openat2) return openat(a[0], (const char*)a[1], ((const struct open_how*)a[2])->flags);
  long result;
  register long r10 __asm__("r10") = a[3];
  register long r8 __asm__("r8") = a[4];
  register long r9 __asm__("r9") = a[5];
  __asm__ volatile("syscall" : "=a"(result) : "0"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
"""


class Bench:
    def __init__(self, weft, folder):
        self.weft, self.folder = weft, folder
        (folder / "www").mkdir()
        (folder / "www" / "a.txt").write_text("hello\n")
        (folder / "openat2.c").write_text(OPENAT2)
        self.shim = folder / "openat2.so"
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", self.shim, folder / "openat2.c"], check=True)

    def per_request(self, command, fields=FIELDS):
        few, many = (self.instructions(command, fields, count) for count in COUNTS)
        return (many - few) / (COUNTS[1] - COUNTS[0])

    def configured(self, said):
        """The command for a server with these words in its configuration."""
        config = {"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Threads": 1, "Sites": {"a": SITE}, "Log": {"Path": "none"}}
        (self.folder / "weft.json").write_text(json.dumps(config | said))
        return [self.weft, "serve", "--config", "weft.json"]

    def instructions(self, command, fields, count):
        (self.folder / "log").unlink(missing_ok=True)
        server = subprocess.Popen(["valgrind", "--tool=callgrind", f"--callgrind-out-file={self.folder}/out", *command],
                                  stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                  env={"LD_PRELOAD": str(self.shim), "PATH": "/usr/bin:/bin"})
        url = next(found.group(1) for line in server.stderr if (found := re.match(r"listening on (\S+)", line)))
        words = [word for field in fields for word in ("-H", field)]
        subprocess.run([self.weft, "load", f"{url}/a.txt", "-n", str(count), "-c", "10", "-m", "100", *words, "--fail-if",
                        "errors>0"], check=True, capture_output=True, timeout=PATIENCE)
        server.terminate()
        said = server.stderr.read()
        server.wait()
        return int(re.search(r"Collected : (\d+)", said).group(1))


def features(bench):
    for name, said in ROWS:
        yield name, bench.per_request(bench.configured(said))


def middlewares(bench, program):
    for name in subprocess.run([program, "--list"], check=True, capture_output=True, text=True).stdout.splitlines():
        asked = [field for about, field in ASKED.items() if name.startswith(about)]
        yield name, bench.per_request([program, name], (*FIELDS, *asked))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weft", type=pathlib.Path, default="build/release/weft")
    options.add_argument("--middleware", nargs="?", type=pathlib.Path, const="build/release/bench/programs/middleware/middleware_server")
    options.add_argument("--out", type=pathlib.Path)
    given = options.parse_args()
    lines = ["| used | instructions of a request | more than without |", "|---|--:|--:|"]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.weft.resolve(), pathlib.Path(folder))
        without = None
        for name, cost in middlewares(bench, given.middleware.resolve()) if given.middleware else features(bench):
            without = without or cost
            lines.append(f"| {name} | {cost:,.0f} | {cost - without:,.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join(lines) + "\n"
    if given.out:
        what, option = ("middleware costs", " --middleware") if given.middleware else ("features cost", "")
        given.out.write_text(f"# What {what}\n\nCommand: `bench/features.py{option} --out {given.out}`\n\n{text}")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
