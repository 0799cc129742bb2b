"""Drawn rules of a PDF page, from pdfium's path objects: strokes, thin filled rectangles, edges of filled boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.grids.model import Box
from gongkai.grids.ruled import Rule

#: A line that leaves its axis by more than this is no rule, in points.
_STRAIGHT = 0.7
#: A filled rectangle no thicker than this is a rule, in points.
_THIN = 2.0
_MAX_DEPTH = 8
_MAX_SEGMENTS = 200_000

Point = tuple[float, float]
Mapping = Callable[[float, float], Point]
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Paths:
    """horizontal, vertical: rules as drawn. box_*: edges of filled boxes, for tables made of white boxes on grey.

    too_many: the page draws so many lines that it was given up (a map, not a table).
    """

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    box_horizontal: tuple[Rule, ...] = ()
    box_vertical: tuple[Rule, ...] = ()
    too_many: bool = False


def collect(page: Any, shown: Mapping) -> tuple[Paths, list[Box]]:
    """Rules of a page (raw pdfium handle) and the boxes of its images; ``shown`` maps to the page as shown."""
    strokes: list[tuple[Point, Point]] = []
    boxes: list[tuple[Point, Point]] = []
    images: list[Box] = []
    seen = 0
    for item, matrix in _objects(page):
        place = _composed(matrix, shown)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(_bounds([place(x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))]))
            continue
        seen += pdfium.FPDFPath_CountSegments(item)
        if seen > _MAX_SEGMENTS:
            return Paths(too_many=True), images
        is_filled, is_stroked = _painted(item)
        for outline in _outlines(item, place) if is_filled or is_stroked else ():
            if is_stroked:
                strokes.extend(outline)
            else:
                (strokes if _thin(outline) else boxes).extend(_thin(outline) or outline)
    horizontal, vertical = _rules(strokes)
    box_horizontal, box_vertical = _rules(boxes)
    return Paths(horizontal, vertical, box_horizontal, box_vertical), images


def _objects(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Path and image objects with their matrix to the page, those inside form XObjects too."""
    todo = [
        (pdfium.FPDFPage_GetObject(page, index), _IDENTITY, 0)
        for index in reversed(range(pdfium.FPDFPage_CountObjects(page)))
    ]
    while todo:
        item, outer, depth = todo.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        matrix = _times(_matrix(item), outer)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, matrix
        elif depth < _MAX_DEPTH:
            inner = reversed(range(pdfium.FPDFFormObj_CountObjects(item)))
            todo.extend((pdfium.FPDFFormObj_GetObject(item, index), matrix, depth + 1) for index in inner)


def _painted(item: Any) -> tuple[bool, bool]:
    """(filled, stroked): how a path is painted; a fully transparent colour paints nothing."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    filled = fill.value != pdfium.FPDF_FILLMODE_NONE and _alpha(item, pdfium.FPDFPageObj_GetFillColor) > 0
    return filled, bool(stroke.value) and _alpha(item, pdfium.FPDFPageObj_GetStrokeColor) > 0


def _alpha(item: Any, colour: Callable[..., int]) -> int:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return alpha.value if colour(item, red, green, blue, alpha) else 255


def _outlines(item: Any, place: Mapping) -> Iterator[list[tuple[Point, Point]]]:
    """Straight segments of each outline (subpath) of a path; curves only move the pen."""
    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[tuple[Point, Point]] = []
    start = pen = (0.0, 0.0)
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if outline:
                yield outline
            outline, start = [], point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            outline.append((pen, point))
        pen = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            outline.append((pen, start))
            pen = start
    if outline:
        yield outline


def _thin(outline: list[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """The middle line of a filled shape that is thin enough to be a rule; nothing for another."""
    x0, y0, x1, y1 = _bounds([point for segment in outline for point in segment])
    if min(x1 - x0, y1 - y0) > _THIN or max(x1 - x0, y1 - y0) <= _THIN:
        return []
    if x1 - x0 >= y1 - y0:
        return [((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2))]
    return [(((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1))]


def _rules(segments: list[tuple[Point, Point]]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for (x0, y0), (x1, y1) in segments:
        if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
            horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
            vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return tuple(horizontal), tuple(vertical)


def _bounds(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _composed(matrix: Matrix, shown: Mapping) -> Mapping:
    a, b, c, d, e, f = matrix
    return lambda x, y: shown(a * x + c * y + e, b * x + d * y + f)
