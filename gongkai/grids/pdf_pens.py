"""What somebody may have drawn by pen on a PDF page: strokes, and annotations of lines."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.grids.model import Box
from gongkai.grids.pdfium_calls import unchecked

#: Annotations that are drawn by viewers from their points alone, by some viewers and not by others.
_DRAWN = (
    pdfium.FPDF_ANNOT_LINE,
    pdfium.FPDF_ANNOT_POLYLINE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_STRIKEOUT,
    pdfium.FPDF_ANNOT_FREETEXT,
)
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
#: Parts of a point that places are told in.
_PARTS = 100

_mode_of = unchecked(pdfium.FPDFPath_GetDrawMode)

#: Where pdfium writes its answers; one page is read at a time.
_fill, _stroke = ctypes.c_int(), ctypes.c_int()
_to_mode = (ctypes.byref(_fill), ctypes.byref(_stroke))


def is_stroked(path: Any) -> bool:
    """Whether a path (raw pdfium handle) is drawn along its line, in whatever colour."""
    _mode_of(path, *_to_mode)
    return bool(_stroke.value)


def lines_unshown(page: Any) -> list[Box]:
    """Boxes, in points from the top left of the page as shown, of annotations that have no appearance of their own but
    that a viewer may draw. page: pypdfium2's."""
    boxes = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        try:
            box = _box_unshown(page, annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if box is not None:
            boxes.append(box)
    return boxes


def _box_unshown(page: Any, annotation: Any) -> Box | None:
    if (
        pdfium.FPDFAnnot_GetSubtype(annotation) not in _DRAWN
        or pdfium.FPDFAnnot_HasKey(annotation, b"AP")
        or pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN
    ):
        return None
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        return None
    (x0, y0), (x1, y1) = _on_page(page, rect.left, rect.top), _on_page(page, rect.right, rect.bottom)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _on_page(page: Any, x: float, y: float) -> tuple[float, float]:
    """A place of a page's own as one of the page as shown, in points."""
    wide, high = (round(side * _PARTS) for side in page.get_size())
    right, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, wide, high, 0, x, y, ctypes.byref(right), ctypes.byref(down))
    return right.value / _PARTS, down.value / _PARTS
