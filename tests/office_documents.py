"""The official tables as Word files and workbooks, made for tests from the HTML of official_html."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html
from made_documents import docx
from official_html import APPLICANTS, ROWS_2021, disclosure_2021, disputes, requests

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")

TITLE = "样例市教育局2022年政府信息公开工作年度报告"
#: Every cell of the three tables holds another number.
DISCLOSURE = {
    "规章": (1001, 1002, 1003),
    "行政规范性文件": (1004, 1005, 1006),
    "行政许可": (1007,),
    "行政处罚": (1008,),
    "行政强制": (1009,),
    "行政事业性收费": ("10.5",),
}
REQUESTS = [[2000 + 7 * row + col for col in range(len(APPLICANTS))] for row in range(len(ROWS_2021))]
DISPUTES = list(range(3001, 3016))
TABLES = (disclosure_2021(DISCLOSURE), requests(REQUESTS), disputes(DISPUTES))
#: table → its numbers in the order of the form.
PRINTED = {
    "2": ["1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009", "10.5"],
    "3": [str(number) for number in range(2000, 2175)],
    "4": [str(number) for number in range(3001, 3016)],
}

#: Without these two parts LibreOffice does not open the file.
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}

_SECTION = "<w:p/><w:sectPr/>"

#: In twentieths of a point.
_PAGE_WIDTH = 9072

#: (row, col, rowspan, colspan, text)
_Box = tuple[int, int, int, int, str]


def word(tables: Sequence[str] = TABLES, title: str = TITLE) -> bytes:
    """A Word file: the title, then each table behind a heading."""
    parts = [f"<w:p><w:r><w:t>{title}</w:t></w:r></w:p>"]
    for number, table in enumerate(tables, start=1):
        parts.append(f"<w:p><w:r><w:t>第{number}张表</w:t></w:r></w:p>{_word_table(_boxes(table))}")
    return docx("".join(parts) + _SECTION, _PARTS)


def word_of(parts: Sequence[str]) -> bytes:
    """A Word file of tables and paragraphs in their order; a paragraph that begins with a form feed begins a page."""
    return docx("".join(map(_word_part, parts)) + _SECTION, _PARTS)


def _word_part(part: str) -> str:
    if part.startswith("<table"):
        return _word_table(_boxes(part))
    new_page = "<w:pPr><w:pageBreakBefore/></w:pPr>" if part.startswith("\f") else ""
    return f"<w:p>{new_page}<w:r><w:t>{part.strip()}</w:t></w:r></w:p>"


def workbook(tables: Sequence[str] = TABLES, title: str = TITLE, gap: int = 1) -> openpyxl.Workbook:
    """One sheet: the title in a merged row, the tables under each other with ``gap`` empty rows between."""
    book = openpyxl.Workbook()
    book.active.title = "年报"
    _fill(book.active, tables, title, gap)
    return book


def _fill(sheet: Any, tables: Sequence[str], title: str, gap: int) -> None:
    boxes = [_boxes(table) for table in tables]
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(b[1] + b[3] for t in boxes for b in t))
    sheet.cell(1, 1, title)
    top = 2
    for table in boxes:
        for row, col, rowspan, colspan, text in table:
            sheet.cell(top + row, col + 1, _value(text))
            if rowspan * colspan > 1:
                sheet.merge_cells(None, top + row, col + 1, top + row + rowspan - 1, col + colspan)
        top += max(box[0] + box[2] for box in table) + gap


def workbook_of(sheets: Mapping[str, Sequence[str]], title: str = TITLE) -> openpyxl.Workbook:
    """A sheet for each name with the title and these tables, as :func:`workbook` sets them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, tables in sheets.items():
        _fill(book.create_sheet(name), tables, title, gap=1)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def converted(data: bytes, ending: str, target: str, folder: Path) -> bytes:
    """What LibreOffice makes of a file: ``target`` as for --convert-to (``doc``, ``xls``, ``xml:MS Word 2003 XML``)."""
    given = folder / f"given.{ending}"
    given.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*command, str(given)], check=True, capture_output=True, timeout=180)
    return (folder / f"given.{target.partition(':')[0]}").read_bytes()


def _value(text: str) -> int | float | str:
    return int(text) if text.isdigit() else float(text) if text.replace(".", "").isdigit() else text


def _boxes(table: str) -> list[_Box]:
    taken: set[tuple[int, int]] = set()
    found: list[_Box] = []
    for row, element in enumerate(html.fragment_fromstring(table).iter("tr")):
        col = 0
        for cell in element.iter("td"):
            while (row, col) in taken:
                col += 1
            rowspan, colspan = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(row + i, col + j) for i in range(rowspan) for j in range(colspan)}
            found.append((row, col, rowspan, colspan, str(cell.text_content())))
    return found


def _word_table(boxes: Sequence[_Box]) -> str:
    rows = max(box[0] + box[2] for box in boxes)
    n_cols = max(box[1] + box[3] for box in boxes)
    width = _PAGE_WIDTH // n_cols
    out = ""
    for row in range(rows):
        cells = ""
        for top, _, rowspan, colspan, text in sorted(
            (b for b in boxes if b[0] <= row < b[0] + b[2]), key=lambda b: b[1]
        ):
            merge = f'<w:vMerge w:val="{"restart" if top == row else "continue"}"/>' if rowspan > 1 else ""
            shown = f"<w:r><w:t>{text}</w:t></w:r>" if top == row else ""
            cells += (
                f'<w:tc><w:tcPr><w:tcW w:w="{colspan * width}" w:type="dxa"/><w:gridSpan w:val="{colspan}"/>{merge}'
            )
            cells += f"</w:tcPr><w:p>{shown}</w:p></w:tc>"
        out += f"<w:tr>{cells}</w:tr>"
    grid = f'<w:gridCol w:w="{width}"/>' * n_cols
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{out}</w:tbl>"
