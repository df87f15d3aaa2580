"""Node's http2 and http modules as clients."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from serving import Weft, make_site

SCRIPT = pathlib.Path(__file__).with_name("node_client.mjs")


@unittest.skipUnless(shutil.which("node"), "Node is not installed")
class Node(unittest.TestCase):
    def test_all_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            with Weft(make_site(folder, large_bin=b"x" * 2_000_000), "--sink", "/upload") as weft:
                done = subprocess.run(["node", str(SCRIPT), weft.https, weft.http], capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.split(), ["http2", "cancel", "upload", "https", "http", "ok"])


if __name__ == "__main__":
    unittest.main()
