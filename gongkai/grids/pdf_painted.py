"""Glyphs of a PDF page put right by what the page paints: the text layer alone may say anything.

A digit that does not show, that lies under something else, is struck out or looks like another one becomes U+FFFD, and
so does ink in a table that is no text (a number as an outline, a picture, a form field or an annotation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2.raw as pdfium

from gongkai.grids import painted, seals
from gongkai.grids.drawn import Paths
from gongkai.grids.glyphs import Glyph, size_of
from gongkai.grids.model import UNREAD, Box
from gongkai.grids.painted import Pictures
from gongkai.grids.painted_digits import UNITS, is_as_said
from gongkai.grids.pdf_frames import is_rule_or_box
from gongkai.grids.pdf_paths import PageObject
from gongkai.grids.pdf_pens import is_stroked, lines_unshown
from gongkai.grids.pdfium_calls import unchecked
from gongkai.grids.raster import Gray, Mask
from gongkai.grids.set_apart import INVISIBLE

#: Pixels a point: a digit of 6 pt is 9 pixels high.
_SCALE = 2.0
#: Pixels a point where ink is as light as the edges of thin strokes: strokes of 0.6 pt show their colour.
_FINE = 4.0
#: Pixels a point of a digit that is looked at once more.
_CLOSE = 6.0
#: A larger part of a page is looked at more coarsely.
_MOST_PIXELS = 6_000_000
#: What numbers are made of.
_SIGNS = frozenset("0123456789.,-+０１２３４５６７８９")
_LOW_SIGNS = frozenset(".,-")
_SAYS_NOTHING = frozenset(INVISIBLE)

_set_active = unchecked(pdfium.FPDFPageObj_SetIsActive)


def checked(
    pdf: Any, page: Any, glyphs: tuple[Glyph, ...], paths: Paths, objects: Iterable[PageObject], slanted: Sequence[Box]
) -> tuple[Glyph, ...]:
    """The glyphs of a page as painted, those within its rules looked at.

    objects: all of the page but its text; forms themselves are none, for text may stand in them. slanted: ink of text
    that runs askew.

    pdf, page: pypdfium2's. Afterwards the page may show no more than its text.
    """
    part = _Part.of(page, paths)
    if part is None:
        return glyphs
    others = _others(objects)
    shown = None if _hides_nothing(page.raw, others) else part.rendered(page, pdf.formenv)
    _show(others, False)
    text = part.text(page)
    pictures = Pictures(text if shown is None else shown, text, part.scale, part.left, part.top)
    if shown is None and others and painted.is_faint(pictures, pictures.pixels(_inks_of_signs(glyphs))):
        _show(others, True)
        pictures = replace(pictures, shown=part.rendered(page, pdf.formenv))
        _show(others, False)
    if shown is not None and painted.has_faint_ink(pictures, paths):
        part = _Part.of(page, paths, _FINE) or part
        _show(others, True)
        shown = part.rendered(page, pdf.formenv)
        _show(others, False)
        pictures = Pictures(shown, part.text(page), part.scale, part.left, part.top)
    if shown is not None:
        pictures = replace(pictures, pens=part.pens(page, others, pictures.shown))
    told = [glyph.ink for glyph in glyphs if glyph.text not in _SAYS_NOTHING]
    stains = [_stain(pictures.points(figure.pixels)) for figure in painted.untold(pictures, [*told, *slanted])]
    unshown = lines_unshown(page)
    stains += map(_stain, unshown)
    glyphs = (*glyphs, *stains) if stains else glyphs

    def closer(box: Box) -> Gray:
        return _Part.around(page, box).text(page)

    found = _as_painted(pictures, glyphs, paths, unshown, closer)
    if found is glyphs:
        return glyphs
    _show(others, True)
    without_seals, red = part.without_seals(page, pdf.formenv)
    _show(others, False)
    if not red.any():
        return found
    return _as_painted(replace(pictures, shown=without_seals, seals=red), glyphs, paths, unshown, closer)


def _as_painted(
    pictures: Pictures,
    glyphs: tuple[Glyph, ...],
    paths: Paths,
    unshown: Sequence[Box],
    closer: Callable[[Box], Gray],
) -> tuple[Glyph, ...]:
    """unshown: boxes in which a viewer may draw more.

    closer: the text alone of a box (in points), enlarged: the hair lines of small digits fade in small pictures."""
    x0, y0, x1, y1 = pictures.points((0, 0, *pictures.shown.shape[::-1]))
    where = [
        index
        for index, glyph in enumerate(glyphs)
        if (glyph.text in _SIGNS or (glyph.text in UNITS and index and glyphs[index - 1].text in _SIGNS))
        and glyph.ink[3] - glyph.ink[1] < painted.DRAWING
        and x0 <= glyph.centre[0] <= x1
        and y0 <= glyph.centre[1] <= y1
    ]
    signs = [glyphs[index] for index in where]
    boxes = pictures.pixels([sign.ink for sign in signs])
    other = painted.other_ink(pictures, paths) if pictures.shown is not pictures.text else None
    bad = {
        index
        for index, sign, box, is_covered, is_struck, is_signed in zip(
            where,
            signs,
            boxes,
            painted.is_covered(pictures, boxes),
            painted.is_struck(paths, signs),
            painted.is_signed(paths, signs),
            strict=True,
        )
        if is_covered
        or is_struck
        or is_signed
        or (
            sign.text in _LOW_SIGNS
            and painted.is_digit_high(sign, pictures.text[box[1] : box[3], box[0] : box[2]], pictures.scale)
        )
        or not (
            is_as_said(sign.text, pictures.text[box[1] : box[3], box[0] : box[2]])
            or is_as_said(sign.text, closer(sign.ink))
        )
        or (other is not None and other[box[1] : box[3], box[0] : box[2]].any())
        or any(_meet(sign.ink, drawn) for drawn in unshown)
    }
    inks = [] if other is None else [other]
    if pictures.pens is not None:
        # A field of a form is filled: its digits alone, without what it changes around them.
        inks.append(painted.other_ink(replace(pictures, pens=None), paths))
    stains = [
        _stain(pictures.points(pixels))
        for pixels in dict.fromkeys(figure.pixels for ink in inks for figure in painted.characters(ink, pictures.scale))
    ]
    if not (bad or stains):
        return glyphs
    mended = (glyph._replace(text=UNREAD) if index in bad else glyph for index, glyph in enumerate(glyphs))
    return (*mended, *stains)


def _inks_of_signs(glyphs: Sequence[Glyph]) -> list[Box]:
    return [glyph.ink for glyph in glyphs if glyph.text in _SIGNS]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _stain(box: Box) -> Glyph:
    return Glyph(UNREAD, box, box[3], box[0], box[2], size_of(box, box[0], box[2]))


class _Other(NamedTuple):
    """An object that is no text. is_frame: a rule or a box of the page itself, which hides nothing; is_pen: a stroke
    that is neither."""

    item: Any
    is_frame: bool
    is_pen: bool


@dataclass(frozen=True)
class _Part:
    """The part of a page that is rendered: its corner and size, and the size of the page, in pixels."""

    left: int
    top: int
    width: int
    height: int
    page: tuple[int, int]
    scale: float

    @staticmethod
    def of(page: Any, paths: Paths, scale: float = _SCALE) -> _Part | None:
        """What rules enclose of a page, at so many pixels a point or fewer; None where that is nothing."""
        enclosed = painted.enclosed(paths)
        if enclosed is None:
            return None
        wide, high = page.get_size()
        x0, y0, x1, y1 = max(enclosed[0], 0.0), max(enclosed[1], 0.0), min(enclosed[2], wide), min(enclosed[3], high)
        if not (x1 - x0 > 1.0 and y1 - y0 > 1.0):
            return None
        scale = min(scale, (_MOST_PIXELS / ((x1 - x0) * (y1 - y0))) ** 0.5)
        left, top = int(x0 * scale), int(y0 * scale)
        size = round(wide * scale), round(high * scale)
        return _Part(left, top, ceil(x1 * scale) - left, ceil(y1 * scale) - top, size, scale)

    @staticmethod
    def around(page: Any, box: Box) -> _Part:
        """A box of a page, in points, close up."""
        wide, high = page.get_size()
        x0, y0, x1, y1 = (round(side * _CLOSE) for side in box)
        return _Part(x0, y0, max(x1 - x0, 1), max(y1 - y0, 1), (round(wide * _CLOSE), round(high * _CLOSE)), _CLOSE)

    def rendered(self, page: Any, forms: Any) -> Gray:
        """All that it shows, in gray, with its annotations and fields of forms; height x width."""
        return self._rendered(page, pdfium.FPDFBitmap_Gray, pdfium.FPDF_ANNOT, forms)[..., 0]

    def text(self, page: Any) -> Gray:
        """Its text alone, in gray, once all else on the page is not shown; height x width."""
        return self._rendered(page, pdfium.FPDFBitmap_Gray, 0, None)[..., 0]

    def pens(self, page: Any, others: Sequence[_Other], shown: Gray) -> Mask | None:
        """Where strokes that are no rules, and annotations, change the picture of all that the page shows; None where
        there are none. others: not shown now."""
        strokes = [other for other in others if other.is_pen]
        if not strokes and pdfium.FPDFPage_GetAnnotCount(page.raw) == 0:
            return None
        rest = [other for other in others if not other.is_pen]
        _show(rest, True)
        without = self._rendered(page, pdfium.FPDFBitmap_Gray, 0, None)[..., 0]
        _show(rest, False)
        return painted.is_changed(shown, without)

    def without_seals(self, page: Any, forms: Any) -> tuple[Gray, Mask]:
        """All that it shows without the red of its seals, in gray, and where that was."""
        colours = self._rendered(page, pdfium.FPDFBitmap_BGRx, pdfium.FPDF_ANNOT, forms)
        blue, green, red, _ = cv2.split(colours)
        rim = seals.rim(
            seals.of_seals(seals.redness(red, green, blue) > seals.REDDISH, self.scale), 2 * round(self.scale) + 1
        )
        return np.where(rim, red, cv2.cvtColor(colours, cv2.COLOR_BGRA2GRAY)).astype(np.uint8), rim

    def _rendered(self, page: Any, kind: int, flags: int, forms: Any) -> Gray:
        """height x width x channels."""
        channels = 1 if kind == pdfium.FPDFBitmap_Gray else 4
        pixels = np.full((self.height, self.width, channels), 255, np.uint8)
        bitmap = pdfium.FPDFBitmap_CreateEx(self.width, self.height, kind, pixels.ctypes.data, self.width * channels)
        place = (-self.left, -self.top, *self.page, 0, flags)
        try:
            pdfium.FPDF_RenderPageBitmap(bitmap, page, *place)
            if forms is not None:
                pdfium.FPDF_FFLDraw(forms, bitmap, page, *place)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return pixels


def _others(found: Iterable[PageObject]) -> list[_Other]:
    """A page's objects other than text, and what each of them is."""
    others = []
    for one in found:
        is_frame = one.is_path and is_rule_or_box(one)
        is_pen = one.is_path and not is_frame and is_stroked(one.item)
        others.append(_Other(one.item, is_frame and one.depth == 0, is_pen))
    return others


def _show(others: Sequence[_Other], is_shown: bool) -> None:
    """Show some objects of a page when it is rendered, or not."""
    for other in others:
        _set_active(other.item, is_shown)


def _hides_nothing(page: Any, others: Sequence[_Other]) -> bool:
    """Whether a page has no annotations, and nothing is drawn on it beside text but rules, and boxes behind the text.

    So are most pages, and the picture of all that such a page shows need not be made.
    """
    return pdfium.FPDFPage_GetAnnotCount(page) == 0 and all(other.is_frame for other in others)
