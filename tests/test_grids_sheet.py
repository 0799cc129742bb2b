"""Workbooks: every cell of the official tables, formats, marks and what a sheet shows beside its values."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_documents import PRINTED, TABLES, TITLE, converted, needs_libreoffice, saved, workbook
from official_html import disputes
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.formatting.rule import DataBarRule, FormulaRule, Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from gongkai import documents
from gongkai.errors import UnreadableDocument
from gongkai.grids import router
from gongkai.grids.model import Extract
from gongkai.grids.number_formats import number_shown, text_shown
from gongkai.read import read_document
from gongkai.records import DocumentReading


def printed(answer: DocumentReading) -> dict[str, list[str]]:
    (report,) = answer.reports
    return {table: [fact.raw for fact in report.facts if fact.table == table] for table in ("2", "3", "4")}


def read(data: bytes) -> Extract:
    (extract,) = router.extracts(documents.from_bytes("r.xlsx", data))
    return extract


def rows(extract: Extract, index: int = 0) -> list[list[str]]:
    grid = extract.grids[index]
    return [[cell.text for cell in grid.row(row)] for row in range(grid.n_rows)]


def zipped(data: bytes, name: str, old: str, new: str) -> bytes:
    """The workbook with a text of one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given_file, zipfile.ZipFile(out, "w") as made:
        for info in given_file.infolist():
            content = given_file.read(info)
            if info.filename == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            made.writestr(info.filename, content)
    return out.getvalue()


@pytest.mark.parametrize("gap", [0, 1])
def test_every_cell_of_tables_under_each_other(gap: int) -> None:
    answer = read_document(documents.from_bytes("r.xlsx", saved(workbook(gap=gap))))
    assert printed(answer) == PRINTED
    (report,) = answer.reports
    assert (report.title, report.year) == (TITLE, 2022)
    assert {(t.readers, t.exact, t.reading, t.unmapped) for t in report.tables} == {(("sheet",), True, "single", ())}
    assert report.facts[0].place == "年报!B4"


@needs_libreoffice
def test_every_cell_of_an_old_workbook(tmp_path: Path) -> None:
    data = converted(saved(workbook()), "xlsx", "xls", tmp_path)
    answer = read_document(documents.from_bytes("r.xls", data))
    assert answer.media_type == documents.XLS
    assert printed(answer) == PRINTED


def test_each_table_on_its_own_sheet_with_headings_and_prose() -> None:
    book = openpyxl.Workbook()
    for number, table in enumerate(TABLES):
        part = workbook([table], f"表{number}").active
        sheet = book.create_sheet(f"第{number}张")
        for row in part.iter_rows():
            for cell in row:
                sheet.cell(cell.row, cell.column + 1, cell.value)
        for merged in part.merged_cells.ranges:
            merged.shift(col_shift=1)
            sheet.merge_cells(merged.coord)
        sheet.cell(part.max_row + 3, 2, "填表说明：以上数据截至年底。")
    answer = read_document(documents.from_bytes("样例市教育局2022年政府信息公开工作年度报告.xlsx", saved(book)))
    assert printed(answer) == PRINTED


def values_book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet["A1"], sheet["B1"], sheet["C1"] = "甲", "乙", "丙"
    sheet["A2"], sheet["B2"], sheet["C2"] = 3.0, 2.5, 0.1 + 0.2
    sheet["A3"], sheet["B3"], sheet["C3"] = datetime.date(2024, 1, 2), 0.25, True
    sheet["B3"].number_format = "0.0%"
    sheet["A4"], sheet["B4"], sheet["C4"] = 1234567, 2.567, -3
    sheet["A4"].number_format, sheet["B4"].number_format, sheet["C4"].number_format = "#,##0", "0.00", "#,##0_ ;-#,##0 "
    sheet["A5"], sheet["B5"], sheet["C5"] = 0, 12000, 45000
    sheet["A5"].number_format, sheet["B5"].number_format, sheet["C5"].number_format = "0;-0;;@", "0,", "yyyy-mm"
    sheet["A6"], sheet["B6"], sheet["C6"] = " 007 ", "减3", 1e-7
    sheet.column_dimensions["C"].width = 12
    return book


