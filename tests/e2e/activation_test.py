"""The service under systemd, which passes sockets on and is told how the service is."""

import os
import pathlib
import signal
import socket
import tempfile
import unittest

from manager import Manager, activated
from serving import Started, curl, make_site
from upgrading import Upgrading


class Activation(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        (self.path / "site").mkdir()
        self.site = make_site(self.path / "site")

    def tearDown(self):
        self.folder.cleanup()

    def test_a_connection_that_came_before_the_service_is_served(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            early = socket.create_connection(("127.0.0.1", port), timeout=20)
            early.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            with activated(self.folder.name, [listening], self.site, "--listen", f"http://127.0.0.1:{port}",
                           "--threads", "3") as weft:
                with early:
                    self.assertTrue(early.recv(4096).startswith(b"HTTP/1.1 200"))
                self.assertEqual(weft.urls, [f"http://127.0.0.1:{port}"])
                for _ in range(20):
                    self.assertIn(b"hello", curl(weft.http))
            # The socket is the manager's: it goes on listening.
            socket.create_connection(("127.0.0.1", port), timeout=20).close()

    def test_a_unix_socket_stays_where_it_was_made(self):
        path = str(self.path / "made.sock")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            listening.listen()
            with activated(self.folder.name, [listening], self.site, "--listen", f"unix:{path}"):
                self.assertIn(b"hello", curl("--unix-socket", path, "http://x/"))
        self.assertTrue(os.path.exists(path))

    def test_sockets_for_no_endpoint_are_closed_with_a_line_each(self):
        with socket.create_server(("127.0.0.1", 0)) as other, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
            port = other.getsockname()[1]
            with activated(self.folder.name, [other, datagrams], self.site, "--listen", "unix:" + str(self.path / "a"),
                           names="spare:odd") as weft:
                (line,) = weft.message(r"descriptor 3 \(spare\)")
                self.assertIn(f"listens on 127.0.0.1:{port}, was inherited for no endpoint and is closed", line)
                weft.message(r"descriptor 4 \(odd\), which is no socket that listens")
                targets = [os.readlink(link) for link in pathlib.Path(f"/proc/{weft.process.pid}/fd").iterdir()
                           if link.exists() or link.is_symlink()]
                self.assertNotIn(f"socket:[{os.fstat(other.fileno()).st_ino}]", targets)

    def test_sockets_for_another_process_are_left_alone(self):
        with Started(self.site, "--listen", "http://127.0.0.1:0", "--log", "none",
                     environment={"LISTEN_PID": "1", "LISTEN_FDS": "5"}.items()) as weft:
            self.assertIn(b"hello", curl(weft.http))


class Notices(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        (self.path / "site").mkdir()
        self.site = make_site(self.path / "site")
        self.config = self.path / "weft.json"
        self.config.write_text("{}")
        self.words = (self.site, "--listen", "http://127.0.0.1:0", "--config", self.config)

    def tearDown(self):
        self.folder.cleanup()

    def test_the_manager_is_told_of_start_reload_and_end(self):
        for name in (str(self.path / "notify"), f"@weft-test-{os.getpid()}"):
            self.config.write_text("{}")
            with self.subTest(name), Manager(name) as manager:
                with Upgrading(*self.words, environment=manager.environment.items()) as weft:
                    self.assertIn("STATUS=Listening on 1 addresses", manager.told("READY=1"))
                    self.assertIn(b"hello", curl(weft.http))
                    for text in ("{}", "nonsense"):
                        self.config.write_text(text)
                        weft.process.send_signal(signal.SIGHUP)
                        self.assertRegex(manager.told("RELOADING=1")[1], r"^MONOTONIC_USEC=\d+$")
                        manager.told("READY=1")
                manager.told("STOPPING=1")

    def test_the_manager_is_told_of_the_new_main_process_and_not_that_the_service_stops(self):
        with Manager(str(self.path / "notify")) as manager:
            with Upgrading(*self.words, environment=manager.environment.items()) as weft:
                manager.told("READY=1")
                old = weft.upgrade()
                manager.told(f"MAINPID={weft.current}")
                weft.await_end(old)
                manager.socket.settimeout(0)
                with self.assertRaises((BlockingIOError, TimeoutError)):
                    self.assertNotIn(b"STOPPING", manager.socket.recv(4096))
                manager.socket.settimeout(20)
            manager.told("STOPPING=1")

    def test_the_watchdog_is_fed_while_all_loops_run(self):
        with Manager(str(self.path / "notify")) as manager:
            with Upgrading(*self.words, environment=dict(manager.environment, WATCHDOG_USEC="100000").items()):
                for _ in range(5):
                    manager.told("WATCHDOG=1")


if __name__ == "__main__":
    unittest.main()
