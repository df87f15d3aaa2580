"""python3 python_h2_server.py SITE CERTIFICATE KEY HTTPS_PORT HTTP_PORT: HTTP/2 by the package h2, over TLS and on cleartext.

GET answers with a file of SITE, POST with the SHA-256 of what came. Each request is a line on standard output: the port that the
client has connected from, and the path.
"""

import hashlib
import pathlib
import socket
import ssl
import sys
import threading

import h2.config
import h2.connection
import h2.errors
import h2.events


class Session:
    """One connection: reads until the peer goes, and sends as the windows allow."""

    def __init__(self, transport, site):
        self.transport, self.site = transport, site
        self.port = transport.getpeername()[1]
        self.engine = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.requests = {}  # stream: (fields, hash of the body)
        self.waiting = {}  # stream: what is still to be sent

    def run(self):
        self.engine.initiate_connection()
        self.engine.increment_flow_control_window(1 << 20)
        self.flush()
        while octets := self.transport.recv(1 << 18):
            for event in self.engine.receive_data(octets):
                self.take(event)
            self.send_bodies()
            self.flush()

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.requests[event.stream_id] = (dict(event.headers), hashlib.sha256())
        elif isinstance(event, h2.events.DataReceived):
            self.requests[event.stream_id][1].update(event.data)
            self.engine.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.answer(event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            self.requests.pop(event.stream_id, None)
            self.waiting.pop(event.stream_id, None)

    def answer(self, stream):
        fields, digest = self.requests.pop(stream)
        fields = {bytes_of(name): bytes_of(value) for name, value in fields.items()}
        path = self.site / fields[b":path"].decode().split("?")[0].lstrip("/")
        print(self.port, fields[b":path"].decode(), flush=True)
        is_post = fields[b":method"] == b"POST"
        found = is_post or path.is_file()
        body = digest.hexdigest().encode() if is_post else path.read_bytes() if found else b""
        status = "200" if found else "404"
        self.engine.send_headers(stream, [(":status", status), ("content-length", str(len(body)))])
        self.waiting[stream] = memoryview(body)

    def send_bodies(self):
        for stream, body in list(self.waiting.items()):
            while body and (room := min(self.engine.local_flow_control_window(stream), self.engine.max_outbound_frame_size)):
                self.engine.send_data(stream, bytes(body[:room]))
                body = body[room:]
            self.waiting[stream] = body
            if not body:
                self.engine.end_stream(stream)
                del self.waiting[stream]

    def flush(self):
        self.transport.sendall(self.engine.data_to_send())


def bytes_of(text):
    return text if isinstance(text, bytes) else text.encode()


def serve(transport, tls, site):
    try:
        with tls.wrap_socket(transport, server_side=True) if tls else transport as wrapped:
            Session(wrapped, site).run()
    except OSError:
        pass  # the peer has gone


def listen(port, tls, site):
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        transport, _ = listener.accept()
        transport.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(transport, tls, site), daemon=True).start()


def main(site, certificate, key, https, http):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    tls.set_alpn_protocols(["h2"])
    threading.Thread(target=listen, args=(int(http), None, pathlib.Path(site)), daemon=True).start()
    listen(int(https), tls, pathlib.Path(site))


if __name__ == "__main__":
    main(*sys.argv[1:])