@needs_libreoffice
def test_errors_and_marks_in_an_old_workbook_are_not_read_as_blanks(tmp_path: Path) -> None:
    book = values_book()
    sheet = book.active
    sheet["A7"], sheet["B7"], sheet["C7"] = "=1/0", "=1+2", 5
    sheet["C7"].font = Font(strike=True)
    sheet["A8"], sheet["C8"] = "末", 8
    sheet.merge_cells("A8:B8")
    # Enough texts that their table goes on in further records.
    for row in range(9, 409):
        sheet.cell(row, 1, f"文{row}" * 9)
        sheet.cell(row, 2, f"text {row} " * 9)
        sheet.cell(row, 3, CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "3")) if row % 3 else "45")
    data = converted(saved(book), "xlsx", "xls", tmp_path)
    extract = read(data)
    found = rows(extract)
    assert found[:8] == [*VALUES, ["\ufffd", "3", "\ufffd"], ["末", "8"]]
    assert [row[2] for row in found[8:]] == ["\ufffd" if number % 3 else "45" for number in range(9, 409)]
    assert extract.notes == ("sheet S shows fewer digits than it holds: B4 holds 2.567",)


VALUES = [
    ["甲", "乙", "丙"],
    ["3", "2.5", "0.3"],
    ["2024-01-02", "25%", "TRUE"],
    ["1234567", "2.567", "-3"],
    ["", "\ufffd", "2023-03-15"],
    [" 007 ", "减3", "0.0000001"],
]


def test_numbers_are_given_with_all_digits_and_what_shows_otherwise_is_not_a_number() -> None:
    extract = read(saved(values_book()))
    assert rows(extract) == VALUES
    assert [cell.place for cell in extract.grids[0].row(1)] == ["S!A2", "S!B2", "S!C2"]
    assert extract.notes == ("sheet S shows fewer digits than it holds: B4 holds 2.567",)


def test_ink_without_a_value_is_unread() -> None:
    """Formulas never computed, errors, struck out and raised text: calamine alone gives blanks or digits."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "甲", "乙"
    sheet["A2"], sheet["B2"] = "=1+2", "#DIV/0!"
    sheet["A3"] = CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "3"))
    sheet["B3"] = 5
    sheet["B3"].font = Font(strike=True)
    sheet["A4"], sheet["B4"] = '=""', 6
    data = zipped(saved(book), "xl/worksheets/sheet1.xml", '<f>""</f><v></v>', '<f>""</f><v></v>')
    data = zipped(data, "xl/worksheets/sheet1.xml", '<c r="A4">', '<c r="A4" t="str">')
    assert rows(read(data)) == [["甲", "乙"], ["\ufffd", "\ufffd"], ["\ufffd", "\ufffd"], ["", "6"]]


def test_a_bordered_row_of_blanks_below_the_heads_is_a_row() -> None:
    """Table 4 without a number in it: its row has boxes, so its cells are blank and not absent."""
    book = workbook([disputes([""] * 15)])
    sheet = book.active
    edge = Side(style="thin")
    for col in range(1, 16):
        sheet.cell(5, col).border = Border(left=edge, right=edge, top=edge, bottom=edge)
    (report,) = read_document(documents.from_bytes("r.xlsx", saved(book))).reports
    assert [fact.status for fact in report.facts] == ["blank"] * 15


def test_headings_are_lines_and_rows_with_blank_numbers_stay_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row, cells in enumerate(
        [["某县2023年报"], ["单位：件"], [], ["项目", "数"], ["二、小节", None], ["规章", None], ["文件", 2]], start=1
    ):
        for col, value in enumerate(cells, start=1):
            sheet.cell(row, col, value)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A5:B5")
    extract = read(saved(book))
    assert [(line.text, line.place) for line in extract.lines] == [
        ("某县2023年报", "S!A1"),
        ("单位：件", "S!A2"),
        ("二、小节", "S!A5"),
        ("规章", "S!A6"),
    ]
    assert rows(extract) == [["", ""], ["项目", "数"], ["规章", ""], ["文件", "2"]]
    assert extract.grids[0].row(2)[0].place == "S!A6"


def test_a_label_over_several_rows_is_no_heading() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"], sheet["B3"] = "规章", 1, 2
    sheet.merge_cells("A1:A3")
    extract = read(saved(book))
    assert [(c.row, c.col, c.rowspan, c.text) for c in extract.grids[0].cells] == [
        (0, 0, 3, "规章"),
        (0, 1, 1, ""),
        (1, 1, 1, "1"),
        (2, 1, 1, "2"),
    ]


def test_hidden_sheets_rows_and_columns_are_as_if_not_there() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row, cells in enumerate(["甲乙丙丁", [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]], start=1):
        for col, value in enumerate(cells, start=1):
            sheet.cell(row, col, value)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[4].height = 0.5
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["B"].width = 0.1
    other = book.create_sheet("T")
    other["A1"], other["B1"] = "丙", 3
    other.sheet_state = "hidden"
    extract = read(saved(book))
    assert rows(extract) == [["甲", "丁"], ["1", "8"], ["13", "16"]]
    assert [cell.place for cell in extract.grids[0].row(1)] == ["S!A3", "S!D3"]
    assert len(extract.grids) == 1
    assert extract.notes == (
        "sheet S has hidden rows or columns, which are not read",
        "sheet T is hidden, so it is not read",
    )


def shown_book() -> openpyxl.Workbook:
    """Row 1: what is seen. Row 2: white, white on black, tiny. Row 3: conditional formats. Row 4: zeros and words."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet["A1"], sheet["B1"], sheet["C1"] = "甲", 1, "乙"
    for name, value in zip(("A2", "B2", "C2"), (21, 22, 23), strict=True):
        sheet[name] = value
    white = Font(color="FFFFFFFF")
    sheet["C1"].font = sheet["A2"].font = sheet["B2"].font = white
    sheet["B2"].fill = PatternFill("solid", fgColor="FF000000")
    sheet["C2"].font = Font(size=1)
    sheet["A3"], sheet["B3"], sheet["C3"] = 31, 32, "丙"
    sheet.conditional_formatting.add("A3", FormulaRule(["A3=31"], font=white))
    sheet.conditional_formatting.add("B3", FormulaRule(["B3=32"], font=Font(color="FFFF0000")))
    sheet["A4"], sheet["B4"], sheet["C4"] = 0, "1002", 7
    sheet["A4"].number_format, sheet["B4"].number_format, sheet["C4"].number_format = '0;-0;"无"', '"9"@', '0"件"'
    sheet["A5"], sheet["B5"], sheet["C5"] = 0, 5, 6
    sheet["B5"].font = Font(color="FF0000FF")
    sheet["B5"].fill = PatternFill("solid", fgColor="FF0000FF")
    sheet["C5"].alignment = Alignment(horizontal="fill")
    return book


