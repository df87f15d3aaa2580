"""weft serve --config: a file as Kestrel has it, sites by host, certificates by name, --check and --print-config."""

import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

from certificates import make_certificate, openssl
from serving import BINARY, PATIENCE, Started, curl, until

# As tutorials have it.
FRAGMENT = """{ "Kestrel": { "EndPoints": {
    "Http": { "Url": "http://localhost:%d" },
    "HttpsInlineCertFile": { "Url": "https://localhost:%d", "Protocols": "Http1AndHttp2",
      "Certificate": { "Path": "./certificate.pfx", "Password": "DoNotUsePassword", "AllowInvalid": "true" } } } } }"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_pkcs12(folder, name, password):
    certificate, key = make_certificate(folder, name)
    openssl("pkcs12", "-export", "-in", certificate, "-inkey", key, "-passout", "pass:" + password,
            "-out", pathlib.Path(folder) / "certificate.pfx")


def shown_to(port, host):
    """The common name of the certificate that a client of that host sees, and the version that was agreed on."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=host) as peer:
            certificate = ssl.DER_cert_to_PEM_cert(peer.getpeercert(binary_form=True))
            version = peer.selected_alpn_protocol()
    text = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=certificate, capture_output=True, text=True)
    return text.stdout.strip().rsplit("= ", 1)[-1], version


def without_comments(text):
    return re.sub(r"  // .*", "", text)


GUIDE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/guide/configuration.md"


def keys_of(schema):
    """All keys of a schema, and of the schemas in it."""
    for name, member in schema.get("properties", {}).items():
        yield name
        yield from keys_of(member)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from keys_of(schema["additionalProperties"])
    for each in schema.get("anyOf", []):
        yield from keys_of(each)


