"""Servers that are not ours, for a test of the client: each has a port of TLS and one of cleartext HTTP/2.

    peer = Nginx(folder, site, origin)     # the port of an HTTP/1.1 server that bodies at /upload are passed on to
    peer.https, peer.http                  # ports
    peer.requests()                        # (connection, path) of each, as the server itself tells
    peer.stop()
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

from certificates import make_certificate

PATIENCE = 20
SCRIPTS = pathlib.Path(__file__).resolve().parent
DISCARD = 9  # a port where nobody listens


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def said_by(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 else ""


class Peer:
    """Starts the commands of a peer, which listen on the ports, and waits for them."""

    port_names = ("https", "http")
    key_of = "P-256"
    # The kind of `log` that has a line for each request, and the look of that line.
    told_by = "access log"
    line_of_log = r"(\S+) (/\S*)"

    @classmethod
    def is_installed(cls):
        return shutil.which(cls.program) is not None

    def __init__(self, folder, site, origin=DISCARD):
        self.folder, self.site, self.origin = folder, site, origin
        self.log = folder / "requests.log"
        self.certificate, self.key = make_certificate(folder, "localhost", key_of=self.key_of)
        self.ports = [free_port() for _ in self.port_names]
        for name, port in zip(self.port_names, self.ports):
            setattr(self, name, port)
        with self.log.open("ab") as log:
            self.processes = [subprocess.Popen(list(map(str, command)), stdout=log, stderr=subprocess.DEVNULL,
                                               env=self.environment())
                              for command in self.commands()]
        deadline = time.monotonic() + PATIENCE
        while not all(map(is_listening, self.ports)):
            if time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"{self.program} does not listen")
            time.sleep(0.05)

    def requests(self):
        """A connection has a name of its own, whatever the server calls it."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [found.groups() for line in lines if (found := re.fullmatch(self.line_of_log, line))]

    def environment(self):
        return None  # that of the test

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(PATIENCE)


class Nghttpd(Peer):
    title, program = "nghttpd", "nghttpd"
    told_by, line_of_log = "verbose output", r"\[id=(\d+)\].* recv \(stream_id=\d+\) :path: (/\S*)"

    @staticmethod
    def version():
        return said_by("nghttpd", "--version").rsplit("/", 1)[-1]

    def commands(self):
        common = ["stdbuf", "-oL", "nghttpd", "--verbose", "--echo-upload", "--trailer", "x-sum: 7", "-d", self.site]
        common.append("--push=/tile1.txt=/tile2.txt,/tile3.txt")
        return [[*common, self.https, self.key, self.certificate], [*common, "--no-tls", self.http]]


class Nghttpx(Peer):
    """An https proxy, for HTTP/2 or HTTP/1.1. It asks another proxy, whose port is `origin`, for each tunnel."""

    title, program = "nghttpx", "nghttpx"
    port_names = ("https",)
    alpn = "h2,http/1.1"

    @staticmethod
    def version():
        return said_by("nghttpx", "--version").rsplit("/", 1)[-1]

    def commands(self):
        return [["nghttpx", "--http2-proxy", "--conf=/dev/null", "--no-ocsp", "--workers=1", f"--npn-list={self.alpn}",
                 f"--frontend=127.0.0.1,{self.https}", f"--backend=127.0.0.1,{self.origin}", self.key, self.certificate]]