SHOWN = [
    ["甲", "1", "乙"],
    ["\ufffd", "22", "\ufffd"],
    ["\ufffd", "32", "丙"],
    ["无", "91002", "7件"],
    ["0", "\ufffd", "\ufffd"],
]


def test_what_nobody_sees_is_no_number_and_words_of_formats_are_text() -> None:
    assert rows(read(saved(shown_book()))) == SHOWN


def test_a_sheet_that_shows_no_zeros_has_blanks_there() -> None:
    book = shown_book()
    book.active.sheet_view.showZeros = False
    assert rows(read(saved(book)))[3:] == [["", "91002", "7件"], ["", "\ufffd", "\ufffd"]]


def test_bars_and_formats_of_conditions_may_hide_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet["A1"], sheet["B1"], sheet["C1"] = 1, 2, 3
    sheet.conditional_formatting.add("A1", DataBarRule("min", None, "max", None, "FF638EC6", showValue=False))
    sheet.conditional_formatting.add("B1", DataBarRule("min", None, "max", None, "FF638EC6"))
    hidden = DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode=";;;"))
    sheet.conditional_formatting.add("C1", Rule("expression", dxf=hidden, formula=["C1=3"]))
    assert rows(read(saved(book))) == [["\ufffd", "2", "\ufffd"]]


def test_a_text_of_which_a_part_is_white_is_no_number() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "7"), "1002")
    book.active["B1"] = CellRichText(TextBlock(InlineFont(color="FFFF0000"), "7"), "1002")
    assert rows(read(saved(book))) == [["\ufffd", "71002"]]


