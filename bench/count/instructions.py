"""Instructions of a server's engine for a script of 10,000 requests, programs/engine/requests.cpp under callgrind.

Guard and ledger together must be less than 5 % of them. They are every instruction that comes from their files,
wherever the compiler has put it, and from every line of the engine that calls them.
"""

import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import figures

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUDGET = ROOT / "bench/count/expected/engine_instructions.txt"
REQUESTS = 10_000
OVERHEAD = 0.05

# The C library chooses its memcpy by the processor: here every machine gets the same.
FEATURES = "AVX AVX2 AVX512F AVX512VL AVX512BW AVX_Fast_Unaligned_Load BMI2 ERMS FSRM RTM SSE4_1 SSE4_2 SSSE3".split()

# Files of each part, and the lines of others that call it.
PARTS = {
    "guard": ({"limits.cpp", "limits.hpp", "token_bucket.hpp"}, re.compile(r"\bguard_\.|\bcharge(_glitch)?\(")),
    "ledger": ({"ledger.cpp", "ledger.hpp", "waits.hpp"}, re.compile(r"\bledger\.|\bledger_clock_\.")),
}


def check(program, update):
    with tempfile.TemporaryDirectory() as directory:
        profile = pathlib.Path(directory) / "callgrind.out"
        run(program, profile)
        total, own = read(profile, program)
    parts = shares(program, own)
    print(f"instructions of {REQUESTS:,} requests: {total:,}, {total / REQUESTS:,.0f} each")
    for part, cost in parts.items():
        print(f"  {part:6} {cost / total:6.2%}, {cost / REQUESTS:,.0f} each")
    if update:
        figures.write(BUDGET, total)
    return all([figures.within(BUDGET, [total]), modest(sum(parts.values()), total)])


def run(program, profile):
    tunables = "glibc.cpu.hwcaps=" + ",".join("-" + feature for feature in FEATURES)
    command = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile}", "--dump-instr=yes",
               "--compress-strings=no", "--compress-pos=no", "--collect-atstart=no", "--toggle-collect=*replay*",
               str(program)]
    subprocess.run(command, check=True, env=os.environ | {"GLIBC_TUNABLES": tunables}, stdout=subprocess.DEVNULL)


def read(profile, program):
    """The cost of everything, and of each instruction of the program itself."""
    total, own = 0, collections.Counter()
    in_program = inclusive = False
    for line in profile.read_text().splitlines():
        if line.startswith("ob="):
            in_program = os.path.realpath(line[3:]) == os.path.realpath(program)
        elif line.startswith("calls="):
            inclusive = True  # the next line is what the call cost, which the called function has told by itself
        elif line.startswith("0x"):
            address, _, cost = line.split()
            if not inclusive:
                total += int(cost)
                if in_program:
                    own[address] += int(cost)
            inclusive = False
    return total, own


def shares(program, own):
    parts = dict.fromkeys(PARTS, 0)
    for address, places in origins(program, own):
        for part, (files, calls) in PARTS.items():
            if any(place.name in files or calls.search(source(place, line)) for place, line in places):
                parts[part] += own[address]
    return parts


def origins(program, addresses):
    """The line of each address, the line where that was inlined, and so on."""
    command = ["addr2line", "--exe", str(program), "--addresses", "--inlines"]
    out = subprocess.run(command, input="\n".join(addresses), capture_output=True, text=True, check=True).stdout
    for address, chunk in zip(addresses, re.split(r"^0x[0-9a-f]+\n", out, flags=re.MULTILINE)[1:], strict=True):
        places = []
        for text in chunk.splitlines():
            file, _, line = text.partition(" ")[0].rpartition(":")
            places.append((pathlib.Path(file), int(line) if line.isdigit() else 0))
        yield address, places


LINES = {}


def source(place, line):
    """That line, where it is one of the engine."""
    if place.parent.name != "h2" or line == 0:
        return ""
    if place.name not in LINES:
        LINES[place.name] = (ROOT / "weft/h2" / place.name).read_text().splitlines()
    return LINES[place.name][line - 1]


def modest(overhead, total):
    print(f"guard and ledger: {overhead / total:.2%}, less than {OVERHEAD:.0%} is allowed")
    if overhead < total * OVERHEAD:
        return True
    print("budget: guard and ledger cost too much", file=sys.stderr)
    return False

