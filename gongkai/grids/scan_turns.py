"""How a page lies under the scanner, upright, on its side or on its head: told by its lines of text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gongkai.grids import ocr
from gongkai.grids.ocr import Rect
from gongkai.grids.raster import Gray

#: A line of text is longer than it is high by the first factor; more of it than the second tells no more.
_LINE, _LONG = 2.0, 8.0
#: So many lines are read to tell how a page lies, so many at least.
_READ, _LEAST = 4, 3
#: Text is read upright with more than the first score, on its head with less than the second (measured: 0.97 and more,
#: 0.4 to 0.65).
_UPRIGHT, _ON_ITS_HEAD = 0.85, 0.75


def quarters(pixels: Gray, detected: Sequence[Rect]) -> int:
    """By how many quarter turns against the clock a page is to be turned for its text to be upright, 0 to 3.

    detected: where text was found on it. 0 where its lines do not tell.
    """
    level = [rect for rect in detected if _length(rect) >= _LINE]
    on_side = [rect for rect in detected if 1 / _length(rect) >= _LINE]
    lines, turns = (on_side, (1, 3)) if len(on_side) > len(level) else (level, (0, 2))
    if len(lines) < _LEAST:
        return 0
    longest = sorted(lines, key=lambda rect: (-max(rect[2] - rect[0], rect[3] - rect[1]), rect))[:_READ]
    pictures = [ocr.cut(pixels, _begun(rect)) for rect in longest]
    scores = [_score(pictures, turns[0])]
    if scores[0] <= _ON_ITS_HEAD or turns[0]:
        scores.append(_score(pictures, turns[1]))
        if max(scores) > _UPRIGHT and min(scores) < _ON_ITS_HEAD:
            return turns[scores.index(max(scores))]
    return 0


def _score(pictures: Sequence[Gray], quarters: int) -> float:
    """Median score of lines that are read after so many quarter turns."""
    read = ocr.recognise([np.ascontiguousarray(np.rot90(picture, quarters)) for picture in pictures])
    return float(np.median([score for _, score in read]))


def _begun(rect: Rect) -> Rect:
    """As much of a line as is read."""
    x0, y0, x1, y1 = rect
    most = round(_LONG * min(x1 - x0, y1 - y0))
    return (x0, y0, min(x1, x0 + most), min(y1, y0 + most))


def _length(rect: Rect) -> float:
    """How often as long as high a line is."""
    return (rect[2] - rect[0]) / (rect[3] - rect[1])