def covered_book() -> openpyxl.Workbook:
    """Numbers from 1 in 4 rows of 8 columns, a chart over D2:E3, a note at A1, C4 in a font of signs."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in range(4):
        for col in range(8):
            sheet.cell(row + 1, col + 1, 8 * row + col + 1)
    chart = BarChart()
    chart.anchor = TwoCellAnchor(
        _from=AnchorMarker(col=3, row=1), to=AnchorMarker(col=4, row=2, colOff=90000, rowOff=90000)
    )
    sheet.add_chart(chart)
    sheet["A1"].comment = Comment("注", "某")
    sheet["C4"].font = Font(name="Wingdings")
    return book


COVERED = [[str(8 * row + col + 1) for col in range(8)] for row in range(4)]
for place in ((1, 3), (1, 4), (2, 3), (2, 4), (3, 2)):
    COVERED[place[0]][place[1]] = "\ufffd"


def test_under_a_drawing_and_in_a_font_of_signs_no_number_is_read() -> None:
    book = covered_book()
    assert rows(read(saved(book))) == COVERED
    book.active["D2"], book.active["D3"] = "甲", None
    found = rows(read(saved(book)))
    assert (found[1][3], found[2][3]) == ("甲", "")


def test_a_drawing_of_one_corner_covers_as_much_as_it_may() -> None:
    book = covered_book()
    (chart,) = book.active._charts
    chart.anchor, chart.width, chart.height = "D2", 1, 0.3
    found = rows(read(saved(book)))
    assert [[text == "\ufffd" for text in row] for row in found] == [
        [False] * 8,
        [False] * 3 + [True] * 3 + [False] * 2,
        [False] * 3 + [True] * 3 + [False] * 2,
        [False, False, True] + [False] * 5,
    ]


@needs_libreoffice
def test_under_a_drawing_of_an_old_workbook_no_number_is_read(tmp_path: Path) -> None:
    assert rows(read(converted(saved(covered_book()), "xlsx", "xls", tmp_path))) == COVERED


@pytest.mark.parametrize(
    ("old", "new", "covered"),
    [
        # It ends where the next column begins; hidden; of a kind that is not known by its name.
        ("<xdr:colOff>90000</xdr:colOff>", "<xdr:colOff>0</xdr:colOff>", {"12", "20"}),
        ('name="Chart 1"', 'name="Chart 1" hidden="1"', set()),
        ("<xdr:to><xdr:col>4<", "<xdr:to><xdr:col>?<", set(map(str, range(1, 33)))),
    ],
)
def test_which_numbers_a_drawing_covers(old: str, new: str, covered: set[str]) -> None:
    data = saved(covered_book())
    drawing = zipfile.ZipFile(io.BytesIO(data)).read("xl/drawings/drawing1.xml").decode()
    named = [text.replace("xdr:", "xdr:" if "<xdr:" in drawing else "") for text in (old, new)]
    found = rows(read(zipped(data, "xl/drawings/drawing1.xml", *named)))
    assert {str(8 * r + c + 1) for r in range(4) for c in range(8) if found[r][c] == "\ufffd"} == covered | {"27"}


@needs_libreoffice
def test_what_an_old_workbook_hides(tmp_path: Path) -> None:
    book = shown_book()
    sheet = book.active
    for col, value in enumerate((61, 62, 63), start=1):
        sheet.cell(6, col, value)
    sheet.row_dimensions[6].hidden = True
    for row in range(1, 7):
        sheet.cell(row, 4, 70 + row)
        sheet.cell(row, 5, 80 + row)
    sheet.column_dimensions["D"].hidden = True
    sheet["F1"] = CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "7"), "1002")
    sheet.sheet_view.showZeros = False
    book.create_sheet("T")["A1"] = 3
    book["T"].sheet_state = "hidden"
    extract = read(converted(saved(book), "xlsx", "xls", tmp_path))
    expected = [[*row, f"{80 + number}"] for number, row in enumerate(SHOWN, start=1)]
    expected[3][0] = expected[4][0] = ""
    assert [row[:4] for row in rows(extract)] == expected
    assert rows(extract)[0][4] == "\ufffd" and len(extract.grids) == 1


def money_book(value: float, code: str) -> openpyxl.Workbook:
    book = workbook()
    (fee,) = [cell for row in book.active.iter_rows() for cell in row if cell.value == 10.5]
    fee.value, fee.number_format = value, code
    return book


@pytest.mark.parametrize(
    ("value", "code", "shown", "note"),
    [
        (10.456, "0.00", "10.46", "holds 10.456"),
        (10.455, "#,##0.00", "10.46", "holds 10.455"),
        (10.5, "0", "11", "holds 10.5"),
        (10.5, "0.00", "10.5", ""),
        (31 / 3, "General", "\ufffd", "holds 10.3333333333333"),
    ],
)
def test_an_amount_is_the_one_shown_and_what_the_sheet_holds_a_note(
    value: float, code: str, shown: str, note: str
) -> None:
    answer = read_document(documents.from_bytes("r.xlsx", saved(money_book(value, code))))
    assert printed(answer)["2"][-1] == shown
    assert [note in text for text in answer.notes] == ([True] if note else [])


def narrow_book() -> openpyxl.Workbook:
    """Numbers and texts in columns of several widths: A and B of 6, C of none, D of 20."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet.append(["甲", "乙", "丙", "丁"])
    sheet.append([71234567, 12345.5, 59237.2449, 59237.2449])
    sheet.append([123456, 1234567, 12345678, 123456789])
    sheet.append([1234.5, "59237.2449", 5923.244, 71234567])
    sheet.append([59237.244, None, 12345678, 7])
    sheet.append([71234567, 71234567, 71234567, 8])
    sheet.merge_cells("A5:B5")
    sheet["B3"].number_format, sheet["C3"].number_format = "0", "#,##0"
    sheet["A6"].alignment, sheet["B6"].alignment = Alignment(shrink_to_fit=True), Alignment(text_rotation=90)
    sheet["C6"].font, sheet["D4"].font = Font(size=14), Font(size=36)
    for letter, width in (("A", 6), ("B", 6), ("D", 20)):
        sheet.column_dimensions[letter].width = width
    return book


