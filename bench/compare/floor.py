"""The floor beside which weft is measured: bench/programs/floor/answer.cpp, canned octets over the same loop and TLS."""

import pathlib

from processes import Server, free_port

BINARY = pathlib.Path(__file__).resolve().parents[2] / "build/release/bench/programs/floor/floor_answer"


class Floor:
    """As a peer, of which nobody expects that it serves files."""

    name = "floor"
    upload = "/"
    upload_status = 200
    descriptors = 1

    def __init__(self, binary):
        self.binary = binary or BINARY

    def cannot(self, key):
        if key.startswith("W13."):
            return "has one answer only"
        return None if self.binary.exists() else "not built"

    def start(self, content, workload):
        https, http = free_port(), free_port()
        command = [self.binary, https, http, workload.answer_octets, content.certificate, content.key]
        return Server([command], https, http)
