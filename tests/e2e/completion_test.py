"""Completion in real shells: every option and verb is offered where it may stand, and nothing else."""

import os
import pathlib
import pty
import shutil
import subprocess
import tempfile
import unittest

from tool_help import commands, options_of, verbs_of

SCRIPTS = pathlib.Path(os.environ.get("WEFT_COMPLETION", "build/dev/cli/completion"))
# What the script asks Readline for is told as <it>.
OFFER = """
source "$1"; shift
compopt() { asked="<$*>"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) asked=
_weft
printf '%s\\n' "${COMPREPLY[@]}" "$asked"
"""


def offered(*words):
    """What bash is offered for the last of the words."""
    done = subprocess.run(["bash", "-c", OFFER, "bash", SCRIPTS / "weft", "weft", *words], capture_output=True, text=True,
                          check=True)
    assert done.stderr == "", done.stderr
    return [line for line in done.stdout.splitlines() if line]


class Bash(unittest.TestCase):
    def test_offers_every_option_of_every_verb_and_no_other(self):
        found = 0
        for words in commands():
            with self.subTest(words):
                options = offered(*words, "-")
                self.assertEqual(sorted(options), sorted(options_of(*words)))
                found += len(options)
        self.assertGreater(found, 100)

    def test_offers_every_verb(self):
        for words in commands():
            if verbs := verbs_of(*words):
                self.assertEqual(sorted(offered(*words, "")), sorted(verbs))

    def test_offers_what_begins_with_the_word(self):
        self.assertEqual(offered("se"), ["serve"])
        self.assertEqual(offered("serve", "--unix-m"), ["--unix-mode"])
        self.assertEqual(offered("hpack", "e"), ["encode"])
        self.assertEqual(offered("serve", "--no-such"), [])

    def test_knows_the_verb_behind_options(self):
        self.assertEqual(offered("load", "-n", "5", "--fail"), ["--fail-if"])
        # A value is no verb.
        self.assertEqual(offered("get", "-o", "load", "--fail-if"), [])

    def test_offers_the_words_of_a_set(self):
        self.assertEqual(offered("load", "--http", ""), ["auto", "2", "1.1"])
        self.assertEqual(offered("load", "--http", "a"), ["auto"])

    def test_offers_values_behind_an_equals_sign(self):
        self.assertEqual(offered("load", "--http", "="), ["auto", "2", "1.1"])
        self.assertEqual(offered("load", "--http", "=", "1"), ["1.1"])

    def test_asks_for_files_and_folders(self):
        self.assertEqual(offered("serve", "--config", ""), ["<-o default>"])
        for verb in verbs_of("hpack"):
            self.assertEqual(offered("hpack", verb, "st"), ["<-o default>"])
        self.assertEqual(offered("serve", ""), ["<-o dirnames>"])

    def test_offers_nothing_where_the_value_is_free(self):
        self.assertEqual(offered("load", "--rate", ""), [])
        self.assertEqual(offered("get", ""), [])


class Typed:
    """Words typed at a terminal, with the tabulator in place of their ends."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "my site").mkdir()
        (self.folder / "my weft.json").touch()

    def words_of(self, typed):
        """The words that the command has in the end."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.execvpe(self.shell[0], self.shell, dict(os.environ, TERM="dumb", PS1="", HISTFILE="", HOME=str(self.folder)))
        # The shell prints "ready" only where this line has run: the echo of the line has quotes in it.
        os.write(terminal, (self.setting + '; weft() { printf "word=%s\\n" "$@"; }; echo rea""dy\n').encode())
        said = self.read_until(terminal, "ready\r\n")
        os.write(terminal, ("weft " + typed + "\n").encode())
        os.write(terminal, b'echo do""ne; exit\n')
        said = self.read_until(terminal, "done\r\n")
        os.close(terminal)
        os.waitpid(process, 0)
        return [line[5:] for line in said.replace("\r", "").splitlines() if line.startswith("word=")]

    @staticmethod
    def read_until(terminal, end):
        said = b""
        while end.encode() not in said:
            said += os.read(terminal, 65536)
        return said.decode(errors="replace")

    def test_verbs_and_their_verbs_are_completed(self):
        self.assertEqual(self.words_of("hp\tenc\tmy.json"), ["hpack", "encode", "my.json"])

    def test_options_are_completed(self):
        self.assertEqual(self.words_of("serve --print-c\t"), ["serve", "--print-config"])

    def test_words_of_a_set_are_completed(self):
        self.assertEqual(self.words_of("load --http au\t"), ["load", "--http", "auto"])
        self.assertEqual(self.words_of("load --http=au\t"), ["load", "--http=auto"])

    def test_files_are_completed(self):
        self.assertEqual(self.words_of("serve --config my\\ w\t"), ["serve", "--config", "my weft.json"])
        self.assertEqual(self.words_of("hpack decode my\\ w\t"), ["hpack", "decode", "my weft.json"])

    def test_folders_are_completed(self):
        verb, folder = self.words_of("serve my\t")
        # Some shells take the slash away again.
        self.assertEqual((verb, folder.rstrip("/")), ("serve", "my site"))


@unittest.skipUnless(shutil.which("bash"), "needs bash")
class TypedInBash(Typed, unittest.TestCase):
    shell = ["bash", "--norc", "--noprofile", "-i"]
    setting = f"source {SCRIPTS.resolve()}/weft"


@unittest.skipUnless(shutil.which("zsh"), "needs zsh")
class TypedInZsh(Typed, unittest.TestCase):
    shell = ["zsh", "-f", "-i"]
    setting = f"fpath=({SCRIPTS.resolve()} $fpath); autoload -Uz compinit; compinit -D -u"


if __name__ == "__main__":
    unittest.main()
