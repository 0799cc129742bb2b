from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from made_documents import PAGE, XS, YS, edges, fill, line, pdf, plain_table, text
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gongkai import documents
from gongkai.errors import UnreadableDocument
from gongkai.grids import pdf_camelot, pdf_page, pdf_rules, raster, router
from gongkai.grids.model import Extract, Grid


def read(data: bytes) -> tuple[Extract, ...]:
    return router.extracts(documents.from_bytes("r.pdf", data))


def shape(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, "".join(c.text.split())) for c in grid.cells]


def both(data: bytes) -> tuple[Extract, Extract]:
    """Extracts of camelot and of the rules reader, after checking that their boxes and texts are the same."""
    camelot, rules = read(data)
    assert (camelot.reader, rules.reader) == ("camelot", "rules")
    assert [shape(grid) for grid in camelot.grids] == [shape(grid) for grid in rules.grids]
    for left, right in zip(camelot.grids, rules.grids, strict=True):
        assert (left.page, left.n_rows, left.n_cols) == (right.page, right.n_rows, right.n_cols)
        for one, other in zip(left.cells, right.cells, strict=True):
            assert one.box is not None and other.box is not None
            assert one.box == pytest.approx(other.box, abs=1.0)
    return camelot, rules


PLAIN = [
    (0, 0, 1, 1, "信息内容"),
    (0, 1, 1, 1, "本年制发件数"),
    (0, 2, 1, 1, "现行有效"),
    (1, 0, 1, 1, "规章"),
    (1, 1, 1, 1, "12"),
    (1, 2, 1, 1, "345"),
    (2, 0, 1, 1, "规范性文件"),
    (2, 1, 1, 1, "0"),
    (2, 2, 1, 1, "7"),
]


def test_a_ruled_table_its_places_and_the_text_around_it() -> None:
    camelot, rules = both(pdf(plain_table))
    (grid,) = rules.grids
    assert shape(grid) == PLAIN
    assert grid.cells[4].place == "p1 140.0,70.0,220.0,100.0"
    assert grid.cells[4].box == (140.0, 70.0, 220.0, 100.0)
    assert (grid.place, grid.page) == ("p1 40.0,40.0,300.0,130.0", 1)
    assert camelot.grids[0].cells[4].place == "p1 140.0,70.0,220.0,100.0"
    assert [entry.text for entry in rules.lines] == ["某县2023年政府信息公开工作年度报告", "以上数据截至年底。"]
    page, box = rules.lines[0].place.split(" ")
    x0, y0, x1, y1 = map(float, box.split(","))
    assert page == "p1" and 60 <= x0 < x1 < 300 and 10 < y0 < y1 < 30
    assert (camelot.lines, camelot.pages, rules.pages) == ((), 1, 1)
    assert rules.title == "untitled"  # what reportlab writes


def test_merged_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        # 三 spans all rows, the middle row's last two boxes are one.
        edges(canvas, [("h", 1, 0), ("h", 2, 0), ("v", 2, 1)])
        for words, y in (("本", 70), ("年", 85), ("度", 100)):
            text(canvas, 80, y, words)
        text(canvas, 160, 60, "12")
        text(canvas, 240, 60, "34")
        text(canvas, 205, 90, "567")  # astride the border that is not drawn
        text(canvas, 160, 120, "8")

    _, rules = both(pdf(draw))
    assert shape(rules.grids[0]) == [
        (0, 0, 3, 1, "本年度"),
        (0, 1, 1, 1, "12"),
        (0, 2, 1, 1, "34"),
        (1, 1, 1, 2, "567"),
        (2, 1, 1, 1, "8"),
        (2, 2, 1, 1, ""),
    ]
    assert rules.grids[0].cells[0].text == "本\n年\n度"


