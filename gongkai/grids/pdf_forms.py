"""Characters of a page that is put together from others (form objects): pdfium forgets to move some of them there.

Of a character under an /ActualText it gives origin and boxes in the form's own coordinates; of its text object it gives
the matrix in both.
"""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from gongkai.grids.matrix import Matrix, Point, times

#: A sheet made of other pages holds no more objects than this; others are not looked through.
_MOST_OBJECTS = 50
#: The origin of such a character is that of its text object in the form, as near as this, in points.
_SAME = 0.01


def is_made_of_forms(page: Any) -> bool:
    """Whether a page (raw pdfium handle) is little more than forms."""
    count = pdfium.FPDFPage_CountObjects(page)
    return count <= _MOST_OBJECTS and any(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) == pdfium.FPDF_PAGEOBJ_FORM
        for index in range(count)
    )


def moved_out(text: Any, index: int, origin: Point, shown: Matrix) -> Matrix:
    """``shown`` for the coordinates that pdfium gives of a character: out of its form first where it is still in it."""
    on_page, in_form = pdfium.FS_MATRIX(), pdfium.FS_MATRIX()
    item = pdfium.FPDFText_GetTextObject(text, index)
    if not item or not pdfium.FPDFPageObj_GetMatrix(item, in_form):
        return shown
    is_left = abs(in_form.e - origin[0]) <= _SAME and abs(in_form.f - origin[1]) <= _SAME
    if not is_left or not pdfium.FPDFText_GetMatrix(text, index, on_page):
        return shown
    area = in_form.a * in_form.d - in_form.b * in_form.c
    if not area:
        return shown
    # From the form to the page: back from the form's text matrix, then on by the page's.
    a = (in_form.d * on_page.a - in_form.b * on_page.c) / area
    b = (in_form.d * on_page.b - in_form.b * on_page.d) / area
    c = (in_form.a * on_page.c - in_form.c * on_page.a) / area
    d = (in_form.a * on_page.d - in_form.c * on_page.b) / area
    e = on_page.e - a * in_form.e - c * in_form.f
    f = on_page.f - b * in_form.e - d * in_form.f
    return times((a, b, c, d, e, f), shown)
