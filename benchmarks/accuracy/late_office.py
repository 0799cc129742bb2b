"""Late looks of Word and Excel files: tracked changes, content controls, text boxes, grids that do not fit, formats."""

from __future__ import annotations

import datetime
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.accuracy.boxes import Boxes, height, ordered, slots, width
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.office_files import WEIGHTS, Style, docx
from gongkai.sample.layout import Box

_NUMBER = re.compile(r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)<w:t xml:space=\"preserve\">(\d+)</w:t></w:r>")
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_BY = 'w:id="7" w:author="a" w:date="2024-01-05T08:00:00Z"'
_NAMES = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def rng_of(case: Case) -> random.Random:
    """What a look draws for one document, besides its numbers."""
    return random.Random(f"{case.seed}:{case.name}:look")


def edited(data: bytes, edit: Callable[[str], str]) -> bytes:
    """A Word file with its document's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "word/document.xml":
                content = edit(content.decode()).replace("<w:document", f"<w:document{_NAMES}", 1).encode()
            made.writestr(member, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _run(face: str, text: str, tag: str = "w:t") -> str:
    return f"<w:r>{face}<{tag}>{text}</{tag}></w:r>"


def _tracked(case: Case) -> bytes:
    """Numbers corrected under tracked changes, moved, with hidden signs beside them; a row that is deleted."""
    rng = rng_of(case)

    def number(found: re.Match[str]) -> str:
        face, text = found.groups()
        gone = str(rng.randint(1, 99))
        hidden = face.replace("<w:rPr>", "<w:rPr><w:vanish/>")
        deleted = f"<w:del {_BY}>{_run(face, gone, 'w:delText')}</w:del>"
        return rng.choice(
            (
                found[0],
                f"{deleted}<w:ins {_BY}>{_run(face, text)}</w:ins>",
                f"{_run(face, text[:1])}{deleted}<w:ins {_BY}>{_run(face, text[1:])}</w:ins>",
                f"<w:moveFrom {_BY}>{_run(face, gone)}</w:moveFrom><w:moveTo {_BY}>{_run(face, text)}</w:moveTo>",
                f"{_run(face, text)}{_run(hidden, gone)}",
            )
        )

    def edit(xml: str) -> str:
        xml = _NUMBER.sub(number, xml)
        rows = _ROW.findall(xml)
        gone = re.sub(
            r"<w:t[ >][^<]*</w:t>", "<w:delText>66</w:delText>", _NUMBER.sub(r"<w:r>\1<w:t>66</w:t></w:r>", rows[2])
        )
        gone = re.sub(r"<w:p>(.*?)</w:p>", "<w:p><w:r><w:delText>66</w:delText></w:r></w:p>", gone)
        gone = gone.replace("<w:r>", f"<w:del {_BY}><w:r>").replace("</w:r>", "</w:r></w:del>")
        return xml.replace(rows[2], rows[2] + gone.replace("<w:tr>", f"<w:tr><w:trPr><w:del {_BY}/></w:trPr>"), 1)

    return edited(docx(case), edit)


def _controls(case: Case) -> bytes:
    """Content controls about tables, rows, cells, paragraphs and runs; fields; tags; a run in two versions."""
    rng = rng_of(case)

    def control(inner: str) -> str:
        properties = f'<w:sdtPr><w:id w:val="{rng.randint(1, 10**8)}"/></w:sdtPr>'
        return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    def number(found: re.Match[str]) -> str:
        face, text = found.groups()
        signs = {kind: f'<w:r>{face}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
        code = _run(face, " =SUM(LEFT) ", "w:instrText")
        pieces = '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="3" w:name="n"/><w:bookmarkEnd w:id="3"/>'
        return rng.choice(
            (
                found[0],
                control(control(found[0])),
                f"{signs['begin']}{code}{signs['separate']}{found[0]}{signs['end']}",
                f'<w:customXml w:element="n">{found[0]}</w:customXml>',
                f'<w:smartTag w:uri="urn:x" w:element="chmetcnv">{_run(face, text[:1])}'
                f"{pieces}{_run(face, text[1:])}</w:smartTag>",
                f'<w:r>{face}<mc:AlternateContent><mc:Choice Requires="w14"><w:t>{text}</w:t></mc:Choice>'
                f"<mc:Fallback><w:t>{text}</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            )
        )

    def sometimes(found: re.Match[str]) -> str:
        return control(found[0]) if rng.random() < 0.2 else found[0]

    def edit(xml: str) -> str:
        xml = _NUMBER.sub(number, xml)
        xml = _ROW.sub(sometimes, _CELL.sub(sometimes, xml))
        return _TABLE.sub(lambda found: control(control(found[0])), xml)

    return edited(docx(case), edit)


def _text_boxes(case: Case) -> bytes:
    """Tables 2 and 4 each in a text box, written for new and for old versions of Word as Word does."""

    def boxed(made: str) -> str:
        inner = f"<w:txbxContent>{made}<w:p/></w:txbxContent>"
        new = (
            '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="6100000" cy="3000000"/>'
            '<wp:docPr id="9" name="t"/><a:graphic><a:graphicData '
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
            '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="6100000" cy="3000000"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/>'
            "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        old = f'<w:pict><v:rect style="width:480pt;height:240pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict>'
        return (
            f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    def edit(xml: str) -> str:
        first, _, last = _TABLE.findall(xml)
        return xml.replace(first, boxed(first), 1).replace(last, boxed(last), 1)

    return edited(docx(case), edit)


_BEFORE, _AFTER = "@before", "@after"
_LOOSE = Style(weights={6: (1, 30, 20, 20, 20, 1), 12: (1, 25, 40, 80, *(30,) * 7, 1), 17: (1, *(15,) * 15, 1)})


def _ragged(boxes: Boxes) -> Boxes:
    """A narrow column more on either side: heads and bands reach over both, rows of numbers over neither."""
    right = width(boxes)
    found = []
    for box in boxes:
        whole = box.role in ("header", "band")
        left_edge, right_edge = box.col == 0, box.col + box.colspan == right
        col = box.col + (0 if whole and left_edge else 1)
        found.append(replace(box, col=col, colspan=box.colspan + (box.col + 1 - col) + (whole and right_edge)))
        if not whole:
            rows = range(box.row, box.row + box.rowspan)
            found += [Box(row, 0, 1, 1, _BEFORE, "label") for row in rows if left_edge]
            found += [Box(row, right + 1, 1, 1, _AFTER, "label") for row in rows if right_edge]
    return ordered(found)


def _loose_grid(case: Case) -> bytes:
    """Rows that begin and end a little beside the heads, and bands merged the old way (``w:hMerge``)."""

    def row(found: re.Match[str]) -> str:
        cells = _CELL.findall(found[0])
        before = any(_BEFORE in cell for cell in cells)
        after = any(_AFTER in cell for cell in cells)
        kept = [_old_merge(cell) for cell in cells if _BEFORE not in cell and _AFTER not in cell]
        properties = ('<w:gridBefore w:val="1"/>' * before) + ('<w:gridAfter w:val="1"/>' * after)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(kept)}</w:tr>"

    ragged = replace(case, tables={name: _ragged(boxes) for name, boxes in case.tables.items()})
    return edited(docx(ragged, _LOOSE), lambda xml: _ROW.sub(row, xml))


def _old_merge(cell: str) -> str:
    span = re.search(r'<w:gridSpan w:val="(\d+)"/>', cell)
    if span is None or "第二十条" not in cell:
        return cell
    rest = '<w:tc><w:tcPr><w:hMerge w:val="continue"/></w:tcPr><w:p/></w:tc>'
    return cell.replace(span[0], '<w:hMerge w:val="restart"/>') + rest * (int(span[1]) - 1)


_FORMATS = {"2": "#,##0_ ;[Red]\\-#,##0\\ ", "3": "#,##0", "4": "0.00"}


def _formats(case: Case) -> bytes:
    """One sheet under frozen blank rows: formats of numbers, numbers as text, a hidden column and a hidden sheet."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2024, 1, 1)
    sheet = book.active
    sheet["A4"] = case.title
    sheet.freeze_panes = "A6"
    rng = rng_of(case)
    top = 6
    for heading, _, name in case.sections():
        sheet.cell(top, 1, heading)
        top += 2
        if name is not None:
            _write(
                sheet,
                case.tables[name],
                top,
                lambda cell, text, name=name: _formatted(cell, text, name, rng.random() < 0.25),
            )
            top += height(case.tables[name]) + 2
    for row in range(1, top):
        sheet.cell(row, 17, rng.randint(1, 99))
    sheet.column_dimensions["Q"].hidden = True
    last_year = book.create_sheet("上年")
    _write(last_year, case.tables["3"], 1, lambda cell, text: setattr(cell, "value", 5))
    last_year.sheet_state = "hidden"
    return _saved(book)


