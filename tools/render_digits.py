"""Render signs of many faces into gongkai/grids/data: ``python tools/render_digits.py digits|changes FONT...``

Each FONT is a file that Pillow opens (``file.ttc#2``: its third face). Each face is drawn at the sizes of scans,
lightly blurred as paper and lens do, and reduced to the patches that gongkai/grids/digit_shapes.py compares with.
NOTICE names the faces.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gongkai.grids.digit_shapes import patch

SIGNS = {"digits": "0123456789/", "changes": "增减"}
#: Height of digits in pixels as scanned (9 point at 150 dpi to 12 point at 300), and blur in pixels.
LOOKS = ((11, 0.6), (16, 0.4), (16, 0.9), (28, 0.7))
FOLDER = Path("gongkai/grids/data")


def main(name: str, fonts: list[str]) -> None:
    """Write the patches: all signs in one face and look, then in the next."""
    signs, target = SIGNS[name], FOLDER / f"{name}.npz"
    patches = []
    for font in fonts:
        path, _, index = font.partition("#")
        patches += [_patch(path, int(index or 0), sign, *look) for look in LOOKS for sign in signs]
    np.savez_compressed(target, signs=np.array(signs), patches=np.stack(patches))
    print(f"{len(patches)} patches, {target.stat().st_size} bytes")


def _patch(path: str, index: int, sign: str, height: int, blur: float) -> np.ndarray:
    font = ImageFont.truetype(path, 200, index=index)
    box = font.getbbox("0")
    font = ImageFont.truetype(path, round(200 * 4 * height / (box[3] - box[1])), index=index)
    left, top, right, bottom = font.getbbox(sign)
    image = Image.new("L", (right - left + 80, bottom - top + 80), 0)
    ImageDraw.Draw(image).text((40 - left, 40 - top), sign, fill=255, font=font)
    small = cv2.resize(np.asarray(image), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), blur).astype(np.float32) / 255
    large = cv2.resize(small, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    large = large / large.max()
    rows, columns = np.flatnonzero((large > 0.5).any(axis=1)), np.flatnonzero((large > 0.5).any(axis=0))
    ink = np.clip(large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 0, 1)
    return np.rint(patch(ink) * 255).astype(np.uint8)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
