"""weft explain: each word of the lists has its page, and the guide shows what is printed."""

import json
import os
import pathlib
import re
import subprocess
import unittest

from serving import BINARY

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REASONS = ["io", "session", "h2", "h1", "websocket", "client", "server"]
WIDTH = 100


def explain(*words, columns=WIDTH):
    environment = dict(os.environ, COLUMNS=str(columns))
    return subprocess.run([BINARY, "explain", *words], capture_output=True, text=True, timeout=20, env=environment)


def reasons():
    """The tokens of all layers, as their lists have them."""
    files = [ROOT / "weft" / layer / "reasons.inc" for layer in REASONS]
    files += [ROOT / "weft/frame/faults.inc", ROOT / "cli/load/reasons.inc"]
    return {token for file in files for token in re.findall(r"^WEFT_(?:REASON|FAULT)\((\w+),", file.read_text(), re.MULTILINE)}


class Explain(unittest.TestCase):
    def test_the_guide_shows_what_is_printed(self):
        said = (ROOT / "docs/guide/debug.md").read_text()
        examples = re.findall(r"^```\n\$ weft explain ([^\n]+)\n(.*?)^```$", said, re.MULTILINE | re.DOTALL)
        self.assertEqual(len(examples), said.count("$ weft explain"))
        for words, output in examples:
            with self.subTest(words):
                self.assertEqual(explain(*words.split()).stdout, output)

    def test_every_reason_has_a_page(self):
        tokens = sorted(reasons())
        self.assertGreater(len(tokens), 200)
        done = explain(*tokens)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for token in tokens:
            self.assertIn(f"{token}: a reason of", "\n" + done.stdout)

    def test_all_are_listed_without_a_word(self):
        done = explain()
        self.assertEqual(done.returncode, 0)
        self.assertLessEqual(reasons(), set(re.findall(r"^  (\w+)", done.stdout, re.MULTILINE)))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), WIDTH)
        self.assertLessEqual(max(map(len, explain(columns=60).stdout.splitlines())), 60)

    def test_json_has_the_same(self):
        every = json.loads(explain("--json").stdout)
        self.assertLessEqual(reasons(), {each["token"] for each in every})
        one, = json.loads(explain("--json", "0x2").stdout)
        self.assertEqual((one["token"], one["list"]), ("INTERNAL_ERROR", "an error code of HTTP/2"))

    def test_an_unknown_word_is_one_line_with_the_nearest(self):
        done = explain("stream_limits")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn('did you mean "stream_limit"?', done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
