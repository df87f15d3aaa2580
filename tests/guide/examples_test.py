"""Each C++ example of the chapters of docs/guide, and the client of README.md, is code that is compiled, and run where it ends."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCES = {"docs/guide/client.md": "tests/guide/client_examples_test.cpp",
           "README.md": "tests/guide/client_examples_test.cpp",
           "docs/guide/configuration.md": "tests/guide/configuration_examples_test.cpp",
           "docs/guide/operate.md": "tests/guide/configuration_examples_test.cpp",
           "docs/guide/middleware.md": "tests/guide/middleware_examples_test.cpp",
           "docs/guide/push.md": "tests/guide/push_examples_test.cpp",
           "docs/guide/requests.md": "tests/guide/requests_examples_test.cpp"}
           "docs/guide/blocking.md": "tests/guide/blocking_examples_test.cpp"}


def without_indentation(text):
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def blocks(document, language="cpp"):
    block = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return block.findall((ROOT / document).read_text())


class Examples(unittest.TestCase):
    def assert_compiled(self, example, document):
        # From the beginning of a line to the end of one.
        self.assertIn("\n" + without_indentation(example), "\n" + without_indentation((ROOT / SOURCES[document]).read_text()),
                      f"{document} has an example that does not stand in {SOURCES[document]}")

    def test_the_guides_of_the_configuration_and_of_operation(self):
        for document in ("docs/guide/configuration.md", "docs/guide/operate.md"):
            found = blocks(document)
            self.assertEqual(len(found), 1)
            self.assert_compiled(found[0], document)

    def test_the_guide_of_the_client(self):
        document = "docs/guide/client.md"
        found = blocks(document)
        self.assertGreaterEqual(len(found), 10)
        for example in found:
            with self.subTest(example=example.splitlines()[0]):
                self.assert_compiled(example, document)

    def test_the_guide_of_middleware(self):
        document = "docs/guide/middleware.md"
        found = blocks(document)
        self.assertEqual(len(found), 8)
        for example in found:
            with self.subTest(example=example.splitlines()[0]):
                self.assert_compiled(example, document)

    def test_the_guide_of_push(self):
        document = "docs/guide/push.md"
        found = blocks(document)
        self.assertEqual(len(found), 3)
        found += blocks(document, "json")
        self.assertEqual(len(found), 4)
        for example in found:
            with self.subTest(example=example.splitlines()[0]):
                self.assert_compiled(example, document)

    def test_the_guide_of_requests(self):
        document = "docs/guide/requests.md"
        found = blocks(document)
        self.assertEqual(len(found), 9)
        for example in found:
            with self.subTest(example=example.splitlines()[0]):
                self.assert_compiled(example, document)

    def assert_all_compiled(self, document, number):
        self.assertEqual(len(found), number)
    def test_the_guide_of_work_that_blocks(self):
        self.assert_all_compiled("docs/guide/blocking.md", 3)
    # There the include stands above statements, so the two parts are looked up one by one.
    def test_the_client_of_the_readme(self):
        found = [block for block in blocks("README.md") if "weft/client/client.hpp" in block]
        self.assertEqual(len(found), 1)
        for part in found[0].split("\n\n"):
            self.assert_compiled(part, "README.md")


if __name__ == "__main__":
    unittest.main()