ROWS = [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"]]


@pytest.mark.parametrize(
    ("undrawn", "slot", "words"),
    [
        ([("v", 3, 1)], (1, 2), "4"),  # right edge
        ([("h", 3, 1)], (2, 1), "5"),  # lower edge
        ([("v", 3, 2), ("h", 3, 2)], (2, 2), "6"),  # the corner
        ([("h", 0, 0)], (0, 0), "甲"),
    ],
)
def test_a_box_that_is_not_drawn_is_no_empty_cell(
    undrawn: list[tuple[str, int, int]], slot: tuple[int, int], words: str
) -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas, undrawn)
        fill(canvas, ROWS)

    _, rules = both(pdf(draw))
    grid = rules.grids[0]
    assert slot not in grid.slots
    assert len(grid.cells) == 8
    assert words not in [cell.text for cell in grid.cells]
    assert words in [entry.text for entry in rules.lines]


def test_a_shape_that_is_no_rectangle_is_no_cell() -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas, [("v", 1, 0), ("h", 1, 0)])
        fill(canvas, ROWS)

    _, rules = both(pdf(draw))
    assert [cell.text for cell in rules.grids[0].cells] == ["2", "3", "4", "丙", "5", "6"]
    assert "甲" in "".join(entry.text for entry in rules.lines)


def test_a_table_over_a_page_break_is_one_grid_a_page() -> None:
    def second(canvas: Canvas) -> None:
        edges(canvas)
        fill(canvas, ROWS)

    _, rules = both(pdf(plain_table, second))
    assert [grid.page for grid in rules.grids] == [1, 2]
    assert rules.grids[1].cells[-1].place == "p2 220.0,100.0,300.0,130.0"


def test_two_tables_on_a_page_come_from_top_to_bottom() -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas)
        fill(canvas, ROWS)
        for x in (40, 100, 160):
            line(canvas, x, 200, x, 230)
        for y in (200, 230):
            line(canvas, 40, y, 160, y)
        text(canvas, 50, 220, "总计")
        text(canvas, 110, 220, "21")

    _, rules = both(pdf(draw))
    assert [shape(grid)[-1] for grid in rules.grids] == [(2, 2, 1, 1, "6"), (0, 1, 1, 1, "21")]


def test_rules_drawn_as_thin_boxes_inside_a_form_object() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("table")
        for x in XS:
            canvas.rect(x - 0.25, PAGE[1] - YS[-1], 0.5, YS[-1] - YS[0], stroke=0, fill=1)
        for y in YS:
            canvas.rect(XS[0], PAGE[1] - y - 0.25, XS[-1] - XS[0], 0.5, stroke=0, fill=1)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(0, -50)
        canvas.doForm("table")
        canvas.restoreState()
        for row, words in enumerate(ROWS):
            for col, word in enumerate(words):
                text(canvas, XS[col] + 5, YS[row] + 70, word)

    _, rules = both(pdf(draw))
    assert [cell.text for cell in rules.grids[0].cells] == ["甲", "1", "2", "乙", "3", "4", "丙", "5", "6"]
    assert rules.grids[0].cells[0].box == (40.0, 90.0, 140.0, 120.0)


def test_white_boxes_on_grey() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.6)
        canvas.rect(39, PAGE[1] - 131, 262, 92, stroke=0, fill=1)
        canvas.setFillGray(1)
        for row in range(3):
            for col in range(3):
                width, height = XS[col + 1] - XS[col] - 1, YS[row + 1] - YS[row] - 1
                canvas.rect(XS[col] + 0.5, PAGE[1] - YS[row + 1] + 0.5, width, height, stroke=0, fill=1)
        canvas.setFillGray(0)
        fill(canvas, ROWS)

    _, rules = both(pdf(draw))
    assert [cell.text for cell in rules.grids[0].cells] == ["甲", "1", "2", "乙", "3", "4", "丙", "5", "6"]


