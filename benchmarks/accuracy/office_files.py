"""Word and Excel files from boxes, as small as programs accept them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import openpyxl
from openpyxl.styles import Alignment, Border, Side

from benchmarks.accuracy.boxes import Boxes, height, slots, width
from benchmarks.accuracy.case import Case
from gongkai.sample.layout import Box

_DATE = (2024, 1, 1, 0, 0, 0)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="600" w:footer="600" w:gutter="0"/>'
    "</w:sectPr>"
)
#: Width between the margins, in twentieths of a point.
_TEXT_WIDTH = 9638


@dataclass(frozen=True)
class Style:
    """size: half points of the tables' type. borders: drawn or not. nested: each table in a table of one cell.

    repeated: head rows come again on each page. weights: relative widths of the columns of a table, all alike when
    absent. font: of Chinese and Latin alike.
    """

    size: int = 18
    borders: bool = True
    nested: bool = False
    repeated: bool = False
    font: str = "Noto Serif CJK SC"
    weights: Mapping[int, tuple[int, ...]] | None = None


#: Label columns wider than number columns, by the number of columns of a table.
WEIGHTS = {4: (3, 2, 2, 2), 10: (5, 8, 16, 6, 6, 6, 6, 6, 6, 6), 15: (1,) * 15}


USUAL = Style(weights=WEIGHTS)


def docx(case: Case, style: Style = USUAL) -> bytes:
    """The report as a Word file; the same case gives the same bytes."""
    parts = [_paragraph(case.title, style, 36, centred=True)]
    for heading, paragraphs, name in case.sections():
        parts.append(_paragraph(heading, style, 28))
        parts += [_paragraph(text, style, 24) for text in paragraphs]
        if name is not None:
            made = _table(case.tables[name], style)
            parts += [_in_one_cell(made) if style.nested else made, _paragraph("", style, 12)]
    document = f'<w:document xmlns:w="{_W}"><w:body>{"".join(parts)}{_PAGE}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + document),
        ):
            archive.writestr(zipfile.ZipInfo(member, _DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str, style: Style, size: int, centred: bool = False) -> str:
    alignment = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    fonts = " ".join(f'w:{script}="{style.font}"' for script in ("ascii", "hAnsi", "eastAsia"))
    face = f'<w:rPr><w:rFonts {fonts}/><w:sz w:val="{size}"/></w:rPr>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p>{alignment}<w:r>{face}{lines if text else ''}</w:r></w:p>"


def _in_one_cell(table: str) -> str:
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{_TEXT_WIDTH}"/></w:tblGrid>'
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{_TEXT_WIDTH}" w:type="dxa"/></w:tcPr>{table}<w:p/></w:tc></w:tr></w:tbl>'
    )


def _table(boxes: Boxes, style: Style) -> str:
    columns = width(boxes)
    weights = (style.weights or {}).get(columns, (1,) * columns)
    widths = [_TEXT_WIDTH * weight // sum(weights) for weight in weights]
    line = "single" if style.borders else "nil"
    borders = "".join(
        f'<w:{side} w:val="{line}" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    covered = slots(boxes)
    first_number = next(
        (row for row in range(height(boxes)) if any(b.role == "value" and b.row == row for b in boxes)), 0
    )
    rows = []
    for row in range(height(boxes)):
        repeated = "<w:trPr><w:tblHeader/></w:trPr>" if style.repeated and row < first_number else ""
        cells, col = [], 0
        while col < columns:
            box = covered[row, col]
            cells.append(_cell(box, row, widths[col : col + box.colspan], style))
            col += box.colspan
        rows.append(f"<w:tr>{repeated}{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _cell(box: Box, row: int, widths: list[int], style: Style) -> str:
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    merge = "" if box.rowspan == 1 else '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
    text = (box.text or "") if row == box.row else ""
    properties = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(text, style, style.size, centred=True)}</w:tc>"


def xlsx(case: Case) -> bytes:
    """The report as a workbook: title, headings and tables one below another on one sheet, numbers as numbers."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2024, 1, 1)
    sheet = book.active
    sheet.append([case.title])
    top = 3
    line = Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    for heading, _, name in case.sections():
        sheet.cell(top, 1, heading)
        top += 1
        for box in case.tables[name] if name is not None else ():
            cell = sheet.cell(top + box.row, 1 + box.col, _content(box))
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
            cell.border = border
            if box.rowspan * box.colspan > 1:
                ends = {"end_row": top + box.row + box.rowspan - 1, "end_column": box.col + box.colspan}
                sheet.merge_cells(start_row=top + box.row, start_column=1 + box.col, **ends)
        top += 1 + (height(case.tables[name]) if name is not None else 0)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _content(box: Box) -> str | int | float | None:
    """A number as a number, as a spreadsheet holds it; other texts as they are."""
    text = box.text or ""
    if box.role == "value" and text.lstrip("-").replace(".", "", 1).isdigit() and text.isascii():
        return float(text) if "." in text else int(text)
    return text or None


def zipped(*members: tuple[str, bytes]) -> bytes:
    """An archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
