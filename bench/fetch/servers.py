"""The servers: `weft serve`, and two nginx that end each connection after one request."""

import contextlib
import os
import pathlib
import subprocess
import tempfile

import processes

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEBIBYTE = 1 << 20
SIZES = {"6": 6, "1k": 1024, "1m": MEBIBYTE}


class Servers:
    """By the names that a row gives them: `weft`, and `full` and `resumed` for new connections."""

    def __init__(self, by_name, body):
        self.by_name = by_name
        self.body = body  # a file with the octets that are sent

    def url(self, work):
        return f"{self.by_name[work.server].address(work.scheme)}/{work.path}"


def weft(site):
    https, http = processes.free_port(), processes.free_port()
    command = [ROOT / "build/release/weft", "serve", site, "--threads", "1", "--log", "none", "--sink", "/upload",
               "--listen", f"https://127.0.0.1:{https}", "--listen", f"http://127.0.0.1:{http}"]
    return processes.Server([command], https, http)


def one_request_each(folder, site, name, tls):
    """GOAWAY comes with the answer, so that each request takes a new connection; the client does nothing else for it."""
    https, http = processes.free_port(), processes.free_port()
    prefix = folder / name
    prefix.mkdir()
    configuration = prefix / "nginx.conf"
    configuration.write_text(f"""
{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid {prefix}/nginx.pid;
error_log {prefix}/error.log;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  keepalive_requests 1;
  client_body_temp_path {prefix}/body;
  proxy_temp_path {prefix}/proxy;
  fastcgi_temp_path {prefix}/fastcgi;
  uwsgi_temp_path {prefix}/uwsgi;
  scgi_temp_path {prefix}/scgi;
  server {{
    listen 127.0.0.1:{https} ssl http2;
    listen 127.0.0.1:{http} http2;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    ssl_protocols TLSv1.3;
    {tls}
    root {site};
  }}
}}
""")
    return processes.Server([["nginx", "-p", prefix, "-c", configuration]], https, http)


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-keyout", folder / "key.pem",
                    "-out", folder / "certificate.pem"], check=True, capture_output=True)


@contextlib.contextmanager
def running():
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        site = folder / "site"
        site.mkdir()
        for file, size in SIZES.items():
            (site / file).write_bytes(b"x" * size)
        make_certificate(folder)
        by_name = {}
        for key, start in {
            "weft": lambda: weft(site),
            "full": lambda: one_request_each(folder, site, "full", "ssl_conf_command NumTickets 0;"),
            "resumed": lambda: one_request_each(folder, site, "resumed", "ssl_session_tickets on;"),
        }.items():
            by_name[key] = start()
            stack.callback(by_name[key].stop)
        yield Servers(by_name, site / "1m")
