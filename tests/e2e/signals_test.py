"""SIGHUP and SIGUSR1: the log is opened anew, certificates are read again, and nothing ever ends by them."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from certificates import make_certificate
from serving import PATIENCE, Weft, curl, make_site, until

SIZE = 2_000_000


def common_name(port):
    """The common name of the certificate that a new connection is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain, context.wrap_socket(plain) as peer:
        certificate = ssl.DER_cert_to_PEM_cert(peer.getpeercert(binary_form=True))
    text = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=certificate, capture_output=True, text=True)
    return text.stdout.strip().rsplit("= ", 1)[-1]


@contextlib.contextmanager
def download(url):
    """A slow one that is under way; afterwards it must be whole."""
    with tempfile.TemporaryFile() as received:
        client = subprocess.Popen(["curl", "-sSk", "--limit-rate", "1M", "--no-buffer", url + "/large.bin"],
                                  stdout=received)
        until(lambda: received.seek(0, 2) > 0)
        yield client
        if client.wait(PATIENCE) != 0 or received.seek(0, 2) != SIZE:
            raise AssertionError(f"{received.seek(0, 2)} of {SIZE} octets came")


class OperatorSignals(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.site = make_site(self.folder.name, large_bin=b"x" * SIZE)
        self.keys = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()
        self.keys.cleanup()

    def test_none_of_them_ends_anything(self):
        with Weft(self.site) as weft:
            with download(weft.https) as client:
                while client.poll() is None:
                    for one in (signal.SIGHUP, signal.SIGUSR1):
                        weft.process.send_signal(one)
                    time.sleep(0.01)
            self.assertIn(b"hello", curl(weft.http))

    def test_while_it_drains_they_change_nothing(self):
        with Weft(self.site) as weft, download(weft.http):
            weft.process.send_signal(signal.SIGTERM)
            while weft.process.poll() is None:
                for one in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
                    weft.process.send_signal(one)
                time.sleep(0.005)
            self.assertEqual(weft.stop(), 0)

    def test_a_log_that_was_moved_away_is_opened_anew(self):
        for one in (signal.SIGUSR1, signal.SIGHUP):
            with self.subTest(one.name), Weft(self.site) as weft:
                curl(weft.http + "/?old")
                weft.log(1)
                moved = weft.log_path.rename(weft.log_path.with_suffix(".1"))
                weft.process.send_signal(one)
                weft.message(f"{one.name}: .*log was opened anew")
                curl(weft.http + "/?new")
                (record,) = weft.log(1)
                self.assertEqual(record["cs-uri-query"], "new")
                self.assertTrue(weft.log_path.read_text().startswith("#Version: 1.0\n"))
                self.assertNotIn("new", moved.read_text())

    def test_no_line_is_lost_or_cut_between_logs(self):
        requests = 300
        with Weft(self.site, fields="cs-uri-query cs-uri-stem") as weft:
            client = threading.Thread(target=curl, args=(f"{weft.http}/?[1-{requests}]", "-o", "/dev/null"))
            client.start()
            parts = []
            while client.is_alive():
                parts.append(weft.log_path.rename(f"{weft.log_path}.{len(parts)}"))
                weft.process.send_signal(signal.SIGUSR1)
                until(weft.log_path.exists)
            client.join()
            weft.stop()
            lines = [line for path in [*parts, weft.log_path] for line in path.read_text().splitlines()]
            records = [line for line in lines if not line.startswith("#")]
            self.assertEqual(sorted(records), sorted(f"{i} /" for i in range(1, requests + 1)))

    def test_a_log_that_cannot_be_opened_anew_stays_the_old_one(self):
        with Weft(self.site) as weft:
            moved = weft.log_path.rename(weft.log_path.with_suffix(".1"))
            weft.log_path.mkdir()
            weft.process.send_signal(signal.SIGUSR1)
            (message,) = weft.message("cannot open the log")
            self.assertIn(str(weft.log_path), message)
            self.assertIn("Is a directory", message)
            curl(weft.http + "/?kept")
            until(lambda: "kept" in moved.read_text())
            weft.log_path.rmdir()

    def test_certificates_are_read_again_and_no_handshake_is_lost(self):
        certificate, key = make_certificate(self.keys.name, "old.test")
        with Weft(self.site, "--certificate", str(certificate), "--key", str(key),
                  listen=("https://127.0.0.1:0", "https://127.0.0.1:0")) as weft:
            ports = [int(url.rsplit(":", 1)[1]) for url in weft.urls]
            self.assertEqual([common_name(port) for port in ports], ["old.test"] * 2)
            new, new_key = make_certificate(self.keys.name, "new.test")
            os.replace(new, certificate)
            os.replace(new_key, key)
            names = []
            for i in range(40):
                weft.process.send_signal(signal.SIGHUP)
                names.append(common_name(ports[i % 2]))
            self.assertLessEqual(set(names), {"old.test", "new.test"})
            until(lambda: all(common_name(port) == "new.test" for port in ports))

    def test_what_was_connected_before_goes_on(self):
        certificate, key = make_certificate(self.keys.name, "same.test")
        with Weft(self.site, "--certificate", str(certificate), "--key", str(key)) as weft:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            with socket.create_connection(("127.0.0.1", weft.port("https")), timeout=10) as plain:
                with context.wrap_socket(plain) as peer:
                    weft.process.send_signal(signal.SIGHUP)
                    weft.message("SIGHUP")
                    peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 200"))

    def test_a_certificate_that_cannot_be_used_leaves_the_old_one(self):
        certificate, key = make_certificate(self.keys.name, "old.test")
        _, stranger = make_certificate(self.keys.name, "stranger.test")
        kept = key.read_bytes()
        with Weft(self.site, "--certificate", str(certificate), "--key", str(key)) as weft:
            cases = {"does not belong to the certificate": lambda: key.write_bytes(stranger.read_bytes()),
                     "no usable private key": lambda: key.write_text("nonsense"),
                     "No such file": key.unlink}
            for words, damage in cases.items():
                with self.subTest(words):
                    damage()
                    before = len(weft.messages)
                    weft.process.send_signal(signal.SIGHUP)
                    (message,) = weft.message(words)
                    self.assertIn(str(key), message)
                    self.assertIn("old certificates stay", message)
                    self.assertEqual(common_name(weft.port("https")), "old.test")
                    self.assertEqual(len(weft.messages), before + 1)
            key.write_bytes(kept)
            weft.process.send_signal(signal.SIGHUP)
            weft.message("SIGHUP: configuration and certificates were read again")


if __name__ == "__main__":
    unittest.main()
