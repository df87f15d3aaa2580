"""The pages are made without a warning, and show what the headers say."""

import html
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUTPUT = pathlib.Path(os.environ["WEFT_REFERENCE"])


def text_of(page):
    """The text of a page without its tags; "" where there is no such page."""
    path = OUTPUT / "html" / page
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", path.read_text())).split()) if path.exists() else ""


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = subprocess.run(["python3", "tools/reference", OUTPUT], cwd=ROOT, text=True, stderr=subprocess.STDOUT,
                                  stdout=subprocess.PIPE)

    def test_there_is_no_warning(self):
        self.assertEqual((self.made.returncode, self.made.stdout), (0, ""))

    def test_the_first_page_and_those_of_the_layers_lead_to_the_headers(self):
        self.assertIn("weft/server/server.hpp", text_of("index.html"))
        for layer, header in {"server": "middleware.hpp", "client": "client_factory.hpp", "h2": "connection.hpp", "h1": "connection.hpp",
                              "hpack": "encoder.hpp", "frame": "reader.hpp", "http": "url.hpp", "io": "loop.hpp", "trace": "tap.hpp",
                              "session": "facts.hpp", "base": "result.hpp", "negotiate": "negotiate.hpp"}.items():
            self.assertIn(header, text_of(f"group__{layer}.html"), layer)

    def test_every_layer_is_told_of(self):
        layers = {path.parts[-1] for path in (OUTPUT / "headers/weft").iterdir()}
        told = set(re.findall(r"@defgroup (\w+) ", (ROOT / "tools/reference/layers.dox").read_text()))
        self.assertEqual(layers - told, set())

    def test_every_header_that_examples_and_guides_include_has_a_page(self):
        documents = [ROOT / "docs/guide.md", *ROOT.glob("docs/guide/*.md"), ROOT / "README.md", *ROOT.glob("examples/**/*.?pp")]
        included = {name for document in documents for name in re.findall(r"\bweft/[\w/]+\.hpp\b", document.read_text())}
        self.assertGreater(len(included), 8)
        shown = {str(path.relative_to(OUTPUT / "headers")) for path in (OUTPUT / "headers").rglob("*.hpp")}
        self.assertEqual(included - shown, set(), "tools/reference/headers should name these")

    def test_the_page_of_a_header_has_its_order_of_use_and_that_of_a_type_its_members(self):
        page = text_of("server_8hpp.html")
        self.assertIn("An HTTP server: h2, h2c and HTTP/1.1 on one port.", page)
        self.assertIn("until SIGINT or SIGTERM, stop() or drain()", page)
        server = text_of("classweft_1_1Server.html")
        self.assertIn("Reads the files of all certificates again, for the connections to come: from any thread.", server)
        # A heading of members, without the dashes.
        self.assertIn("how fast void limit_bandwidth", server)


if __name__ == "__main__":
    unittest.main()
