"""nginx that passes octets on, set up as deploy/nginx-stream.conf has it, over four instances of weft serve that are ended and started
anew one after the other: each request is on a new connection, none fails, and weft sees the clients' addresses."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest

from peers import free_port
from serving import PATIENCE, Started, curl, until

NGINX, MODULE = pathlib.Path("/usr/sbin/nginx"), pathlib.Path("/usr/lib/nginx/modules/ngx_stream_module.so")
CONFIGURATION = pathlib.Path(__file__).resolve().parent.parent.parent / "deploy" / "nginx-stream.conf"
INSTANCES = 4


class Instance:
    def __init__(self, folder, number):
        self.folder, self.port = folder, free_port()
        self.log = folder / f"{number}.log"
        self.config = folder / f"weft{number}.json"
        self.config.write_text(json.dumps({
            "Endpoints": {"a": {"Url": f"https://127.0.0.1:{self.port}", "ProxyProtocol": {"Trusted": ["127.0.0.1"]}}},
            "Sites": {"a": {"Root": "site"}}, "Log": {"Path": self.log.name, "Fields": "c-ip sc-status"}}))
        self.start()

    def start(self):
        self.weft = Started("--config", self.config)

    def clients(self):
        return [line.split()[0] for line in self.log.read_text().splitlines() if not line.startswith("#")]


@unittest.skipUnless(NGINX.exists() and MODULE.exists(), "nginx with its module stream is not installed")
class NginxStream(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "site").mkdir()
        (self.folder / "site" / "small.txt").write_text("small\n")
        self.instances = [Instance(self.folder, number) for number in range(INSTANCES)]
        for each in self.instances:
            self.addCleanup(lambda each=each: each.weft.stop())
        self.begin_nginx()

    def begin_nginx(self):
        self.port = free_port()
        places = iter(self.instances)
        text = re.sub(r"192\.0\.2\.\d:8443", lambda _: f"127.0.0.1:{next(places).port}", CONFIGURATION.read_text())
        text = text.replace("listen 443;", f"listen 127.0.0.1:{self.port};").replace("worker_processes auto", "worker_processes 1")
        self.assertIsNone(next(places, None))
        own = f"daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log;" + ("user root;" if os.geteuid() == 0 else "")
        config = self.folder / "nginx.conf"
        config.write_text(text + own)
        nginx = subprocess.Popen([NGINX, "-c", config], stderr=subprocess.DEVNULL)
        self.addCleanup(nginx.wait, PATIENCE)
        self.addCleanup(nginx.terminate)
        until(lambda: self.ask("127.0.0.1", check=False) == b"small\n")

    def ask(self, client, **how):
        return curl("--interface", client, f"https://localhost:{self.port}/small.txt", **how)

    def ask_until(self, ended):
        while not ended.is_set():
            self.answers.append(self.ask("127.0.0.5", check=False))

    def test_no_connection_fails_while_each_instance_is_ended_and_started_anew(self):
        self.answers, ended = [], threading.Event()
        client = threading.Thread(target=self.ask_until, args=(ended,))
        client.start()
        try:
            for each in self.instances:
                before = len(self.answers)
                until(lambda: len(self.answers) > before + 5)
                self.assertEqual(each.weft.stop(), 0)
                before = len(self.answers)
                until(lambda: len(self.answers) > before + 5)
                each.start()
                # nginx has left it alone for `fail_timeout`.
                before = len(each.clients())
                until(lambda: len(each.clients()) > before)
        finally:
            ended.set()
            client.join()
        self.assertEqual(set(self.answers), {b"small\n"})
        until(lambda: self.seen().count("127.0.0.5") == len(self.answers))
        self.assertEqual(set(self.seen()), {"127.0.0.1", "127.0.0.5"})

    def seen(self):
        return [address for each in self.instances for address in each.clients()]


if __name__ == "__main__":
    unittest.main()