def test_shaded_prose_and_underlines_and_frames_are_no_tables() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(10, 10, 380, 280)  # a frame around the page
        canvas.setFillGray(0.9)
        for row in range(3):
            canvas.rect(40, 200 - 20 * row, 300, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        text(canvas, 45, 95, "一、总体情况")
        line(canvas, 45, 97, 105, 97)

    _, rules = both(pdf(draw))
    assert rules.grids == ()
    assert [entry.text for entry in rules.lines] == ["一、总体情况"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages(rotate: int) -> None:
    def draw(canvas: Canvas) -> None:
        # Drawn so that it stands upright on the page as it is shown.
        width, height = PAGE
        canvas.translate(*{90: (height, 0), 180: (width, height), 270: (0, width)}[rotate])
        canvas.rotate(rotate)
        plain_table(canvas)

    _, rules = both(pdf(draw, rotate=rotate))
    assert shape(rules.grids[0]) == PLAIN
    assert rules.grids[0].cells[4].box == (140.0, 70.0, 220.0, 100.0)
    assert rules.lines[0].text == "某县2023年政府信息公开工作年度报告"


def changed(data: bytes, change: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)  # type: ignore[operator]
        document.save(out, static_id=True)
    return out.getvalue()


def test_a_page_whose_origin_is_not_zero() -> None:
    def crop(document: pikepdf.Pdf) -> None:
        document.pages[0].mediabox = pikepdf.Array([20, 10, 400, 290])

    _, rules = both(changed(pdf(plain_table), crop))
    assert rules.grids[0].cells[4].box == (120.0, 60.0, 200.0, 90.0)


def test_impossible_font_metrics_are_repaired_and_said() -> None:
    def spoil(document: pikepdf.Pdf) -> None:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/DescendantFonts" in item:
                descriptor = item.DescendantFonts[0].FontDescriptor
                descriptor.Ascent, descriptor.Descent = 0, 0
                descriptor.FontBBox = pikepdf.Array([-1000, -1500, 1000, 2000])

    camelot, rules = both(changed(pdf(plain_table), spoil))
    assert shape(camelot.grids[0]) == PLAIN
    assert "font metrics repaired" in camelot.notes
    assert rules.notes == ()


def test_a_copy_restriction_is_lifted_and_said() -> None:
    camelot, _ = both(pdf(plain_table, encrypt=StandardEncryption("", "owner", canCopy=0)))
    assert shape(camelot.grids[0]) == PLAIN
    assert "copy restriction lifted by policy" in camelot.notes


def test_a_nearly_empty_table_is_read_by_both() -> None:
    def draw(canvas: Canvas) -> None:
        for x in range(40, 341, 30):
            line(canvas, x, 40, x, 240)
        for y in range(40, 241, 20):
            line(canvas, 40, y, 340, y)
        text(canvas, 45, 55, "规章")

    camelot, _ = both(pdf(draw))
    assert len(camelot.grids[0].cells) == 100


def test_a_number_flush_with_its_boxes_right_edge_stays_in_it() -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas)
        for row in range(3):
            canvas.drawRightString(XS[2], PAGE[1] - YS[row] - 20, f"10{row}")

    _, rules = both(pdf(draw))
    assert [cell.text for cell in rules.grids[0].cells] == ["", "100", "", "", "101", "", "", "102", ""]


def picture(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 30), "grey")), 0, 0, *PAGE)