#: Unread: those in whose place a sheet shows 7E+07, 12346, 59237.24, 1E+06 or ####.
NARROW = [
    ["甲", "乙", "丙", "丁"],
    ["\ufffd", "\ufffd", "\ufffd", "59237.2449"],
    ["123456", "\ufffd", "12345678", "123456789"],
    ["1234.5", "59237.2449", "5923.244", "\ufffd"],
    ["59237.244", "12345678", "7"],
    ["71234567", "71234567", "\ufffd", "8"],
]


def test_a_number_for_which_its_column_has_no_room_is_unread() -> None:
    extract = read(saved(narrow_book()))
    assert rows(extract) == NARROW
    assert extract.notes == (
        "sheet S has columns too narrow to show numbers, which are not read: A2 holds 71234567, B2 holds 12345.5, "
        "C2 holds 59237.2449, B3 holds 1234567, D4 holds 71234567, C6 holds 71234567",
    )


def test_columns_without_a_width_have_that_of_the_sheet() -> None:
    book = narrow_book()
    book.active.sheet_format.defaultColWidth = 14
    found = rows(read(saved(book)))
    assert [row[2] for row in found[1:4]] == ["59237.2449", "12345678", "5923.244"]
    assert found[5][2] == "71234567"


@needs_libreoffice
def test_a_number_for_which_an_old_workbooks_column_has_no_room_is_unread(tmp_path: Path) -> None:
    assert rows(read(converted(saved(narrow_book()), "xlsx", "xls", tmp_path))) == NARROW


def test_a_count_that_hides_a_fraction_is_held() -> None:
    book = workbook()
    (count,) = [cell for row in book.active.iter_rows() for cell in row if cell.value == 1002]
    count.value, count.number_format = 1002.4, "0"
    (report,) = read_document(documents.from_bytes("r.xlsx", saved(book))).reports
    assert next(t.verdict for t in report.tables if t.table == "2") == "unconfirmed"
    assert "count_domain" in {finding.rule for finding in report.findings}


def test_hostile_and_damaged_workbooks_are_unreadable_or_left_out_in_words() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "甲", 1
    book.active["XFD1048576"] = 2
    far = read(saved(book))
    assert far.grids == () and "too large to be a report" in far.notes[0]
    good = saved(workbook())
    bomb = zipped(
        good,
        "xl/worksheets/sheet1.xml",
        "<worksheet",
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet',
    )
    merged = zipped(
        good, "xl/worksheets/sheet1.xml", "</mergeCells>", '<mergeCell ref="A1:O40"/>' * 99 + "</mergeCells>"
    )
    for data, words in ((bomb, "document type"), (merged, "upon each other"), (good[:-60], "damaged")):
        with pytest.raises(UnreadableDocument, match=words) as error:
            read(data)
        assert error.value.remedy and error.value.file == "r.xlsx"


