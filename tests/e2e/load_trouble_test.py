"""weft load before servers that misbehave, go away or come back: it never hangs, and each request is counted once."""

import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from loading import figures, load
from misbehaving import Gone, Server
from raw_http2 import INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS, REFUSED_STREAM, frame
from serving import BINARY, PATIENCE


def answer_all(peer):
    peer.begin()
    for stream in peer.requests():
        peer.answer(stream)


def answer_all_http11(peer):
    for _ in peer.requests_http11():
        peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")


def silent(peer):
    peer.wait_closed()


class Case(unittest.TestCase):
    def assert_adds_up(self, run):
        self.assertEqual(run["requests"], run["answered"] + run["failed"])


class Reconnecting(Case):
    def test_a_connection_that_ends_is_made_anew(self):
        def once(peer):
            next(peer.requests_http11())
            peer.send(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok")
        with Server(once) as server:
            run = figures(server.url, "-n", 10, "--http", "1.1")
            self.assertEqual(run["statuses"], {"200": 10})
            self.assertEqual(run["reconnects"], 9)
            self.assertEqual(server.connections, 10)

    def test_a_server_that_restarts(self):
        for serve, http in ((answer_all, "2"), (answer_all_http11, "1.1")):
            with self.subTest(http):
                first = Server(serve)
                later = []

                def restart():
                    time.sleep(0.5)
                    first.stop()
                    time.sleep(0.7)
                    later.append(Server(serve, address=("127.0.0.1", first.port)))
                thread = threading.Thread(target=restart)
                thread.start()
                run = figures(first.url, "-d", "3s", "-c", 4, "--rate", 200, "-m", 5, "--http", http, code=1)
                thread.join()
                later[0].stop()
                self.assertEqual(run["requests"] + run["unsent"], 600)
                self.assertGreater(run["answered"], 500)
                self.assert_adds_up(run)
                self.assertEqual(run["connections"], 4)
                self.assertGreaterEqual(run["reconnects"], 4)
                self.assertGreaterEqual(later[0].connections, 4)
                self.assertIn("no connection: connection_refused", run["errors"])

    def test_a_closed_loop_lasts_as_long_as_it_was_asked_to(self):
        server = Server(answer_all)
        threading.Timer(0.3, server.stop).start()
        begin = time.monotonic()
        run = figures(server.url, "-d", "2s", "-c", 2, code=1)
        self.assertGreater(time.monotonic() - begin, 1.9)
        self.assertEqual(run["seconds"], 2)
        self.assert_adds_up(run)
        self.assertGreater(run["errors"]["no connection: connection_refused"], 2)

    def test_a_rate_does_not_wait_for_a_server_that_has_gone_for_good(self):
        server = Server(answer_all)
        threading.Timer(0.3, server.stop).start()
        begin = time.monotonic()
        run = figures(server.url, "-d", "1s", "--rate", 100, "-m", 5, code=1)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(run["requests"] + run["unsent"], 100)
        self.assertGreater(run["unsent"], 0)
        self.assert_adds_up(run)

    def test_a_server_that_goes_for_good_ends_a_number_of_requests(self):
        server = Server(answer_all)
        threading.Timer(0.3, server.stop).start()
        begin = time.monotonic()
        run = figures(server.url, "-n", 10_000_000, "-c", 2, "--timeout", "1s", code=1)
        self.assertLess(time.monotonic() - begin, 10)
        self.assert_adds_up(run)
        self.assertEqual(run["requests"] + run["unsent"], 10_000_000)

    def test_idle_connections_that_are_closed(self):
        def impatient(peer):
            peer.begin()
            peer.socket.settimeout(0.3)
            for stream in peer.requests():
                peer.answer(stream)

        def impatient_http11(peer):
            peer.socket.settimeout(0.3)
            answer_all_http11(peer)
        for serve, http in ((impatient, "2"), (impatient_http11, "1.1")):
            with self.subTest(http), Server(serve) as server:
                run = figures(server.url, "-d", "4s", "--rate", 1, "--http", http)
                self.assertEqual(run["answered"], 4)
                self.assertEqual(run["failed"], 0)
                self.assertEqual(run["errors"], {})
                self.assertGreater(run["reconnects"], 3)

    def test_a_server_that_closes_at_once_is_not_asked_in_a_hurry(self):
        def hasty(peer):
            peer.begin()
        with Server(answer_all) as server:
            threading.Timer(0.3, lambda: setattr(server, "serve", hasty)).start()
            threading.Timer(0.4, lambda: [p.socket.shutdown(socket.SHUT_RDWR) for p in server.peers[:1]]).start()
            figures(server.url, "-d", "2s", "--rate", 5, code=1)
            self.assertLess(server.connections, 60)


class Ages(Case):
    def test_a_server_that_answers_pings_but_no_request(self):
        def pings(peer):
            peer.begin()
            stop = threading.Event()

            def ping():
                while not stop.wait(0.1):
                    try:
                        peer.send(frame(6, 0, 0, b"12345678"))
                    except Gone:
                        return
            thread = threading.Thread(target=ping, daemon=True)
            thread.start()
            try:
                for _ in peer.frames():
                    pass
            finally:
                stop.set()
        with Server(pings) as server:
            begin = time.monotonic()
            run = figures(server.url, "-n", 3, "-m", 3, "--timeout", "500ms", code=1)
            self.assertEqual(run["errors"], {"timed_out": 3})
            self.assertLess(time.monotonic() - begin, 5)

    def test_a_body_of_an_octet_at_a_time(self):
        def slow(peer):
            peer.begin()
            for stream in peer.requests():
                peer.head(stream, ("content-length", "1000"))
                for _ in range(100):
                    peer.data(stream, b"x", end_stream=False)
                    time.sleep(0.1)

        def slow_http11(peer):
            for _ in peer.requests_http11():
                peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
                for _ in range(100):
                    peer.send(b"x")
                    time.sleep(0.1)
        for serve, http in ((slow, "2"), (slow_http11, "1.1")):
            with self.subTest(http), Server(serve) as server:
                begin = time.monotonic()
                run = figures(server.url, "-n", 1, "--http", http, "--timeout", "500ms", code=1)
                self.assertEqual(run["errors"], {"timed_out": 1})
                self.assertLess(time.monotonic() - begin, 5)

    def test_one_stuck_stream_beside_busy_ones(self):
        def stuck(peer):
            peer.begin()
            for stream in peer.requests():
                if stream != 1:
                    peer.answer(stream)
        with Server(stuck) as server:
            run = figures(server.url, "-d", "1500ms", "-m", 3, "--timeout", "500ms", code=1)
            self.assertEqual(run["errors"], {"timed_out": 1})
            self.assertEqual(run["failed"], 1)
            self.assertGreater(run["answered"], 10)
            self.assertEqual(server.connections, 1)

    def test_a_server_that_says_nothing_is_given_up(self):
        with Server(silent) as server:
            done = load(server.url, "-n", 1, "--timeout", "100ms")
            self.assertEqual(done.returncode, 1)
            self.assertIn("settings_timeout", done.stderr)
            run = figures(server.url, "-n", 1, "--http", "1.1", "--timeout", "100ms", code=1)
            self.assertEqual(run["errors"], {"timed_out": 1})

    def test_a_server_that_never_shakes_hands(self):
        with Server(silent) as server:
            begin = time.monotonic()
            done = load(server.url.replace("http:", "https:"), "-n", 1, "--connect-timeout", "300ms")
            self.assertEqual(done.returncode, 1)
            self.assertIn("tls_handshake_timeout", done.stderr)
            self.assertLess(time.monotonic() - begin, 5)

    def test_a_server_that_allows_no_stream(self):
        def none(peer):
            peer.begin((MAX_CONCURRENT_STREAMS, 0))
            for _ in peer.frames():
                pass
        with Server(none) as server:
            run = figures(server.url, "-n", 5, "--timeout", "500ms", code=1)
            self.assertEqual(run["unsent"], 5)
            self.assertEqual(run["answered"], 0)
            self.assertIn("no_streams_allowed", run["errors"])

    def test_an_upload_that_gets_no_credit(self):
        def no_credit(peer):
            peer.begin((INITIAL_WINDOW_SIZE, 0))
            for _ in peer.frames():
                pass
        with Server(no_credit) as server, tempfile.NamedTemporaryFile() as body:
            body.write(b"x" * 1000)
            body.flush()
            run = figures(server.url, "-n", 1, "--data", body.name, "--timeout", "500ms", code=1)
            self.assertEqual(run["errors"], {"timed_out": 1})

    def test_what_was_due_and_never_sent_is_told(self):
        with Server(silent) as server:
            run = figures(server.url, "--rate", 100, "-d", "200ms", "--http", "1.1", "--timeout", "300ms", code=1)
            self.assertEqual(run["requests"] + run["unsent"], 20)
            self.assertGreater(run["unsent"], 0)
            self.assertEqual(run["answered"], 0)


class Resending(Case):
    def test_goaway_after_every_few_requests(self):
        def few(peer):
            peer.begin()
            for served, stream in enumerate(peer.requests(), 1):
                if served == 5:
                    peer.goaway(stream)
                    peer.answer(stream)
                    return peer.wait_closed()
                peer.answer(stream)
        with Server(few) as server:
            run = figures(server.url, "-n", 200, "-m", 10)
            self.assertEqual(run["statuses"], {"200": 200})
            self.assertEqual(run["requests"], 200)
            self.assertGreater(run["resent"], 0)
            self.assertEqual(run["errors"], {})
            run = figures(server.url, "-n", 200, "-m", 10, "--no-resend", code=1)
            self.assertEqual(run["resent"], 0)
            self.assertEqual(run["errors"], {"goaway: NO_ERROR": run["failed"]})
            self.assert_adds_up(run)

    def test_goaway_lets_what_is_under_way_finish_and_the_next_connection_begin(self):
        waiting = threading.Event()

        def drains(peer):
            peer.begin()
            requests = peer.requests()
            first = next(requests)
            if server.connections > 1:
                waiting.set()
                peer.answer(first)
                for stream in requests:
                    peer.answer(stream)
            peer.goaway(first)
            # The answer comes only when the next connection has its request.
            waiting.wait(PATIENCE)
            peer.answer(first)
            peer.wait_closed()
        with Server(drains) as server:
            run = figures(server.url, "-n", 5, "-m", 1, "--timeout", "10s")
            self.assertEqual(run["statuses"], {"200": 5})
            self.assertEqual(run["reconnects"], 1)

    def test_refused_streams(self):
        def refuses(peer):
            peer.begin()
            for count, stream in enumerate(peer.requests()):
                if count % 3 == 0:
                    peer.reset(stream, REFUSED_STREAM)
                else:
                    peer.answer(stream)
        with Server(refuses) as server:
            run = figures(server.url + "a", server.url + "b", "-n", 60, "-m", 4)
            self.assertEqual(run["statuses"], {"200": 60})
            self.assertGreaterEqual(run["resent"], 20)
            run = figures(server.url, "-n", 60, "-m", 4, "--no-resend", code=1)
            self.assertEqual(run["errors"], {"reset: REFUSED_STREAM": 20})

    def test_the_same_requests_are_asked_for_again(self):
        asked = []

        def refuses_first(peer):
            peer.begin()
            for count, (kind, _, stream, payload) in enumerate(f for f in peer.frames() if f[0] == 1):
                if count < 3:
                    peer.reset(stream, REFUSED_STREAM)
                else:
                    peer.answer(stream, b"ok", ("x-length", str(len(payload))))
        with Server(refuses_first) as server, tempfile.NamedTemporaryFile() as lines:
            figures(server.url + "a", server.url + "b", server.url + "c", "-n", 6, "-m", 3, "--log", lines.name)
            for line in pathlib.Path(lines.name).read_text().splitlines()[1:]:
                asked.append(line.split("\t")[6])
        self.assertEqual(sorted(asked), ["/a", "/a", "/b", "/b", "/c", "/c"])

    def test_a_pipeline_behind_the_last_response_of_a_connection(self):
        def two(peer):
            requests = peer.requests_http11()
            next(requests)
            peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            next(requests)
            peer.send(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok")
            peer.wait_closed()
        with Server(two) as server:
            run = figures(server.url, "-n", 20, "-m", 5, "--http", "1.1")
            self.assertEqual(run["statuses"], {"200": 20})
            self.assertGreater(run["resent"], 0)


class Bodies(Case):
    def test_a_body_that_is_not_as_long_as_it_says(self):
        for length, body, reason in (("5", b"1234", "less DATA than content-length says"),
                                     ("3", b"1234", "more DATA than content-length says"),
                                     ("x", b"1234", "content-length is no number")):
            def wrong(peer):
                peer.begin()
                for stream in peer.requests():
                    peer.answer(stream, body, ("content-length", length))
            with self.subTest(length), Server(wrong) as server:
                run = figures(server.url, "-n", 3, code=1)
                self.assertEqual(run["errors"], {reason: 3})
                self.assertEqual(run["failed"], 3)
                self.assertEqual(run["statuses"], {})

    def test_an_http11_body_that_breaks_off(self):
        for head in (b"content-length: 5", b"transfer-encoding: chunked"):
            def breaks(peer):
                next(peer.requests_http11())
                peer.send(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n2\r\n")
            with self.subTest(head), Server(breaks) as server:
                run = figures(server.url, "-n", 3, "--http", "1.1", code=1)
                self.assertEqual(run["failed"], 3)
                self.assertEqual(run["errors"], {"connection lost: peer_closed": 3})


class Signals(Case):
    def run_and_signal(self, *arguments, signals=(signal.SIGINT,), pause=0.5):
        process = subprocess.Popen([BINARY, "load", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(pause)
        for each in signals:
            process.send_signal(each)
            time.sleep(0.01)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    def test_the_first_signal_ends_it_with_what_was(self):
        with Server(answer_all) as server:
            for which, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
                returned, out, err = self.run_and_signal(server.url, "-d", "1m", "--json", "-", signals=(which,))
                self.assertEqual(returned, code, err)
                run = json.loads(out)
                self.assertGreater(run["answered"], 0)
                self.assertEqual(run["failed"], 0)
                self.assertEqual(run["interrupted"], which.name)
                self.assert_adds_up(run)
            returned, out, _ = self.run_and_signal(server.url, "-n", 100_000_000)
            self.assertEqual(returned, 130)
            self.assertIn("interrupted by SIGINT", out)

    def test_what_was_under_way_has_not_failed(self):
        def never(peer):
            peer.begin()
            for _ in peer.frames():
                pass
        with Server(never) as server:
            returned, out, _ = self.run_and_signal(server.url, "-n", 5, "-m", 3, "--json", "-")
            run = json.loads(out)
            self.assertEqual(returned, 130)
            self.assertEqual((run["requests"], run["failed"], run["unfinished"]), (0, 0, 3))

    def test_while_it_connects(self):
        with Server(silent) as server:
            returned, out, _ = self.run_and_signal(server.url, "-n", 5, "--json", "-")
            self.assertEqual(returned, 130)
            self.assertEqual(json.loads(out)["requests"], 0)

    def test_a_comparison(self):
        with Server(answer_all) as server:
            returned, out, _ = self.run_and_signal(server.url, "--compare", server.url, "-d", "1m", "--json", "-")
            self.assertEqual(returned, 130)
            self.assertEqual(json.loads(out)["ratios"], {})


class Strangers(Case):
    def test_a_server_of_http11_alone(self):
        for said, words in ((b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n", ['"HTTP/1.1 400 Bad Request"', "--http 1.1"]),
                            (b"<!DOCTYPE HTML>\n<html>", ["DOCTYPE", "--http 1.1"]), (b"", ["--http 1.1"]),
                            (b"HTTP/1.1 505 x", ["HTTP/1.1 505 x", "--http 1.1"]),
                            (b"\x15\x03\x01\x00\x02\x02\x46", ["https://"])):
            for pieces in ([said], [said[i:i + 1] for i in range(len(said))]):
                def stranger(peer):
                    peer.receive()
                    for piece in pieces:
                        peer.send(piece)
                        if len(pieces) > 1:
                            time.sleep(0.002)
                with self.subTest(said=said, pieces=len(pieces)), Server(stranger) as server:
                    done = load(server.url, "-n", 2)
                    self.assertEqual(done.returncode, 1)
                    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                    for word in words:
                        self.assertIn(word, done.stderr)

    def test_a_server_of_http2_alone(self):
        def two(peer):
            peer.send(frame(4))
            peer.receive()
        with Server(two) as server:
            run = figures(server.url, "-n", 1, "--http", "1.1", code=1)
            self.assertIn("--http 2", list(run["errors"])[0])

    def test_nonsense_is_an_error_with_its_reason(self):
        def nonsense(peer):
            peer.receive()
            peer.send(b"nonsense, and more of it\r\n\r\n")
        with Server(nonsense) as server:
            run = figures(server.url, "-n", 2, "--http", "1.1", code=1)
            self.assertEqual(run["failed"], 2)
            self.assertTrue(list(run["errors"])[0].startswith("protocol error: "), run["errors"])
            done = load(server.url, "-n", 2)
            self.assertEqual(done.returncode, 1)
            self.assertIn("protocol error", done.stderr)


class Places(Case):
    def test_a_refused_target_has_its_json(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
            run = figures(url, "-n", 1, code=1)
            self.assertIn("connection_refused", run["error"])
            self.assertEqual(run["answered"], 0)
            run = figures(url, "-n", 1, "--compare", url, code=1)
            self.assertIn("connection_refused", run["error"])

    def test_localhost_is_both_families(self):
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with self.subTest(address), Server(answer_all, address=(address, 0), family=family) as server:
                run = figures(f"http://localhost:{server.port}/", "-n", 3)
                self.assertEqual(run["statuses"], {"200": 3})

    def test_a_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.sock")
            asked = []

            def remembers(peer):
                for line in peer.requests_http11():
                    asked.append(line)
                    peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            done = load(f"unix:{path}", "-n", 1)
            self.assertIn("no_such_socket", done.stderr)
            with Server(remembers, address=path, family=socket.AF_UNIX):
                figures(f"unix:{path}:/a?b", "-n", 1, "--http", "1.1")
                figures("http://elsewhere.test/c", "-n", 1, "--http", "1.1", "--connect-to", f"unix:{path}")
            self.assertEqual(asked, ["GET /a?b HTTP/1.1", "GET /c HTTP/1.1"])

    def test_a_server_that_asks_for_a_certificate(self):
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = os.path.join(folder, "ours"), os.path.join(folder, "theirs")
            subprocess.run([BINARY, "cert", "localhost", "--out", theirs + ".pem", "--key-out", theirs + ".key"], check=True,
                           capture_output=True)
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                            "/CN=me.test", "-days", "1", "-keyout", ours + ".key", "-out", ours + ".pem"], check=True,
                           capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(theirs + ".pem", theirs + ".key")
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(ours + ".pem")

            def secure(peer):
                try:
                    peer.socket = context.wrap_socket(peer.socket, server_side=True)
                except (ssl.SSLError, OSError):
                    return
                answer_all_http11(peer)
            with Server(secure) as server:
                url = f"https://localhost:{server.port}/"
                how = (url, "-n", 3, "--http", "1.1", "--cacert", theirs + ".pem")
                run = figures(*how, "--cert", ours + ".pem", "--key", ours + ".key")
                self.assertEqual(run["statuses"], {"200": 3})
                self.assertNotEqual(load(*how).returncode, 0)


if __name__ == "__main__":
    unittest.main()
