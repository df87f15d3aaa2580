"""nghttpd: one worker, one process for TLS and one for cleartext."""

from processes import Server, free_port
from peers.support import first_line

BINARY = "nghttpd"
NOTES = "shakes hands with P-256 only, in one more round trip"
CANNOT = {"W5": "answers before the body has come, or sends all of it back"}


def version(binary):
    return first_line([binary, "--version"])


def start(binary, content):
    https, http = free_port(), free_port()
    common = [binary, "-d", content.site, "-n", "1", "-a", "127.0.0.1"]
    return Server([[*common, https, content.key, content.certificate], [*common, "--no-tls", http]], https, http)
