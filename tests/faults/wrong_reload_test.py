"""Twenty configurations in a row that are wrong, each with SIGHUP under load: the old one stays in use, each gives one line that
names the mistake, and no request fails.
"""

import json
import pathlib
import signal
import tempfile
import unittest

from certificates import make_certificate
from disturbing import sized
from loading import Beside
from serving import Started, curl, make_site

TIMES = 20
REQUESTS_PER_SECOND = sized(200, 2_000)
CONNECTIONS = 20


class WrongReload(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        for name in ("right", "other"):
            (self.here / name).mkdir()
            make_site(self.here / name, name_txt=name.encode())
        make_certificate(self.here, "localhost")
        (self.here / "empty.pem").write_text("")

    def right(self, root="right"):
        return {"Endpoints": {"clear": {"Url": "http://127.0.0.1:0"},
                              "secure": {"Url": "https://127.0.0.1:0",
                                         "Certificate": {"Path": "localhost.pem", "KeyPath": "localhost.key"}}},
                "Sites": {"a": {"Root": root}}, "Log": {"Path": "access.log"}}

    def mistakes(self):
        """The mistake in each, and the words by which it is told. All else is right, and would serve another folder."""
        def with_change(change):
            config = self.right("other")
            change(config)
            return json.dumps(config)

        yield "", "weft.json"
        yield json.dumps(self.right("other"))[:-1], "weft.json"
        yield with_change(lambda c: c["Sites"]["a"].update(Rot="other")), "did you mean"
        yield with_change(lambda c: c["Sites"]["a"].update(Root="none")), "none"
        yield with_change(lambda c: c["Sites"].update(b={"Hosts": ["*.*"], "Root": "other"})), "weft.json"
        yield with_change(lambda c: c.update(Limits={"KeepAliveTimeout": 5})), "expected a time"
        yield with_change(lambda c: c["Endpoints"]["clear"].update(Url="gopher://x")), "gopher"
        yield with_change(lambda c: c["Endpoints"]["secure"]["Certificate"].update(Path="none.pem")), "none.pem"
        yield with_change(lambda c: c["Endpoints"]["secure"]["Certificate"].update(Path="empty.pem")), "empty.pem"

    def test_the_old_configuration_stays_and_one_line_says_why(self):
        path = self.here / "weft.json"
        path.write_text(json.dumps(self.right()))
        with Started("--config", path, expected=2) as weft:
            mistakes = list(self.mistakes())
            arguments = ("--rate", REQUESTS_PER_SECOND, "-c", CONNECTIONS, "-m", 50, "--timeout", "60s", "--no-resend", "--insecure")
            with Beside(weft.https, *arguments) as run:
                for i in range(TIMES):
                    text, words = mistakes[i % len(mistakes)]
                    with self.subTest(words):
                        self.reload_wrongly(weft, i, text, words)
                run = run.end()
            self.assertEqual((run["failed"], run["resent"], run["errors"], run["reconnects"]), (0, 0, {}, 0))
            self.assertGreater(run["answered"], CONNECTIONS)
            self.assertEqual(run["statuses"], {"200": run["answered"]})
            path.write_text(json.dumps(self.right("other")))
            weft.process.send_signal(signal.SIGHUP)
            weft.message("SIGHUP: configuration and certificates were read again")
            self.assertEqual(curl(weft.http + "/name.txt"), b"other")

    def reload_wrongly(self, weft, times_before, text, words):
        (self.here / "weft.json").write_text(text)
        before = len(weft.messages)
        weft.process.send_signal(signal.SIGHUP)
        weft.message("the old configuration stays in use", times_before + 1)
        self.assertEqual(curl(weft.http + "/name.txt"), b"right")
        (line,) = weft.messages[before:]
        self.assertRegex(line, words)


if __name__ == "__main__":
    unittest.main()
