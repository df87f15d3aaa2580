"""Hosts that share the files of keys resume each other's sessions, and take new keys while they run."""

import concurrent.futures
import json
import os
import pathlib
import signal
import ssl
import tempfile
import threading
import unittest

from certificates import make_certificate
from connecting import meet, trusting_context
from serving import Started, make_site


class TicketKeys(unittest.TestCase):
    def setUp(self):
        self.files = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.files.name)
        (self.folder / "site").mkdir()
        make_site(self.folder / "site")
        for name in ("one", "two"):
            make_certificate(self.folder, name)
        self.make_key("new.key", 80)
        self.make_key("old.key", 48)

    def tearDown(self):
        self.files.cleanup()

    def make_key(self, name, size, mode=0o600):
        (self.folder / (name + ".draft")).write_bytes(os.urandom(size))
        (self.folder / (name + ".draft")).chmod(mode)
        (self.folder / (name + ".draft")).replace(self.folder / name)

    def serve(self, certificate, *keys):
        endpoint = {"Url": "https://127.0.0.1:0", "TicketKeys": {"Files": keys},
                    "Certificate": {"Path": f"{certificate}.pem", "KeyPath": f"{certificate}.key"}}
        file = self.folder / f"{certificate}.json"
        file.write_text(json.dumps({"Endpoints": {"https": endpoint}, "Sites": {"all": {"Root": "site"}}}))
        return Started("--config", file)

    def meet(self, weft, context, session=None):
        return meet(weft.port("https"), context, session)

    def contexts(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = trusting_context()
            context.minimum_version = context.maximum_version = version
            yield context

    def test_two_servers_resume_each_others_sessions(self):
        with self.serve("one", "new.key", "old.key") as one, self.serve("two", "new.key") as two:
            for context in self.contexts():
                session, _ = self.meet(one, context)
                self.assertTrue(self.meet(two, context, session)[1], context.minimum_version)

    def test_a_server_resumes_what_it_sealed_before_it_was_restarted(self):
        for context in self.contexts():
            with self.serve("one", "new.key") as weft:
                session, _ = self.meet(weft, context)
            with self.serve("one", "new.key") as weft:
                self.assertTrue(self.meet(weft, context, session)[1], context.minimum_version)

    def test_a_new_key_in_front_takes_over(self):
        context = next(self.contexts())
        with self.serve("one", "old.key") as weft:
            session, _ = self.meet(weft, context)
        with self.serve("one", "new.key", "old.key") as weft:
            renewed, resumed = self.meet(weft, context, session)
            self.assertTrue(resumed)
        with self.serve("one", "new.key") as weft:
            self.assertTrue(self.meet(weft, context, renewed)[1])
            self.assertFalse(self.meet(weft, context, session)[1])

    def test_files_are_read_again_on_sighup_and_when_they_change(self):
        context = next(self.contexts())
        with self.serve("one", "new.key") as weft:
            session, _ = self.meet(weft, context)
            weft.process.send_signal(signal.SIGHUP)
            weft.message("SIGHUP: configuration and certificates were read again")
            self.assertTrue(self.meet(weft, context, session)[1], "the key is the same")
            self.make_key("new.key", 80)
            weft.message("files of certificates have changed and were read again")
            self.assertFalse(self.meet(weft, context, session)[1])

    # Handshakes go on while certificate and keys change, some of them with the session of the one before.
    def test_no_handshake_is_lost_while_all_is_changed(self):
        with self.serve("one", "new.key", "old.key") as weft:
            contexts = list(self.contexts())
            ended = threading.Event()

            def keep_meeting(context):
                done, session = 0, None
                while not ended.is_set():
                    session, _ = self.meet(weft, context, session)
                    done += 1
                return done

            with concurrent.futures.ThreadPoolExecutor() as threads:
                meeting = [threads.submit(keep_meeting, context) for context in contexts * 2]
                try:
                    for count in range(1, 21):
                        make_certificate(self.folder, "one")
                        (self.folder / "new.key").replace(self.folder / "old.key")
                        self.make_key("new.key", 80)
                        weft.process.send_signal(signal.SIGHUP)
                        weft.message("SIGHUP: configuration and certificates were read again", count)
                finally:
                    ended.set()
            for each in meeting:
                self.assertGreater(each.result(), 20)

    def test_a_key_that_others_may_read_is_warned_of(self):
        self.make_key("new.key", 80, 0o644)
        with self.serve("one", "new.key") as weft:
            self.assertEqual(len(weft.message(r"new\.key: its mode 0644 is too open for a key")), 1)

    def test_a_file_that_is_no_key_is_refused_with_its_place(self):
        self.make_key("new.key", 79)
        with self.assertRaisesRegex(RuntimeError, r"one\.json:1:\d+: .*new\.key: expected a key for tickets of 80"):
            self.serve("one", "new.key")


if __name__ == "__main__":
    unittest.main()
