"""Samples of the stacks of a process, taken by perf: which part of its CPU goes where.

    samples = Samples(pid, seconds=60)
    thread in samples.threads_in("ControlServer"); share, error = samples.share(lambda thread, stack: …)

All parts are sampled in the same seconds. How fast the machine is just then, which differs by a tenth from one second to the next, does
not count.
"""

import math
import shutil
import subprocess
import tempfile
from pathlib import Path

PERF = shutil.which("perf")
PER_SECOND = 499  # a prime, so that no timer keeps step with it
OCTETS_OF_STACK = 8192


class Samples:
    def __init__(self, pid, seconds):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "samples")
            subprocess.run([PERF, "record", "--quiet", "--event", "cpu-clock", "--freq", str(PER_SECOND), "--call-graph",
                            f"dwarf,{OCTETS_OF_STACK}", "--output", file, "--pid", str(pid), "--", "sleep", str(seconds)], check=True)
            told = subprocess.run([PERF, "script", "--input", file, "--fields", "tid,ip,sym"], check=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True).stdout
        # The thread is in the first line of each, and a function in each line after it.
        self.samples = [each.partition("\n")[::2] for each in told.split("\n\n") if each.strip()]

    def __len__(self):
        return len(self.samples)

    def threads_in(self, name):
        """Those that were seen in a function with this in its name."""
        return {thread for thread, stack in self.samples if name in stack}

    def share(self, is_part):
        """The part for which `is_part(thread, stack)` is true, and its standard error."""
        part = sum(is_part(thread, stack) for thread, stack in self.samples) / len(self)
        return part, math.sqrt(part * (1 - part) / len(self))