def _formatted(cell: Cell, text: str, name: str, as_text: bool = False) -> None:
    """A number as a number under the table's format or as text; what is more than digits as text."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", text) or as_text:
        cell.value, cell.number_format, cell.quotePrefix = text or None, "@", True
        return
    cell.value = float(text) if "." in text else int(text)
    cell.number_format = "General" if "." in text else _FORMATS[name]


def _write(sheet: Worksheet, boxes: Boxes, top: int, number: Callable[[Cell, str], None]) -> None:
    _make_rows_high(sheet, boxes, top)
    for box in boxes:
        cell = sheet.cell(top + box.row, 1 + box.col)
        if box.role == "value":
            number(cell, box.text or "")
        else:
            cell.value = box.text or None
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(1 + box.col)].width = 16
        if box.rowspan * box.colspan > 1:
            ends = {"end_row": top + box.row + box.rowspan - 1, "end_column": box.col + box.colspan}
            sheet.merge_cells(start_row=top + box.row, start_column=1 + box.col, **ends)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _formulas(case: Case) -> bytes:
    """A sheet for each table, totals of table 3 as formulas where they are what the formula gives."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for heading, _, name in case.sections():
        if name is None:
            continue
        sheet = book.create_sheet(heading[:8].replace("、", ""))
        sheet["A1"] = f"{case.title} {heading}"
        boxes = case.tables[name]
        _write(sheet, boxes, 3, lambda cell, text: _formatted(cell, text, "3"))
        for box in boxes:
            if name == "3" and box.role == "value" and box.col == width(boxes) - 1:
                parts = [other.text or "" for other in boxes if other.row == box.row and other.role == "value"]
                if all(part.isdigit() for part in parts) and sum(map(int, parts[:-1])) == int(parts[-1]):
                    row = 3 + box.row
                    sheet.cell(row, 1 + box.col).value = f"=SUM({get_column_letter(box.col - 5)}{row}:I{row})"
    return _saved(book)


