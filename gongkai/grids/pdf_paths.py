"""Drawn rules of a PDF page, from pdfium's path objects: strokes, thin filled rectangles, edges of filled boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

import pypdfium2.raw as pdfium

from gongkai.grids.drawn import Drawing, Paths, Step, bounds, outlines
from gongkai.grids.matrix import IDENTITY, Matrix, moved, times
from gongkai.grids.model import Box
from gongkai.grids.pdf_clips import clips
from gongkai.grids.pdfium_calls import unchecked

_MAX_DEPTH = 8
_MAX_SEGMENTS = 200_000

_object_of, _kind_of = unchecked(pdfium.FPDFPage_GetObject), unchecked(pdfium.FPDFPageObj_GetType)
_get_matrix, _bounds_of = unchecked(pdfium.FPDFPageObj_GetMatrix), unchecked(pdfium.FPDFPageObj_GetBounds)
_mode_of = unchecked(pdfium.FPDFPath_GetDrawMode)
_fill_of, _stroke_of = unchecked(pdfium.FPDFPageObj_GetFillColor), unchecked(pdfium.FPDFPageObj_GetStrokeColor)
_count_of, _segment_of = unchecked(pdfium.FPDFPath_CountSegments), unchecked(pdfium.FPDFPath_GetPathSegment)
_point_of, _way_of = unchecked(pdfium.FPDFPathSegment_GetPoint), unchecked(pdfium.FPDFPathSegment_GetType)
_closes = unchecked(pdfium.FPDFPathSegment_GetClose)
#: A rule or frame is cut that runs on so far beyond what is shown of it, in points, and is no shorter than that.
_BEYOND, _LONG = 2.0, 12.0
#: A filled path that is no higher than this is a rule, in points.
_THIN = 3.0

_KINDS: dict[int, Literal["move", "line"]] = {
    pdfium.FPDF_SEGMENT_MOVETO: "move",
    pdfium.FPDF_SEGMENT_LINETO: "line",
}


class PageObject:
    """An object of a page other than text, or of a form on it.

    item: its raw pdfium handle; kind: pdfium's; outer: from the forms around it to the page; depth: of those forms;
    after_text: whether text is drawn before it.
    """

    __slots__ = ("_pen", "after_text", "depth", "item", "kind", "outer")

    def __init__(self, item: Any, kind: int, outer: Matrix, depth: int, after_text: bool) -> None:
        self.item, self.kind, self.outer, self.depth, self.after_text = item, kind, outer, depth, after_text
        self._pen: list[Step] | None = None

    @property
    def is_path(self) -> bool:
        """Whether it is lines, curves or filled shapes."""
        return bool(self.kind == pdfium.FPDF_PAGEOBJ_PATH)

    @property
    def pen(self) -> list[Step]:
        """How the pen of a path goes on the page or form that it stands in; read once."""
        if self._pen is None:
            self._pen = _steps(self.item, matrix_of(self.item))
        return self._pen


def collect(found: Iterable[PageObject], shown: Matrix) -> tuple[Paths, list[Box]]:
    """Rules among a page's objects and the boxes of its images; ``shown`` maps to the page as shown."""
    drawing = Drawing()
    images: list[Box] = []
    cuts: set[float] = set()
    seen = 0
    for one in found:
        item, outer = one.item, one.outer
        if one.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            matrix = times(times(matrix_of(item), outer), shown)
            images.append(bounds([moved(matrix, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))]))
            continue
        if not one.is_path:
            continue
        seen += _count_of(item)
        if seen > _MAX_SEGMENTS:
            return Paths(too_many=True), images
        is_filled, is_stroked = _painted(item)
        if is_stroked:
            for outline in outlines(_on_page(one.pen, outer, shown)):
                drawing.stroke(outline)
            cuts |= _cuts(item, _painted_box(item, outer, shown), outer, shown)
        elif is_filled:
            box = _painted_box(item, outer, shown)
            if box is not None and box[3] - box[1] <= _THIN:
                # Colour that fills a row is often painted box by box, each time all of it.
                cuts |= _cuts(item, box, outer, shown)
            if box is None or not drawing.fill_small(box):
                for outline in outlines(_on_page(one.pen, outer, shown)):
                    drawing.fill(outline)
    return replace(drawing.paths(), cuts=tuple(sorted(cuts))), images


