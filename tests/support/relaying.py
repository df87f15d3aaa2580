"""What stands between a client and a server, and counts what passes: a relay, and a proxy that is asked by CONNECT."""

import contextlib
import socket
import threading


class Relay:
    """Passes octets on to a port of this machine, and counts connections and what the server sends."""

    def __init__(self, port):
        self.target, self.octets, self.connections = port, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError), self.listener:  # close() ends it
            while True:
                client, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        # No more than a few packets wait here, so that what is counted is what the client has taken.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            self.join(client, server)

    def join(self, client, server):
        back = threading.Thread(target=self.pass_on, args=(server, client, self.count), daemon=True)
        back.start()
        self.pass_on(client, server, lambda octets: None)
        back.join()

    def count(self, octets):
        self.octets += octets

    @staticmethod
    def pass_on(source, sink, count):
        with contextlib.suppress(OSError):
            while octets := source.recv(1 << 14):
                count(len(octets))
                sink.sendall(octets)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class ConnectProxy(Relay):
    """A proxy of HTTP/1.1 that leads to where CONNECT says, and notes each request line."""

    def __init__(self):
        self.asked = []
        super().__init__(None)

    def carry(self, client):
        with client, contextlib.suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                octets = client.recv(1 << 14)
                if not octets:
                    return
                head += octets
            self.asked.append(head.split(b"\r\n")[0].decode())
            host, port = self.asked[-1].split()[1].rsplit(":", 1)
            with socket.create_connection((host, int(port))) as server:
                # Octets go on as they come: TCP would hold small ones back until others are acknowledged.
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self.join(client, server)
