"""Letter-spaced numbers: evenly parted by less than any font's space they are one; two numbers in a box stay two."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongkai.documents import from_bytes
from gongkai.grids import pdf_page, router
from gongkai.grids.pieces import from_glyphs

SIZE = 10.0


def spaced(text: str, by: float, font: str = "Helvetica") -> bytes:
    """A ruled table of three boxes in a row: a label, and a text with letter-spacing (in sizes of the type), twice."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(400, 300), invariant=1)
    for y in (200, 220, 240):
        canvas.line(50, y, 350, y)
    for x in (50, 150, 250, 350):
        canvas.line(x, 200, x, 240)
    for y in (206, 226):
        canvas.setFont("STSong-Light", SIZE)
        canvas.drawString(55, y, "规章", charSpace=0.2 * SIZE)
        canvas.setFont(font, SIZE)
        for x in (155, 255):
            canvas.drawString(x, y, text, charSpace=by * SIZE)
    canvas.save()
    return stream.getvalue()


def read(data: bytes, reader: str) -> set[str]:
    """What stands in the boxes of numbers."""
    extracts = {extract.reader: extract for extract in router.extracts(from_bytes("made.pdf", data))}
    (grid,) = extracts[reader].grids
    return {cell.text.strip() for cell in grid.cells if cell.col > 0}


@pytest.mark.parametrize("reader", ["camelot", "rules"])
@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier"])
@pytest.mark.parametrize("by", [0.05, 0.12])
def test_a_letter_spaced_number_is_one(reader: str, font: str, by: float) -> None:
    assert read(spaced("20411", by, font), reader) == {"20411"}


@pytest.mark.parametrize("reader", ["camelot", "rules"])
@pytest.mark.parametrize("by", [0.2, 0.25, 0.35])
def test_figures_as_far_apart_as_two_numbers_are_none(reader: str, by: float) -> None:
    assert read(spaced("12", by), reader) == {"1 2"}


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_a_printed_space_parts_numbers_however_narrow(reader: str) -> None:
    assert read(spaced("1 234", -0.1), reader) == {"1 234"}


def test_pieces_of_a_letter_spaced_number_are_one() -> None:
    def pieces(data: bytes) -> list[str]:
        (page,) = pdf_page.read_content(from_bytes("made.pdf", data)).pages
        return [piece.text for piece in from_glyphs(page.glyphs) if piece.text[0].isdecimal()]

    assert pieces(spaced("20411", 0.12)) == ["20411"] * 4
    assert pieces(spaced("12", 0.25)) == ["1", "2"] * 4
