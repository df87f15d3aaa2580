"""W10: header compression beside libnghttp2, by bench/hpack, which measures in pairs by itself."""

import dataclasses
import os
import re
import subprocess

from processes import SERVER_CORE, pinned


@dataclasses.dataclass(frozen=True)
class Figure:
    case: str
    own: float
    nghttp2: float
    ratio: float  # how many times as fast as nghttp2


def measure(binary, rounds):
    """The figures, and lines of text about what else was found; without figures, why there are none."""
    if not binary.exists():
        return [], ["bench/hpack is not built"]
    done = subprocess.run(pinned(SERVER_CORE, [binary, rounds]), capture_output=True, text=True, check=False,
                          env=os.environ)
    found = re.findall(r"^(.+?) +([\d.]+) ns a field, nghttp2 +([\d.]+), ratio +([\d.]+)$", done.stdout, re.MULTILINE)
    figures = [Figure(case, float(own), float(nghttp2), float(ratio)) for case, own, nghttp2, ratio in found]
    remarks = re.findall(r"^ratio [\d.]+$", done.stdout, re.MULTILINE)
    if not figures:
        remarks = ["bench/hpack has nothing to say: " + ((done.stderr.strip() or "no libnghttp2").splitlines()[-1])]
    return figures, remarks


def lines(figures, remarks):
    if figures:
        yield "| W10: header compression | weft ns per field | libnghttp2 | times as fast |"
        yield "|---|--:|--:|--:|"
        for figure in figures:
            yield f"| {figure.case} | {figure.own:.1f} | {figure.nghttp2:.1f} | **{figure.ratio:.2f}** |"
    for remark in remarks:
        yield f"\n{remark}"
