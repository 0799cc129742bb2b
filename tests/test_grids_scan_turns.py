"""Pages that lie on their side or on their head under the scanner."""

from __future__ import annotations

import numpy as np
import pytest
from made_documents import PAGE, edges, fill, pdf, text
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from scanned import needs_chinese, pictures, saved

from gongkai import documents
from gongkai.grids import router
from gongkai.grids.places import page_box
from gongkai.grids.scan_turns import quarters
from gongkai.read import read_document
from gongkai.sample.documents import content_of
from gongkai.sample.publications import publications
from gongkai.sample.ruled_pdf import ruled_pdf


def labelled_page(canvas: Canvas) -> None:
    text(canvas, 60, 25, "政府信息公开工作年度报告")
    edges(canvas)
    fill(canvas, [["信息内容", "本年制发", "现行有效"], ["规章", "12", ""], ["规范性文件", "60", "7"]])


def laid(image: Image.Image, turns: int) -> Image.Image:
    """A page as it comes where it lies so many quarter turns against the clock."""
    return image.rotate(90 * turns, expand=True)


@pytest.mark.parametrize(
    ("turns", "box"),
    [
        (0, (140.0, 70.0, 220.0, 100.0)),
        (1, (70.0, PAGE[0] - 220.0, 100.0, PAGE[0] - 140.0)),
        (2, (PAGE[0] - 220.0, PAGE[1] - 100.0, PAGE[0] - 140.0, PAGE[1] - 70.0)),
        (3, (PAGE[1] - 100.0, 140.0, PAGE[1] - 70.0, 220.0)),
    ],
)
def test_a_page_is_read_however_it_lies_and_its_places_are_those_of_the_page_as_shown(
    turns: int, box: tuple[float, float, float, float]
) -> None:
    needs_chinese()
    (page,) = pictures(pdf(labelled_page), turn=0.4)
    for extract in router.extracts(documents.from_bytes("scan", saved([laid(page, turns)], "PNG"))):
        (grid,) = extract.grids
        assert ["".join(cell.text.split()) for cell in grid.cells] == [
            *("信息内容", "本年制发", "现行有效"),
            *("规章", "12", ""),
            *("规范性文件", "60", "7"),
        ]
        number, place = page_box(grid.cells[4].place) or (0, None)
        assert (number, place) == (1, pytest.approx(box, abs=2.5))
        # What pages cut is joined by boxes of the page turned upright.
        assert grid.cells[4].box == pytest.approx((140.0, 70.0, 220.0, 100.0), abs=2.5)
        assert [line.text for line in extract.lines] == ["政府信息公开工作年度报告"]


def test_a_report_of_pages_that_lie_differently_is_read_whole_and_trusted() -> None:
    needs_chinese()
    publication = next(p for p in publications() if p.medium == "pdf" and p.odd is None and p.agency.profile == "busy")
    pages = pictures(ruled_pdf(content_of(publication)), turn=0.6, noise=5)
    scan = saved([laid(page, turns) for page, turns in zip(pages, (1, 3, 2), strict=True)], "PDF")
    (report,) = read_document(documents.from_bytes("scan", scan)).reports
    printed = {key: text for key, text in publication.printed.items() if text is not None}
    read = {(f.indicator, f.applicant): str(f.value) for f in report.facts if f.label is None}
    assert (report.title, report.verdict, len(printed)) == (publication.title, "consistent", 200)
    assert read == printed


def test_a_page_of_numbers_alone_does_not_tell_how_it_lies() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        edges(canvas)
        fill(canvas, [["60809", "1", "66"], ["98", "0", "9"], ["6", "8", "69"]])

    (page,) = pictures(pdf(draw), turn=0)
    for extract in router.extracts(documents.from_bytes("scan", saved([page], "PNG"))):
        assert [cell.text for cell in extract.grids[0].cells] == ["60809", "1", "66", "98", "0", "9", "6", "8", "69"]


def test_too_few_lines_tell_nothing() -> None:
    (page,) = pictures(pdf(labelled_page))
    assert quarters(np.asarray(page.convert("L")), [(0, 0, 20, 100), (30, 0, 50, 100)]) == 0
