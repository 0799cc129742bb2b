"""Recognised text of a rendered page as pieces: what the recogniser takes for one line is parted where columns are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gongkai.grids import ocr
from gongkai.grids.ocr import Rect
from gongkai.grids.pieces import Piece
from gongkai.grids.raster import Gray, PageImage
from gongkai.grids.word_body import is_value

_POINTS = 72.0
#: The box around a recognised line is higher than its type by this factor.
_ROOM = 1.25
#: White as wide as this parts columns, in sizes of the type: between numbers, and between words, whose signs
#: (，：（) bear white of their own.
_GAP, _WORD_GAP = 0.4, 0.8
#: Darker than the paper by this much (of 255) is ink.
_CONTRAST = 60
#: Ink narrower than this that reaches from edge to edge of a box is a rule between columns, dotted or not.
_RULE = 0.15
#: White kept around the ink of a part, in sizes of the type.
_MARGIN = 0.2


def pieces(image: PageImage) -> tuple[Piece, ...]:
    """All text of a page; boxes in points of the page as shown."""
    found: list[tuple[Rect, str]] = []
    parts: list[Rect] = []
    rects = ocr.detect(image.pixels)
    for rect, text in zip(rects, _texts(image.pixels, rects), strict=True):
        own = parted(image.pixels, rect, _GAP if is_value(text) else _WORD_GAP)
        if len(own) > 1:
            parts += own
        else:
            found.append((rect, text))
    found += zip(parts, _texts(image.pixels, parts), strict=True)
    scale = image.dpi / _POINTS
    return tuple(_piece(rect, text, scale) for rect, text in found if text)


def _texts(pixels: Gray, rects: Sequence[Rect]) -> list[str]:
    return [text for text, _ in ocr.recognise([ocr.cut(pixels, rect) for rect in rects])]


def _piece(rect: Rect, text: str, scale: float) -> Piece:
    left, top, right, bottom = (edge / scale for edge in rect)
    return Piece(text, (left, top, right, bottom), (bottom - top) / _ROOM)


def parted(pixels: Gray, rect: Rect, gap: float) -> list[Rect]:
    """A box of one line, parted where white is as wide as ``gap`` sizes of its type; from left to right."""
    size = (rect[3] - rect[1]) / _ROOM
    picture = ocr.cut(pixels, rect)
    runs = _joined(_ink(picture.astype(np.int16) < int(np.median(picture)) - _CONTRAST, size), gap * size)
    if len(runs) < 2:
        return [rect]
    margin = round(_MARGIN * size)
    return [
        (max(rect[0] + first - margin, rect[0]), rect[1], min(rect[0] + end + margin, rect[2]), rect[3])
        for first, end in runs
    ]


def _ink(dark: NDArray[np.bool_], size: float) -> list[tuple[int, int]]:
    """Columns of pixels with ink, as runs (first, end), without the rules between columns."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], dark.any(axis=0), [False])).astype(np.int8)))
    runs = [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]
    return [run for run in runs if not _is_rule(dark[:, run[0] : run[1]], size)]


def _is_rule(dark: NDArray[np.bool_], size: float) -> bool:
    rows = np.flatnonzero(dark.any(axis=1))
    reach = _RULE * size
    return dark.shape[1] <= reach and rows[0] <= reach and rows[-1] >= dark.shape[0] - 1 - reach


def _joined(runs: Sequence[tuple[int, int]], gap: float) -> list[tuple[int, int]]:
    """Runs with those made one that stand nearer to each other than ``gap``."""
    found: list[tuple[int, int]] = []
    for first, end in runs:
        if found and first - found[-1][1] < gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((first, end))
    return found
