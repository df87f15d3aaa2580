"""Runs `weft load`."""

import json
import subprocess

from serving import BINARY


def load(*arguments, **more):
    return subprocess.run([BINARY, "load", *map(str, arguments)], capture_output=True, text=True, timeout=60, **more)


def figures(*arguments, code=0, **more):
    done = load(*arguments, "--json", "-", **more)
    if done.returncode != code:
        raise AssertionError(f"exit code {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)
