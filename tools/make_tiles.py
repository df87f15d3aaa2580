#!/usr/bin/env python3
"""Draws the demo site's picture, a woven cloth, and cuts it into tiles: examples/site/tiles/ROW-COLUMN.png."""

import math
import pathlib
import struct
import zlib

COLUMNS, ROWS, SIDE = 20, 10, 48
THREAD = 12  # pixels from one thread to the next
OUT = pathlib.Path(__file__).resolve().parent.parent / "examples/site/tiles"

DAWN = [(18, 28, 58), (70, 44, 104), (190, 76, 96), (244, 150, 84), (252, 214, 140)]

# Nearest first: where its ridge begins, how high it swings, how often, its colour.
HILLS = [(0.88, 0.08, 4, (22, 26, 56)), (0.76, 0.09, 6, (70, 46, 98)), (0.64, 0.07, 9, (146, 70, 104))]


def mix(stops, at):
    at = min(max(at, 0.0), 0.9999) * (len(stops) - 1)
    low = int(at)
    share = at - low
    return tuple(a + (b - a) * share for a, b in zip(stops[low], stops[low + 1]))


def landscape(x, y):
    """Hills under a morning sky, as colour; x and y from 0 to 1."""
    sun = math.hypot((x - 0.68) * 2, y - 0.47)
    if sun < 0.13:
        return (255, 240, 196)
    for base, height, pace, colour in HILLS:
        ridge = base - height * math.sin(x * pace + base * 9) - 0.03 * math.sin(x * pace * 3.1 + base)
        if y > ridge:
            return colour
    return mix(DAWN, y / 0.66 + 0.25 * math.exp(-sun * 3) - 0.1)


def woven(px, py, width, height):
    """The landscape as threads: at each crossing either the warp or the weft lies on top."""
    column, row = px // THREAD, py // THREAD
    over = (column + row) % 2 == 0
    centre = ((column + 0.5) * THREAD / width, (row + 0.5) * THREAD / height)
    along, across = (px, py) if over else (py, px)
    roundness = math.sin(math.pi * ((across % THREAD) + 0.5) / THREAD) ** 0.6
    dip = 0.82 + 0.18 * math.sin(math.pi * ((along % THREAD) + 0.5) / THREAD)
    light = (0.55 + 0.5 * roundness) * dip * (1.04 if over else 0.94)
    return bytes(min(255, int(c * light)) for c in landscape(*centre))


def png(rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\x00" + b"".join(row) for row in rows)
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    width, height = COLUMNS * SIDE, ROWS * SIDE
    picture = [[woven(x, y, width, height) for x in range(width)] for y in range(height)]
    for row in range(ROWS):
        for column in range(COLUMNS):
            part = [line[column * SIDE:(column + 1) * SIDE] for line in picture[row * SIDE:(row + 1) * SIDE]]
            (OUT / f"{row:02}-{column:02}.png").write_bytes(png(part))


if __name__ == "__main__":
    main()
