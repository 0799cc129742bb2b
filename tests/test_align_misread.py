"""Heads of tables with one character misread, as text recognition leaves them."""

from __future__ import annotations

import pytest

from gongkai.align import disputes, labels
from gongkai.align.disclosure_labels import header_label, row_label
from gongkai.align.document import align
from gongkai.grids.model import Cell, Extract, Grid

#: Rows of table 3 that both forms have, and one that says which form it is.
ROWS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "(七)总计", "四、结转下年度继续办理")
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def requests_table(heads: tuple[str, ...]) -> Extract:
    """Table 3, cut short: a column of labels and seven of numbers 10, 11, … in row 1, 20, 21, … in row 2."""
    cells = [Cell(0, 0, 1, 1, "", "p0")]
    cells += [Cell(0, 1 + at, 1, 1, head, f"h{at}") for at, head in enumerate(heads)]
    for row, label in enumerate(ROWS, start=1):
        cells.append(Cell(row, 0, 1, 1, label, f"l{row}"))
        cells += [Cell(row, 1 + at, 1, 1, str(row * 10 + at), f"v{row}{at}") for at in range(7)]
    return Extract("ocr", (Grid(tuple(cells), 1 + len(ROWS), 8, "p1", "ocr"),), ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("白然\n人", "natural_person"),
        ("社会公益细织", "public_welfare_org"),
        ("商业企亚", "commercial_enterprise"),
        ("其也", None),  # of two characters one is too much
        ("白燃人", None),
        ("1然人", None),
    ],
)
def test_a_character_of_an_applicant(text: str, code: str | None) -> None:
    assert labels.applicant_of(text) == code


def test_a_character_of_other_heads_and_labels() -> None:
    assert disputes.channel("复汉后起诉") == "复议后起诉"
    assert disputes.channel("行政诉论") is None
    assert header_label("上一年项日数量", "2019") == "上一年项目数量"
    assert row_label("行政強制", "2021") == row_label("行政强判", "2021") == "行政强制"
    assert row_label("行政检查", "2021") is None


@pytest.mark.parametrize(
    ("printed", "official", "near"),
    [
        ("2.重复中请", "2.重复申请", True),
        ("7.属下行政执法案卷", "7.属于行政执法案卷", True),
        ("(一)予以公开", "(三)不予公开", False),
        ("二、本年结转政府信息公开申请数量", "二、上年结转政府信息公开申请数量", False),
    ],
)
def test_a_character_of_a_rows_label(printed: str, official: str, near: bool) -> None:
    assert (labels.similarity(printed, official) >= labels.NEAR) is near


def test_years_are_no_misreading_of_each_other() -> None:
    assert not labels.is_misread("上年增/减", "本年增/减")
    assert labels.is_misread("本年培/减", "本年增/减")
    assert not labels.is_misread("第1项规定", "第2项规定")


def test_table_3_with_a_misread_head_is_whole() -> None:
    (table,) = align(requests_table(("白然人", *HEADS[1:])))
    numbers = {key: value.number.value for key, value in table.by_cell.items() if value.number is not None}
    assert numbers["req_new", "natural_person"] == 10
    assert numbers["req_new", "total"] == 16
    assert len(numbers) == 28


def test_table_3_whose_first_head_is_lost_is_still_found() -> None:
    """Its rows are known by their labels; the numbers under the head that nothing names are nobody's."""
    (table,) = align(requests_table(("甲乙丙", *HEADS[1:])))
    numbers = {key: value.number.value for key, value in table.by_cell.items() if value.number is not None}
    assert ("req_new", "natural_person") not in numbers
    assert numbers["req_new", "commercial_enterprise"] == 11
    assert len(numbers) == 24
