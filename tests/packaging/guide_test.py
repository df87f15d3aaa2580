"""The lines of docs/guide/build.md are those that tests build, and name what is there."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUIDE = (ROOT / "docs/guide/build.md").read_text()
BUILT = [path.read_text() for path in (*ROOT.glob("tests/install/*/CMakeLists.txt"), *ROOT.glob("packaging/conan/*/CMakeLists.txt"))]


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


class Guide(unittest.TestCase):
    def test_its_projects_are_those_that_are_built(self):
        self.assertGreater(len(blocks("cmake")), 3)
        for block in blocks("cmake"):
            self.assertTrue(any("\n" + block in text for text in BUILT), block)

    def test_its_options_are_ours(self):
        options = (ROOT / "CMakeLists.txt").read_text()
        for name in re.findall(r"\bWEFT_\w+", GUIDE):
            self.assertIn(f"option({name} ", options)

    def test_what_it_names_of_our_files_is_there(self):
        for path in ("packaging/vcpkg/weft/vcpkg.json", "packaging/conan/conanfile.py"):
            self.assertIn(str(pathlib.Path(path).parts[1]), GUIDE)
            self.assertTrue((ROOT / path).exists())
        for verb in re.findall(r"\./dev (\w+)", GUIDE):
            self.assertRegex((ROOT / "dev").read_text(), rf"\n    {verb}\) ")

    def test_its_names_for_pkg_config_are_those_that_are_made(self):
        made = (ROOT / "tools/cmake/weft_install.cmake").read_text()
        names = set(re.findall(r"`(weft[\w-]*)` \|$", GUIDE, re.MULTILINE)) | set(re.findall(r"--libs (weft[\w-]*)\)", GUIDE))
        self.assertEqual(names, set(re.findall(r"weft_pkgconfig(?:_of|_shared)?\((weft[\w-]*) ", made)))

    def test_its_packages_of_debian_are_those_that_ours_stand_on(self):
        named = " ".join(re.findall(r"^apt-get install ([a-z].*?)(?: +#|$)", GUIDE, re.MULTILINE)).split()
        stood_on = re.search(r"set\(packages (.*?)\)\n", (ROOT / "packaging/debian/packages.cmake").read_text()).group(1)
        for package in re.findall(r"\blib[\w-]+|zlib1g-dev", stood_on):
            self.assertIn(package, named)


if __name__ == "__main__":
    unittest.main()
