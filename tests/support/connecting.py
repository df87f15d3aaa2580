"""Connections: many plain ones at once, that ask for nothing; and TLS ones that go on with a session."""

import contextlib
import socket
import ssl


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


def meet(port, context, session=None):
    """The session of a connection that has made a request, and whether it was resumed from this one."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="weft.test", session=session) as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: weft.test\r\nConnection: close\r\n\r\n")
            while peer.recv(4096):
                pass
            return peer.session, peer.session_reused


def trusting_context():
    """For certificates that nobody has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
