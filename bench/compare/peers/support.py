"""What the servers' files share."""

import re
import subprocess


def first_line(command):
    """The first line of what a program says about its version, on either output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().partition("\n")[0]


def number(text):
    """The first version number in a line."""
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group(0) if found else "?"
