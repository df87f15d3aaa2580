"""The manual pages: each verb has one, every option of the tool is in them, and man has nothing to say against them."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from tool_help import commands, options_of, verbs_of

PAGES = pathlib.Path(os.environ.get("WEFT_MANUAL", "build/dev/cli/manual"))


def page_of(verb):
    return PAGES / ("-".join(("weft", *verb)) + ".1")


def options_in(text):
    headings = " ".join(re.findall(r"^\.TP\n\\fB(.*?)\\fR", text.replace("\\-", "-"), re.M))
    return {word for word in re.split(", | ", headings) if word.startswith("-")}


class Manual(unittest.TestCase):
    def test_every_option_is_in_the_page_of_its_verb(self):
        found = 0
        for words in commands():
            with self.subTest(words):
                options = options_of(*words)
                page = page_of(words[:1]).read_text()
                # A verb of a verb has a part of its page.
                if len(words) > 1:
                    page = re.search(rf"\n\.SS {words[1]}\n(.*?)\n\.S", page, re.S).group(1)
                self.assertEqual(options - options_in(page), set())
                found += len(options)
        self.assertGreater(found, 100)

    def test_every_verb_is_in_the_page_of_the_tool_and_has_its_own(self):
        page = page_of(()).read_text()
        self.assertIn("get", verbs_of())
        for verb in verbs_of():
            self.assertIn(f"\n.B {verb}\n", page)
            self.assertIn(f"\n.BR weft\\-{verb} (1)", page)
            self.assertTrue(page_of((verb,)).exists())

    def test_pages_name_no_page_of_ours_that_is_missing(self):
        for path in PAGES.glob("*.1"):
            for name in re.findall(r"^\.BR (weft\S*) \(1\)", path.read_text(), re.M):
                self.assertTrue((PAGES / (name.replace("\\-", "-") + ".1")).exists(), f"{path.name}: {name}")

    @unittest.skipUnless(shutil.which("man") and shutil.which("groff"), "needs man and groff")
    def test_man_has_no_warnings(self):
        for words in ((), *((verb,) for verb in verbs_of())):
            with self.subTest(words):
                done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page_of(words)],
                                      capture_output=True, text=True, env=dict(os.environ, MANROFFSEQ="", MANWIDTH="80"))
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