def _cuts(item: Any, box: Box | None, outer: Matrix, shown: Matrix) -> set[float]:
    """Where what clips a rule or frame cuts it off on the left or right: of a table wider than the paper, as browsers
    print it."""
    if box is None or box[2] - box[0] < _LONG:
        return set()
    sides = [side for clip in _clips(item, outer, shown) for side in ((clip[0], 1.0), (clip[2], -1.0))]
    # What is not shown at all is cut nowhere.
    return {
        round(at, 1)
        for at, way in sides
        if (way > 0 and box[0] < at - _BEYOND and box[2] > at) or (way < 0 and box[2] > at + _BEYOND and box[0] < at)
    }


def _clips(item: Any, outer: Matrix, shown: Matrix) -> Iterator[Box]:
    """Boxes round all paths that clip an object, on the page as shown."""
    matrix = times(outer, shown)
    yield from (bounds([moved(matrix, x, y) for x, y in corners]) for corners in clips(item) if corners)


def objects(page: Any) -> list[PageObject]:
    """Objects of a page (raw pdfium handle) other than text and forms, those in forms too, in the order of drawing.

    What stands in forms too deep in each other is not looked at: such a form is one object.
    """
    todo = [(_object_of(page, index), IDENTITY, 0) for index in reversed(range(pdfium.FPDFPage_CountObjects(page)))]
    found: list[PageObject] = []
    after_text = False
    while todo:
        item, outer, depth = todo.pop()
        kind = _kind_of(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            after_text = True
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            matrix = times(matrix_of(item), outer)
            inner = reversed(range(pdfium.FPDFFormObj_CountObjects(item)))
            todo.extend((pdfium.FPDFFormObj_GetObject(item, index), matrix, depth + 1) for index in inner)
        else:
            found.append(PageObject(item, kind, outer, depth, after_text))
    return found


#: Where pdfium writes its answers; one page is read at a time.
_fill, _stroke = ctypes.c_int(), ctypes.c_int()
_colour = tuple(ctypes.c_uint() for _ in range(4))
_sides = tuple(ctypes.c_float() for _ in range(4))
_x, _y = ctypes.c_float(), ctypes.c_float()
_to_mode = (ctypes.byref(_fill), ctypes.byref(_stroke))
_to_colour = tuple(map(ctypes.byref, _colour))
_to_sides = tuple(map(ctypes.byref, _sides))
_to_point = (ctypes.byref(_x), ctypes.byref(_y))


def _painted(item: Any) -> tuple[bool, bool]:
    """(filled, stroked): how a path is painted; a fully transparent colour paints nothing."""
    _mode_of(item, *_to_mode)
    filled, stroked = _fill.value != pdfium.FPDF_FILLMODE_NONE, bool(_stroke.value)
    return (
        filled and _alpha(item, _fill_of) > 0,
        stroked and _alpha(item, _stroke_of) > 0,
    )


def _alpha(item: Any, colour: Callable[..., int]) -> int:
    return _colour[3].value if colour(item, *_to_colour) else 255


def _painted_box(item: Any, outer: Matrix, shown: Matrix) -> Box | None:
    """Box around all of a filled path; None where pdfium knows none, or where a form XObject turns it askew."""
    a, b, c, d, e, f = outer
    if ((b or c) and (a or d)) or not _bounds_of(item, *_to_sides):
        return None
    left, bottom, right, top = _sides[0].value, _sides[1].value, _sides[2].value, _sides[3].value
    x0, y0 = moved(shown, a * left + c * bottom + e, b * left + d * bottom + f)
    x1, y1 = moved(shown, a * right + c * top + e, b * right + d * top + f)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _steps(item: Any, matrix: Matrix) -> list[Step]:
    """How the pen goes; of a curve's three points the first two only bend it. matrix: from the path to its page."""
    a, b, c, d, e, f = matrix
    found: list[Step] = []
    for index in range(_count_of(item)):
        segment = _segment_of(item, index)
        _point_of(segment, *_to_point)
        x, y = _x.value, _y.value
        point = (a * x + c * y + e, b * x + d * y + f)
        found.append((_KINDS.get(_way_of(segment), "curve"), point))
        if _closes(segment):
            found.append(("close", point))
    return found


def _on_page(pen: list[Step], outer: Matrix, shown: Matrix) -> list[Step]:
    """The way of a pen on the page as shown."""
    a, b, c, d, e, f = shown if outer == IDENTITY else times(outer, shown)
    return [(kind, (a * x + c * y + e, b * x + d * y + f)) for kind, (x, y) in pen]


def matrix_of(item: Any) -> Matrix:
    """From an object's own coordinates to those of the page or form that it stands in."""
    matrix = pdfium.FS_MATRIX()
    if not _get_matrix(item, ctypes.byref(matrix)):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
