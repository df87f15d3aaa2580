"""The port for vcpkg and the recipe for Conan: their form, and the calls of CMake that they make, by hand."""

import json
import os
import pathlib
import re
import subprocess
import sys
import types
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PORT = ROOT / "packaging/vcpkg/weft"
RECIPE = ROOT / "packaging/conan/conanfile.py"
WORK = pathlib.Path(os.environ["WEFT_WORK"])
VERSION = os.environ["WEFT_VERSION"]

# Packages by what our CMakeLists.txt look for; the headers of Asio are looked for by the compiler.
NEEDED = {"asio": "asio", "brotlidec": "brotli", "brotlienc": "brotli", "fmt": "fmt", "nlohmann_json": "nlohmann_json",
          "OpenSSL": "openssl", "psl": "libpsl", "tl-expected": "tl-expected", "z": "zlib", "zstd": "zstd"}


def looked_for():
    texts = [(ROOT / name).read_text() for name in ("CMakeLists.txt", "weft/client/CMakeLists.txt", "weft/server/CMakeLists.txt")]
    packages = {name for text in texts for name in re.findall(r"find_package\(([\w-]+) ?[\d.]* REQUIRED\)", text)}
    libraries = {name for text in texts for line in re.findall(r"^set\(libraries ([\w ]+)", text, re.MULTILINE) for name in line.split()}
    return (packages | libraries | {"asio"}) - {"Threads", "GTest"}


def configure(name, options):
    """What CMake says about options that it does not know."""
    made = subprocess.run(["cmake", "-S", ROOT, "-B", WORK / name, *options], text=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    return made.returncode, made.stderr


def recipe():
    """The recipe's class, and the toolchain that its generate() fills: Conan itself is played."""
    toolchain = mock.MagicMock(cache_variables={}, extra_cxxflags=[])
    conan = {name: mock.MagicMock() for name in ("conan", "conan.tools", "conan.tools.build", "conan.tools.cmake", "conan.tools.files")}
    conan["conan"].ConanFile = object
    conan["conan.tools.cmake"].CMakeToolchain = lambda _: toolchain
    conan["conan.tools.files"].load = lambda _, path: pathlib.Path(path).read_text()
    module = types.ModuleType("conanfile")
    with mock.patch.dict(sys.modules, conan):
        exec(compile(RECIPE.read_text(), RECIPE, "exec"), module.__dict__)
    return module.WeftRecipe(), toolchain


class Vcpkg(unittest.TestCase):
    def setUp(self):
        self.manifest = json.loads((PORT / "vcpkg.json").read_text())
        self.portfile = (PORT / "portfile.cmake").read_text()

    def test_the_manifest_has_the_version_and_all_that_is_looked_for(self):
        self.assertEqual(self.manifest["version-semver"], VERSION)
        names = {one for one in self.manifest["dependencies"] if isinstance(one, str)}
        self.assertEqual(looked_for(), set(NEEDED))
        self.assertEqual(names, {package.replace("_", "-") for package in NEEDED.values()})

    def test_its_options_are_options_of_ours(self):
        options = re.findall(r"-D\w+=\w+", self.portfile)
        features = re.findall(r"FEATURES ((?:\w+ WEFT_\w+ ?)+)\)", self.portfile)[0].split()
        self.assertEqual(set(self.manifest["features"]), set(features[::2]))
        options += [f"-D{option}=OFF" for option in features[1::2]]
        self.assertGreater(len(options), 3)
        self.assertEqual(configure("vcpkg", options), (0, ""))

    def test_what_the_port_names_is_there(self):
        self.assertIn('"${CMAKE_CURRENT_LIST_DIR}/../../.."', self.portfile)
        self.assertTrue((PORT / "usage").exists())
        self.assertTrue((ROOT / "LICENSE").exists())


class Conan(unittest.TestCase):
    def test_the_recipe_has_the_version_and_all_that_is_looked_for(self):
        made, _ = recipe()
        self.assertEqual(made.version, VERSION)
        made.requires = mock.MagicMock()
        made.requirements()
        names = {call.args[0].split("/")[0] for call in made.requires.call_args_list}
        self.assertEqual(names, set(NEEDED.values()))

    def test_its_options_are_options_of_ours_and_its_archives_those_that_pkg_config_names(self):
        made, toolchain = recipe()
        made.dependencies = mock.MagicMock()
        made.generate()
        self.assertGreater(len(toolchain.cache_variables), 3)
        options = [f"-D{name}={value}" for name, value in toolchain.cache_variables.items()]
        self.assertEqual(configure("conan", ["-DCMAKE_INSTALL_LIBDIR=lib", *options]), (0, ""))
        folder = WORK / "conan-package/lib/pkgconfig"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("weft", "weft-h2"):
            (folder / f"{name}.pc").write_text((WORK / f"conan/{name}.pc").read_text())
        made.package_folder, made.cpp_info = str(WORK / "conan-package"), mock.MagicMock()
        made.package_info()
        libraries = made.cpp_info.libs
        self.assertLess(libraries.index("weft_server"), libraries.index("weft_io"))
        self.assertLess(libraries.index("weft_io"), libraries.index("weft_base"))
        self.assertIn("ASIO_STANDALONE", made.cpp_info.defines)

    def test_what_is_exported_is_all_that_the_library_is_made_of(self):
        text = RECIPE.read_text()
        for pattern in re.search(r"for pattern in \((.*?)\):", text).group(1).replace('"', "").split(", "):
            self.assertTrue(list(ROOT.glob(pattern)), pattern)

    def test_the_program_of_its_test_is_that_of_ours(self):
        ours, theirs = ROOT / "tests/install/package/main.cpp", RECIPE.parent / "test_package/main.cpp"
        self.assertEqual(ours.read_text(), theirs.read_text())
        compile((RECIPE.parent / "test_package/conanfile.py").read_text(), "conanfile.py", "exec")


if __name__ == "__main__":
    unittest.main()
