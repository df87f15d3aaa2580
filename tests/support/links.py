"""A link with a rate, a delay and losses between two network namespaces: tests/support/link.

    with Link("rate=500M,delay=40ms,queue=5M") as link:
        server = subprocess.Popen(link.far("nginx", ...))        # the command, run at that end
        subprocess.run(link.near("curl", f"http://{link.far_address}/"))
    link.counts["to_near"]["dropped"]                            # what has passed, known at the end

A machine that allows no link raises NotAllowed.
"""

import json
import os
import subprocess

PROGRAM = os.environ.get("WEFT_LINK", "build/dev/tests/support/link/weft_link")
NOT_ALLOWED = 77
PATIENCE = 20


class NotAllowed(Exception):
    """This machine has no TUN device, or lets nobody make a network namespace."""


class Link:
    def __init__(self, both="", *, to_far=None, to_near=None, congestion="cubic"):
        command = [PROGRAM, "--to-far", both if to_far is None else to_far, "--to-near", both if to_near is None else to_near,
                   "--congestion", congestion]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.counts = None
        line = self.process.stdout.readline()
        if not line:
            _, said = self.process.communicate(timeout=PATIENCE)
            raise (NotAllowed if self.process.returncode == NOT_ALLOWED else AssertionError)(said.strip())
        ends = json.loads(line)
        self.namespaces = {"near": ends["near"], "far": ends["far"]}
        self.near_address, self.far_address = ends["near_address"], ends["far_address"]

    def near(self, *command):
        return self.at("near", command)

    def far(self, *command):
        return self.at("far", command)

    def at(self, end, command):
        user = [] if os.geteuid() == 0 else [f"--user=/proc/{self.process.pid}/ns/user", "--preserve-credentials"]
        return ["nsenter", *user, f"--net={self.namespaces[end]}", "--", *map(str, command)]

    def stop(self):
        if self.counts is None:
            said, trouble = self.process.communicate(timeout=PATIENCE)
            if self.process.returncode != 0:
                raise AssertionError(f"the link ended with {self.process.returncode}: {trouble}")
            self.counts = json.loads(said)
        return self.counts

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
