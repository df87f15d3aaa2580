"""Standard output and standard error that are closed, broken or full: nothing ends by them, and nothing waits for them."""

import fcntl
import os
import pathlib
import pty
import random
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from serving import BINARY, PATIENCE, Weft, curl, make_site, until

BROKEN = ("2>&-", ">&-", "0<&-", "2> >(true)", "1> >(true)", "0<&- >&- 2>&-", "> >(true) 2>&1")
REQUESTS = 20
STORY = '{"cases": [{"headers": [{":method": "GET"}]}]}'


def fill(descriptor):
    """Until a pipe or a socket takes no more. Others who have it open find it blocking, as a shell leaves it."""
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    for size in (4096, 1):
        try:
            while True:
                os.write(descriptor, b"x" * size)
        except BlockingIOError:
            pass
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)


class Server:
    """The tool with a port that is known before it says a word."""

    def __init__(self, site, redirection="", **more):
        self.port = random.randint(20001, 32000)
        command = f'exec "$@" {redirection}'
        self.process = subprocess.Popen(["bash", "-c", command, "_", BINARY, "serve", str(site), "--listen",
                                         f"http://127.0.0.1:{self.port}"], **more)
        until(self.listens)

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError(f"weft ended with {self.process.returncode}")
        with socket.socket() as peer:
            return peer.connect_ex(("127.0.0.1", self.port)) == 0

    def get(self):
        return curl(f"http://127.0.0.1:{self.port}/")

    def end(self):
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE), time.monotonic() - begun


class StandardDescriptors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.site = make_site(self.path)

    def tearDown(self):
        self.folder.cleanup()

    def assert_ends_in_time(self, server):
        for _ in range(REQUESTS):
            self.assertIn(b"hello", server.get())
        code, seconds = server.end()
        self.assertEqual(code, 0)
        self.assertLess(seconds, 10)

    def test_a_full_standard_output_holds_up_nothing(self):
        reader, writer = os.pipe()
        fill(writer)
        server = Server(self.site, stdout=writer, stderr=subprocess.PIPE, text=True)
        flags = fcntl.fcntl(writer, fcntl.F_GETFL)
        self.assert_ends_in_time(server)
        self.assertEqual(flags & os.O_NONBLOCK, 0, "what a shell shares with us is not ours to change")
        messages = server.process.stderr.read()
        server.process.stderr.close()
        self.assertRegex(messages, rf"{REQUESTS} lines of the access log could not be written to standard output")
        os.close(reader)
        os.close(writer)

    def test_a_full_standard_error_on_the_same_pipe_holds_up_nothing(self):
        reader, writer = os.pipe()
        fill(writer)
        self.assert_ends_in_time(Server(self.site, "2>&1", stdout=writer))
        os.close(reader)
        os.close(writer)

    def test_a_socket_that_nobody_reads_holds_up_nothing(self):
        reader, writer = socket.socketpair()
        fill(writer.fileno())
        self.assert_ends_in_time(Server(self.site, "2>&1", stdout=writer))
        reader.close()
        writer.close()

    def test_a_terminal_that_shows_nothing_holds_up_nothing(self):
        master, terminal = pty.openpty()
        fill(terminal)
        self.assert_ends_in_time(Server(self.site, "2>&1", stdout=terminal))
        os.close(master)
        os.close(terminal)

    def test_a_pipe_that_is_read_late_gets_every_line(self):
        reader, writer = os.pipe()
        fill(writer)
        server = Server(self.site, stdout=writer, stderr=subprocess.PIPE, text=True)
        for _ in range(REQUESTS):
            server.get()
        server.process.send_signal(signal.SIGTERM)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            text = pipe.read().lstrip(b"x").decode()
        self.assertEqual(server.process.wait(PATIENCE), 0)
        self.assertEqual(len(re.findall(r"^[^#].* GET / .*$", text, re.MULTILINE)), REQUESTS)
        self.assertNotIn("could not be written", server.process.stderr.read())
        server.process.stderr.close()

    def test_a_server_goes_on_without_them(self):
        for redirection in BROKEN:
            with self.subTest(redirection):
                self.assert_ends_in_time(Server(self.site, redirection, stdout=subprocess.DEVNULL,
                                                stderr=subprocess.DEVNULL))

    def run_tool(self, redirection, *arguments):
        return subprocess.run(["bash", "-c", f'exec "$@" {redirection}', "_", BINARY, *arguments],
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60).returncode

    def test_the_other_verbs_end_as_always(self):
        story = self.path / "story.json"
        story.write_text(STORY)
        files = ("--out", str(self.path / "c.pem"), "--key-out", str(self.path / "k.pem"))
        with Weft(self.site, listen=("http://127.0.0.1:0",)) as weft:
            verbs = (("cert", *files), ("hpack", "encode", str(story)), ("load", weft.http + "/", "-n", "10"), ("--help",))
            for verb in verbs:
                for redirection in BROKEN:
                    with self.subTest(f"weft {verb[0]} {redirection}"):
                        self.assertEqual(self.run_tool(redirection, *verb), 0)
        self.assertIn("BEGIN CERTIFICATE", (self.path / "c.pem").read_text())
        self.assertNotIn("weft:", (self.path / "c.pem").read_text())

    def test_an_error_has_its_exit_code_without_a_word(self):
        for redirection in BROKEN:
            with self.subTest(redirection):
                self.assertEqual(self.run_tool(redirection, "serve", "/no/such/folder"), 2)
                self.assertEqual(self.run_tool(redirection, "hpack", "encode", "/no/such/story"), 1)

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_results_that_a_full_disk_refuses_are_an_error(self):
        self.assertEqual(self.run_tool("> /dev/full", "--help"), 1)


if __name__ == "__main__":
    unittest.main()
