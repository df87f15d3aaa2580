"""What the tool says of its own options: the real binary is asked."""

import os
import re
import subprocess

from serving import BINARY


def help_of(*words, columns=80):
    environment = dict(os.environ, COLUMNS=str(columns))
    return subprocess.run([BINARY, *words, "--help"], capture_output=True, text=True, check=True, env=environment).stdout


def verbs_of(*words):
    """The verbs that follow these words."""
    after = help_of(*words).split("\nSubcommands:\n")
    return re.findall(r"^  (\w+)", after[1], re.M) if len(after) > 1 else []


def options_of(*words):
    """{"-h", "--help", ...}"""
    names = re.findall(r"^  (-\S+)", help_of(*words), re.M)
    return {name for each in names for name in each.split(",")}


def commands():
    """The words of each command: (), ("serve",), ("hpack", "encode") ..."""
    waiting = [()]
    for words in waiting:
        waiting += [(*words, verb) for verb in verbs_of(*words)]
    return waiting
