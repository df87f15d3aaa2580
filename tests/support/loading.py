"""Runs `weft load`."""

import json
import signal
import subprocess

from serving import BINARY


def load(*arguments, **more):
    return subprocess.run([BINARY, "load", *map(str, arguments)], capture_output=True, text=True, timeout=60, **more)


def figures(*arguments, code=0, **more):
    done = load(*arguments, "--json", "-", **more)
    if done.returncode != code:
        raise AssertionError(f"exit code {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


class Beside:
    """The same until the test has done what it is about.

        with Beside(url, "-c", 20, "--rate", 200) as run: …; figures = run.end()
    """

    def __init__(self, *arguments):
        self.process = subprocess.Popen([BINARY, "load", *map(str, arguments), "-d", "1h", "--json", "-"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)

    def end(self):
        """The counts up to now. A request that is under way is `unfinished`."""
        self.process.terminate()
        said, _ = self.process.communicate(timeout=60)
        if self.process.returncode != 128 + signal.SIGTERM:
            raise AssertionError(f"exit code {self.process.returncode}: {said}")
        return json.loads(said)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
