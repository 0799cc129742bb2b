"""A PDF made fit for camelot: impossible font metrics mended, encryption without a password taken off.

LibreOffice writes fonts of ascent and descent 0. camelot then takes the font's box, a line's box becomes three lines
high, and its text falls into the row below: two rows' values are merged.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

FONTS_REPAIRED = "font metrics repaired"
RESTRICTION_LIFTED = "copy restriction lifted by policy"

#: Usual metrics of a CJK font, in thousandths of its size.
_ASCENT, _DESCENT = 880, -120


def repaired(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """(bytes to read, notes on what was done); the same bytes when nothing had to be. Raises pikepdf.PdfError.

    Annual reports are published to be read: a "no copying" flag is not an access control, it is lifted and noted.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        notes: list[str] = []
        if sum(_repair(descriptor) for font in _fonts(pdf) for descriptor in _descriptors(font)):
            notes.append(FONTS_REPAIRED)
        if pdf.is_encrypted and not pdf.allow.extract:
            notes.append(RESTRICTION_LIFTED)
        if not notes and not pdf.is_encrypted:
            return data, ()
        copy = io.BytesIO()
        pdf.save(copy, static_id=True)
        return copy.getvalue(), tuple(notes)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Fonts that pages, and the form XObjects and Type 3 fonts on them, name; each once."""
    todo: list[Any] = [page.resources for page in pdf.pages]
    seen: set[tuple[int, int]] = set()
    while todo:
        resources = todo.pop()
        for kind in ("/Font", "/XObject"):
            named = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
            for item in named.values() if isinstance(named, pikepdf.Dictionary) else ():
                if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream) or item.objgen in seen:
                    continue
                if item.is_indirect:
                    seen.add(item.objgen)
                todo.append(item.get("/Resources"))
                if kind == "/Font":
                    yield item


def _descriptors(font: Any) -> Iterator[Any]:
    """Descriptors of a font: its own, and those of the fonts that it is composed of."""
    parts = font.get("/DescendantFonts")
    for part in (font, *(parts if isinstance(parts, pikepdf.Array) else ())):
        descriptor = part.get("/FontDescriptor") if isinstance(part, pikepdf.Dictionary) else None
        if isinstance(descriptor, pikepdf.Dictionary):
            yield descriptor


def _repair(descriptor: Any) -> bool:
    """Mend a font descriptor; False when its metrics are sound."""
    ascent, descent = _number(descriptor.get("/Ascent")), _number(descriptor.get("/Descent"))
    if 0 < ascent <= 1300 and ascent - descent <= 1500:
        return False
    descriptor["/Ascent"], descriptor["/Descent"] = _ASCENT, _DESCENT
    return True


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, ArithmeticError):
        return 0.0