@needs_libreoffice
def test_a_workbook_over_which_calamine_panics_is_unreadable(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each of the first records said to be of one byte, in turn."""
    data = converted(saved(values_book()), "xlsx", "xls", tmp_path)
    at = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    kinds = set()
    for _ in range(40):
        length = int.from_bytes(data[at + 2 : at + 4], "little")
        short = data[: at + 2] + b"\x01\x00" + data[at + 4 :]
        kinds.add(read_document(documents.from_bytes("r.xls", short)).kind)
        at += 4 + length
    capfd.readouterr()
    assert "unreadable" in kinds and kinds <= {"unreadable", "not_a_report"}


def test_an_encrypted_workbook_needs_its_password() -> None:
    names = ("EncryptedPackage", "EncryptionInfo")
    data = documents.ole.MAGIC + b"\0" * 600 + b"".join(name.encode("utf-16-le") for name in names)
    with pytest.raises(UnreadableDocument) as error:
        router.extracts(documents.from_bytes("r.xlsx", data))
    assert "password" in error.value.remedy


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (3, "General", "3"),
        (251000.5, "#,##0.00_ ", "251000.5"),
        (251000.55, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "251000.55"),
        (-5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-5"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (0, "0;-0;;@", ""),
        (0, '0;-0;"无"', "无"),
        (0, "0;-0;7", "7"),
        (0, '0;"负"0', "0"),
        (0, "#", ""),
        (0, "#,##0", "0"),
        (0, '[=0]"";General', ""),
        (4, '[=0]"";General', "4"),
        (0, '[<1]"无";0', "无"),
        (5, "[>3]0;0", "5"),
        (3, '0;[<5]0"x"', "\ufffd"),
        (3, "[<1]0", "\ufffd"),
        (-3, "[<1]0;0", "\ufffd"),
        (7, "[Red]0", "7"),
        (7, "[White]0", "\ufffd"),
        (7, "[$-804]0", "7"),
        (7, "[$-30804]0", "\ufffd"),
        (1002, "[$¥-804]#,##0", "¥1002"),
        (-7, "0;[Red]0", "\ufffd"),
        (-7, '0;"减"0', "减7"),
        (-7, "#,##0_);(#,##0)", "-7"),
        (-7, "#,##0_);[Red]\\(#,##0\\)", "-7"),
        (-0.3, "0", "\ufffd"),
        (0.125, "0.0%", "12.5%"),
        (7, '0"件"', "7件"),
        (7, "0件", "7件"),
        (2, '"9"0', "92"),
        (7, "000", "007"),
        (7, "@", "7"),
        (7, '"9"@', "\ufffd"),
        (7, "[DBNum1]0", "\ufffd"),
        (7, ";;;", "\ufffd"),
        (7, "0.0,", "\ufffd"),
        (7, "# ?/?", "\ufffd"),
        (7, "0*5", "\ufffd"),
        (7, "yyyy", "\ufffd"),
        (7, "unknown", "\ufffd"),
        (0, "unknown", "\ufffd"),
        (1e16, "0", "\ufffd"),
        (float("nan"), "0", "\ufffd"),
    ],
)
def test_a_number_is_shown_by_the_section_of_its_format(value: float, code: str, expected: str) -> None:
    assert (number_shown(value, code).text, number_shown(value, code).held) == (expected, None)


@pytest.mark.parametrize(
    ("value", "code", "expected", "held"),
    [
        (12.345, "0.00", "12.35", "12.345"),
        (-12.345, "0.00", "-12.35", "-12.345"),
        (0.045, "0%", "5%", "4.5"),
        (1 / 3, "General", "0.333333333333333", "0.333333333333333"),
        (1 / 3, "0." + "0" * 30, "0.3333333333", "0.333333333333333"),
    ],
)
def test_fewer_digits_are_rounded_as_the_sheet_does_and_those_held_are_kept(
    value: float, code: str, expected: str, held: str
) -> None:
    assert (number_shown(value, code).text, number_shown(value, code).held) == (expected, held)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", "12"),
        ("0;-0;0", "12"),
        ("unknown", "12"),
        ("yyyy/m/d;@", "12"),
        ('"9"@', "912"),
        ('0;-0;0;"7"', "7"),
        ("0;-0;0;", ""),
        ("@*5", "\ufffd"),
        ("0;-0;0;yyyy", "\ufffd"),
    ],
)
def test_a_text_is_shown_by_the_last_section_of_its_format(code: str, expected: str) -> None:
    assert text_shown("12", code) == expected


@given(st.integers(min_value=-(10**14), max_value=10**14), st.integers(min_value=0, max_value=6))
def test_a_decimal_number_is_given_with_its_own_digits(digits: int, places: int) -> None:
    sign, bare = ("-" if digits < 0 else ""), str(abs(digits)).rjust(places + 1, "0")
    whole, part = (bare[:-places], bare[-places:]) if places else (bare, "")
    expected = sign + whole + ("." + part.rstrip("0") if part.strip("0") else "")
    assert number_shown(float(f"{sign}{whole}.{part or 0}"), "General").text == expected
