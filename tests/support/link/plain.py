"""Plain octets over a link, to know what it does without HTTP:

    plain.py echo ADDRESS PORT              answers datagrams until it is ended
    plain.py ping ADDRESS PORT COUNT        prints the milliseconds of each round trip, one after the other
    plain.py shower ADDRESS PORT COUNT      sends so many datagrams of 1,000 octets, all at once
    plain.py take ADDRESS PORT              prints for one connection: octets, and octets a second in each second
    plain.py pour ADDRESS PORT SECONDS      sends for so long; prints how its congestion is controlled
    plain.py pour ADDRESS PORT OCTETSo      sends so many octets
"""

import socket
import sys
import time

PATIENCE = 20
PIECE = bytes(1 << 18)


def ready():
    print("ready", flush=True)


def echo(address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind((address, int(port)))
        ready()
        while True:
            datagram, peer = here.recvfrom(2048)
            here.sendto(datagram, peer)


def ping(address, port, count):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.settimeout(PATIENCE)
        here.connect((address, int(port)))
        for _ in range(int(count)):
            begun = time.monotonic()
            here.send(b"ping")
            here.recv(2048)
            print(f"{(time.monotonic() - begun) * 1000:.2f}", flush=True)


def shower(address, port, count):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        for _ in range(int(count)):
            here.sendto(bytes(1000), (address, int(port)))  # not connected: nobody listens, which is no failure


def take(address, port):
    with socket.create_server((address, int(port))) as listener:
        ready()
        peer, _ = listener.accept()
    begun, octets, seconds = time.monotonic(), 0, []
    while piece := peer.recv(1 << 20):
        second = int(time.monotonic() - begun)
        seconds += [0] * (second + 1 - len(seconds))
        seconds[second] += len(piece)
        octets += len(piece)
    print(octets, *seconds, flush=True)


def pour(address, port, amount):
    octets, seconds = (int(amount[:-1]), PATIENCE) if amount.endswith("o") else (sys.maxsize, float(amount))
    with socket.create_connection((address, int(port)), PATIENCE) as peer:
        end = time.monotonic() + seconds
        while octets > 0 and time.monotonic() < end:
            octets -= peer.send(PIECE[:octets])
        print(peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).rstrip(b"\0").decode())


if __name__ == "__main__":
    {"echo": echo, "ping": ping, "shower": shower, "take": take, "pour": pour}[sys.argv[1]](*sys.argv[2:])
