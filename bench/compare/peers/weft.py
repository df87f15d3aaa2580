"""weft serve. Its access log is off, as everybody's."""

import pathlib

from processes import Server, free_port
from peers.support import first_line

BINARY = str(pathlib.Path(__file__).resolve().parents[3] / "build/release/weft")
UPLOAD = "/upload"


def version(binary):
    return first_line([binary, "--version"])


def start(binary, content):
    https, http = free_port(), free_port()
    command = [binary, "serve", content.site, "--threads", "1", "--log", "none", "--sink", UPLOAD,
               "--listen", f"https://127.0.0.1:{https}", "--listen", f"http://127.0.0.1:{http}",
               "--certificate", content.certificate, "--key", content.key]
    return Server([command], https, http)
