"""SIGUSR2: a new process takes the place of the old one, and no connection is refused; one that fails changes nothing."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from serving import BINARY, curl, make_site, until
from upgrading import Clients, Upgrading

SIZE = 2_000_000
LISTEN = ("--listen", "https://127.0.0.1:0", "--listen", "http://127.0.0.1:0")


def program_at(path, content):
    """Another file takes the place of the one that runs."""
    new = pathlib.Path(f"{path}.new")
    if isinstance(content, str):
        new.write_text(content)
    else:
        shutil.copyfile(content, new)
    new.chmod(0o755)
    os.replace(new, path)


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        (self.path / "site").mkdir()
        self.site = make_site(self.path / "site", large_bin=b"x" * SIZE)

    def tearDown(self):
        self.folder.cleanup()

    def test_no_connection_fails_while_processes_change(self):
        with Upgrading(self.site, *LISTEN, "--threads", "2", expected=2) as weft:
            with Clients(weft) as clients:
                for _ in range(5):
                    clients.await_more()
                    weft.await_end(weft.upgrade())
                clients.await_more()
            self.assertEqual(clients.failures, [])
            self.assertNotEqual(weft.current, weft.process.pid)

    def test_no_connection_fails_where_the_number_of_threads_changes(self):
        config = self.path / "weft.json"
        with Upgrading(self.site, *LISTEN, "--config", self.threads(config, 3), expected=2) as weft:
            with Clients(weft, http=4, https=0) as clients:
                for threads in (1, 4, 2):
                    self.threads(config, threads)
                    clients.await_more()
                    weft.await_end(weft.upgrade())
                clients.await_more()
            self.assertEqual(clients.failures, [])

    def threads(self, config, count):
        config.write_text(f'{{"Threads": {count}}}')
        return config

    def test_requests_over_http2_are_all_served(self):
        with Upgrading(self.site, *LISTEN, expected=2) as weft:
            with tempfile.TemporaryFile() as errors:
                script = (f"for i in $(seq 40); do curl -sSkf --http2 '{weft.https}/?[1-5]' -o /dev/null --fail-early "
                          "|| exit 1; done")
                clients = [subprocess.Popen(["sh", "-c", script], stderr=errors) for _ in range(2)]
                while any(client.poll() is None for client in clients):
                    weft.await_end(weft.upgrade())
                errors.seek(0)
                self.assertEqual([client.returncode for client in clients], [0, 0], errors.read())
            self.assertGreater(weft.upgrades, 1)

    def test_a_load_over_http2_loses_no_request(self):
        with Upgrading(self.site, *LISTEN, expected=2) as weft:
            load = subprocess.Popen([BINARY, "load", "--insecure", "--http", "2", "-n", "20000", "-c", "8", "-m", "4",
                                     weft.https + "/"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            while load.poll() is None and weft.upgrades < 3:
                weft.await_end(weft.upgrade())
            self.assertRegex(load.communicate()[0], "requests +20,000 answered, 0 failed")

    def test_a_response_that_is_under_way_is_finished_by_the_old_one(self):
        for version, scheme in (("--http2", "https"), ("--http1.1", "http")):
            with self.subTest(version), Upgrading(self.site, *LISTEN, expected=2) as weft:
                with tempfile.TemporaryFile() as received:
                    client = subprocess.Popen(["curl", "-sSk", version, "--limit-rate", "1M", "--no-buffer",
                                               weft.url(scheme) + "/large.bin"], stdout=received)
                    until(lambda: received.seek(0, 2) > 0)
                    old = weft.upgrade()
                    self.assertIn(b"hello", curl(weft.url(scheme)))
                    self.assertEqual(client.wait(20), 0)
                    self.assertEqual(received.seek(0, 2), SIZE)
                    weft.await_end(old)

    def test_a_connection_of_http1_that_is_idle_has_one_more_request(self):
        with Upgrading(self.site, *LISTEN, expected=2) as weft:
            clients = Clients(weft)
            used = [clients.connection(scheme) for scheme in ("http", "https")]
            silent = [clients.connection(scheme) for scheme in ("http", "https")]
            for each in used + silent:
                self.addCleanup(each.close)
            for each in used:
                self.assertEqual(self.ask(each)[1], None)
            for each in silent:
                each.connect()
            before = weft.upgrade()
            for each in used:
                self.assertEqual(self.ask(each), (200, "close"))
            for each in silent:
                self.assertEqual(self.ask(each)[0], 200)
                each.close()
            weft.await_end(before)

    def ask(self, connection):
        connection.request("GET", "/")
        response = connection.getresponse()
        self.assertIn(b"hello", response.read())
        return response.status, response.getheader("connection")

    def test_the_file_of_a_unix_socket_stays_until_the_last_process_ends(self):
        path = self.path / "weft.sock"
        with Upgrading(self.site, "--listen", f"unix:{path}") as weft:
            for _ in range(2):
                weft.await_end(weft.upgrade())
                self.assertIn(b"hello", curl("--unix-socket", str(path), "http://x/"))
        self.assertFalse(path.exists())

    def test_a_new_process_with_a_wrong_configuration_leaves_the_old_one_serving(self):
        config = self.path / "weft.json"
        config.write_text("{}")
        with Upgrading(self.site, *LISTEN, "--config", config, expected=2) as weft:
            with Clients(weft) as clients:
                config.write_text('{"Thread": 1}')
                for i in range(3):
                    os.kill(weft.current, signal.SIGUSR2)
                    weft.message("the new process has failed: it ended with 1; this one stays", i + 1)
                    clients.await_more()
                weft.message('"Thread" is not known', 3)
                config.write_text("{}")
                weft.await_end(weft.upgrade())
                clients.await_more()
            self.assertEqual(clients.failures, [])

    def test_it_is_the_program_that_is_there_now(self):
        program = self.path / "weft"
        program_at(program, pathlib.Path(BINARY))
        with Upgrading(self.site, *LISTEN, expected=2, program=str(program)) as weft:
            for script, words in (("#!/bin/sh\nexit 3\n", "it ended with 3"),
                                  ("#!/bin/sh\nkill -9 $$\n", "it was ended by signal 9"),
                                  ("nonsense", "it could not be executed")):
                with self.subTest(words):
                    program_at(program, script)
                    os.kill(weft.current, signal.SIGUSR2)
                    weft.message("SIGUSR2: the new process has failed: " + words)
                    self.assertIn(b"hello", curl(weft.https))
            program.unlink()
            os.kill(weft.current, signal.SIGUSR2)
            weft.message(f"failed: {program} cannot be executed: No such file")
            program_at(program, pathlib.Path(BINARY))
            weft.await_end(weft.upgrade())
            self.assertIn(b"hello", curl(weft.https))

    def test_the_control_endpoint_goes_to_the_new_process(self):
        for place, asked in ((f"unix:{self.path}/control", ("--unix-socket", f"{self.path}/control", "http://localhost")),
                             ("http://127.0.0.1:0", ())):
            with self.subTest(place), Upgrading(self.site, *LISTEN, "--control", place, expected=2) as weft:
                url = asked[-1] if asked else weft.message("control on http")[0].split()[-1]
                for _ in range(2):
                    weft.await_end(weft.upgrade())
                    self.assertEqual(curl(*asked[:-1], url + "/readyz"), b'{"status":"ready"}\n')

    def test_a_process_that_was_told_to_end_is_not_replaced(self):
        config = self.path / "weft.json"
        config.write_text('{"Limits": {"ShutdownDelay": "1h"}}')
        with Upgrading(self.site, *LISTEN, "--config", config, expected=2) as weft:
            os.kill(weft.current, signal.SIGTERM)
            os.kill(weft.current, signal.SIGUSR2)
            weft.message("SIGUSR2: .* is ending")
            self.assertEqual(weft.process.poll(), None)


if __name__ == "__main__":
    unittest.main()
