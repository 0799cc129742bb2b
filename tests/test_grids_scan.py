"""Scans from end to end: a report of the sample province as a scanner gives it, and small pages for what goes wrong."""

from __future__ import annotations

import numpy as np
import pytest
from made_documents import PAGE, XS, YS, edges, fill, pdf, plain_table, text
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas
from scanned import needs_chinese, pictures, saved

from gongkai import documents
from gongkai.documents import Document
from gongkai.grids import number_shapes, ocr, router, scan_texts
from gongkai.grids.model import Extract, Grid
from gongkai.grids.raster import PageImage
from gongkai.grids.scan_boxes import TextLine
from gongkai.grids.scan_page import StraightPage
from gongkai.grids.scan_rules import PageRules
from gongkai.read import read_document
from gongkai.sample.documents import content_of
from gongkai.sample.publications import publications
from gongkai.sample.ruled_pdf import ruled_pdf

UNREAD = "\ufffd"


def document(data: bytes) -> Document:
    return documents.from_bytes("scan", data)


def shape(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, "".join(c.text.split())) for c in grid.cells]


def texts(extract: Extract) -> list[str]:
    return ["".join(cell.text.split()) for grid in extract.grids for cell in grid.cells]


def test_a_scanned_report_is_read_whole_and_trusted() -> None:
    needs_chinese()
    publication = next(p for p in publications() if p.medium == "pdf" and p.odd is None and p.agency.profile == "busy")
    scan = saved(pictures(ruled_pdf(content_of(publication)), turn=0.6, noise=5), "PDF")
    answer = read_document(document(scan))
    assert (answer.kind, answer.pages) == ("report", 3)
    (report,) = answer.reports
    assert (report.title, report.year, report.verdict) == (publication.title, publication.year, "consistent")
    assert [(t.table, t.reading, t.readers, t.verdict) for t in report.tables] == [
        (table, "agreed", ("ocr", "glyphs"), "consistent") for table in "234"
    ]
    printed = {key: text for key, text in publication.printed.items() if text is not None}
    read = {(f.indicator, f.applicant): str(f.value) for f in report.facts if f.label is None}
    assert len(printed) == 200
    assert read == printed
    assert all(f.status == "reported" and f.place.startswith("p") for f in report.facts)


def small_page(canvas: Canvas) -> None:
    """Boxes: labels, numbers, an empty one, one crossed out."""
    text(canvas, 60, 25, "某县2023年政府信息公开工作年度报告")
    edges(canvas)
    fill(canvas, [["信息内容", "本年制发", "现行有效"], ["规章", "12", ""], ["规范性文件", "0", "7"]])
    canvas.line(XS[1] + 1, PAGE[1] - YS[2] - 4, XS[2] - 12, PAGE[1] - YS[3] + 4)
    text(canvas, 60, 160, "以上数据截至年底。")


def test_a_picture_its_boxes_and_lines_and_what_cannot_be_read() -> None:
    needs_chinese()
    (page,) = pictures(pdf(small_page), turn=0.4)
    ocr_extract, glyphs = router.extracts(document(saved([page], "PNG")))
    assert (ocr_extract.reader, glyphs.reader, ocr_extract.pages, ocr_extract.title) == ("ocr", "glyphs", 1, None)
    assert ocr_extract.lines == glyphs.lines
    assert [line.text for line in ocr_extract.lines] == ["某县2023年政府信息公开工作年度报告", "以上数据截至年底。"]
    place, box = ocr_extract.lines[0].place.split(" ")
    x0, y0, x1, y1 = map(float, box.split(","))
    assert place == "p1" and 55 <= x0 < x1 < 300 and 8 < y0 < y1 < 35
    (grid,), (other,) = ocr_extract.grids, glyphs.grids
    assert [cell.place for cell in grid.cells] == [cell.place for cell in other.cells]
    assert grid.cells[4].box == pytest.approx((140.0, 70.0, 220.0, 100.0), abs=2.5)
    expected = ["信息内容", "本年制发", "现行有效", "规章", "12", "", "规范性文件", None, "7"]
    for extract in (ocr_extract, glyphs):
        assert [e if e is None else t for e, t in zip(expected, texts(extract), strict=True)] == expected
    # The crossed out 0 is not a number to both.
    assert "0" not in {texts(ocr_extract)[7], texts(glyphs)[7]} or texts(ocr_extract)[7] != texts(glyphs)[7]
    assert "" not in {texts(ocr_extract)[7], texts(glyphs)[7]}


