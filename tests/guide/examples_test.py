"""Each C++ example of the chapters of docs/guide, and the client of README.md, is code that is compiled, and run where it ends."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# The example of operation is the last one of configuration.
OTHERS = {"operate": "configuration", "README": "client"}


def source_of(document):
    return ROOT / f"tests/guide/{OTHERS.get(document.stem, document.stem)}_examples_test.cpp"


def without_indentation(text):
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def blocks(document, language="cpp"):
    block = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return block.findall(document.read_text())


class Examples(unittest.TestCase):
    def assert_compiled(self, example, document):
        source = source_of(document)
        # From the beginning of a line to the end of one.
        self.assertIn("\n" + without_indentation(example), "\n" + without_indentation(source.read_text()),
                      f"{document.name} has an example that does not stand in {source.name}")

    def test_the_chapters(self):
        found = {document: blocks(document) for document in (ROOT / "docs/guide").glob("*.md")}
        found[ROOT / "docs/guide/push.md"] += blocks(ROOT / "docs/guide/push.md", "json")
        self.assertGreater(sum(map(len, found.values())), 50)
        for document, examples in found.items():
            for example in examples:
                with self.subTest(document=document.name, example=example.splitlines()[0]):
                    self.assert_compiled(example, document)

    # There the include stands above statements, so the two parts are looked up one by one.
    def test_the_client_of_the_readme(self):
        readme = ROOT / "README.md"
        found = [block for block in blocks(readme) if "weft/client/client.hpp" in block]
        self.assertEqual(len(found), 1)
        for part in found[0].split("\n\n"):
            self.assert_compiled(part, readme)


if __name__ == "__main__":
    unittest.main()