def test_documents_that_cannot_be_read_are_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pdf(plain_table)
    for data, words in (
        (pdf(plain_table, encrypt=StandardEncryption("secret", "owner")), "needs a password"),
        (b"%PDF-1.4\n" + bytes(range(32, 127)) * 20, "damaged"),
        (whole[: len(whole) // 3], "damaged"),
    ):
        with pytest.raises(UnreadableDocument, match=words) as error:
            read(data)
        assert error.value.file == "r.pdf" and error.value.remedy
        assert "Traceback" not in str(error.value)
    monkeypatch.setattr(pdf_page, "MAX_PAGES", 1)
    with pytest.raises(UnreadableDocument, match="has 2 pages"):
        read(pdf(plain_table, plain_table))


def test_a_picture_page_among_text_pages_is_read_as_a_scan_and_noted() -> None:
    for extract in read(pdf(plain_table, picture)):
        assert extract.notes == ("read as scans: page 2",)
        assert [grid.page for grid in extract.grids] == [1]


def test_more_scanned_pages_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "MAX_SCANS", 1)
    with pytest.raises(UnreadableDocument, match="has 2 scanned pages"):
        read(pdf(picture, picture))


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("Failed to allocate memory for requested buffer")])
def test_an_engine_without_memory_is_no_engine_that_failed(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """What is left out for want of memory would be kept as all that the document says."""

    def fail(*_: object) -> Extract:
        raise error

    monkeypatch.setattr(pdf_rules, "extract", fail)
    with pytest.raises(MemoryError):
        read(pdf(plain_table))


def test_when_one_engine_fails_the_other_reads_alone_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Extract:
        raise ZeroDivisionError("odd font")

    with monkeypatch.context() as patched:
        patched.setattr(pdf_camelot, "extract", fail)
        (only,) = read(pdf(plain_table))
        assert only.reader == "rules"
        assert only.notes == ("camelot failed: ZeroDivisionError: odd font",)
    monkeypatch.setattr(pdf_rules, "extract", fail)
    with pytest.raises(UnreadableDocument, match="odd font; camelot found no table"):
        read(pdf(lambda canvas: text(canvas, 50, 50, "年报")))
    (only,) = read(pdf(plain_table))
    assert only.reader == "camelot"
    assert only.notes == ("pdfium failed: ZeroDivisionError: odd font",)
    assert shape(only.grids[0]) == PLAIN


def test_engines_are_quiet(capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder) -> None:
    read(pdf(plain_table, picture))
    assert capfd.readouterr() == ("", "")
    assert list(recwarn) == []


def test_a_box_filled_too_short_parts_no_rows() -> None:
    """Below a page break Chromium fills a box over two rows too short; boxes half as wide as the table do end there."""
    boxes = [(40, 30, 20, 78), (60, 60, 40, 60)]  # left, top, width, height; the first ends above its rows
    boxes += [(60, 30, 40, 30), (100, 30, 200, 30)]
    boxes += [(x, y, 50, 30) for y in (60, 90) for x in (100, 150, 200, 250)]

    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.6)
        canvas.rect(39, PAGE[1] - 151, 262, 122, stroke=0, fill=1)
        canvas.setFillGray(1)
        for left, top, width, height in [*boxes, (40, 120, 20, 30), (60, 120, 240, 30)]:
            canvas.rect(left + 0.5, PAGE[1] - top - height + 0.5, width - 1, height - 1, stroke=0, fill=1)
        canvas.setFillGray(0)
        for x, y, word in (
            (65, 80, "甲"),
            (105, 50, "头"),
            (105, 80, "1"),
            (155, 80, "2"),
            (105, 110, "3"),
            (65, 140, "末"),
        ):
            text(canvas, x, y, word)

    _, rules = read(pdf(draw))
    found = {cell.text: (cell.row, cell.rowspan) for cell in rules.grids[0].cells if cell.text}
    assert found == {"头": (0, 1), "甲": (1, 2), "1": (1, 1), "2": (1, 1), "3": (2, 1), "末": (3, 1)}


def test_a_number_wider_than_its_box_is_the_number_of_neither_box() -> None:
    def table(number: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            edges(canvas)
            fill(canvas, [["信息内容", "本年制发件数", "现行有效"], ["规章", "", "345"], ["规范性文件", "0", "7"]])
            text(canvas, XS[2] - 14, YS[1] + 20, number)

        return draw

    def row(number: str) -> list[str]:
        found = {e.reader: e for e in router.extracts(documents.from_bytes("a.pdf", pdf(table(number))))}
        (grid,) = found["rules"].grids
        return [cell.text for cell in grid.row(1)]

    assert row("12") == ["规章", "12", "345"]
    # 1234 stands across the border, and 345 beside its end.
    assert all("\ufffd" in text for text in row("1234567")[1:])
