"""What is asked of the servers. A workload is a row of the table; to add one, add it to ALL.

It has key, title, unit and goal; answer_octets, for who answers everything alike; most_rounds, where a measurement is
slow; fresh, where each needs a new server. prepare(peer, server, tools, seconds) warms up and returns what
measure(peer, server, tools, prepared) -> Sample is given each time.
"""

from goals import Goal
from workloads.fairness import Fairness
from workloads.handshakes import Handshakes
from workloads.idle import Idle, idle_connections
from workloads.requests import Requests
from workloads.sample import Tools

__all__ = ["ALL", "Tools", "chosen", "idle_connections", "wanted"]

ALL = [
    Requests("W1.6.tls", "6 octets, TLS, 10 x 100", "https", 10, 100, "6", goal=Goal(0.50, "h2o")),
    Requests("W1.1k.tls", "1 KiB, TLS, 10 x 100", "https", 10, 100, "1k", goal=Goal(0.50, "h2o")),
    Requests("W1.6.h2c", "6 octets, h2c, 10 x 100", "http", 10, 100, "6", goal=Goal(0.50, "h2o")),
    Requests("W1.1k.h2c", "1 KiB, h2c, 10 x 100", "http", 10, 100, "1k", goal=Goal(0.50, "h2o")),
    Requests("W2.tls", "1 KiB, TLS, 100 x 1", "https", 100, 1, "1k", goal=Goal(0.95, "h2o")),
    Requests("W2.h2c", "1 KiB, h2c, 100 x 1", "http", 100, 1, "1k", goal=Goal(0.95, "h2o")),
    Requests("W3.tls", "1 KiB, 200 paths, 16 browser fields, TLS, 10 x 100", "https", 10, 100, "1k", browser=True,
             goal=Goal(0.50, "h2o")),
    Requests("W4.tls", "download of 10 MiB, TLS, 4 x 8", "https", 4, 8, "10m", per="MiB", goal=Goal(0.92, "best")),
    Requests("W4.h2c", "download of 10 MiB, h2c, 4 x 8", "http", 4, 8, "10m", per="MiB", goal=Goal(0.92, "best")),
    Requests("W5.10m.tls", "upload of 10 MiB, TLS, 4 x 1", "https", 4, 1, body="10m", per="MiB", goal=Goal(0.6, "h2o")),
    Requests("W5.1k.tls", "upload of 1 KiB, TLS, 10 x 100", "https", 10, 100, body="1k", goal=Goal(0.6, "h2o")),
    Idle("W6.tls", "idle connections, TLS", "https", goal=Goal(12)),
    Idle("W6.h2c", "idle connections, h2c", "http", goal=Goal(1)),
    Handshakes(),
    Fairness("W13.tls", "64 connections with small requests and one download, TLS", "https", goal=Goal(1.5)),
    Fairness("W13.h2c", "64 connections with small requests and one download, h2c", "http", goal=Goal(1.5)),
]


def chosen(keys):
    return [workload for workload in ALL if wanted(workload.key, keys)]


def wanted(key, keys):
    """W1 means everything that begins with `W1.`; no keys at all mean everything."""
    return not keys or any(f"{key}.".startswith(f"{wanted}.") for wanted in keys)
