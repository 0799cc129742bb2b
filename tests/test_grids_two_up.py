"""Two pages beside each other on one sheet: read as pages, told by their places on the sheet."""

from __future__ import annotations

import io

import pikepdf
import pytest
from ruled_pages import HEIGHT, WIDTH, Line, Text, across, down, extracts, pdf

from gongkai.documents import from_bytes
from gongkai.grids import pdf_page
from gongkai.grids.model import Extract

COLUMNS = (60.0, 200.0, 300.0, 400.0)
#: More words than make a page, over its whole width.
PROSE: list[Text] = [(60, 100, "围绕群众关心的事项，及时更新栏目内容，完善发布审核流程，做到先审查、后公开。")]


def sheets(data: bytes) -> bytes:
    """A PDF's pages, two on each sheet of A4 lying."""
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as found:
        pages = list(source.pages)
        for start in range(0, len(pages), 2):
            sheet = found.add_blank_page(page_size=(842, 595))
            for place, one in enumerate(pages[start : start + 2]):
                sheet.add_overlay(one, pikepdf.Rectangle(421 * place, 0, 421 * place + 421, 595))
        stream = io.BytesIO()
        found.save(stream)
    return stream.getvalue()


def page(*words: str, top: float = 150) -> tuple[list[Line], list[Text]]:
    """Prose and a row of three boxes."""
    texts: list[Text] = [(x + 5, top + 15, word) for x, word in zip(COLUMNS, words, strict=False)]
    return [*across((60, 400), top, top + 30), *down((top, top + 30), *COLUMNS)], [*PROSE, *texts]


def read(data: bytes, reader: str) -> Extract:
    return extracts(data)[reader]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_halves_are_read_in_order_and_placed_on_their_sheets(reader: str) -> None:
    # The second page's table stands higher than the first's: by height alone it would be read first.
    data = sheets(pdf(page("甲", "1", "2", top=400), page("乙", "3", "4"), page("丙", "5", "6")))
    found = read(data, reader)
    assert [[cell.text.strip() for cell in grid.cells] for grid in found.grids] == [
        ["甲", "1", "2"],
        ["乙", "3", "4"],
        ["丙", "5", "6"],
    ]
    assert [grid.page for grid in found.grids] == [1, 2, 3]
    assert found.pages == 2
    # 60 points in 421/595 of their size, half a point of room left and right.
    assert [grid.cells[0].place.split(",")[0] for grid in found.grids] == ["p1 42.7", "p1 463.7", "p2 42.7"]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_a_row_that_the_end_of_a_half_leaves_open_is_closed(reader: str) -> None:
    upper = [*across((60, 400), 700, 730), *down((700, 760), *COLUMNS)], [*PROSE, (205.0, 745.0, "12")]
    lower = [*across((60, 400), 90, 120), *down((60, 120), *COLUMNS)], [(205.0, 75.0, "34"), (60.0, 300.0, PROSE[0][2])]
    first, second = read(sheets(pdf(upper, lower)), reader).grids
    assert (first.open_bottom, second.open_top) == (True, True)
    assert [cell.text.strip() for cell in (*first.cells, *second.cells) if cell.col == 1] == ["", "12", "34", ""]


def test_a_wide_page_with_text_across_its_middle_is_one_page() -> None:
    texts: list[Text] = [(400, 50, "年度报告"), *page("甲", "1", "2")[1], (480, 100, PROSE[0][2][:24])]
    data = pdf((page()[0], texts))
    with pikepdf.open(io.BytesIO(data)) as document:
        document.pages[0].mediabox = pikepdf.Rectangle(0, HEIGHT - 595, 842, HEIGHT)
        stream = io.BytesIO()
        document.save(stream)
    found = read(stream.getvalue(), "rules")
    assert [grid.page for grid in found.grids] == [1]
    assert found.pages == 1


def test_a_character_with_a_text_of_its_own_stands_where_its_form_is_drawn() -> None:
    # Browsers print 人 as a radical of the font and say under /ActualText what it is; pdfium leaves it in its form.
    with pikepdf.open(io.BytesIO(pdf(page("甲", "1", "2")))) as document:
        one = document.pages[0]
        marked = one.Contents.read_bytes().replace(b"BT", b"/Span <</ActualText (\xfe\xff\x4e\xba)>> BDC BT")
        one.Contents = document.make_stream(marked.replace(b"ET", b"ET EMC"))
        stream = io.BytesIO()
        document.save(stream)

    def places(data: bytes) -> list[tuple[float, float]]:
        (content,) = pdf_page.read_content(from_bytes("made.pdf", data)).pages
        return [(glyph.start, glyph.baseline) for glyph in content.glyphs if glyph.text == "人"]

    scale = 421 / WIDTH
    plain, moved = places(stream.getvalue()), places(sheets(stream.getvalue()))
    assert len(plain) == len(moved) > 1
    for (x, y), (x1, y1) in zip(plain, moved, strict=True):
        assert x1 == pytest.approx(x * scale, abs=0.5)
        assert y1 == pytest.approx((595 - HEIGHT * scale) / 2 + y * scale, abs=0.8)
