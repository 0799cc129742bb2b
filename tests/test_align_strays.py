"""A number that no cell accounts for, and the blank that may have lost it: such a table is never trusted."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest
from office_documents import needs_libreoffice, saved, workbook
from official_html import ROWS_2021, disclosure_2021, disputes, page, requests
from test_grids_sheet import zipped

from benchmarks.hostile.bases import base, truth
from benchmarks.hostile.judge import TRUSTED
from gongkai.documents import from_bytes
from gongkai.ole import CompoundFile
from gongkai.read import read_document
from gongkai.records import Fact, Verdict

TABLE_2 = {
    "规章": [1, 2, 3],
    "行政规范性文件": [4, 5, 6],
    **{label: [7] for label in ("行政许可", "行政处罚", "行政强制", "行政事业性收费")},
}
NUMBERS_3 = [[2, 0, 0, 0, 0, 0, 2], [0] * 7, [2, 0, 0, 0, 0, 0, 2], *[[0] * 7] * 20, [2, 0, 0, 0, 0, 0, 2], [0] * 7]
NUMBERS_4 = [1, 2, 0, 0, 3, *[0] * 10]
#: A row of table 2 with its number gone, and the row in which it stands instead.
BLANK_IN_2 = '<tr><td>行政强制</td><td colspan="3"></td></tr>'
ROW_OF_NOBODY = '<tr><td></td><td colspan="3">7</td></tr>'


def verdicts(data: bytes) -> dict[str, Verdict | None]:
    (report,) = read_document(from_bytes("given", data)).reports
    return {table.table: table.verdict for table in report.tables}


def made(two: str | None = None, three: str | None = None, four: str | None = None) -> bytes:
    tables = (two or disclosure_2021(TABLE_2), three or requests(NUMBERS_3), four or disputes(NUMBERS_4))
    return page(*tables)


def test_a_blank_alone_is_a_blank() -> None:
    two = disclosure_2021(TABLE_2 | {"行政强制": [""]})
    assert verdicts(made(two)) == {"2": "consistent", "3": "consistent", "4": "consistent"}


@pytest.mark.parametrize("blank", ["", 7])
@pytest.mark.parametrize("where", ["below", "among the articles"])
def test_a_number_in_a_row_of_no_label_may_be_that_of_the_row_above(where: str, blank: object) -> None:
    two = disclosure_2021(TABLE_2 | {"行政强制": [blank]})
    end = "</table>" if where == "below" else '<tr><td colspan="4">第二十条第（八）项'
    assert verdicts(made(two.replace(end, ROW_OF_NOBODY + end))) == {
        "2": "incomplete",
        "3": "consistent",
        "4": "consistent",
    }


def test_a_number_among_the_labels_may_be_the_one_that_is_missing() -> None:
    rows = list(ROWS_2021)
    numbers: list[list[object]] = [list(row) for row in NUMBERS_3]
    numbers[2][6] = ""
    blank = requests(numbers, rows)
    assert verdicts(made(three=blank))["3"] == "consistent"
    moved = blank.replace("三、本年度办理结果", "2")
    assert moved != blank
    assert verdicts(made(three=moved))["3"] == "unconfirmed"


def numbered(table: str, numbers: Sequence[object]) -> str:
    """Table 3 with a column of numbers left of its labels."""
    head, *rows = table.split("<tr>")[1:]
    second, third, *bodies = rows
    cells = [f"<td>{number}</td>{body}" for number, body in zip(numbers, bodies, strict=True)]
    return "<table><tr>" + "<tr>".join([f'<td rowspan="3">序号</td>{head}', second, third, *cells])


@pytest.mark.parametrize(
    ("numbers", "verdict"), [(range(1, 26), "consistent"), ([1, 2, 250, *range(4, 26)], "unconfirmed")]
)
def test_numbers_that_count_rows_are_nobodys_loss(numbers: Sequence[object], verdict: Verdict) -> None:
    cells: list[list[object]] = [list(row) for row in NUMBERS_3]
    cells[2][6] = ""
    assert verdicts(made(three=numbered(requests(cells), numbers)))["3"] == verdict


def test_a_number_under_a_merged_box_may_be_the_one_that_is_missing() -> None:
    book = workbook([disclosure_2021(TABLE_2 | {"行政强制": [""]}), requests(NUMBERS_3), disputes(NUMBERS_4)])
    data = saved(book)
    assert verdicts(data)["2"] == "consistent"
    end, covered = '</c></row><row r="2">', '<c r="C1"><v>7</v></c>'
    hidden = zipped(data, "xl/worksheets/sheet1.xml", end, end.replace("</c>", f"</c>{covered}"))
    assert verdicts(hidden)["2"] == "unconfirmed"


def test_two_numbers_in_one_box_of_a_workbook_are_none() -> None:
    data = saved(workbook([disclosure_2021(TABLE_2), requests(NUMBERS_3), disputes(NUMBERS_4)]))
    twice = zipped(data, "xl/worksheets/sheet1.xml", '<c r="D4" t="n"><v>3</v></c>', '<c r="D4" t="n"><v>3</v></c>' * 2)
    assert verdicts(twice)["2"] == "unreadable"


def records(stream: bytes) -> list[tuple[int, tuple[int, int]]]:
    """(position, (row, column)) of each number record (RK) of a workbook's stream, in the order of the file."""
    found, at = [], 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        if number == 0x027E:
            found.append((at + 4, struct.unpack_from("<HH", stream, at + 4)))
        at += 4 + length
    return found


def differing(data: bytes) -> list[Fact]:
    """Cells of trusted tables that are not what the base prints."""
    return [
        fact
        for report in read_document(from_bytes("given", data)).reports
        for table in report.tables
        for fact in report.facts
        if table.verdict in TRUSTED and (fact.table, fact.n) == (table.table, table.n) and fact.label is None
        if truth().get((fact.table, fact.indicator, fact.applicant)) != fact.value
    ]


@needs_libreoffice
@pytest.mark.parametrize("shift", [(0, 1), (0, -1), (0, 4), (1, 0), (-2, 0), (-8, 0), (16, 0), (128, 0), (1024, 0)])
def test_a_number_moved_in_an_old_workbook_is_never_a_blank_to_be_trusted(shift: tuple[int, int]) -> None:
    data = base("xls")
    stream = CompoundFile(data).stream("Workbook")
    assert stream is not None
    start = data.index(stream)
    assert differing(data) == []
    for at, (row, col) in records(stream)[::23]:
        moved = bytearray(data)
        struct.pack_into("<HH", moved, start + at, max(row + shift[0], 0), max(col + shift[1], 0))
        assert differing(bytes(moved)) == []
