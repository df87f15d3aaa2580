"""nghttp: many streams, uploads, priorities as it sends them, padding."""

import re
import shutil
import subprocess
import tempfile
import unittest

from serving import Weft, make_site


@unittest.skipUnless(shutil.which("nghttp"), "nghttp is not installed")
class Nghttp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        site = make_site(cls.folder.name, large_bin=b"x" * 3_000_000)
        cls.upload = site / "large.bin"
        cls.weft = Weft(site, "--sink", "/upload")

    @classmethod
    def tearDownClass(cls):
        code = cls.weft.stop()
        cls.folder.cleanup()
        assert code == 0, code

    def nghttp(self, *arguments):
        done = subprocess.run(["nghttp", "-v", "-n", *arguments], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)

    def test_each_of_many_streams_gets_200(self):
        for url in (self.weft.https, self.weft.http):
            out = self.nghttp("-m", "50", url + "/index.html")
            self.assertEqual(len(re.findall(r":status: 200", out)), 50)
            self.assertNotIn("RST_STREAM", out)

    def test_the_first_settings_frame_says_that_7540_priorities_are_not_used(self):
        # RFC 9218 2.1: SETTINGS_NO_RFC7540_PRIORITIES (0x09) in the first SETTINGS frame.
        out = self.nghttp(self.weft.https)
        first = out[out.index("recv SETTINGS frame"):]
        first = first[:first.index("\n[", 1)]
        self.assertRegex(first, r"(?i)(UNKNOWN|NO_RFC7540_PRIORITIES)\(0x09\):1")

    def test_padding_and_small_windows(self):
        for url in (self.weft.https, self.weft.http):
            out = self.nghttp("-b", "256", "-w", "10", "-W", "12", url + "/large.bin")
            self.assertIn(":status: 200", out)
            self.assertIn("END_STREAM", out)

    def test_upload(self):
        done = subprocess.run(["nghttp", "-d", str(self.upload), self.weft.https + "/upload"], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.stdout.strip(), "3000000")

    def test_continuation(self):
        out = self.nghttp("--continuation", "-H", "x-long: " + "y" * 20_000, self.weft.https)
        self.assertIn(":status: 200", out)

    def test_goaway_is_a_clean_end(self):
        self.assertNotRegex(self.nghttp(self.weft.https), r"recv GOAWAY frame(?s:.*)error_code=(?!NO_ERROR)")


if __name__ == "__main__":
    unittest.main()
