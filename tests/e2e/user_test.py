"""--user: the process that root has started becomes another user, once all is open."""

import os
import pathlib
import pwd
import re
import signal
import subprocess
import tempfile
import unittest

from certificates import make_certificate
from serving import BINARY, Weft, curl, make_site
from upgrading import Upgrading

NOBODY = pwd.getpwnam("nobody")


def identity_of(process):
    """Its user, group and further groups."""
    text = pathlib.Path(f"/proc/{process}/status").read_text()
    return [set(map(int, re.search(rf"^{name}:(.*)$", text, re.M).group(1).split())) for name in ("Uid", "Gid", "Groups")]


@unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
class User(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        os.chmod(self.folder.name, 0o755)
        self.path = pathlib.Path(self.folder.name)
        (self.path / "site").mkdir()
        self.site = make_site(self.path / "site")

    def tearDown(self):
        self.folder.cleanup()

    def test_the_key_and_the_log_are_opened_before_and_all_threads_have_changed(self):
        certificate, key = make_certificate(self.folder.name, "localhost")
        key.chmod(0o600)
        with Weft(self.site, "--user", "nobody", "--certificate", certificate, "--key", key, "--threads", "2") as weft:
            for thread in pathlib.Path(f"/proc/{weft.process.pid}/task").iterdir():
                self.assertEqual(identity_of(f"{weft.process.pid}/task/{thread.name}"),
                                 [{NOBODY.pw_uid}, {NOBODY.pw_gid}, {NOBODY.pw_gid}])
            self.assertIn(b"hello", curl(weft.https))
            weft.log(1)
            # All that is opened later is opened as that user.
            weft.process.send_signal(signal.SIGHUP)
            weft.message("Permission denied.*the old certificates stay in use")
            self.assertIn(b"hello", curl(weft.https))

    def test_a_group_of_its_own(self):
        config = self.path / "weft.json"
        for words, groups in ((("--user", f"{NOBODY.pw_uid}:daemon"), {1}), (("--user", "12345:23456"), {23456}),
                              (("--config", config), {7})):
            config.write_text('{"User": "nobody", "Group": "7"}')
            with self.subTest(words), Weft(self.site, *words) as weft:
                self.assertEqual(identity_of(weft.process.pid)[1:], [groups, groups])

    def test_the_new_process_of_an_upgrade_is_that_user_already(self):
        with Upgrading(self.site, "--listen", "http://127.0.0.1:0", "--user", "nobody") as weft:
            weft.await_end(weft.upgrade())
            self.assertEqual(identity_of(weft.current)[0], {NOBODY.pw_uid})
            self.assertIn(b"hello", curl(weft.http))

    def refusal(self, *words, prepare=None):
        done = subprocess.run([BINARY, "serve", self.site, "--listen", "http://127.0.0.1:0", *words], text=True,
                              capture_output=True, preexec_fn=prepare, timeout=20)
        return done.returncode, done.stderr

    def test_what_cannot_be_is_an_error(self):
        self.assertEqual(self.refusal("--user", "no-such-user"),
                         (1, 'weft: cannot become the user "no-such-user": there is no such user\n'))
        code, text = self.refusal("--user", "root", prepare=lambda: os.setuid(NOBODY.pw_uid))
        self.assertEqual((code, text), (1, 'weft: cannot become the user "root": only a process of root can\n'))
        self.assertEqual(self.refusal("--user", ":adm")[0], 2)


if __name__ == "__main__":
    unittest.main()