def values_of(config, path=""):
    """Values by their path, with the colons of .NET."""
    for name, value in config.items():
        if isinstance(value, dict):
            yield from values_of(value, f"{path}{name}:")
        else:
            yield path + name, value


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        for name in ("one", "two"):
            (self.here / name).mkdir()
            (self.here / name / "index.html").write_text(name)

    def write(self, config, name="weft.json"):
        path = self.here / name
        path.write_text(config if isinstance(config, str) else json.dumps(config))
        return path

    def weft(self, *arguments, variables=()):
        environment = os.environ | {"XDG_DATA_HOME": str(self.here / "data")} | dict(variables)
        return subprocess.run([BINARY, "serve", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=environment, cwd=self.here)

    def assert_fails(self, words, *arguments):
        done = self.weft(*arguments)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_fragment_of_a_tutorial_starts_two_endpoints_as_it_is(self):
        make_pkcs12(self.here, "localhost", "DoNotUsePassword")
        http, https = free_port(), free_port()
        with Started("--config", self.write(FRAGMENT % (http, https)), expected=2) as weft:
            weft.message(r"listening on http://.*\(h2c, http/1.1\)")
            weft.message(r"listening on https://.*\(h2, http/1.1\)")
            for url in (f"http://localhost:{http}/", f"https://localhost:{https}/"):
                self.assertEqual(curl(url, "-o", "/dev/null", "-w", "%{http_code}"), b"404")
            weft.message("there is no site")

    def test_it_serves_the_folder_of_the_command_line(self):
        config = self.write({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}})
        with Started("one", "--config", config, cwd=self.here) as weft:
            self.assertEqual(curl(weft.http + "/"), b"one")

    def test_sites_by_host_and_certificates_by_name(self):
        for name in ("one.test", "two.test"):
            make_certificate(self.here, name)
        files = {name: {"Path": f"{name}.pem", "KeyPath": f"{name}.key"} for name in ("one.test", "two.test")}
        config = self.write({
            "Endpoints": {"a": {"Url": "https://127.0.0.1:0", "Certificate": files["one.test"],
                                "Sni": {"*.two.test": {"Certificate": files["two.test"], "Protocols": "Http1"}}}},
            "Sites": {"one": {"Hosts": ["one.test"], "Root": "one"}, "two": {"Hosts": ["*.two.test"], "Root": "two"}}})
        with Started("--config", config) as weft:
            port = weft.port("https")
            self.assertEqual(shown_to(port, "one.test"), ("one.test", "h2"))
            self.assertEqual(shown_to(port, "a.two.test"), ("two.test", "http/1.1"))
            self.assertEqual(shown_to(port, "unknown.test"), ("one.test", "h2"))
            for host, body in (("one.test", b"one"), ("a.two.test", b"two"), ("unknown.test", b"one")):
                resolve = ("--resolve", f"{host}:{port}:127.0.0.1")
                self.assertEqual(curl(f"https://{host}:{port}/", *resolve), body)

    def test_a_site_of_a_single_page_has_a_fallback_and_fields_of_its_files(self):
        (self.here / "one" / "assets").mkdir()
        (self.here / "one" / "assets" / "app.js").write_text("script")
        config = self.write({
            "Endpoints": {"a": {"Url": "http://127.0.0.1:0"}},
            "Sites": {"one": {"Root": "one", "Fallback": "index.html", "Headers": {
                "*": {"X-Frame-Options": "DENY", "Cache-Control": "no-cache"},
                "/assets/*": {"Cache-Control": "max-age=31536000, immutable"}}}}})
        with Started("--config", config) as weft:
            for version in ("--http1.1", "--http2-prior-knowledge"):
                def answer(path):
                    head, _, body = curl(version, "-D", "-", weft.http + path).partition(b"\r\n\r\n")
                    lines = head.decode().split("\r\n")
                    return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:]), body

                for path in ("/", "/users/7"):
                    status, fields, body = answer(path)
                    self.assertEqual((status, body, fields["cache-control"]), (200, b"one", "no-cache"))
                    self.assertEqual(fields["x-frame-options"], "DENY")
                status, fields, body = answer("/assets/app.js")
                self.assertEqual((status, body), (200, b"script"))
                self.assertEqual(fields["cache-control"], "max-age=31536000, immutable")
                status, fields, _ = answer("/assets/old.js")
                self.assertEqual((status, fields.get("cache-control")), (404, None))
        self.write({"Sites": {"one": {"Root": "one", "Fallback": "none.html"}}})
        self.assert_fails(['the fallback "none.html": expected a file below'], "--config", config, "--listen", "http://127.0.0.1:0")

    def test_a_password_of_the_environment(self):
        make_pkcs12(self.here, "localhost", "hush")
        config = self.write({"Endpoints": {"a": {"Url": "https://127.0.0.1:0", "Certificate": {
            "Path": "certificate.pfx", "Password": {"Env": "PFX_PASSWORD"}}}}})
        with Started("--config", config, environment={"PFX_PASSWORD": "hush"}) as weft:
            self.assertEqual(shown_to(weft.port("https"), "localhost")[0], "localhost")
        self.assert_fails([f"{config}:1:", 'there is no environment variable "PFX_PASSWORD"'], "--config", config)

    def test_what_is_wrong_is_told_with_its_place(self):
        config = self.write('{\n  "Sites": {\n    "a": { "Rot": "one" } } }')
        self.assert_fails([f'{config}:3:12: "Rot" is not known, did you mean "Root"?'], "--config", config)
        config = self.write('{\n  "Sites": {\n    "a": { "Root": "none" } } }')
        self.assert_fails([f"{config}:3:20: ", "none"], "--config", config, "--listen", "http://127.0.0.1:0")
        self.assert_fails(["/no/such"], "--config", "/no/such")
        self.assert_fails(["directory is required"])
        config = self.write('{"Sites": {"a": {"Root": "one"}}}')
        self.assert_fails([f"{config}:1:26: ", '"a" has this folder already'], "two", "--config", config)

    def test_check_prints_each_value_with_its_origin(self):
        config = self.write('{\n "Threads": 1,\n "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } } }')
        done = self.weft("one", "--config", config, "--check", "--log", "none")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f'"Threads": 1  // {config}:2:13\n', done.stdout)
        self.assertIn('"KeepAliveTimeout": "00:01:15",  // default\n', done.stdout)
        self.assertIn(f'"Root": "{self.here}/one",  // DIR\n', done.stdout)
        self.assertIn('"Path": "none",  // --log\n', done.stdout)
        self.assertEqual(json.loads(without_comments(done.stdout))["Sites"]["default"]["Root"], f"{self.here}/one")

    def test_check_tells_a_certificate_that_cannot_be_read(self):
        config = self.write('{"Endpoints": {"a": {"Url": "https://*:0",\n "Certificate": {"Path": "none.pfx"}}}}')
        self.assert_fails([f"{config}:2:26: ", "none.pfx: cannot be read"], "--config", config, "--check")

    def test_print_config_says_the_same_as_the_command_line(self):
        make_certificate(self.here, "a.test")
        line = ["one", "--listen", "http://127.0.0.1:0", "--listen", "unix:sock", "--unix-mode", "0600", "--listen",
                "https://127.0.0.1:0", "--certificate", "a.test.pem", "--key", "a.test.key", "--log", "access.log",
                "--log-fields", "cs-uri-stem", "--log-format", "json", "--sink", "/up", "--limit-rate", "1G", "--listing",
                "--compress", "--threads", "1"]
        printed = self.weft(*line, "--print-config")
        self.assertEqual((printed.returncode, printed.stderr), (0, ""))
        self.assertEqual(json.loads(printed.stdout), {
            "Endpoints": {"Listen1": {"Url": "http://127.0.0.1:0"},
                          "Listen2": {"Url": "unix:sock", "Mode": "0600"},
                          "Listen3": {"Url": "https://127.0.0.1:0",
                                      "Certificate": {"Path": f"{self.here}/a.test.pem", "KeyPath": f"{self.here}/a.test.key"}}},
            "Sites": {"default": {"Root": f"{self.here}/one", "Listing": True, "Compression": True, "Sink": "/up",
                                   "Limits": {"SendRate": 1 << 30}}},
            "Log": {"Path": f"{self.here}/access.log", "Format": "json", "Fields": "cs-uri-stem"},
            "Threads": 1})
        again = self.weft("--config", self.write(printed.stdout), "--print-config")
        self.assertEqual(again.stdout, printed.stdout)
        with Started("--config", self.here / "weft.json", cwd=self.here, expected=3) as weft:
            self.assertEqual(curl(weft.http + "/"), b"one")
            self.assertEqual(curl(weft.http + "/up", "-d", "12345"), b"5\n")
            self.assertEqual(shown_to(weft.port("https"), "x")[0], "a.test")

    def test_hangup_takes_a_newer_file_and_keeps_connections(self):
        def serving(root):
            return {"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Sites": {"a": {"Root": root}}}

        config = self.write(serving("one"))
        with Started("--config", config) as weft:
            with socket.create_connection(("127.0.0.1", weft.port("http")), timeout=10) as peer:
                def ask():
                    peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    return peer.recv(4096).rsplit(b"\r\n\r\n", 1)[1]

                self.assertEqual(ask(), b"one")
                self.write(serving("two"))
                weft.process.send_signal(signal.SIGHUP)
                weft.message("SIGHUP: configuration and certificates were read again")
                self.assertEqual(ask(), b"two")
                self.write('{\n "Sites": { "a": { "Rot": "one" } } }')
                weft.process.send_signal(signal.SIGHUP)
                weft.message(f'{config}:2:20: "Rot" is not known.*; the old configuration stays in use')
                self.write(serving("none"))
                weft.process.send_signal(signal.SIGHUP)
                weft.message("none.*; the old configuration stays in use")
                self.assertEqual(ask(), b"two")

    def test_a_certificate_whose_files_change_is_taken_without_a_signal(self):
        make_certificate(self.here, "old.test")
        files = {"Path": "old.test.pem", "KeyPath": "old.test.key"}
        config = self.write({"Endpoints": {"a": {"Url": "https://127.0.0.1:0", "Certificate": files}}})
        with Started("--config", config) as weft:
            port = weft.port("https")
            self.assertEqual(shown_to(port, "x")[0], "old.test")
            make_certificate(self.here, "new.test")
            os.replace(self.here / "new.test.pem", self.here / "old.test.pem")
            os.replace(self.here / "new.test.key", self.here / "old.test.key")
            until(lambda: shown_to(port, "x")[0] == "new.test")

    def test_the_examples_of_the_guide_are_right(self):
        make_pkcs12(self.here, "localhost", "DoNotUsePassword")
        make_pkcs12(self.here, "example.net", "hush")
        (self.here / "certificate.pfx").rename(self.here / "net.pfx")
        make_pkcs12(self.here, "localhost", "DoNotUsePassword")
        make_certificate(self.here, "example.org")
        for folder in set(re.findall(r'"Root": "(\w+)"', GUIDE.read_text())):
            (self.here / folder).mkdir()
        (self.here / "dist" / "index.html").write_text("dist")
        (self.here / "clients.pem").write_bytes((self.here / "example.org.pem").read_bytes())
        for name in ("tickets.new", "tickets.old"):
            (self.here / name).write_bytes(os.urandom(80))
        examples = re.findall(r"^```json\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
        self.assertEqual(len(examples), 14)
        for example in examples:
            done = self.weft("--config", self.write(example), "--check", variables={"PFX_PASSWORD": "hush"})
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_guide_names_each_key_and_the_defaults_of_limits(self):
        guide = GUIDE.read_text()
        with open(os.environ["WEFT_SCHEMA"]) as file:
            for key in set(keys_of(json.load(file))):
                self.assertRegex(guide, rf"[`\"]{re.escape(key)}[`\"]")
        checked = self.weft("one", "--check").stdout
        limits = json.loads(without_comments(checked))["Limits"]
        rows = dict(re.findall(r"^\| (`.*?) \|.*\| ([^|]+) \|$", guide, re.MULTILINE))
        for path, value in values_of(limits):
            *outer, name = path.split(":")
            place = "".join(f"`{each}`: " for each in outer)
            # A row of just this depth.
            row = next(row for row in rows if row.startswith(place) and "`: " not in row.removeprefix(place)
                       and f"`{name}`" in row)
            self.assertIn("null" if value is None else str(value), rows[row], path)

    def test_a_folder_alone_is_a_short_file(self):
        done = self.weft("one", "--print-config")
        self.assertEqual(json.loads(done.stdout), {
            "Endpoints": {"Listen1": {"Url": "https://localhost:8443"}},
            "Sites": {"default": {"Root": f"{self.here}/one"}}, "Log": {"Path": "-"}})


if __name__ == "__main__":
    unittest.main()
