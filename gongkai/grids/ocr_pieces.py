"""Recognised text of a rendered page as pieces: what the recogniser takes for one line is parted where columns are.

Its boxes are wider than the ink in them, cut signs, overlap, and leave single figures out: the ink itself says where
text stands.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gongkai.grids import ocr
from gongkai.grids.form_words import key
from gongkai.grids.ocr import Rect
from gongkai.grids.page_ink import PageInk
from gongkai.grids.pieces import Piece
from gongkai.grids.raster import PageImage
from gongkai.grids.word_body import is_value

_POINTS = 72.0
#: The box around a recognised line is higher than its type by this factor.
_ROOM = 1.25
#: White as wide as this parts columns, in sizes of the type; in words with signs (，：（), which bear white of their
#: own, only where it is wider than theirs.
_GAP, _SIGN_GAP = 0.4, 1.5
#: A box that is higher than wide by this factor holds lines of one sign each; a sign is at most so high, in sizes.
_TALL, _SIGN = 1.5, 1.1
#: Sizes that differ by less than this factor from the page's are the page's: heights of boxes are not exact.
_ALIKE = 1.5
#: White around the ink in a picture to be recognised, in sizes of the type.
_MARGIN = 0.2


def pieces(image: PageImage) -> tuple[Piece, ...]:
    """All text of a page; boxes in points of the page as shown, no wider than the ink."""
    rects = ocr.detect(image.pixels)
    if not rects:
        return ()
    size = float(np.median([rect[3] - rect[1] for rect in rects])) / _ROOM
    ink = PageInk(image.pixels, size)
    known: dict[Rect, str] = {}
    parts: list[Rect] = []
    for rect, text in zip(rects, _texts(image, rects, 0), strict=True):
        own = parted(ink, rect, _GAP if is_value(text) or key(text) == text.replace(" ", "") else _SIGN_GAP)
        if len(own) == 1 and rect[0] <= own[0][0] and own[0][2] <= rect[2]:
            known[own[0]] = text
        parts += own
    parts = united(parts)
    parts += ink.others(parts, _GAP * size, round(_ROOM * size))
    new = [part for part in parts if part not in known]
    known |= zip(new, _texts(image, new, round(_MARGIN * size)), strict=True)
    scale = image.dpi / _POINTS
    return tuple(_piece(part, known[part], scale, size / scale) for part in parts if known[part])


def _texts(image: PageImage, rects: Sequence[Rect], margin: int) -> list[str]:
    wide = [(max(x0 - margin, 0), y0, x1 + margin, y1) for x0, y0, x1, y1 in rects]
    return [text for text, _ in ocr.recognise([ocr.cut(image.pixels, rect) for rect in wide])]


def _piece(rect: Rect, text: str, scale: float, usual: float) -> Piece:
    """A piece in points; ``usual``: size of the page's type."""
    left, top, right, bottom = (edge / scale for edge in rect)
    size = (bottom - top) / _ROOM
    return Piece(text, (left, top, right, bottom), usual if usual / _ALIKE < size < usual * _ALIKE else size)


def parted(ink: PageInk, rect: Rect, gap: float) -> list[Rect]:
    """A box of one line, parted where white of ``gap`` sizes runs through it; one of a stack of signs, sign by sign."""
    x0, y0, x1, y1 = rect
    if y1 - y0 > _TALL * (x1 - x0):
        size = (x1 - x0) / _ROOM
        margin = round(_MARGIN * size)
        signs = ink.down(rect, _SIGN * size)
        if len(signs) > 1:
            return [(x0, max(top - margin, y0), x1, min(bottom + margin, y1)) for top, bottom in signs]
    runs = ink.across(rect, gap * (y1 - y0) / _ROOM)
    return [(left, y0, right, y1) for left, right in runs] or [rect]


def united(rects: Sequence[Rect]) -> list[Rect]:
    """Boxes with those made one of which one covers most of another: ink that was found twice."""
    found: list[Rect] = []
    for rect in rects:
        box = rect
        while (other := next((o for o in found if _is_covered(box, o)), None)) is not None:
            found.remove(other)
            box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
        found.append(box)
    return found


def _is_covered(first: Rect, second: Rect) -> bool:
    """Whether more than half of the width, and of the height, of one of two boxes lies in the other."""
    return all(
        2 * (min(first[i + 2], second[i + 2]) - max(first[i], second[i]))
        > min(first[i + 2] - first[i], second[i + 2] - second[i])
        for i in (0, 1)
    )
