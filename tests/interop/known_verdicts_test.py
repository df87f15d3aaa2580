"""The exit codes of the programs that hold verdicts of weft check against known ones: tests/support/known_verdicts.py."""

import contextlib
import io
import json
import pathlib
import tempfile
import unittest
from unittest import mock

import known_verdicts


class Subject:
    """A program whose one case comes out as `verdict`."""

    times = 1
    file = "subject"

    def __init__(self, version="1.0", verdict="exact", is_installed=True):
        self.version, self.verdict, self.is_installed = lambda: version, verdict, lambda: is_installed

    def facts(self):
        return {"version": self.version()}

    @contextlib.contextmanager
    def asking(self):
        yield lambda *_: {"6.9/case": {"id": "6.9/case", "verdict": self.verdict, "found": "nothing"}}


class KnownVerdicts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.known = pathlib.Path(folder.name)
        (self.known / "subject.json").write_text(json.dumps({"version": "1.0", "cases": {"6.9/case": "exact"}}))

    def run_on(self, *subjects, options=()):
        """The exit code, and what is printed."""
        with mock.patch("sys.argv", ["known", *options]), mock.patch.object(known_verdicts, "KNOWN", self.known), \
                contextlib.redirect_stdout(io.StringIO()) as printed:
            code = known_verdicts.run("", {f"subject {i}": subject for i, subject in enumerate(subjects)})
        return code, printed.getvalue()

    def test_all_as_known_is_a_pass(self):
        self.assertEqual(self.run_on(Subject(), Subject())[0], 0)

    def test_another_verdict_fails(self):
        code, printed = self.run_on(Subject(verdict="wrong"), Subject(is_installed=False))
        self.assertEqual(code, 1)
        self.assertIn("6.9/case: known exact, found wrong: nothing", printed)

    def test_another_version_is_a_skip(self):
        code, printed = self.run_on(Subject(), Subject(version="1.1", verdict="wrong"))
        self.assertEqual(code, known_verdicts.SKIPPED)
        self.assertIn("subject 1: not checked, 1.1 is here and 1.0 is known", printed)

    def test_what_is_not_installed_is_a_skip(self):
        for options in ((), ("--write",)):
            with self.subTest(options):
                code, printed = self.run_on(Subject(is_installed=False), options=options)
                self.assertEqual(code, known_verdicts.SKIPPED)
                self.assertIn("subject 0: not checked, it is not installed", printed)

    def test_what_nothing_is_known_of_fails(self):
        (self.known / "subject.json").unlink()
        self.assertEqual(self.run_on(Subject())[0], 1)

    def test_what_is_found_is_written(self):
        code, _ = self.run_on(Subject(version="1.1", verdict="wrong"), options=("--write",))
        self.assertEqual(code, 0)
        written = json.loads((self.known / "subject.json").read_text())
        self.assertEqual((written["version"], written["cases"]), ("1.1", {"6.9/case": "wrong"}))


if __name__ == "__main__":
    unittest.main()
