"""Makes the reference of the API out of the public headers.

    python3 tools/reference OUTPUT

OUTPUT/html/index.html is its first page. Public are the headers that the file `headers` names, which programs include, and all
that these include in turn. A warning of Doxygen is an error.
"""

import pathlib
import re
import shutil
import subprocess
import sys

from plain_comments import documented

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HEADERS = HERE / "headers"


def headers_of(pattern):
    found = [header for header in ROOT.glob(pattern) if not header.stem.endswith("_test")]
    if not found:
        sys.exit(f"{HEADERS.relative_to(ROOT)} names {pattern}, which is no header")
    return found


def public_headers():
    found = set()
    waiting = [str(header.relative_to(ROOT)) for pattern in HEADERS.read_text().split() for header in headers_of(pattern)]
    while waiting:
        header = waiting.pop()
        if header in found:
            continue
        found.add(header)
        waiting += re.findall(r"^#include <(weft/[^>]+\.hpp)>", (ROOT / header).read_text(), re.MULTILINE)
    return sorted(found)


def write_documented(headers, folder):
    for header in headers:
        copy = folder / header
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(documented((ROOT / header).read_text(), header))
    shutil.copy(HERE / "layers.dox", folder)


def settings(output, headers):
    own = {"INPUT": " ".join(["layers.dox", *headers]),
           "INCLUDE_PATH": f'"{ROOT}"',
           "HTML_EXTRA_STYLESHEET": f'"{HERE}/style.css"',
           "LAYOUT_FILE": f'"{HERE}/layout.xml"',
           "OUTPUT_DIRECTORY": f'"{output}"',
           "PROJECT_NUMBER": version()}
    return (HERE / "Doxyfile").read_text() + "".join(f"{name} = {value}\n" for name, value in own.items())


def version():
    return re.search(r"project\(weft VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = pathlib.Path(sys.argv[1]).resolve()
    folder = output / "headers"
    shutil.rmtree(output, ignore_errors=True)
    headers = public_headers()
    write_documented(headers, folder)
    made = subprocess.run(["doxygen", "-"], input=settings(output, headers), text=True, cwd=folder)
    sys.exit(made.returncode)


if __name__ == "__main__":
    main()
