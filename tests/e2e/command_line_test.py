"""Errors are one line that says what is wrong and what to do; help is for people."""

import fcntl
import os
import pathlib
import pty
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import unittest

from tool_help import commands, help_of
from serving import BINARY, Weft, curl, make_site


def weft(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20, **more)


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.site = make_site(self.path)

    def tearDown(self):
        self.folder.cleanup()

    def assert_fails(self, words, *arguments):
        done = weft(*arguments)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_help_names_every_verb(self):
        done = weft("--help")
        self.assertEqual(done.returncode, 0)
        for verb in ("serve", "get", "load", "cert", "hpack"):
            self.assertIn(verb, done.stdout)

    def test_serve_help_names_the_log_fields(self):
        done = weft("serve", "--help")
        self.assertEqual(done.returncode, 0)
        for word in ("--listen", "--log-fields", "cs-version", "x-reason"):
            self.assertIn(word, done.stdout)

    def test_help_is_no_wider_than_COLUMNS(self):
        for words in commands():
            for columns in (60, 80, 120):
                lines = help_of(*words, columns=columns).splitlines()
                with self.subTest(words, columns=columns):
                    self.assertEqual([line for line in lines if len(line) > columns], [])
        # Lines are as long as they may be, not merely short.
        self.assertGreater(max(map(len, help_of("serve", columns=120).splitlines())), 110)

    def test_help_is_as_wide_as_the_terminal(self):
        ours, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        with subprocess.Popen([BINARY, "--help"], stdout=terminal, env=dict(os.environ, COLUMNS="100")):
            os.close(terminal)
            said = b""
            try:
                while piece := os.read(ours, 4096):
                    said += piece
            except OSError:
                pass  # the tool has closed its end
        os.close(ours)
        self.assertEqual(said.decode().replace("\r", ""), help_of(columns=60))

    def test_unknown_verb(self):
        self.assert_fails(["srve"], "srve")

    def test_a_folder_that_is_not_there(self):
        self.assert_fails(["/no/such/folder"], "serve", "/no/such/folder")

    def test_a_bad_listen_address(self):
        for address in ("localhost:80", "ftp://localhost:80", "http://localhost:70000", "http://:80x"):
            with self.subTest(address):
                self.assert_fails([address, "http"], "serve", str(self.site), "--listen", address)

    def test_an_address_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assert_fails([str(port), "in use"], "serve", str(self.site), "--listen", f"http://127.0.0.1:{port}")

    def test_a_port_that_was_said_twice(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        for urls in (("http://127.0.0.1", "http://127.0.0.1"), ("http://localhost", "https://127.0.0.1"),
                     ("http://*", "http://localhost"), ("http://127.0.0.1", "http://*")):
            said = [f"{url}:{port}" for url in urls]
            with self.subTest(said):
                self.assert_fails(["twice", *said], "serve", str(self.site), "--certificate", *self.make_certificate(),
                                  "--listen", said[0], "--listen", said[1])

    def make_certificate(self):
        certificate, key = str(self.path / "c.pem"), str(self.path / "k.pem")
        weft("cert", "--out", certificate, "--key-out", key, "localhost")
        return certificate, "--key", key

    def test_a_unix_socket_that_was_said_twice(self):
        path = str(self.path / "w.sock")
        self.assert_fails(["twice", "unix:" + path], "serve", str(self.site), "--listen", "unix:" + path, "--listen",
                          "unix:" + str(self.path / "." / "w.sock"))
        self.assertFalse(os.path.exists(path))

    def test_a_unix_socket_has_its_mode_and_goes_at_the_end(self):
        path = self.path / "w.sock"
        for how in (signal.SIGTERM, signal.SIGINT):
            with socket.socket(socket.AF_UNIX) as killed:
                killed.bind(str(path))
            server = Weft(self.site, "--unix-mode", "0620", "--unix-group", str(os.getgid()), listen=(f"unix:{path}",))
            self.assertEqual(path.stat().st_mode & 0o777, 0o620)
            self.assertIn(b"hello", curl("--unix-socket", str(path), "http://localhost/"))
            self.assertEqual(server.stop(how), 0)
            self.assertFalse(path.exists())

    def test_a_unix_socket_that_is_in_use_is_left_alone(self):
        path = self.path / "w.sock"
        with Weft(self.site, listen=(f"unix:{path}",)):
            self.assert_fails([str(path), "in use"], "serve", str(self.site), "--listen", f"unix:{path}")
            self.assertIn(b"hello", curl("--unix-socket", str(path), "http://localhost/"))

    def test_bad_words_for_a_unix_socket(self):
        unix = ("--listen", f"unix:{self.path / 'w.sock'}")
        for mode in ("rw", "8", "01777", "-1", "0660x"):
            with self.subTest(mode):
                self.assert_fails(["--unix-mode", "octal", mode], "serve", str(self.site), *unix, f"--unix-mode={mode}")
        self.assert_fails(["nosuchuser"], "serve", str(self.site), *unix, "--unix-owner", "nosuchuser")
        self.assert_fails(["nosuchgroup"], "serve", str(self.site), *unix, "--unix-group", "nosuchgroup")
        self.assert_fails(["unix:/path"], "serve", str(self.site), "--listen", "http://127.0.0.1:0", "--unix-mode", "0660")

    def test_a_certificate_that_is_none(self):
        bad = self.path / "bad.pem"
        bad.write_text("nonsense")
        self.assert_fails([str(bad)], "serve", str(self.site), "--listen", "https://127.0.0.1:0", "--certificate", str(bad),
                          "--key", str(bad))

    def test_a_certificate_without_key(self):
        self.assert_fails(["--key"], "serve", str(self.site), "--listen", "https://127.0.0.1:0", "--certificate", "x.pem")

    def test_cert_makes_what_serve_takes(self):
        certificate, key = self.path / "c.pem", self.path / "k.pem"
        done = weft("cert", "--out", str(certificate), "--key-out", str(key), "example.test")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        text = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-text"], capture_output=True, text=True).stdout
        self.assertIn("DNS:example.test", text)
        with Weft(self.site, "--certificate", str(certificate), "--key", str(key), listen=("https://127.0.0.1:0",)) as server:
            curl(server.https)

    def test_the_development_certificate_is_kept_and_warned_of(self):
        with Weft(self.site) as server:
            stored = list((server.folder / "data").rglob("*.pem"))
            self.assertTrue(stored)
            warning = [m for m in server.messages if "self-signed" in m]
            self.assertEqual(len(warning), 1)

    def test_an_unwritable_log(self):
        self.assert_fails(["/no/such/folder/x.log"], "serve", str(self.site), "--listen", "http://127.0.0.1:0", "--log",
                          "/no/such/folder/x.log")

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_a_full_disk_loses_log_lines_and_no_request(self):
        server = subprocess.Popen([BINARY, "serve", str(self.site), "--listen", "http://127.0.0.1:0", "--log", "/dev/full"],
                                  stderr=subprocess.PIPE, text=True)
        try:
            line = next(line for line in server.stderr if line.startswith("listening on"))
            url = line.split()[2]
            for _ in range(20):
                self.assertIn(b"hello", curl(url))
        finally:
            server.terminate()
            rest = server.stderr.read()
            server.stderr.close()
            self.assertEqual(server.wait(20), 0)
        self.assertIn("log", rest)
        self.assertIn("20", rest)


if __name__ == "__main__":
    unittest.main()
