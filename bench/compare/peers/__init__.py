"""The servers, one file each: how it is started, tuned as its makers advise, with one worker, and what it cannot do.

A module has BINARY (what to look for), version(binary) and start(binary, content) -> Server. Every server answers GET
of each file of the content with that file and has no access log. A POST to UPLOAD is read before it is answered with a
few octets and UPLOAD_STATUS (200). CANNOT says why a server has no figure for a workload, NOTES what is peculiar,
DESCRIPTORS how many of them a connection takes (1).
"""

import importlib
import os
import pathlib
import shutil

MODULES = ["weft", "h2o", "nghttpd", "nginx", "haproxy", "apache", "caddy"]
PEERS = MODULES[1:]
# Debian keeps servers where an ordinary user's search path does not lead.
SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


class Peer:
    """A server's module together with one binary of it."""

    def __init__(self, kind, binary=None, name=None):
        self.module = importlib.import_module(f"peers.{kind}")
        self.kind = kind
        self.name = name or kind
        self.binary = shutil.which(str(binary or self.module.BINARY), path=SEARCH)

    def version(self):
        return self.module.version(self.binary)

    @property
    def upload(self):
        return self.module.UPLOAD

    @property
    def upload_status(self):
        return getattr(self.module, "UPLOAD_STATUS", 200)

    @property
    def notes(self):
        return getattr(self.module, "NOTES", "")

    @property
    def descriptors(self):
        return getattr(self.module, "DESCRIPTORS", 1)

    def cannot(self, key):
        """Why this server has no figure for the workload of that key; None if it has."""
        reasons = getattr(self.module, "CANNOT", {})
        return next((reason for prefix, reason in reasons.items() if key.startswith(prefix)), None)

    def start(self, content, _workload):
        return self.module.start(self.binary, content)


def find(text):
    """`nginx`, or `nginx=/path/of/another/nginx`."""
    kind, _, binary = text.partition("=")
    if kind not in MODULES:
        raise ValueError(f"no such server: {kind}; there are {', '.join(MODULES)}")
    # Another build of weft has a column of its own, beside that of --weft.
    return Peer(kind, binary, f"{kind}={pathlib.Path(binary).resolve().parent.name}") if binary else Peer(kind)
