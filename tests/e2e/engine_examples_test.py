"""examples/engine_server and engine_client: programs on the bare engine, against each other and against real peers."""

import os
import re
import shutil
import signal
import subprocess
import time
import unittest

from raw_http2 import DATA, END_STREAM, GOAWAY, HEADERS, RawHttp2, frame

SERVER = os.environ.get("WEFT_ENGINE_SERVER", "build/dev/examples/engine_server")
CLIENT = os.environ.get("WEFT_ENGINE_CLIENT", "build/dev/examples/engine_client")


class Examples(unittest.TestCase):
    def setUp(self):
        self.server = subprocess.Popen([SERVER, "0"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)$", self.server.stdout.readline().strip()).group(1))

    def tearDown(self):
        self.server.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(20), 0)
        self.server.stdout.close()

    def ask(self, *arguments):
        done = subprocess.run([CLIENT, str(self.port), *arguments], capture_output=True, text=True, timeout=20)
        return done.returncode, done.stdout

    def curl(self, *arguments, path="/"):
        return subprocess.run(["curl", "-sS", "--http2-prior-knowledge", "--max-time", "20", *arguments,
                               f"http://127.0.0.1:{self.port}{path}"], capture_output=True, check=True).stdout

    def test_the_client_gets_what_the_server_has(self):
        self.assertEqual(self.ask("/"), (0, "hello\n"))
        self.assertEqual(self.ask("/", "x" * 100_000), (0, "100000 octets\n"))
        self.assertEqual(self.ask("/nothing"), (1, "no such page\n"))

    def test_curl_is_served(self):
        self.assertEqual(self.curl(), b"hello\n")
        self.assertEqual(self.curl("-I")[:10], b"HTTP/2 200")
        self.assertEqual(self.curl("--data-binary", "@" + SERVER), b"%d octets\n" % os.path.getsize(SERVER))
        self.assertEqual(self.curl("-o", "/dev/null", "-w", "%{http_code}", path="/nothing"), b"404")

    @unittest.skipUnless(shutil.which("h2load"), "h2load is not installed")
    def test_more_requests_than_slots_are_served_on_a_connection(self):
        out = subprocess.run(["h2load", "-n", "5000", "-c", "2", "-m", "50", f"http://127.0.0.1:{self.port}/"],
                             capture_output=True, text=True, timeout=60).stdout
        self.assertIn("5000 succeeded, 0 failed", out)

    @unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
    def test_nghttp_is_served(self):
        out = subprocess.run(["nghttp", f"http://127.0.0.1:{self.port}/"], capture_output=True, timeout=20).stdout
        self.assertEqual(out, b"hello\n")

    def test_what_is_under_way_is_served_after_sigterm(self):
        with RawHttp2("127.0.0.1", self.port, tls=False) as peer:
            peer.send(peer.headers(1, method="POST", end_stream=False))
            peer.send(frame(DATA, 0, 1, b"some"))
            time.sleep(0.2)
            self.server.send_signal(signal.SIGTERM)
            peer.await_frame(lambda f: f[0] == GOAWAY)
            peer.send(frame(DATA, END_STREAM, 1, b" more"))
            peer.await_frame(lambda f: f[0] == HEADERS and f[2] == 1)
            self.assertEqual(peer.await_frame(lambda f: f[0] == DATA)[3], b"9 octets\n")
            peer.await_close()

    def test_a_wrong_peer_hears_why(self):
        with RawHttp2("127.0.0.1", self.port, tls=False) as peer:
            peer.send(frame(DATA, 0, 0, b"x") + peer.headers(1) * 100)
            last = peer.await_frame(lambda f: f[0] == GOAWAY)
            self.assertIn(b"data_on_connection", last[3])
            peer.await_close()


if __name__ == "__main__":
    unittest.main()
