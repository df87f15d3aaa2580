"""Many plain connections at once, that ask for nothing."""

import contextlib
import socket


@contextlib.contextmanager
def connected(weft, count):
    with contextlib.ExitStack() as stack:
        address = ("127.0.0.1", weft.port("http"))
        peers = [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(count)]
        for peer in peers:
            peer.setblocking(False)
        yield peers


def is_closed(peer):
    try:
        return peer.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
