"""The manual pages: every option of the tool is in them, and man has nothing to say against them."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from serving import BINARY

PAGES = pathlib.Path(os.environ.get("WEFT_MANUAL", "build/dev/cli/manual"))


class Manual(unittest.TestCase):
    def test_every_option_is_in_the_page(self):
        usage = subprocess.run([BINARY, "get", "--help"], capture_output=True, text=True, check=True).stdout
        options = set(re.findall(r"(?<![\w-])--?[\w][\w.-]*", " ".join(re.findall(r"^  (-\S+)", usage, re.M))))
        self.assertGreater(len(options), 50)
        page = (PAGES / "weft-get.1").read_text().replace("\\-", "-")
        headings = " ".join(re.findall(r"^\.TP\n\\fB(.*?)\\fR", page, re.M))
        self.assertEqual(options - set(re.split(", | ", headings)), set())

    def test_every_verb_is_in_the_page_of_the_tool(self):
        usage = subprocess.run([BINARY, "--help"], capture_output=True, text=True, check=True).stdout
        verbs = re.findall(r"^  (\w+)", usage.split("Subcommands:")[1], re.M)
        self.assertIn("get", verbs)
        page = (PAGES / "weft.1").read_text()
        for verb in verbs:
            self.assertIn(f"\n.B {verb}\n", page)

    @unittest.skipUnless(shutil.which("man") and shutil.which("groff"), "needs man and groff")
    def test_man_has_no_warnings(self):
        for page in ("weft.1", "weft-get.1"):
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", PAGES / page],
                                  capture_output=True, text=True, env=dict(os.environ, MANROFFSEQ="", MANWIDTH="80"))
            self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
