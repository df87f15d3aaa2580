"""A server whose place another process takes, and peers that count what a change of processes costs them.

    with Upgrading(site) as weft, Clients(weft) as clients:
        weft.upgrade()                 # SIGUSR2; weft.current is the process that serves
    clients.failures, clients.served
"""

import http.client
import os
import select
import signal
import ssl
import threading

import serving


class Upgrading(serving.Started):
    """weft serve with these words, and no log."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, "--log", "none", **options)
        self.current = self.process.pid
        self.upgrades = 0

    def upgrade(self):
        os.kill(self.current, signal.SIGUSR2)
        self.upgrades += 1
        line = self.message(r"SIGUSR2: process \d+ accepts from now on", self.upgrades)[-1]
        before, self.current = self.current, int(line.split("process ")[1].split()[0])
        return before

    def await_end(self, process):
        """Waits for a process that may be nobody's child."""
        try:
            descriptor = os.pidfd_open(process)
        except ProcessLookupError:
            return
        try:
            if process == self.process.pid:
                self.process.wait(serving.PATIENCE)
            elif not select.select([descriptor], [], [], serving.PATIENCE)[0]:
                raise AssertionError(f"process {process} does not end")
        finally:
            os.close(descriptor)

    def stop(self, how=signal.SIGTERM):
        if self.current != self.process.pid:
            os.kill(self.current, how)
            self.await_end(self.current)
            # It ends with its last response.
            self.await_end(self.process.pid)
        return super().stop(how)


class Clients:
    """Threads with a connection for each request, one after the other."""

    def __init__(self, weft, http=3, https=1):
        self.weft = weft
        self.failures = []
        self.served = 0
        self.lock = threading.Lock()
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(scheme,))
                        for scheme, count in (("http", http), ("https", https)) for _ in range(count)]

    def connection(self, scheme):
        port = self.weft.port(scheme)
        if scheme == "http":
            return http.client.HTTPConnection("127.0.0.1", port, timeout=serving.PATIENCE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=serving.PATIENCE, context=context)

    def ask(self, scheme):
        connection = self.connection(scheme)
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
            body = response.read()
            if response.status != 200 or b"hello" not in body:
                raise AssertionError(f"{response.status} {body}")
        finally:
            connection.close()

    def run(self, scheme):
        while not self.ending.is_set():
            try:
                self.ask(scheme)
            except Exception as failure:  # each of them is one too many
                self.failures.append(f"{scheme}: {failure!r}")
            with self.lock:
                self.served += 1

    def await_more(self, count=50):
        wanted = self.served + count
        serving.until(lambda: self.served >= wanted)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()
