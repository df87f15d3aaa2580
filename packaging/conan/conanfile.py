"""Conan 2: `conan create packaging/conan`, of the sources that this lies in."""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load

# Headers and libraries of these are found by name, not by a package of CMake.
FOUND_BY_NAME = ("asio", "brotli", "libpsl", "zlib", "zstd")


class WeftRecipe(ConanFile):
    name = "weft"
    version = "0.1.0"
    license = "MIT"
    description = "HTTP/2 for C++: a server, a client and an engine without I/O"
    topics = ("http", "http2", "server", "client")
    package_type = "static-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"fPIC": [True, False]}
    # The archives of brotli and libpsl would stand on further ones, which are linked by name as well.
    default_options = {"fPIC": True, "brotli/*:shared": True, "libpsl/*:shared": True}

    def export_sources(self):
        root = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "LICENSE", "tools/cmake/*", "weft/*"):
            copy(self, pattern, src=root, dst=self.export_sources_folder)

    def requirements(self):
        for reference in ("asio/1.22.1", "brotli/1.1.0", "fmt/10.2.1", "libpsl/0.21.1", "openssl/[>=3 <4]", "tl-expected/1.1.0",
                          "zlib/[>=1.2.11 <2]", "zstd/1.5.5"):
            self.requires(reference, transitive_headers=True, transitive_libs=True)
        self.requires("nlohmann_json/3.11.3")

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for name in ("BUILD_TESTING", "WEFT_TESTS", "WEFT_TOOL", "WEFT_GSSAPI", "WEFT_WARNINGS_AS_ERRORS"):
            toolchain.cache_variables[name] = "OFF"
        for name in FOUND_BY_NAME:
            toolchain.extra_cxxflags += [f"-isystem{folder}" for folder in self.dependencies[name].cpp_info.aggregated_components().includedirs]
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        # Archives and definitions are those that weft's own files for pkg-config name, in the order of a linker.
        texts = [load(self, os.path.join(self.package_folder, "lib", "pkgconfig", f"{name}.pc")) for name in ("weft", "weft-h2")]
        self.cpp_info.set_property("cmake_file_name", "weft")
        self.cpp_info.set_property("cmake_target_name", "weft::weft")
        self.cpp_info.libs = [library for text in texts for library in re.findall(r"-l(weft_\w+)", text)]
        self.cpp_info.defines = re.findall(r"-D(\w+)", texts[0])
        self.cpp_info.system_libs = ["pthread"]
