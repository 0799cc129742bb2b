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
        if sum(_repair(descriptor) for item in pdf.objects for descriptor in _descriptors(item)):
            notes.append(FONTS_REPAIRED)
        if pdf.is_encrypted and not pdf.allow.extract:
            notes.append(RESTRICTION_LIFTED)
        if not notes and not pdf.is_encrypted:
            return data, ()
        copy = io.BytesIO()
        pdf.save(copy, deterministic_id=not pdf.is_encrypted, static_id=pdf.is_encrypted)
        return copy.getvalue(), tuple(notes)


def _descriptors(item: Any) -> Iterator[Any]:
    """The font descriptor that an object is, or those written inside a font (not referenced)."""
    if not isinstance(item, pikepdf.Dictionary):
        return
    if item.get("/Type") == pikepdf.Name("/FontDescriptor"):
        yield item
    inside = [item.get("/FontDescriptor")]
    fonts = item.get("/DescendantFonts")
    if isinstance(fonts, pikepdf.Array):
        inside.extend(fonts)
    for inner in inside:
        if isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
            yield from _descriptors(inner)


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
