"""W10: header compression beside libnghttp2, by bench/programs/hpack, which measures in pairs by itself."""

import dataclasses
import os
import pathlib
import re
import subprocess

from processes import SERVER_CORE, pinned


@dataclasses.dataclass(frozen=True)
class Figure:
    case: str
    own: float
    nghttp2: float
    ratio: float  # how many times as fast as nghttp2


ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "build/release/bench"
CORPORA = pathlib.Path(os.environ.get("WEFT_CORPORA", ROOT.parent / "shared/corpora"))


def measure(rounds):
    """The figures, the floors of some, and lines of text: what else was found, or why there is nothing."""
    if not CORPORA.is_dir():
        return [], {}, ["W10: no figures without the corpora; WEFT_CORPORA says where they are"]
    said = run(PROGRAMS / "hpack/hpack_bench", 3 * rounds)
    found = re.findall(r"^(.+?) +([\d.]+) ns a field, nghttp2 +([\d.]+), ratio +([\d.]+)$", said, re.MULTILINE)
    figures = [Figure(case, float(own), float(nghttp2), float(ratio)) for case, own, nghttp2, ratio in found]
    floors = {case: float(own) for case, own in re.findall(r"^(\w+): ([\d.]+) ns", run(PROGRAMS / "floor/floor_codec"),
                                                           re.MULTILINE)}
    remarks = re.findall(r"^ratio [\d.]+$", said, re.MULTILINE) if figures else [f"W10: no figures: {said.strip()}"]
    return figures, floors, remarks


def run(program, *arguments):
    if not program.exists():
        return f"{program.name} is not built"
    done = subprocess.run(pinned(SERVER_CORE, [program, *arguments]), capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else done.stderr


def lines(figures, floors, remarks):
    if figures:
        yield "| W10: header compression | weft ns per field | floor | libnghttp2 | times as fast |"
        yield "|---|--:|--:|--:|--:|"
        for figure in figures:
            floor = f"{floors[figure.case]:.1f}" if figure.case in floors else "—"
            yield f"| {figure.case} | {figure.own:.1f} | {floor} | {figure.nghttp2:.1f} | **{figure.ratio:.2f}** |"
        yield ""
    yield from remarks
