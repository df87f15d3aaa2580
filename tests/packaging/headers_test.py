"""A program that includes the server or the client reads nothing that only our own sources need."""

import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ["WEFT_WORK"]).parent
CXX = os.environ.get("CXX", "c++")

# asio/*.ipp is the code of Asio, which is compiled once.
FORBIDDEN = (r"asio/.*\.ipp$", r"asio/(co_spawn|io_context|ip/.*|steady_timer)\.hpp$", r"/(openssl|fmt|nlohmann)/",
             r"/(zlib|zstd|libpsl)\.h$", r"/(iostream|regex)$", r"weft/(h1|h2|session/\w+)/connection\.hpp$",
             r"weft/(frame/frame|hpack/decoder|trace/event)\.hpp$", r"weft/server/log/log_(fields|format|writer)\.hpp$")


def compiler(header, *options):
    definitions = re.findall(r"-D\w+", (BUILD / f"weft-{header.split('/')[1]}.pc").read_text())
    return subprocess.run([CXX, "-std=c++20", f"-I{ROOT}", *definitions, *options, "-x", "c++", "-"], check=True, text=True,
                          input=f"#include <{header}>\n", stdout=subprocess.PIPE).stdout


class Headers(unittest.TestCase):
    def reads_little(self, header, lines):
        files = compiler(header, "-M").replace("\\\n", " ").split()
        self.assertTrue(any(file.endswith(header) for file in files))
        self.assertEqual([file for file in files if any(re.search(each, file) for each in FORBIDDEN)], [])
        read = sum(1 for line in compiler(header, "-E", "-P").splitlines() if line.strip())
        self.assertLess(read, lines, f"<{header}> makes a program read {read} lines")

    # With the libraries of Debian 12; 3 % more than it was when the number was written down.
    def test_a_program_reads_little_of_the_server(self):
        self.reads_little("weft/server/server.hpp", 92_000)

    def test_a_program_reads_little_of_the_client(self):
        self.reads_little("weft/client/client.hpp", 82_000)


if __name__ == "__main__":
    unittest.main()
