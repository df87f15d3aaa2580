"""What weft check client finds of other clients, held against what is known of them: known/client_NAME.json.

    WEFT_BINARY=build/dev/weft PYTHONPATH=tests/support python3 tests/interop/known_clients.py [--write] [NAME…]

checks each client that is named, or all, and tells each case whose verdict is another one. The exit code is 1 then. A client
that is not here, or has another version than the known one, is told and not checked: the exit code is 77 then, where no verdict is
another one. --write checks each twice and writes the file.
"""

import contextlib
import sys

import known_verdicts
from checked_clients import CLIENTS


class Subject:
    times = 2

    def __init__(self, name):
        self.client = CLIENTS[name]
        self.file = f"client_{name}"
        self.is_installed, self.version = self.client.is_installed, self.client.version

    def facts(self):
        return {"client": self.client.title, "version": self.version()}

    @contextlib.contextmanager
    def asking(self):
        with self.client() as client:
            yield client.findings


if __name__ == "__main__":
    sys.exit(known_verdicts.run("What weft check client finds of other clients, held against what is known.",
                                {name: Subject(name) for name in CLIENTS}))
