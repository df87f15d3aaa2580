"""HAProxy in TCP mode, set up as deploy/haproxy.cfg has it, over four instances of weft serve in network namespaces of their own,
which are ended and started anew one after the other under 200 open requests: none fails, and a TLS session of one instance is
resumed by the others. Without drain and without shared ticket keys the same test fails."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from certificates import make_certificate
from connecting import meet, trusting_context
from disturbing import make_own_network
from serving import BINARY, PATIENCE, curl, until

HAPROXY = shutil.which("haproxy", path="/usr/sbin:/usr/bin")
DEPLOY = pathlib.Path(__file__).resolve().parent.parent.parent / "deploy"
INSTANCES = 4
# 200 requests at a time, each about a second long.
CONNECTIONS, REQUESTS = 20, 10
BODY = 64 << 10


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def may_make_namespaces():
    return os.geteuid() == 0 and subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0


class Instance:
    """weft serve in a namespace that a pair of interfaces joins with this one."""

    def __init__(self, folder, number, config):
        self.number, self.folder = number, folder
        self.namespace = f"weft-{os.getpid()}-{number}"
        self.near, self.address = f"10.213.{number}.1", f"10.213.{number}.2"
        self.interface = f"weft{number}-{os.getpid() % 100000}"
        self.config = folder / f"weft{number}.json"
        self.config.write_text(json.dumps(config(self)))
        run("ip", "netns", "add", self.namespace)
        run("ip", "link", "add", self.interface, "type", "veth", "peer", "name", "far", "netns", self.namespace)
        run("ip", "address", "add", f"{self.near}/30", "dev", self.interface)
        run("ip", "link", "set", self.interface, "up")
        self.inside("ip", "address", "add", f"{self.address}/30", "dev", "far")
        self.inside("ip", "link", "set", "far", "up")
        self.inside("ip", "link", "set", "lo", "up")
        self.process = None
        self.start()

    def inside(self, *command):
        return run("ip", "netns", "exec", self.namespace, *command)

    def start(self):
        self.process = subprocess.Popen(["ip", "netns", "exec", self.namespace, BINARY, "serve", "--config", self.config],
                                        cwd=self.folder, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if line.startswith("listening on https"):
                return
        raise AssertionError("weft did not start")

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.communicate(timeout=60)

    def remove(self):
        if self.process.poll() is None:
            self.end(signal.SIGKILL)
        # The namespace alone would take its interfaces along, but later.
        run("ip", "link", "delete", self.interface)
        run("ip", "netns", "delete", self.namespace)


class Haproxy:
    def __init__(self, folder, instances):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.talk = folder / "haproxy.sock"
        text = (DEPLOY / "haproxy.cfg").read_text().replace("bind :443", f"bind 127.0.0.1:{self.port}")
        text = text.replace("maxconn 200000", f"maxconn 1000\n    stats socket {self.talk}").replace("inter 1s", "inter 300ms")
        addresses = iter(instances)
        text = re.sub(r"192\.0\.2\.\d", lambda _: next(addresses).address, text)
        config = folder / "haproxy.cfg"
        config.write_text(text)
        run(HAPROXY, "-c", "-f", config)
        self.process = subprocess.Popen([HAPROXY, "-db", "-f", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.talk.exists() and self.ready() == INSTANCES)

    def ready(self):
        """The number of instances that it sends connections to."""
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(PATIENCE)
            try:
                peer.connect(str(self.talk))
            except ConnectionRefusedError:
                return 0
            peer.sendall(b"show stat\n")
            said = b"".join(iter(lambda: peer.recv(65536), b"")).decode()
        return sum(1 for line in said.splitlines() if line.startswith("weft,") and ",BACKEND," not in line and ",UP," in line)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


@unittest.skipIf(HAPROXY is None, "haproxy is not installed")
@unittest.skipUnless(may_make_namespaces(), "no right to make network namespaces")
class Rolling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        make_own_network()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "www").mkdir()
        (self.folder / "www" / "body.bin").write_bytes(os.urandom(BODY))
        make_certificate(self.folder, "weft.test")
        for key in ("first", "second"):
            (self.folder / f"{key}.key").write_bytes(os.urandom(80))
            (self.folder / f"{key}.key").chmod(0o600)

    def begin(self, shared_keys):
        def config(instance):
            keys = {"TicketKeys": {"Files": ["first.key", "second.key"]}} if shared_keys else {}
            return {"Endpoints": {"a": {"Url": "https://*:8443", "ProxyProtocol": {"Trusted": [instance.near]}, **keys,
                                        "Certificate": {"Path": "weft.test.pem", "KeyPath": "weft.test.key"}}},
                    "Sites": {"a": {"Root": "www"}}, "Log": {"Path": f"{instance.number}.log", "Fields": "c-ip sc-status x-reason"},
                    "Control": {"Url": "http://*:9090", "AllowRemote": True},
                    "Limits": {"ShutdownDelay": "2s", "Request": {"SendRate": BODY}}}

        self.instances = []
        for number in range(INSTANCES):
            self.instances.append(Instance(self.folder, number, config))
            self.addCleanup(self.instances[-1].remove)
        self.haproxy = Haproxy(self.folder, self.instances)
        self.addCleanup(self.haproxy.stop)

    def load_while(self, what):
        """The report of weft load on its requests, while this happens."""
        report = self.folder / "report.json"
        load = subprocess.Popen([BINARY, "load", f"https://127.0.0.1:{self.haproxy.port}/body.bin", "-d", "120s", "--insecure",
                                 "-c", str(CONNECTIONS), "-m", str(REQUESTS), "--json", report],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            time.sleep(2)
            what()
        finally:
            load.send_signal(signal.SIGINT)
            self.said = load.communicate(timeout=60)[1]
        return json.loads(report.read_text())

    def end_and_start_each(self, how):
        for instance in self.instances:
            instance.end(how)
            instance.start()
            until(lambda: self.haproxy.ready() == INSTANCES)

    def resumed(self):
        """The number of eight connections that resume a session of one instance: HAProxy sends each to another instance."""
        context = trusting_context()
        session, _ = meet(self.haproxy.port, context)
        return sum(meet(self.haproxy.port, context, session)[1] for _ in range(8))

    def test_no_request_fails_while_each_instance_is_ended_and_started_anew(self):
        self.begin(shared_keys=True)
        self.assertEqual(self.resumed(), 8)
        # HAProxy may look at an instance, and may not give orders.
        control = f"http://{self.instances[0].address}:9090"
        self.assertEqual(curl("-o", "/dev/null", "-w", "%{http_code}", f"{control}/readyz"), b"200")
        self.assertEqual(curl("-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", f"{control}/drain"), b"403")
        report = self.load_while(lambda: self.end_and_start_each(signal.SIGTERM))
        self.assertEqual(report["failed"], 0, report)
        self.assertGreater(report["answered"], 200)
        self.assertEqual(self.resumed(), 8)
        lines = [line for path in self.folder.glob("?.log") for line in path.read_text().splitlines() if not line.startswith("#")]
        self.assertEqual({line.split()[0] for line in lines}, {"127.0.0.1"})

    def test_requests_fail_without_drain_and_sessions_are_lost_without_shared_keys(self):
        self.begin(shared_keys=False)
        self.assertLess(self.resumed(), 8)
        report = self.load_while(lambda: self.end_and_start_each(signal.SIGKILL))
        self.assertGreater(report["failed"], 0)


if __name__ == "__main__":
    unittest.main()