def test_pages_of_a_tiff_and_a_seal_over_an_empty_box() -> None:
    needs_chinese()
    first, second = pictures(pdf(plain_table, small_page), turn=0, noise=0)
    # A red blot over the empty box of the second page: something may be under it.
    x, y, unit = 260, 85, 200 / 72
    ImageDraw.Draw(second).ellipse(
        [(x - 12) * unit, (y - 12) * unit, (x + 12) * unit, (y + 12) * unit], fill=(225, 40, 45)
    )
    ocr_extract, glyphs = router.extracts(document(saved([first, second], "TIFF")))
    assert [grid.page for grid in ocr_extract.grids] == [1, 2]
    assert shape(ocr_extract.grids[0])[3:] == [
        (1, 0, 1, 1, "规章"),
        (1, 1, 1, 1, "12"),
        (1, 2, 1, 1, "345"),
        (2, 0, 1, 1, "规范性文件"),
        (2, 1, 1, 1, "0"),
        (2, 2, 1, 1, "7"),
    ]
    assert shape(ocr_extract.grids[0]) == shape(glyphs.grids[0])
    # Its ink makes it no blank.
    assert texts(ocr_extract)[9 + 5] in (UNREAD, "●")


def test_a_scanned_page_among_pages_of_text() -> None:
    needs_chinese()
    (picture,) = pictures(pdf(plain_table), turn=0.3)
    from reportlab.lib.utils import ImageReader

    def scanned_page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, *PAGE)

    first, second = router.extracts(document(pdf(plain_table, scanned_page, plain_table)))
    assert (first.reader, second.reader) == ("camelot", "rules")
    for extract in (first, second):
        assert [grid.page for grid in extract.grids] == [1, 2, 3]
        assert "read as scans: page 2" in extract.notes
        assert list(map(shape, extract.grids)) == [shape(extract.grids[0])] * 3
    assert [extract.grids[1].reader for extract in (first, second)] == ["ocr", "glyphs"]
    assert [line.place.split(" ")[0] for line in second.lines] == ["p1", "p1", "p2", "p2", "p3", "p3"]


def test_numbers_of_two_rows_whose_rule_is_not_seen_are_not_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        edges(canvas, [("h", 1, 1)])
        fill(canvas, [["1", "5", "2"], ["3", "7", "4"], ["6", "8", "9"]])

    (page,) = pictures(pdf(draw))
    for extract in router.extracts(document(saved([page], "PNG"))):
        assert texts(extract) == ["1", UNREAD, "2", "3", "4", "6", "8", "9"]


def test_words_have_places_in_points() -> None:
    (page,) = pictures(pdf(lambda canvas: canvas.drawString(100, 200, "1990")), turn=0, noise=0)
    (word,) = ocr.words(PageImage(1, np.asarray(page.convert("L")), 200.0))
    assert word.text == "1990" and word.score > 0.9
    x0, y0, x1, y1 = word.box
    assert 90 <= x0 <= 103 and 117 <= x1 <= 130 and 85 <= y0 <= 93 and 99 <= y1 <= 106


def test_lines_of_a_long_picture_do_not_run_together() -> None:
    needs_chinese()

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 8)
        edges(canvas)
        for column, (first, second) in enumerate([("结果", "维持"), ("尚未", "审结"), ("其他", "结果")]):
            for row in range(3):
                text(canvas, XS[column] + 20, YS[row] + 13, first)
                text(canvas, XS[column] + 20, YS[row] + 21.6, second)

    (page,) = pictures(pdf(draw), turn=0, noise=3)
    pixels = np.asarray(page.convert("L"))
    assert len(ocr.detect(pixels)) == 18
    found = ocr.detect(np.concatenate([pixels] * 8))
    assert len(found) == 8 * 18
    assert max(bottom - top for _, top, _, bottom in found) < 50


def test_an_empty_page_has_nothing() -> None:
    found = router.extracts(document(saved([Image.new("L", (1654, 1000), 255)], "PNG")))
    assert [(extract.grids, extract.lines) for extract in found] == [((), ()), ((), ())]
    assert read_document(document(saved([Image.new("L", (1654, 1000), 255)], "PNG"))).kind == "not_a_report"


@pytest.mark.parametrize(
    ("text", "score", "shapes", "said"),
    [
        ("11", 0.87, "11", "11"),
        ("11", 0.87, "17", "\ufffd"),
        ("11", 0.87, None, "\ufffd"),
        ("11", 0.79, "11", "\ufffd"),
        ("-1", 0.87, "-1", "\ufffd"),  # of what is not sure only digits are borne out
    ],
)
def test_digits_that_are_recognised_less_surely_count_where_their_shapes_say_the_same(
    text: str, score: float, shapes: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_shapes, "read", lambda box, look: shapes)
    white = np.full((60, 100), 255, np.uint8)
    page = StraightPage(1, white, 200 / 72, None)
    rules = PageRules((), np.zeros(white.shape, bool), (), ())
    line = TextLine((40, 20, 60, 40), True)
    found = scan_texts.texts(page, rules, (0, 0, 100, 60), [line], [(text, score)], tails=True)
    assert found == (said, said)