class Nginx(Peer):
    title, program = "nginx", "nginx"

    @staticmethod
    def version():
        return said_by("nginx", "-v").rsplit("/", 1)[-1]

    def commands(self):
        configuration = self.folder / "nginx.conf"
        temporary = "".join(f"{name}_temp_path {self.folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration.write_text(f"""
            daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log; {"user root;" if os.geteuid() == 0 else ""}
            events {{ }}
            http {{ log_format told "$connection $uri"; access_log {self.log} told; send_timeout 300s; {temporary}
              server {{ listen 127.0.0.1:{self.https} ssl http2; listen 127.0.0.1:{self.http} http2; root {self.site};
                        ssl_certificate {self.certificate}; ssl_certificate_key {self.key};
                        location /upload {{ proxy_pass http://127.0.0.1:{self.origin}; client_max_body_size 0; }} }} }}""")
        return [["nginx", "-p", self.folder, "-c", configuration]]


class H2o(Peer):
    title, program = "h2o", "h2o"

    @staticmethod
    def version():
        return said_by("h2o", "--version").rsplit(" ", 1)[-1]

    def commands(self):
        configuration = self.folder / "h2o.conf"
        tls = f"{{certificate-file: {self.certificate}, key-file: {self.key}, ocsp-update-interval: 0}}"
        upload = f'{{proxy.reverse.url: "http://127.0.0.1:{self.origin}/upload"}}'
        configuration.write_text(f"""
access-log: {{path: {self.log}, format: "%{{connection-id}}x %U"}}
listen: {{host: 127.0.0.1, port: {self.http}}}
listen: {{host: 127.0.0.1, port: {self.https}, ssl: {tls}}}
hosts: {{default: {{paths: {{"/": {{file.dir: {self.site}}}, "/upload": {upload}}}}}}}
""")
        return [["h2o", "-c", configuration]]


class Haproxy(Peer):
    """Serves nothing by itself: all of it is the origin's."""

    title, program = "haproxy", "haproxy"
    told_by = "log"

    @staticmethod
    def version():
        return said_by("haproxy", "-v").split()[2]

    def commands(self):
        configuration = self.folder / "haproxy.cfg"
        both = self.folder / "both.pem"
        both.write_text(pathlib.Path(self.certificate).read_text() + pathlib.Path(self.key).read_text())
        configuration.write_text(f"""
global
  log stdout format raw local0
defaults
  mode http
  log global
  log-format "%cp %HPO"
  timeout connect 10s
  timeout client 30s
  timeout server 30s
frontend here
  bind 127.0.0.1:{self.https} ssl crt {both} alpn h2,http/1.1
  bind 127.0.0.1:{self.http}
  default_backend origin
backend origin
  server origin 127.0.0.1:{self.origin}
""")
        return [["haproxy", "-db", "-f", configuration]]


class HaproxyOfTcp(Haproxy):
    """Passes octets on to `origin`, each connection with a PROXY header ahead of it: of version 2, and of version 1."""

    port_names = ("binary", "text")

    def commands(self):
        configuration = self.folder / "haproxy.cfg"
        sides = "".join(f"""
frontend {name}
  bind 127.0.0.1:{port}
  default_backend to_{name}
backend to_{name}
  server origin 127.0.0.1:{self.origin} {word} check inter 100ms
""" for name, port, word in (("binary", self.binary, "send-proxy-v2"), ("text", self.text, "send-proxy")))
        configuration.write_text(f"""
defaults
  mode tcp
  timeout connect 10s
  timeout client 30s
  timeout server 30s
{sides}""")
        return [["haproxy", "-db", "-f", configuration]]


class Apache(Peer):
    title, program = "Apache", "apache2"
    # Apache names a stream by its process, its connection and its number.
    line_of_log = r"(\d+-\d+)-\d+ (/\S*)"

    @staticmethod
    def version():
        return said_by("apache2", "-v").split("/")[1].split()[0]

    def commands(self):
        configuration = self.folder / "apache.conf"
        modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
                            for name in ("mpm_event", "authz_core", "mime", "socache_shmcb", "ssl", "http2", "proxy", "proxy_http",
                                         *self.more_modules()))
        configuration.write_text(f"""
ServerRoot {self.folder}
PidFile {self.folder}/pid
ServerName localhost
ErrorLog {self.folder}/error.log
LogFormat "%{{H2_STREAM_TAG}}e %U" told
CustomLog {self.log} told
Mutex file:{self.folder}
DefaultRuntimeDir {self.folder}
{modules}
User www-data
Group www-data
Listen 127.0.0.1:{self.https} https
Listen 127.0.0.1:{self.http} http
MaxKeepAliveRequests 0
H2Direct on
Protocols h2 h2c http/1.1
TypesConfig /dev/null
DocumentRoot {self.site}
<Directory {self.site}>
  Require all granted
</Directory>
<VirtualHost 127.0.0.1:{self.https}>
  SSLEngine on
  SSLCertificateFile {self.certificate}
  SSLCertificateKeyFile {self.key}
  ProxyPass /upload http://127.0.0.1:{self.origin}/upload
  {self.more_configuration()}
</VirtualHost>
""")
        return [["apache2", "-DFOREGROUND", "-f", configuration]]

    def more_modules(self):
        return ()

    def more_configuration(self):
        return ""


class Caddy(Peer):
    title, program = "Caddy", "caddy"
    # The port that the client has connected from.
    line_of_log = r'.*"remote_port":"(\d+)".*"uri":"(/[^"]*)".*'

    @staticmethod
    def version():
        return said_by("caddy", "version").split()[0].lstrip("v")

    def commands(self):
        configuration = self.folder / "Caddyfile"
        serve = f"bind 127.0.0.1\n  root * {self.site}\n  reverse_proxy /upload 127.0.0.1:{self.origin}\n  file_server"
        configuration.write_text(f"""
{{
  admin off
  auto_https off
  servers {{
    protocols h1 h2 h2c
  }}
}}
https://:{self.https} {{
  log {{
    output stdout
  }}
  tls {self.certificate} {self.key}
  {serve}
}}
http://:{self.http} {{
  {serve}
}}
""")
        return [["caddy", "run", "--adapter", "caddyfile", "--config", configuration]]


class Node(Peer):
    """Node's http2 and http modules: a port of each kind."""

    title, program = "Node", "node"
    told_by = "program"
    port_names = ("https", "http", "only_http2", "only_http11", "cleartext_http11")

    @staticmethod
    def version():
        return said_by("node", "--version").lstrip("v")

    def commands(self):
        return [["node", SCRIPTS / "node_server.mjs", self.site, self.certificate, self.key, *self.ports]]


class Go(Peer):
    """Go's net/http, which has HTTP/2 over TLS and HTTP/1.1 in the clear."""

    title, program = "Go", "go"
    told_by = "program"

    @staticmethod
    def version():
        return said_by("go", "version").split()[2].removeprefix("go")

    def commands(self):
        program = self.folder / "go_server"
        # Go keeps what it has compiled where the test ends.
        environment = dict(os.environ, GOCACHE=str(self.folder / "cache"), GO111MODULE="off", GOFLAGS="")
        subprocess.run(["go", "build", "-o", program, SCRIPTS / "go_server.go"], check=True, env=environment)
        return [[program, self.site, self.certificate, self.key, self.https, self.http]]


class PythonH2(Peer):
    """The package h2 under a server of few lines."""

    title, program = "Python h2", "/usr/bin/python3"
    told_by = "program"

    @classmethod
    def is_installed(cls):
        return bool(cls.version())

    @staticmethod
    def version():
        return said_by("/usr/bin/python3", "-c", "import h2; print(h2.__version__)")

    def commands(self):
        return [["/usr/bin/python3", SCRIPTS / "python_h2_server.py", self.site, self.certificate, self.key, *self.ports]]
