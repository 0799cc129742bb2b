"""Whether a sign is drawn, and looks like what the text says it is: a font's map from outlines to text may lie."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from gongkai.grids import digit_shapes
from gongkai.grids.digit_shapes import Ink
from gongkai.grids.painted import TRACE, bounds, is_block
from gongkai.grids.raster import Gray

#: A digit that is so like another one, and by so much more than like any other sign, is that one.
_LIKE, _LEAD = 0.85, 0.1
#: A digit lower than this, in pixels, is too small to be told.
_LEAST = 9
#: Lighter than this is the rim that white type leaves of black type under it.
_DRAWN = 185
#: So many pixels that are darker than this (0..1) and touch no stroke are no edge of a digit.
_LIGHT, _FEW = 0.1, 3
_DIGITS = "0123456789"
_NARROW = str.maketrans("０１２３４５６７８９", _DIGITS)
#: Words that may stand behind a number, and are no part of it.
UNITS = frozenset("件元条个项宗起次人万亿")


def is_as_said(said: str, look: Gray) -> bool:
    """Whether the picture of a sign (height x width) shows it; True where it shows something that cannot be told."""
    return _is_as_said(said.translate(_NARROW), look.shape, look.tobytes())


# The same fonts come again from page to page and from document to document, at the same pixels.
@lru_cache(maxsize=20_000)
def _is_as_said(said: str, shape: tuple[int, ...], pixels: bytes) -> bool:
    look = np.frombuffer(pixels, np.uint8).reshape(shape)
    dark = look < TRACE
    if not dark.any() or look.min() >= _DRAWN:
        return False
    if said not in _DIGITS and said not in UNITS:
        return True
    digit = look[bounds(dark)]
    return digit.shape[0] < _LEAST or not _is_another(said, digit.shape, digit.tobytes())


@lru_cache(maxsize=5_000)
def _is_another(said: str, shape: tuple[int, ...], pixels: bytes) -> bool:
    digit = np.frombuffer(pixels, np.uint8).reshape(shape)
    ink = (255 - digit).astype(np.float32) / float(255 - int(digit.min()))
    if is_block(ink > 0.5) or _is_crossed(ink):
        return False
    large = cv2.resize(ink, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    (found,) = digit_shapes.nearest([np.asarray(np.clip(large, 0, 1), np.float32)])
    return found.sign in _DIGITS and found.sign != said and found.likeness >= _LIKE and found.lead >= _LEAD


def _is_crossed(ink: Ink) -> bool:
    """Whether light ink lies apart from the strokes, as of a watermark: what it makes of a digit is not told."""
    strokes = cv2.dilate((ink > 0.5).astype(np.uint8), np.ones((3, 3), np.uint8))
    return int(np.count_nonzero((ink > _LIGHT) & (strokes == 0))) >= _FEW