def sheet_for_print(case: Case) -> bytes:
    """A workbook as it is printed: each table on a sheet of its own fitted to a page's width, rules of all kinds."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    rng = rng_of(case)
    for heading, _, name in case.sections():
        if name is None:
            continue
        sheet = book.create_sheet(f"表{name}")
        sheet["A1"] = f"{case.title} {heading}"
        boxes = case.tables[name]
        _write(sheet, boxes, 3, lambda cell, text: _formatted(cell, text, "3"))
        kinds = [Side(style=style) for style in rng.sample(("thin", "hair", "medium", "double"), 2)]
        for row in range(3, 3 + height(boxes)):
            for col in range(1, 1 + width(boxes)):
                across, along = kinds
                sheet.cell(row, col).border = Border(left=along, right=along, top=across, bottom=across)
                sheet.cell(row, col).font = Font(name="Noto Sans CJK SC", size=rng.choice((9, 10)))
        for col, weight in enumerate(WEIGHTS[width(boxes)], start=1):
            sheet.column_dimensions[get_column_letter(col)].width = 96 * weight / sum(WEIGHTS[width(boxes)]) + 6
        sheet.page_setup.orientation = "landscape"
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    return _saved(book)


def _make_rows_high(sheet: Worksheet, boxes: Boxes, top: int) -> None:
    """Rows as high as the longest text in a box of one row needs."""
    covered = slots(boxes)
    for row in range(height(boxes)):
        own = [box for col in range(width(boxes)) if (box := covered[row, col]).rowspan == 1]
        sheet.row_dimensions[top + row].height = max(
            [18, *(14 * (1 + (box.text or "").count("\n") + len(box.text or "") // (4 * box.colspan)) for box in own)]
        )


_BORDERS = ("nil", "single", "single", "double", "thick", "dashSmallGap")


def odd_borders(case: Case) -> bytes:
    """A Word file whose cells draw rules of many kinds, the sides left open, letters spaced, rows of exact height."""
    rng = rng_of(case)
    head, across, along = rng.choice(("thick", "double")), rng.choice(_BORDERS[1:]), rng.choice(("single", "double"))
    spacing = rng.choice((0, 8, 16))
    slant = "<w:i/>" * rng.choice((0, 1))

    def table(found: re.Match[str]) -> str:
        sides = (("top", head, 12), ("left", "nil", 4), ("bottom", head, 12), ("right", "nil", 4))
        sides += (("insideH", across, rng.choice((2, 4, 8))), ("insideV", along, rng.choice((2, 4))))
        drawn = "".join(f'<w:{side} w:val="{kind}" w:sz="{size}" w:color="444444"/>' for side, kind, size in sides)
        made = re.sub(r"<w:tblBorders>.*?</w:tblBorders>", f"<w:tblBorders>{drawn}</w:tblBorders>", found[0])
        made = made.replace("<w:sz ", f'{slant}<w:spacing w:val="{spacing}"/><w:sz ')
        return made.replace(
            "<w:vAlign", f'<w:tcMar><w:left w:w="{rng.choice((20, 60))}" w:type="dxa"/></w:tcMar><w:vAlign'
        )

    return edited(docx(case, Style(weights=WEIGHTS, size=rng.choice((15, 17, 18)))), lambda xml: _TABLE.sub(table, xml))


_exact = partial(Look, group="exact media", share=6, added="late", extension="docx")
_pdf = partial(Look, group="ruled pdf", route="soffice:pdf", share=4, added="late", extension="pdf")

LOOKS = (
    _exact("late-docx-tracked", source=_tracked),
    _exact("late-docx-controls", source=_controls),
    _exact("late-docx-boxes", source=_text_boxes),
    _exact("late-docx-loose-grid", source=_loose_grid),
    _exact("late-xlsx-formats", source=_formats, extension="xlsx"),
    _exact("late-xls-formulas", source=_formulas, route="soffice:xls", suffix="xlsx", share=4, extension="xls"),
    _pdf("late-pdf-sheets", source=sheet_for_print, suffix="xlsx"),
    _pdf("late-pdf-office-borders", source=odd_borders),
)
